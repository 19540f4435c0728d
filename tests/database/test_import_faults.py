"""Bad input: every fault of a bundle at once, by file, line, record, field and value; the database as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.database.bundles import DEMAND, DOCUMENTS, FIRST, Desk
from tracker.config import Settings
from tracker.errors import BundleError

CAUSES = "give --cause (correction, codebook, identity, housekeeping)"


def faults(desk: Desk, *texts: str, **options: object) -> list[str]:
    with desk.unchanged():
        return desk.refused(*texts, **options)


def test_all_faults_of_a_bundle_are_told_at_once(desk: Desk) -> None:
    assert faults(
        desk,
        """
        documents:
          - document: d1
            kind: speach
            title: First
            issuer: albo
            issued_on: 2024-01-10
            coverage:
              - {process: talks, topic: territory.withdrawel}
        """,
        """
        demands:
          - demand: alba.leave
            process: walks
            party: alba
            addressee: borea
            kind: demand
            topic: territory.withdrawal
            versions:
              - version: A
                summary: Leave.
                terms: {extent: wholly}
                citations: [{document: d9, speaker: pres}]
        """,
    ) == [
        "bundle.yaml:4: document d1: kind: document-kind has no such code; it has statement (got 'speach')",
        "bundle.yaml:6: document d1: issuer: there is no actor of this name; the nearest are alba, borea, press"
        " (got 'albo')",
        "bundle.yaml:9: coverage d1/talks/territory.withdrawel: topic: there is no topic of this name; the nearest are"
        " territory.withdrawal, territory, territory.recognition (got 'territory.withdrawel')",
        "bundle2.yaml:3: demand alba.leave: title: missing; a new demand needs it (its title)",
        "bundle2.yaml:4: demand alba.leave: process: there is no process of this name; the nearest are talks"
        " (got 'walks')",
        "bundle2.yaml:12: version alba.leave@A: terms: extent has no code 'wholly'; it has begun, complete, partial"
        " (got 'extent=wholly')",
        "bundle2.yaml:13: citation alba.leave/A/d9//pres/: document: there is no document of this name;"
        " the nearest are d1 (got 'd9')",
        "bundle2.yaml:13: citation alba.leave/A/d9//pres/: speaker: there is no actor of this name;"
        " the nearest are press, alba, borea (got 'pres')",
    ]


def test_faults_of_the_files_are_told_without_their_consequences(desk: Desk) -> None:
    """An unknown field, a wrong type, a date that is none, a key given twice: no title is missing beside them."""
    assert faults(
        desk,
        """
        documents:
          - document: d1
            kind: statement
            titel: First
            issued_on: 2024-02-30
          - {document: d2, kind: [a, b], title: Second}
          - {document: d2}
        """,
    ) == [
        "bundle.yaml:5: document d1: titel: unknown field; did you mean `title`?",
        "bundle.yaml:6: document d1: issued_on: no such day: 2024-02 has 29 days (got '2024-02-30')",
        "bundle.yaml:7: document d2: kind: expected one value, not a list",
        "bundle.yaml:8: document d2: the same document twice in one list, first on line 7",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.yaml", b"demands: [", "broken.yaml:1: broken YAML: "),
        ("latin.yaml", "actors: [{actor: a, name: Curaçao}]".encode("latin-1"), "latin.yaml:1: expected UTF-8"),
        ("empty.yaml", b"", "empty.yaml: an empty file"),
        ("lines.jsonl", b'{"actors": [}', "lines.jsonl:1: broken JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(desk: Desk, name: str, content: bytes, message: str) -> None:
    (desk.folder / name).write_bytes(content)
    with desk.unchanged(), pytest.raises(BundleError) as refusal:
        desk.imports_files(desk.folder / name)
    assert message in str(refusal.value)


def test_a_folder_without_bundles_is_named(desk: Desk) -> None:
    (desk.folder / "nothing").mkdir()
    with desk.unchanged(), pytest.raises(BundleError, match="a folder without bundles"):
        desk.imports_files(desk.folder / "nothing")


def test_a_value_outside_the_codebook_names_what_is_allowed(desk: Desk) -> None:
    written = """{
          extent: wholly,
          territory: [north, nowhere],
          timing: [soon, before peace],
          quantity: 5 apples,
          includes: shields,
          window: 2025-01-01,
          condition: alba.other,
          obliged: corona,
          size: big,
          unit: people,
          duration: 30 days}"""
    told = faults(desk, DOCUMENTS + DEMAND.replace("{territory: north}", written))
    assert sorted(line.partition(" terms: ")[2] for line in told) == [
        "condition takes a demand, an event of the process or unconditional; there is no 'alba.other'"
        " (got 'condition=alba.other')",
        "duration takes an ISO 8601 duration or a range of two: P90D, P2D/P3D (got 'duration=30 days')",
        "extent has no code 'wholly'; it has begun, complete, partial (got 'extent=wholly')",
        "includes has no code 'shields'; it has alliances, coalitions, nato, pact (got 'includes=shields')",
        "the codebook has no attribute 'size'; it has condition, domain, duration, except, extent, includes, obliged,"
        " permanence, quantity, stage, territory, timing, window (got 'size=big')",
        "the codebook has no attribute 'unit'; it has condition, domain, duration, except, extent, includes, obliged,"
        " permanence, quantity, stage, territory, timing, window (got 'unit=people')",
        "the codebook has no unit 'apples'; it has day, people (got 'quantity=5 apples')",
        "the process has no event 'peace'; it has ceasefire-start, peace-signing, talks-start"
        " (got 'timing=before peace')",
        "there is no actor 'corona'; the nearest are alba, borea, press (got 'obliged=corona')",
        "there is no place 'nowhere'; the nearest are north, country, island (got 'territory=nowhere')",
        "timing takes before EVENT, after EVENT or DURATION after EVENT: P30D after ceasefire-start"
        " (got 'timing=soon')",
        "window takes two dates: 2025-06-20/2025-06-30 (got 'window=2025-01-01')",
    ]
    assert {line.partition(" terms: ")[0] for line in told} == {"bundle.yaml:17: version alba.leave@A:"}


def test_an_attribute_that_takes_one_value_is_given_one(desk: Desk) -> None:
    assert faults(desk, DOCUMENTS + DEMAND.replace("{territory: north}", "{extent: [begun, complete]}")) == [
        "bundle.yaml:17: version alba.leave@A: terms: this attribute takes one value (got 'extent=begun, complete')"
    ]


def test_a_place_of_evidence_that_does_not_exist_is_named(desk: Desk) -> None:
    told = faults(
        desk,
        DOCUMENTS
        + DEMAND.replace("{territory: north}", '{territory: {value: north, in: ["d2#X", "d0#I"]}}').replace(
            '"d2#I"', '"d2#II"', 2
        ),
    )
    assert told == [
        "bundle.yaml:17: version alba.leave@A: terms: there is no document of this name (got 'd0#I')",
        "bundle.yaml:17: version alba.leave@A: terms: there is no passage of this name (got 'd2#X')",
        "bundle.yaml:22: citation alba.leave/B/d2/II//: passage: there is no passage of this name in its document;"
        " the nearest are I (got 'II')",
    ]


def test_the_evidence_of_a_term_of_an_agreement_must_exist(desk: Desk) -> None:
    told = faults(
        desk,
        DOCUMENTS
        + """
