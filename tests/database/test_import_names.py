"""Names that change: renaming, older names in later bundles, aliases."""

from __future__ import annotations

import pytest
from psycopg import errors

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


PASSAGES = """
documents:
  - document: d2
    passages:
      - {passage: p1, gist: First}
      - {passage: p2, gist: Second}
demands:
  - demand: alba.leave
    versions:
      - version: A
        terms: {territory: {value: north, in: ["d2#p1", "d2#p2"]}}
"""
IN_FRONT = """
documents:
  - document: d2
    passages:
      - {passage: p1, gist: Zeroth}
      - {passage: p2, renamed_from: p1, gist: First}
      - {passage: p3, renamed_from: p2, gist: Second}
"""


def test_a_passage_may_be_put_in_front_of_others(desk: Desk) -> None:
    """Names go on in a chain, and terms that name them along with it; importing again changes nothing."""
    desk.imports(FIRST)
    desk.imports(PASSAGES, cause="correction")
    desk.imports(IN_FRONT, cause="housekeeping")
    gists = "select passage, gist from analysis.passage where passage ~ '^p' order by 1"
    assert desk.rows(gists) == [("p1", "Zeroth"), ("p2", "First"), ("p3", "Second")]
    assert "[d2#p2, d2#p3]" in desk.exported()["demands/alba.yaml"].replace('"', "")
    with desk.unchanged():
        desk.imports(IN_FRONT)
    once_more = (
        IN_FRONT.replace("Zeroth", "Before all")
        .replace("{passage: p2, renamed_from: p1, gist: First}", "{passage: p2, renamed_from: p1, gist: Zeroth}")
        .replace("{passage: p3, renamed_from: p2, gist: Second}", "{passage: p3, renamed_from: p2, gist: First}")
    )
    desk.imports(once_more + "      - {passage: p4, renamed_from: p3, gist: Second}\n", cause="housekeeping")
    assert desk.rows(gists) == [("p1", "Before all"), ("p2", "Zeroth"), ("p3", "First"), ("p4", "Second")]


SWAP = """
places: [{place: north, renamed_from: south}, {place: south, renamed_from: north}]
events:
  - {process: talks, event: talks-start, renamed_from: ceasefire-start}
  - {process: talks, event: ceasefire-start, renamed_from: talks-start}
"""


def test_two_records_may_swap_their_names_and_terms_follow(desk: Desk) -> None:
    desk.imports(DOCUMENTS + DEMAND.replace("{territory: north}", "{territory: north, timing: after ceasefire-start}"))
    result = desk.imports(SWAP, cause="correction")
    assert told(result, "changed") == [
        "changed place north",
        "changed place south",
        "changed event talks/talks-start",
        "changed event talks/ceasefire-start",
    ]
    assert desk.column("select terms from analysis.version where version = 'A'") == [
        ["territory=south", "timing=after talks-start"]
    ]
    assert desk.column("select alias from tracker.alias") == []
    with desk.unchanged():
        desk.imports(SWAP)


def test_names_with_aliases_go_on_in_a_chain(desk: Desk) -> None:
    chain = """
        documents:
          - {document: d3, renamed_from: d2}
          - {document: d2, renamed_from: d1}
        """
    desk.imports(FIRST)
    desk.imports(chain, cause="identity")
    assert desk.rows("select document, title from analysis.document order by 1") == [("d2", "First"), ("d3", "Second")]
    assert desk.column("select alias from tracker.alias") == ["d1"]
    for text in (chain, "documents: [{document: d3, renamed_from: d2}]"):
        with desk.unchanged():
            desk.imports(text)


def test_names_are_swapped_only_between_records_that_are_there(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        assert desk.refused(
            "documents: [{document: d2, renamed_from: d7}, {document: d7, renamed_from: d2}]", cause="identity"
        ) == [
            f"bundle.yaml:1: document {name}: renamed_from: names change hands only between records that are there;"
            f" there is no d7 (got '{old}')"
            for name, old in (("d2", "d7"), ("d7", "d2"))
        ]


def test_a_rename_understands_an_older_name(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(RENAME, cause="identity")
    again = "demands: [{demand: alba.go, renamed_from: alba.leave}]"
    result = desk.imports(again, cause="identity")
    assert result.warnings == ()
    assert desk.column("select demand from analysis.demand") == ["alba.go"]
    assert desk.column("select alias from tracker.alias order by 1") == ["alba.leave", "alba.withdraw"]
    with desk.unchanged():
        desk.imports(again)
    with desk.unchanged():
        desk.imports(RENAME)


def test_an_older_name_of_another_record_is_no_new_name(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("documents: [{document: d7, renamed_from: d1}]", cause="identity")
    with desk.unchanged():
        assert desk.refused("documents: [{document: d1, renamed_from: d2}]", cause="identity") == [
            "bundle.yaml:1: document d1: renamed_from: the new name is an older name of another;"
            " remove that alias first (got 'd2')"
        ]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("update tracker.document set slug = 'd1' where slug = 'd2'", "d1: its name is an older name of d7"),
        (
            "insert into tracker.alias (alias, document_id) select 'd2', id from tracker.document where slug = 'd7'",
            "d2: its name is an older name of d7",
        ),
    ],
)
def test_the_database_itself_keeps_names_and_older_names_apart(desk: Desk, sql: str, told: str) -> None:
    desk.imports(FIRST)
    desk.imports("documents: [{document: d7, renamed_from: d1}]", cause="identity")
    with desk.unchanged(), pytest.raises(errors.IntegrityError, match=told):
        desk.rows(sql)


def test_a_name_may_go_to_another_where_its_alias_goes_in_the_same_changeset(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("documents: [{document: d7, renamed_from: d1}]", cause="identity")
    with desk.database.connect() as connection, connection.transaction():
        connection.execute("update tracker.document set slug = 'd1' where slug = 'd2'")
        connection.execute("delete from tracker.alias where alias = 'd1'")
    assert desk.column("select document from analysis.document order by 1") == ["d1", "d7"]


def test_events_codes_and_passages_that_were_never_there_are_told_as_well(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports(
        """
        events: [{process: talks, event: truce, renamed_from: trice, title: Truce}]
        documents: [{document: d2, passages: [{passage: II, renamed_from: Il}]}]
        attributes: [{attribute: extent, codes: [{code: most, renamed_from: mosst, definition: Most.}]}]
        """
    )
    assert sorted(result.warnings) == [
        "code extent/most: there was no code mosst to rename; it is new",
        "event talks/truce: there was no event trice to rename; it is new",
        "passage d2#II: there was no passage Il to rename; it is new",
    ]


def test_a_name_of_today_among_the_older_ones_is_not_exported(desk: Desk) -> None:
    """Raw SQL may rename a record back to a name that it bore; nobody else is meant by it."""
    desk.imports(FIRST)
    desk.imports("documents: [{document: d7, renamed_from: d1}]", cause="identity")
    desk.rows("update tracker.document set slug = 'd1' where slug = 'd7'")
    assert "aliases" not in desk.exported()["documents.yaml"]
