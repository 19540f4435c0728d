"""What goes: `remove: true`, sets that no longer name it, and --prune within a scope."""

from __future__ import annotations

import pytest

from tests.database.bundles import FIRST, Desk, told
from tracker.errors import BundleError

STAY = """
demands:
  - demand: borea.stay
    process: talks
    party: borea
    addressee: alba
    kind: demand
    topic: territory.withdrawal
    title: Stay
    external_ids: [{scheme: x, id: "1"}]
    aliases: [borea.remain]
    versions:
      - {version: A, summary: Stay., citations: [{document: d1}]}
      - version: B
        summary: Stay longer.
        citations: [{document: d2}]
        directions: [{from: A, direction: hardened, reason: It is longer.}]
    endings: [{document: d3, how: withdrawn}]
documents:
  - {document: d3, kind: statement, title: Third, issuer: borea, issued_on: 2024-05-01}
"""
NO_CITATION = "the version has no citation: name the document in which the party says it"
REMOVE_STAY = "demands: [{demand: borea.stay, remove: true}]"


def test_a_demand_goes_with_all_that_is_part_of_it(desk: Desk) -> None:
    desk.imports(FIRST)
    before = desk.exported()
    desk.imports(STAY)
    with desk.unchanged():
        assert desk.refused(REMOVE_STAY)[0].startswith("bundle.yaml:1: demand borea.stay: ")
    result = desk.imports(REMOVE_STAY, "documents: [{document: d3, remove: true}]", cause="correction")
    assert told(result, "removed") == [
        "removed alias demand/borea.remain",
        "removed external_id demand/borea.stay/x/1",
        "removed ending borea.stay/d3",
        "removed direction borea.stay/B/A",
        "removed citation borea.stay/A/d1///",
        "removed citation borea.stay/B/d2///",
        "removed version borea.stay@A",
        "removed version borea.stay@B",
        "removed demand borea.stay",
        "removed document d3",
    ]
    assert desk.exported() == before
    assert desk.rows("select cause, rows_removed from analysis.changeset where changeset = 4") == [("correction", 10)]
    with desk.unchanged():
        desk.imports(REMOVE_STAY, "documents: [{document: d3, remove: true}]")