agreements:
  - agreement: deal
    process: talks
    summary: A deal
    document: d2
    terms:
      domain:
        - {value: air, speaker: nobody}
        - {value: sea, document: "d1#I"}
        - {value: land, via: d7}
""",
    )
    assert told == [
        "bundle.yaml:11: agreement deal: terms: there is no passage of this name in its document (got 'I')",
        "bundle.yaml:11: agreement deal: terms: there is no document of this name (got 'd7')",
        "bundle.yaml:11: agreement deal: terms: there is no actor of this name (got 'nobody')",
    ]


def test_only_the_record_at_fault_is_told_and_not_all_that_name_it(desk: Desk) -> None:
    assert faults(desk, FIRST.replace("title: First", "title: First, publisher: nobody")) == [
        "bundle.yaml:3: document d1: publisher: there is no actor of this name; the nearest are alba, borea, press"
        " (got 'nobody')"
    ]
    assert faults(desk, FIRST.replace("topic: territory.withdrawal", "topic: territory.going")) == [
        "bundle.yaml:12: demand alba.leave: topic: there is no topic of this name; the nearest are territory,"
        " territory.withdrawal, territory.recognition (got 'territory.going')"
    ]


def test_a_version_without_a_citation_is_refused(desk: Desk) -> None:
    message = "the version has no citation: name the document in which the party says it"
    text = DOCUMENTS + DEMAND.replace("citations: [{document: d1, quote: leave}]", "citations: []")
    assert faults(desk, text) == [f"bundle.yaml:15: version alba.leave@A: {message}"]


def test_a_version_whose_citation_stands_in_the_database_needs_no_other(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("demands: [{demand: alba.leave, versions: [{version: A, summary: Other}]}]", cause="correction")


def test_two_versions_of_a_day_without_an_order_are_refused_where_the_bundle_gives_them(desk: Desk) -> None:
    message = "versions A and B are both cited on 2024-03-01: give their citations an order (1, 2, …)"
    assert faults(desk, FIRST.replace("2024-01-10", "2024-03-01")) == [
        f"bundle.yaml:15: version alba.leave@A: {message}"
    ]


def test_a_day_shared_with_a_version_that_stands_is_told_at_the_new_one(desk: Desk) -> None:
    desk.imports(FIRST)
    day = "versions A and C are both cited on 2024-01-10: give their citations an order (1, 2, …)"
    assert faults(
        desk,
        """
        demands:
          - demand: alba.leave
            versions:
              - {version: B, citations: [{document: "d2#I"}]}
              - version: C
                summary: Something else.
                citations:
                  - {document: d1}
        """,
    ) == [f"bundle.yaml:6: version alba.leave@C: version alba.leave@A: {day}"]


def test_a_day_shared_because_a_document_was_dated_anew_is_told_at_the_document(desk: Desk) -> None:
    desk.imports(FIRST)
    (fault,) = faults(desk, "documents:\n  - {document: d2, issued_on: 2024-01-10}", cause="correction")
    assert fault.startswith("bundle.yaml:2: document d2: version alba.leave@A: versions A and B are both cited")


def test_a_party_that_is_none_has_no_demands(desk: Desk) -> None:
    message = "press is not a party of the process talks, so it has no demands"
    assert faults(desk, FIRST.replace("party: alba", "party: press")) == [
        f"bundle.yaml:7: demand alba.leave: {message}"
    ]
    desk.imports(FIRST)
    told = faults(
        desk,
        "processes:\n  - {process: talks, parties: [{actor: borea, role: party}]}",
        cause="correction",
    )
    assert told == [f"bundle.yaml:2: process talks: demand alba.leave: {message.replace('press', 'alba')}"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            "documents: [{document: d1, title: First}]",
            "documents:\n  - document: d1\n    title: Other",
            "bundle2.yaml:3: document d1: title: bundle.yaml:1 gives another value: First (got 'Other')",
        ),
        (
            "documents: [{document: d1, issuer: alba}]",
            "documents: [{document: d1, issuer: null}]",
            "bundle2.yaml:1: document d1: issuer: bundle.yaml:1 gives another value: alba",
        ),
        (
            "documents: [{document: d1, issued_on: 2024-01}]",
            "documents: [{document: d1, issued_on: 2024-01-01}]",
            "bundle2.yaml:1: document d1: issued_on: bundle.yaml:1 gives another value: 2024-01 (got '2024-01-01')",
        ),
        (
            "demands: [{demand: alba.leave, versions: [{version: A, terms: {territory: north}}]}]",
            "demands: [{demand: alba.leave, versions: [{version: A, terms: {territory: [north, south]}}]}]",
            "bundle2.yaml:1: version alba.leave@A: terms: bundle.yaml:1 gives another value",
        ),
        (
            "documents: [{document: d1, coverage: [{process: talks, topic: ceasefire}]}]",
            "documents: [{document: d1, coverage: []}]",
            "bundle2.yaml:1: document d1: coverage: bundle.yaml:1 gives another list",
        ),
        (
            "processes: [{process: talks, parties: [{actor: alba, role: party}, {actor: borea, role: party}]}]",
            "processes: [{process: talks, parties: [{actor: borea, role: party}, {actor: press, role: observer}]}]",
            "bundle2.yaml:1: process talks: parties: bundle.yaml:1 gives another list",
        ),
        (
            "actors: [{actor: corona, remove: true}]",
            "actors: [{actor: corona, kind: state, name: Corona}]",
            "bundle2.yaml:1: actor corona: remove: it is removed in one place and given in another, bundle.yaml:1",
        ),
    ],
)
def test_two_files_that_disagree_are_refused(desk: Desk, first: str, second: str, expected: str) -> None:
    desk.imports(FIRST)
    assert faults(desk, first, second, cause="correction") == [expected]


def test_two_files_that_disagree_about_a_new_record_are_refused(desk: Desk) -> None:
    told = faults(desk, DOCUMENTS, "\n\ndocuments: [{document: d1, title: Other}]")
    assert told == ["bundle2.yaml:3: document d1: title: bundle.yaml:3 gives another value: First (got 'Other')"]


def test_what_is_altered_or_removed_without_a_cause_is_listed_row_by_row(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("documents: [{document: d1, coverage: [{process: talks, topic: ceasefire}]}]")
    text = """
        documents:
          - document: d1
            title: Other
            issued_on: 2024-01
            coverage: []
        demands:
          - demand: alba.leave
            versions:
              - version: A
                terms: {territory: south}
                citations:
                  - {document: d1, certainty: probable}
                  - {document: d2}
              - version: B
                citations:
                  - {document: "d2#I", order: 2}
        """
    assert faults(desk, text.replace("- {document: d2}", "")) == [
        f"bundle.yaml:3: document d1: it would be altered: title from First to Other;"
        f" issued_on from 2024-01-10 to 2024-01; {CAUSES}",
        f"bundle.yaml:6: document d1: coverage: coverage d1/talks/ceasefire would be removed; {CAUSES}",
        'bundle.yaml:10: version alba.leave@A: it would be altered: terms from {"territory": "north"}'
        f' to {{"territory": "south"}}; {CAUSES}',
        "bundle.yaml:13: citation alba.leave/A/d1///: it would be altered: certainty from certain to probable;"
        f" {CAUSES}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "responses: [{response: r, process: talks, party: borea, answer: rejected, document: d1}]",
            "response r: demand: missing; a response answers a `demand` or a document (`on_document`)",
        ),
        (
            "responses: [{response: no, on_document: d2}]",
            "response no: on_document: expected `demand` or `on_document`, not both: a response answers one thing;"
            " null clears a field (got 'd2')",
        ),
        (
            "responses: [{response: no, process: others}]",
            "response no: demand: this demand is of another process",
        ),
        (
            "links: [{demand: alba.leave, relation: entails, other_demand: alba.other}]",
            "link alba.leave/entails/alba.other: other_demand: this demand is of another process (got 'alba.other')",
        ),
        (
            "agreements: [{agreement: a, process: talks, summary: A, document: d1,"
            " settles: [{demand: alba.other, extent: fully}]}]",
            "settlement a/alba.other: demand: this demand is of another process (got 'alba.other')",
        ),
        (
            "demands: [{demand: alba.leave, process: others}]",
            "demand alba.leave: process: a demand stays in its process; remove it, then add it to the other"
            " (got 'others')",
        ),
        (
            "figures: [{figure: f, process: talks, metric: prisoners, unit: people, claimant: alba, basis: claimed,"
            " document: d1}]",
            "figure f: amount_min: expected amount_min, amount_max or, where the source gives no digits, wording",
        ),
        (
            "figures: [{figure: many, amount_max: 4}]",
            "figure many: amount_max: expected no less than amount_min (got '4')",
        ),
        (
            "documents: [{document: d2, passages: [{passage: I, char_start: 4}]}]",
            "passage d2#I: char_end: expected both char_start and char_end, or neither",
        ),
        (
            "documents: [{document: d2, passages: [{passage: I, passages: [{passage: I.1}]}]}]",
            "passage d2#I: a passage with passages below it says how they combine: all, any or sequence",
        ),
        (
            "assessments: [{assessment: x, process: talks, assessor: press, standing: observer, basis: assessed,"
            " document: d1, summary: X, about_kind: demand, about: alba.leaf}]",
            "assessment x: about: there is no demand of this name (got 'alba.leaf')",
        ),
        (
            "assessments: [{assessment: x, process: talks, assessor: press, standing: observer, basis: assessed,"
            ' document: d1, summary: X, about_kind: document, about: "d2#V"}]',
            "assessment x: about: there is no passage of this name (got 'd2#V')",
        ),
        (
            "assessments: [{assessment: x, process: talks, assessor: press, standing: observer, basis: assessed,"
            " document: d1, summary: X, about_kind: process, about: others}]",
            "assessment x: about: expected the process of the assessment (got 'others')",
        ),
        (
            "figures: [{figure: many, to_date: 2023}]",
            "figure many: to_date: expected no day before from_date (got '2023')",
        ),
        (
            "demands: [{demand: alba.leave, addressee: alba}]",
            "demand alba.leave: addressee: expected another one than `party` (got 'alba')",
        ),
        (
            "demands: [{demand: alba.leave, versions: [{version: B, directions: [{from: Z, direction: mixed,"
            " reason: So.}]}]}]",
            "direction alba.leave/B/Z: from: the demand has no version of this name; it has A, B (got 'Z')",
        ),
        (
            "places: [{place: isle, kind: region, name: Isle, parent: iland}]",
            "place isle: parent: there is no place of this name; the nearest are island, isle, country (got 'iland')",
        ),
        (
            "attributes: [{attribute: includes, codes: [{code: ships, parent: navy, definition: Ships.}]}]",
            "code includes/ships: parent: there is no code of this name; the nearest are nato, alliances, coalitions"
            " (got 'navy')",
        ),
        (
            "places: [{place: north, parent: isle}, {place: isle, kind: region, name: Isle, parent: north}]",
            "place north: it would lie within itself: no parent can lie below it",
        ),
    ],
)
def test_a_record_that_cannot_stand_is_refused(desk: Desk, text: str, expected: str) -> None:
    desk.imports(
        FIRST
        + """
