"""Names that change: renaming, older names in later bundles, aliases."""

from __future__ import annotations

import pytest

from tests.database.bundles import DEMAND, DOCUMENTS, FIRST, Desk, told

RENAME = "demands: [{demand: alba.withdraw, renamed_from: alba.leave}]"


def test_a_record_keeps_all_that_stands_under_its_older_name(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports(RENAME, cause="identity")
    (step,) = [step for step in result.steps if step.operation == "changed"]
    assert (step.entity, step.key, step.before, step.after) == (
        "demand",
        "alba.withdraw",
        {"demand": "alba.leave"},
        {"demand": "alba.withdraw"},
    )
    assert desk.changesets()[-1] == (3, "identity")
    assert desk.rows("select demand, version from analysis.version order by 2") == [
        ("alba.withdraw", "A"),
        ("alba.withdraw", "B"),
    ]
    assert desk.column("select demand from analysis.demand_history('alba.leave')") == ["alba.withdraw"] * 2


def test_renaming_needs_a_cause(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        assert desk.refused(RENAME) == [
            "bundle.yaml:1: demand alba.withdraw: it would be altered: demand from alba.leave to alba.withdraw;"
            " give --cause (correction, codebook, identity, housekeeping)"
        ]


def test_renaming_again_changes_nothing_and_needs_no_cause(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(RENAME, cause="identity")
    with desk.unchanged():
        assert desk.imports(RENAME).changesets == ()
    desk.imports(RENAME + "\nactors: [{actor: corona, kind: state, name: Corona}]")
    assert desk.changesets()[-1] == (4, "new-source")


def test_later_bundles_may_use_the_older_name_everywhere(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(
        """
        demands: [{demand: alba.withdraw, renamed_from: alba.leave}]
        places: [{place: northland, renamed_from: north}]
        actors: [{actor: borealis, renamed_from: borea}]
        documents: [{document: second, renamed_from: d2}]
        topics: [{topic: territory.leaving, renamed_from: territory.withdrawal}]
        attributes: [{attribute: where, renamed_from: territory}]
        processes: [{process: rounds, renamed_from: talks}]
        """,
        cause="identity",
    )
    with desk.unchanged():
        desk.imports(FIRST)
    desk.imports(
        """
        demands:
          - demand: borea.stay
            process: talks
            party: borea
            addressee: alba
            kind: demand
            topic: territory.withdrawal
            title: Stay
            external_ids: [{scheme: x, id: "1"}]
            versions:
              - version: A
                summary: Stay.
                terms: {territory: {value: north, in: ["d2#I"]}, condition: alba.leave, obliged: borea}
                citations: [{document: d1, speaker: borea, via: "d2#I"}]
          - {demand: alba.leave, external_ids: [{scheme: x, id: "2"}]}
        links: [{demand: borea.stay, relation: opposes, other_demand: alba.leave}]
        assessments:
          - assessment: heavy
            process: talks
            assessor: press
            standing: observer
            basis: assessed
            about_kind: demand
            about: alba.leave
            summary: It asks for much.
            document: d2
          - {assessment: all, process: talks, assessor: press, standing: observer, basis: assessed, document: d1,
             about_kind: process, about: talks, summary: It goes slowly.}
        places: [{place: village, kind: town, name: Village, parent: north}]
        """
    )
    assert desk.rows("select process, party, terms from analysis.version where demand = 'borea.stay'") == [
        ("rounds", "borealis", ["condition=alba.withdraw", "obliged=borealis", "where=northland"])
    ]
    read_in = desk.rows(
        "select document, via_document, via_passage from analysis.term_evidence where demand = 'borea.stay'"
    )
    assert ("d1", "second", "I") in read_in
    assert desk.column("select parent from analysis.place where place = 'village'") == ["northland"]
    assert desk.column("select about from analysis.assessment order by 1") == ["alba.withdraw", "rounds"]
    assert desk.rows("select key, id from analysis.external_id order by 2") == [
        ("borea.stay", "1"),
        ("alba.withdraw", "2"),
    ]


def test_an_older_name_is_found_by_functions(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(RENAME, cause="identity")
    assert desk.column("select tracker.find('demand', 'alba.leave') = tracker.find('demand', 'alba.withdraw')") == [
        True
    ]


def test_the_terms_that_name_a_record_are_written_anew(desk: Desk) -> None:
    desk.imports(
        DOCUMENTS
        + DEMAND.replace(
            "{territory: north}",
            "{territory: {value: north, in: ['d2#I']}, timing: P30D after ceasefire-start, extent: begun}",
        )
    )
    desk.imports(
        """
        places: [{place: northland, renamed_from: north}]
        events: [{process: talks, event: truce, renamed_from: ceasefire-start}]
        attributes: [{attribute: extent, codes: [{code: started, renamed_from: begun}]}]
        documents: [{document: d2, passages: [{passage: "1", renamed_from: I}]}]
        """,
        cause="codebook",
    )
    assert desk.column("select terms from analysis.version where version = 'A'") == [
        ["extent=started", "territory=northland", "timing=P30D after truce"]
    ]
    assert desk.column("select passage from analysis.citation where version = 'B'") == ["1"]
    assert "d2#1" in desk.exported()["demands/alba.yaml"]


def test_a_rename_and_a_bundle_with_the_older_name_may_come_together(desk: Desk) -> None:
    """In an empty database as in one that has the record already."""
    both = (FIRST, RENAME)
    assert desk.imports(*both, cause="identity").changesets == (2,)
    first = desk.exported()
    assert desk.column("select demand from analysis.demand") == ["alba.withdraw"]
    with desk.unchanged():
        desk.imports(*both)
    desk.imports("demands: [{demand: alba.withdraw, remove: true}]", cause="correction")
    desk.imports(FIRST)
    desk.imports(*both, cause="identity")
    assert desk.exported() == first


def test_a_name_that_was_never_there_is_kept_as_an_older_name_with_a_warning(desk: Desk) -> None:
    result = desk.imports(DOCUMENTS + DEMAND.replace("alba.leave", "alba.leave\n    renamed_from: alba.leaf"))
    assert result.warnings == ("demand alba.leave: there was no demand alba.leaf to rename; it is new",)
    assert "added alias demand/alba.leaf" in told(result)
    desk.imports("demands: [{demand: alba.leaf, title: Other}]", cause="correction")
    assert desk.rows("select demand, title from analysis.demand") == [("alba.leave", "Other")]


def test_a_record_cannot_be_renamed_to_one_that_stands_beside_it(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        assert desk.refused("documents: [{document: d2, renamed_from: d1}]", cause="identity") == [
            "bundle.yaml:1: document d2: renamed_from: there is a document d2 beside it; remove one of them (got 'd1')"
        ]


def test_a_record_cannot_be_renamed_to_two_names(desk: Desk) -> None:
    desk.imports(FIRST)
    faults = desk.refused(
        "documents: [{document: d8, renamed_from: d1}]",
        "documents: [{document: d9, renamed_from: d1}]",
        cause="identity",
    )
    assert "bundle2.yaml:1: document d9: renamed_from: it is renamed to d8 as well (got 'd1')" in faults


def test_renaming_back_leaves_the_newer_name_as_an_alias(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(RENAME, cause="identity")
    desk.imports("demands: [{demand: alba.leave, renamed_from: alba.withdraw}]", cause="identity")
    assert desk.column("select demand from analysis.demand") == ["alba.leave"]
    assert desk.column("select alias from tracker.alias") == ["alba.withdraw"]


def test_aliases_are_understood_in_the_bundle_that_gives_them(desk: Desk) -> None:
    desk.imports(
        DOCUMENTS + DEMAND.replace("document: d1,", "document: d0,"), "documents: [{document: d1, aliases: [d0]}]"
    )
    assert desk.column("select document from analysis.citation where version = 'A'") == ["d1"]


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        ("d2", "it is the name of another document; to rename that one, say renamed_from (got 'd2')"),
        ("d0", "it is an older name of another document (got 'd0')"),
    ],
)
def test_an_alias_is_of_one_record_only(desk: Desk, alias: str, message: str) -> None:
    desk.imports(DOCUMENTS, "documents: [{document: d2, aliases: [d0]}]")
    with desk.unchanged():
        faults = desk.refused(f"documents: [{{document: d1, aliases: [{alias}]}}]")
    assert faults == [f"bundle.yaml:1: alias document/{alias}: alias: {message}"]


def test_aliases_that_are_not_in_the_bundle_are_left_and_told(desk: Desk) -> None:
    desk.imports(DOCUMENTS, "documents: [{document: d1, aliases: [d0]}]")
    assert told(desk.imports("documents: [{document: d1}]")) == ["left alias document/d0"]