def test_a_name_that_never_was_is_told_from_one_that_is_gone(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(STAY)
    wrong = """
    demands:
      - {demand: borea.sta, remove: true}
      - demand: borea.stay
        versions: [{version: A2, remove: true}, {version: A, citations: [{document: d33, remove: true}]}]
        endings: [{document: d2, remove: true}]
    documents: [{document: d2, passages: [{passage: IX, remove: true}]}]
    """
    with desk.unchanged():
        result = desk.imports(wrong)
    assert [warning.partition("; ")[0] for warning in result.warnings] == [
        "passage d2#IX: there is no passage of this name to remove",
        "demand borea.sta: there is no demand of this name to remove",
        "version borea.stay@A2: there is no version of this name to remove",
        "citation borea.stay/A/d33///: there is no such citation to remove",
        "ending borea.stay/d2: there is no such ending to remove",
    ]
    assert "; the nearest are borea.stay, " in result.warnings[1]
    gone = """
    demands:
      - demand: borea.stay
        versions: [{version: B, remove: true}]
        endings: [{document: d3, remove: true}]
    """
    assert desk.imports(gone, cause="correction").warnings == ()
    with desk.unchanged():
        assert desk.imports(gone).warnings == ()
    desk.imports(REMOVE_STAY, "documents: [{document: d3, remove: true}]", cause="correction")
    assert desk.imports(REMOVE_STAY, "documents: [{document: d3, remove: true}]").warnings == ()


def test_a_slip_in_a_part_of_a_key_removes_nothing_else(desk: Desk) -> None:
    """A citation of the whole document is not the one in a passage, by a speaker or in a report that is not there."""
    desk.imports(FIRST)
    head = "demands: [{demand: alba.leave, versions: [{version: A, citations: [{remove: true, document: "
    with desk.unchanged():
        for cited in ("'d1#IX'", "d1, speaker: nobody", "d1, via: d0"):
            told = desk.imports(f"{head}{cited}}}]}}]}}]", cause="correction").warnings
            assert [line.rpartition(": ")[2] for line in told] == ["there is no such citation to remove"]


def test_what_was_removed_is_in_the_history(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("demands: [{demand: alba.leave, remove: true}]", cause="correction")
    with desk.database.connect() as connection, connection.transaction():
        connection.execute("select from analysis.as_known('changeset 2')")
        assert connection.execute("select demand from past.demand").fetchall() == [("alba.leave",)]


def test_every_removed_row_is_named_with_its_place_where_there_is_no_cause(desk: Desk) -> None:
    desk.imports(FIRST)
    told = "would be removed; give --cause (correction, codebook, identity, housekeeping)"
    with desk.unchanged():
        assert desk.refused(
            """
            demands:
              - demand: alba.leave
                remove: true
            """
        ) == [
            f"bundle.yaml:4: demand alba.leave: remove: {what} {told}"
            for what in (
                "citation alba.leave/A/d1///",
                "citation alba.leave/B/d2/I//",
                "demand alba.leave",
                "version alba.leave@A",
                "version alba.leave@B",
            )
        ]


REFERRED = """
actors: [{actor: corona, kind: state, name: Corona}, {actor: envoy, kind: person, name: Envoy}]
affiliations: [{person: envoy, actor: corona, role: envoy}]
places: [{place: isle, kind: region, name: Isle, parent: island}, {place: cape, kind: region, name: Cape}]
meetings: [{meeting: round, process: talks, held_on: 2024-02-01, place: isle}]
attributes:
  - attribute: includes
    codes: [{code: ships, definition: ships}, {code: boats, parent: ships, definition: boats}]
links: [{demand: alba.leave, relation: opposes, other_demand: borea.stay}]
responses:
  - {response: no, process: talks, demand: borea.stay, party: alba, answer: rejected, document: d3}
agreements:
  - {agreement: deal, process: talks, summary: A deal, document: d3, settles: [{demand: borea.stay, extent: partly}],
     terms: {includes: {value: boats, speaker: envoy}}}
assessments:
  - {assessment: heavy, process: talks, assessor: press, standing: observer, basis: assessed, about_kind: demand,
     about: borea.stay, summary: Much., document: d3}
demands:
  - demand: alba.leave
    versions:
      - version: C
        summary: Unless.
        terms: {condition: borea.stay, territory: {value: cape, in: ["d2#I"]}, timing: before talks-start}
        citations: [{document: d3}]
"""


def refusals(desk: Desk, text: str) -> list[str]:
    with desk.unchanged():
        return [fault.partition(": ")[2].partition(": ")[2] for fault in desk.refused(text, cause="correction")]


def test_what_other_records_refer_to_cannot_be_removed_and_all_of_them_are_named(desk: Desk) -> None:
    desk.imports(FIRST, STAY, REFERRED)
    assert refusals(desk, REMOVE_STAY) == [
        "remove: demand borea.stay cannot be removed: assessment heavy refers to it",
        "remove: demand borea.stay cannot be removed: link alba.leave/opposes/borea.stay refers to it",
        "remove: demand borea.stay cannot be removed: response no refers to it",
        "remove: demand borea.stay cannot be removed: settlement deal/borea.stay refers to it",
        "remove: demand borea.stay cannot be removed: terms of version alba.leave@C name it",
    ]


@pytest.mark.parametrize(
    ("removed", "refused"),
    [
        ("actors: [{actor: corona, remove: true}]", "actor corona cannot be removed: affiliation envoy/corona/envoy/"),
        ("actors: [{actor: envoy, remove: true}]", "actor envoy cannot be removed: terms of agreement deal name it"),
        ("places: [{place: isle, remove: true}]", "place isle cannot be removed: meeting round refers to it"),
        ("places: [{place: island, remove: true}]", "place island cannot be removed: place isle refers to it"),
        (
            "places: [{place: cape, remove: true}]",
            "place cape cannot be removed: terms of version alba.leave@C name it",
        ),
        (
            "events: [{process: talks, event: talks-start, remove: true}]",
            "event talks-start cannot be removed: terms of version alba.leave@C name it",
        ),
        (
            "attributes: [{attribute: includes, codes: [{code: boats, remove: true}]}]",
            "code boats cannot be removed: terms of agreement deal name it",
        ),
        (
            "attributes: [{attribute: includes, codes: [{code: ships, remove: true}]}]",
            "code includes/ships cannot be removed: code includes/boats refers to it",
        ),
        ("documents: [{document: d1, remove: true}]", "document d1 cannot be removed: citation alba.leave/A/d1///"),
        (
            "documents: [{document: d2, passages: [{passage: I, remove: true}]}]",
            "passage d2#I cannot be removed: terms of version alba.leave@C name it",
        ),
        ("topics: [{topic: territory.withdrawal, remove: true}]", "demand alba.leave refers to it"),
        ("processes: [{process: talks, remove: true}]", "process talks cannot be removed: event talks/talks-start"),
    ],
)
def test_what_is_referred_to_cannot_be_removed(desk: Desk, removed: str, refused: str) -> None:
    desk.imports(FIRST, STAY, REFERRED)
    assert any(refused in fault for fault in refusals(desk, removed))


def test_what_refers_to_it_may_go_in_the_same_import(desk: Desk) -> None:
    desk.imports(FIRST)
    before = desk.exported()
    desk.imports(STAY, REFERRED)
    desk.imports(
        REMOVE_STAY,
        """
        actors: [{actor: corona, remove: true}, {actor: envoy, remove: true}]
        affiliations: [{person: envoy, actor: corona, role: envoy, remove: true}]
        places: [{place: isle, remove: true}, {place: cape, remove: true}]
        meetings: [{meeting: round, remove: true}]
        attributes: [{attribute: includes, codes: [{code: ships, remove: true}, {code: boats, remove: true}]}]
        links: [{demand: alba.leave, relation: opposes, other_demand: borea.stay, remove: true}]
        responses: [{response: no, remove: true}]
        agreements: [{agreement: deal, remove: true}]
        assessments: [{assessment: heavy, remove: true}]
        documents: [{document: d3, remove: true}]
        demands: [{demand: alba.leave, versions: [{version: C, remove: true}]}]
        """,
        cause="correction",
    )
    assert desk.exported() == before


def test_what_refers_to_it_may_be_altered_in_the_same_import(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(
        """
        documents: [{document: d1, remove: true}, {document: d0, kind: statement, title: D0, issued_on: 2024-01-09}]
        demands:
          - demand: alba.leave
            versions: [{version: A, citations: [{document: d0}, {document: d1, remove: true}]}]
        """,
        cause="correction",
    )
    assert desk.column("select document from analysis.citation order by 1") == ["d0", "d2"]


def test_a_passage_goes_with_those_below_it(desk: Desk) -> None:
    desk.imports(FIRST)
    before = desk.exported()
    desk.imports(
        """
        documents:
          - document: d2
            passages:
              - {passage: II, combine: any, passages: [{passage: II.1, combine: all, passages: [{passage: II.1.a}]}]}
        """
    )
    result = desk.imports("documents: [{document: d2, passages: [{passage: II, remove: true}]}]", cause="correction")
    assert told(result, "removed") == ["removed passage d2#II", "removed passage d2#II.1", "removed passage d2#II.1.a"]
    assert desk.exported() == before


def test_what_is_given_below_what_is_removed_is_a_fault(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        assert desk.refused(
            "demands: [{demand: alba.leave, remove: true}]",
            "demands: [{demand: alba.leave, versions: [{version: A, summary: Other}]}]",
            cause="correction",
        ) == [
            "bundle2.yaml:1: demand alba.leave: remove: it is removed in one place and given in another, bundle.yaml:1",
            "bundle2.yaml:1: version alba.leave@A: it is given here, and goes with what is removed in bundle.yaml:1",
        ]


def test_the_last_citation_of_a_version_cannot_be_removed(desk: Desk) -> None:
    desk.imports(FIRST)
    text = """
        demands:
          - demand: alba.leave
            versions:
              - version: A
                citations:
                  - {document: d1, remove: true}
        """
    with desk.unchanged():
        assert desk.refused(text, cause="correction") == [f"bundle.yaml:5: version alba.leave@A: {NO_CITATION}"]


def test_pruning_a_process_removes_what_its_bundle_no_longer_names(desk: Desk) -> None:
    desk.imports(FIRST, STAY, REFERRED)
    desk.imports("processes: [{process: other, title: Other}]\nevents: [{process: other, event: start, title: Start}]")
    export = desk.exported(process="talks")
    scope = "scope: {process: talks}\n"
    files = [
        desk.put(scope + text if name.endswith("processes.yaml") else text, f"all/{name}")
        for name, text in export.items()
    ]
    with desk.unchanged():
        assert desk.imports_files(*files, prune=True).changesets == ()
    with desk.unchanged(), pytest.raises(BundleError, match=r"link alba.leave/opposes/borea.stay would be removed"):
        desk.imports_files(*[file for file in files if file.name != "links.yaml"], prune=True)
    result = desk.imports_files(*[file for file in files if file.name != "links.yaml"], prune=True, cause="correction")
    assert told(result) == ["removed link alba.leave/opposes/borea.stay"]
    demands = (desk.folder / "all/demands/borea.yaml").read_text()
    (desk.folder / "all/demands/borea.yaml").write_text(demands.partition("        directions:")[0])
    assert "directions:" in demands
    files = [file for file in files if file.name != "links.yaml"]
    assert "direction" in str(desk.imports_files(*files, prune=True, cause="correction").steps)
    assert desk.column("select event from analysis.event where process = 'other'") == ["start"]


def test_pruning_names_its_scope_as_the_place(desk: Desk) -> None:
    desk.imports(FIRST)
    bundle = """
        processes: [{process: talks}]

        scope: {process: talks}
        """
    with desk.unchanged():
        faults = desk.refused(bundle, prune=True)
    assert "bundle.yaml:4: scope: demand alba.leave would be removed; give --cause" in "\n".join(faults)


def test_pruning_documents_removes_their_passages_and_the_evidence_that_cites_them(desk: Desk) -> None:
    desk.imports(FIRST, STAY)
    desk.imports("documents: [{document: d2, coverage: [{process: talks, topic: ceasefire}]}]")
    desk.imports(
        """
        agreements: [{agreement: deal, process: talks, summary: A deal, document: d1, via: d2}]
        demands: [{demand: alba.leave, versions: [{version: B, citations: [{document: d3}]}]}]
        """
    )
    result = desk.imports(
        """
        scope: {documents: [d2]}
        documents: [{document: d2, passages: [{passage: II}]}]
        demands:
          - {demand: borea.stay, versions: [{version: B, citations: [{document: d2}]}]}
        """,
        prune=True,
        cause="correction",
    )
    assert told(result, "added", "changed", "removed") == [
        "added passage d2#II",
        "removed agreement deal",
        "removed citation alba.leave/B/d2/I//",
        "removed coverage d2/talks/ceasefire",
        "removed passage d2#I",
    ]


def test_pruning_cannot_take_the_last_citation_of_a_version(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        assert desk.refused(
            "scope: {documents: [d1]}\ndocuments: [{document: d1}]", prune=True, cause="correction"
        ) == [f"bundle.yaml:1: version alba.leave@A: {NO_CITATION}"]


def test_pruning_keeps_aliases(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("demands: [{demand: alba.withdraw, renamed_from: alba.leave}]", cause="identity")
    export = desk.exported(process="talks")
    export["processes.yaml"] += "scope: {process: talks}"
    export["demands/alba.yaml"] = FIRST.replace("alba.leave", "alba.withdraw").replace(
        "document: d1, quote: leave", "document: d1"
    )
    desk.imports(*export.values(), files=list(export), prune=True, cause="correction")
    assert desk.column("select alias from tracker.alias") == ["alba.leave"]


def test_an_unknown_scope_is_a_fault_at_its_place(desk: Desk) -> None:
    with desk.unchanged():
        faults = desk.refused("processes: [{process: talks}]\nscope: {process: walks}", prune=True)
    assert "bundle.yaml:2: scope: there is no process of this name (got 'walks')" in faults


MINI = """
processes: [{process: mini, title: Mini, parties: [{actor: alba, role: party}, {actor: borea, role: party}]}]
events: [{process: mini, event: e1, title: E}]
documents: [{document: x, kind: statement, title: X, issued_on: 2025-01-01}]
"""
GOES = """
agreements: [{agreement: g, process: mini, summary: S, document: x, stated_by: [alba], terms: {timing: before e1}}]
"""
RENAMED = MINI.replace("event: e1", "event: e2, renamed_from: e1")


def test_pruning_removes_what_names_something_that_is_renamed_with_all_that_is_part_of_it(desk: Desk) -> None:
    """The rename writes the terms of the agreement anew; it was there before all the same."""
    desk.imports(MINI + GOES)
    result = desk.imports("scope: {process: mini}" + RENAMED, prune=True, cause="correction")
    assert told(result, "removed") == ["removed confirmation g/alba", "removed agreement g"]
    with desk.unchanged():
        assert told(desk.imports("scope: {process: mini}" + RENAMED, prune=True, cause="correction")) == []


def test_what_names_something_that_is_renamed_is_told_as_left(desk: Desk) -> None:
    desk.imports(FIRST.replace("{territory: north}", "{territory: north, timing: before talks-start}"))
    result = desk.imports(
        """
        events: [{process: talks, event: start, renamed_from: talks-start}]
        demands: [{demand: alba.leave}]
        """,
        cause="identity",
    )
    assert told(result, "left") == ["left version alba.leave@A", "left version alba.leave@B"]


def test_the_faults_of_a_bundle_that_removes_something_are_all_told(desk: Desk) -> None:
    desk.imports(FIRST, STAY)
    with desk.unchanged():
        assert desk.refused(
            """
            demands:
              - {demand: borea.stay, remove: true}
              - {demand: alba.leave, topic: nowhere}
            links:
              - {demand: alba.leave, relation: entails, other_demand: alba.nothing}
            """
        ) == [
            f"bundle.yaml:3: demand borea.stay: remove: {what} would be removed;"
            " give --cause (correction, codebook, identity, housekeeping)"
            for what in (
                "alias demand/borea.remain",
                "citation borea.stay/A/d1///",
                "citation borea.stay/B/d2///",
                "demand borea.stay",
                "direction borea.stay/B/A",
                "ending borea.stay/d3",
                "external_id demand/borea.stay/x/1",
                "version borea.stay@A",
                "version borea.stay@B",
            )
        ] + [
            "bundle.yaml:4: demand alba.leave: topic: there is no topic of this name; the nearest are"
            " ceasefire, security, security.alliances (got 'nowhere')",
            "bundle.yaml:6: link alba.leave/entails/alba.nothing: other_demand: there is no demand of this name;"
            " the nearest are alba.leave, borea.stay (got 'alba.nothing')",
        ]