responses: [{response: no, process: talks, demand: alba.leave, party: borea, answer: rejected, document: d2}]
figures:
  - {figure: many, process: talks, metric: prisoners, amount_min: 5, unit: people, claimant: alba, basis: claimed,
     from_date: 2024-01-01, document: d1}
processes: [{process: others, title: Others, parties: [{actor: alba, role: party}]}]
""",
        DEMAND.replace("alba.leave", "alba.other").replace("talks", "others"),
    )
    told = faults(desk, text, cause="correction")
    assert [fault.partition(": ")[2] for fault in told if expected.partition(":")[0] in fault][:1] == [expected]


def test_a_day_that_places_a_coarse_date_lies_inside_it(desk: Desk) -> None:
    text = FIRST.replace("2024-01-10", "2024-01").replace(
        "{document: d1, quote: leave}", "{document: d1, placed_on: 2024-02-02}"
    )
    assert faults(desk, text) == [
        "bundle.yaml:15: version alba.leave@A: placed_on 2024-02-02 lies outside the date of d1"
    ]


def test_an_absolute_path_is_named_as_the_user_gave_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    desk.put("actors: [{actor: corona, kind: state, name: Corona}]", "given/a.yaml")
    desk.imports_files(Path("given"))
    assert desk.column("select sources from analysis.changeset order by changeset desc limit 1") == [["given/a.yaml"]]


def test_who_answers_its_own_demand_is_told_where_it_stands(desk: Desk) -> None:
    answer = "{response: own, process: talks, demand: alba.leave, party: alba, answer: accepted, document: d2}"
    assert faults(desk, FIRST, f"responses:\n  - {answer}\n") == [
        "bundle2.yaml:2: response own: alba cannot answer its own demand alba.leave"
    ]


def test_terms_not_written_in_the_canonical_way_are_told_what_to_write(desk: Desk) -> None:
    terms = "terms: {quantity: 06.0 people, timing: P05D after talks-start}"
    (fault, other) = faults(desk, FIRST.replace("terms: {territory: north}", terms))
    assert "there is one way to write this; write 6 people (got 'quantity=06.0 people')" in fault
    assert "write P5D after talks-start" in other


ROUNDS = """
documents:
  - {document: d1, kind: statement, titel: First, issuer: alba, issued_on: 2024-01-10}
  - {document: d2, kind: statement, title: Second, issuer: albo, issued_on: 2024-03-01}
  - {document: d3, kind: statement, title: Third, issuer: alba, issued_on: 2024-05-01}
demands:
  - demand: alba.first
    process: talks
    party: alba
    addressee: borea
    kind: demand
    topic: territory.withdrawal
    title: Of a document at fault
    versions:
      - {version: A, summary: A, terms: {condition: alba.second}, citations: [{document: d1}]}
      - {version: B, summary: B, terms: {extent: wholly}, citations: [{document: "d2#I"}]}
  - demand: alba.second
    process: talks
    party: alba
    addressee: borea
    kind: demand
    topic: territory.wthdrawal
    title: Of an unknown topic
    versions:
      - {version: A, summary: A, terms: {timing: before never}, citations: [{document: d3}]}
  - demand: alba.third
    process: talks
    party: alba
    addressee: borea
    kind: demand
    topic: territory.withdrawal
    title: Whole but for what stands in the way
    versions:
      - {version: A, summary: A, citations: [{document: d3}]}
      - {version: B, summary: B, citations: [{document: d3}]}
      - {version: C, summary: C}
responses:
  - {response: one, process: talks, demand: alba.second, party: borea, answer: rejected, document: d3}
  - {response: two, process: talks, on_document: d1, party: borea, answer: rejected, document: d3}
assessments:
  - {assessment: a, process: talks, assessor: press, standing: observer, basis: assessed, about_kind: demand,
     about: alba.second, summary: S, document: d3}
links: [{demand: alba.third, relation: opposes, other_demand: alba.second}]
places: [{place: north, name: The north}]
"""


def test_faults_of_all_kinds_are_told_in_one_run_and_none_that_follows_from_another(desk: Desk) -> None:
    """Of the files, of references and terms, of order and evidence, and a cause that is missing."""
    assert faults(desk, ROUNDS) == [
        "bundle.yaml:3: document d1: titel: unknown field; did you mean `title`?",
        "bundle.yaml:4: document d2: issuer: there is no actor of this name; the nearest are alba, borea, press"
        " (got 'albo')",
        "bundle.yaml:16: version alba.first@B: terms: extent has no code 'wholly'; it has begun, complete, partial"
        " (got 'extent=wholly')",
        "bundle.yaml:22: demand alba.second: topic: there is no topic of this name; the nearest are"
        " territory.withdrawal, territory, territory.recognition (got 'territory.wthdrawal')",
        "bundle.yaml:25: version alba.second@A: terms: the process has no event 'never'; it has ceasefire-start,"
        " peace-signing, talks-start (got 'timing=before never')",
        "bundle.yaml:34: version alba.third@A: versions A and B are both cited on 2024-05-01:"
        " give their citations an order (1, 2, …)",
        "bundle.yaml:36: version alba.third@C: the version has no citation: name the document in which the party says"
        " it",
        f"bundle.yaml:44: place north: it would be altered: name from north to The north; {CAUSES}",
    ]


def test_an_unknown_process_hides_only_what_needs_its_events(desk: Desk) -> None:
    text = DOCUMENTS + DEMAND.replace("process: talks", "process: walks").replace(
        "{territory: north}", "{territory: nowhere, timing: before peace, condition: alba.other, duration: long}"
    )
    assert [fault.partition(": ")[2].partition("; ")[0] for fault in faults(desk, text)] == [
        "demand alba.leave: process: there is no process of this name",
        "version alba.leave@A: terms: duration takes an ISO 8601 duration or a range of two: P90D, P2D/P3D"
        " (got 'duration=long')",
        "version alba.leave@A: terms: there is no place 'nowhere'",
    ]


def test_what_a_faulty_record_may_hold_is_not_missed(desk: Desk) -> None:
    text = FIRST.replace("passages:", "pasages:").replace(
        "{territory: north}", '{territory: {value: north, in: "d2#I"}}'
    )
    assert faults(desk, text) == ["bundle.yaml:4: document d2: pasages: unknown field; did you mean `passages`?"]


def test_a_file_that_is_not_whole_leaves_open_what_there_is(desk: Desk) -> None:
    assert faults(desk, "actros: [{actor: corona}]", FIRST.replace("issuer: alba", "issuer: corona")) == [
        "bundle.yaml:1: actros: unknown section; did you mean `actors`?"
    ]


def test_the_faults_of_the_files_can_be_told_without_a_database(desk: Desk) -> None:
    desk.settings = Settings(database_url="postgresql://127.0.0.1:1/none", data_dir=desk.folder)
    assert desk.refused("actors: [{actor: corona, nam: C}]") == [
        "bundle.yaml:1: actor corona: nam: unknown field; did you mean `name`?"
    ]


def test_a_name_of_the_bundle_that_is_at_fault_is_among_the_nearest(desk: Desk) -> None:
    told = faults(
        desk,
        DOCUMENTS + "actors: [{actor: corona, kind: empire, name: Corona}]",
        "documents: [{document: d1, publisher: coronna}]",
    )
    assert told[1].endswith("there is no actor of this name; the nearest are corona, alba, borea (got 'coronna')")


EVIDENT = """
demands:
  - demand: alba.leave
    versions: [{version: A, citations: [{document: d1, via: d1}]}]
    endings: [{document: d1, via: d1, how: withdrawn}]
responses: [{response: r, process: talks, demand: alba.leave, party: borea, answer: rejected, document: d1, via: d1}]
agreements: [{agreement: g, process: talks, summary: S, document: d1, via: d1}]
figures: [{figure: f, process: talks, metric: prisoners, amount_min: 5, unit: people, claimant: alba, basis: claimed,
  document: d1, via: d1}]
assessments: [{assessment: a, process: talks, assessor: press, standing: observer, basis: assessed,
  about_kind: process, about: talks, summary: S, document: d1, via: d1}]
"""


def test_a_report_is_another_document_than_the_one_that_it_reports(desk: Desk) -> None:
    desk.imports(FIRST)
    message = (
        "via_document: expected another document than `document`; without `via` it was read there itself (got 'd1')"
    )
    told = faults(desk, EVIDENT)
    assert [fault.partition(": ")[2].partition(" ")[0] for fault in told] == [
        "citation",
        "ending",
        "response",
        "agreement",
        "figure",
        "assessment",
    ]
    assert all(fault.endswith(message) for fault in told)


def test_a_passage_in_a_term_of_an_agreement_stands_with_its_document(desk: Desk) -> None:
    desk.imports(FIRST)
    assert faults(
        desk,
        """
        agreements:
          - agreement: deal
            process: talks
            summary: A deal
            document: d2
            terms:
              extent: {value: begun, passage: I}
              domain:
                - {value: air, document: d2, via: "d2#I"}
                - {value: sea, via_passage: I}
        """,
    ) == [
        "bundle.yaml:8: agreement deal: terms.extent.passage: expected `document` with it, as document: slug#I"
        " (got 'I')",
        "bundle.yaml:10: agreement deal: terms.domain[0].via: expected another document than `document`; without `via`"
        " it was read there itself (got 'd2')",
        "bundle.yaml:11: agreement deal: terms.domain[1].via_passage: expected `via_document` with it, as via_document:"
        " slug#I (got 'I')",
    ]


ABOUT = "process: talks, assessor: press, standing: observer, basis: assessed, summary: S, document: d1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{ABOUT}, about_kind: demand", "about: alba.leave"),
        ("about: alba.leave", f"{ABOUT}, about_kind: demand"),
        (f"{ABOUT}", "about_kind: demand, about: alba.leave"),
        ("about_kind: demand, about: alba.leave", ABOUT),
    ],
)
def test_an_assessment_may_be_given_in_two_files(desk: Desk, one: str, other: str) -> None:
    desk.imports(FIRST, *(f"assessments: [{{assessment: a, {part}}}]" for part in (one, other)))
    assert desk.column("select about from analysis.assessment") == ["alba.leave"]


def test_an_assessment_without_its_subject_is_told_so(desk: Desk) -> None:
    desk.imports(FIRST)
    assert faults(desk, f"assessments: [{{assessment: a, {ABOUT}, about: alba.leave}}]") == [
        "bundle.yaml:1: assessment a: about_kind: missing; a new assessment needs it (what it is about)"
    ]
    assert faults(desk, f"assessments: [{{assessment: a, {ABOUT}, about_kind: demand}}]") == [
        "bundle.yaml:1: assessment a: about: missing; an assessment says what it is about, with `about_kind`"
    ]


def test_how_the_passages_below_combine_cannot_be_cleared(desk: Desk) -> None:
    desk.imports(DOCUMENTS.replace("{passage: I}", "{passage: I, combine: all, passages: [{passage: I.1}]}"))
    assert faults(desk, "documents: [{document: d2, passages: [{passage: I, combine: null}]}]", cause="correction") == [
        "bundle.yaml:1: passage d2#I: a passage with passages below it says how they combine: all, any or sequence"
    ]


def test_what_is_wrong_with_one_version_hides_nothing_of_the_others(desk: Desk) -> None:
    """Five faults of four kinds in one demand, in one run."""
    desk.imports(FIRST)
    text = """
        documents:
          - {document: d3, kind: statement, titel: Third, issued_on: 2025-06-10}
          - {document: d4, kind: statement, title: Fourth, issued_on: 2025-06-10}
        demands:
          - demand: alba.leave
            versions:
              - {version: a, summary: A, terms: {stage: never}}
              - {version: a2, summary: A2}
              - {version: b, summary: B, citations: [{document: d4}]}
              - {version: c, summary: C, citations: [{document: d4}]}
              - {version: e, summary: E, citations: [{document: d3}]}
        """
    no_citation = "the version has no citation: name the document in which the party says it"
    assert [fault.partition("bundle.yaml:")[2] for fault in faults(desk, text)] == [
        "3: document d3: titel: unknown field; did you mean `title`?",
        f"8: version alba.leave@a: {no_citation}",
        "8: version alba.leave@a: terms: stage has no code 'never'; it has ceasefire, final-settlement, interim"
        " (got 'stage=never')",
        f"9: version alba.leave@a2: {no_citation}",
        "10: version alba.leave@b: versions b and c are both cited on 2025-06-10: give their citations an order"
        " (1, 2, …)",
    ]
