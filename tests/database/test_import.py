"""What an import does: keys, fields that are named and that are not, lists, references, changesets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.database.bundles import DEMAND, DOCUMENTS, FIRST, Desk, counted, told
from tests.database.logins import login
from tests.servers import Database, Server, url_of
from tracker.errors import InputError


def test_what_is_new_is_added_in_one_changeset(desk: Desk) -> None:
    result = desk.imports(FIRST, message="The first two", author="somebody")
    assert told(result) == [
        "added document d1",
        "added document d2",
        "added passage d2#I",
        "added demand alba.leave",
        "added version alba.leave@A",
        "added version alba.leave@B",
        "added citation alba.leave/A/d1///",
        "added citation alba.leave/B/d2/I//",
    ]
    assert result.changesets == (2,)
    assert desk.rows(
        "select author, message, cause, sources, rows_added from tracker.changeset where changeset = 2"
    ) == [("somebody", "The first two", "new-source", [str(desk.folder / "bundle.yaml")], 8)]
    assert desk.rows("select version, held_from::text, held_to::text from analysis.version order by 2") == [
        ("A", "2024-01-10", "2024-03-01"),
        ("B", "2024-03-01", None),
    ]


def test_a_bundle_in_order_is_written_by_few_statements(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *more: Any, **options: Any) -> Any:
        asked.append(query.decode() if isinstance(query, bytes) else str(query))
        return execute(self, query, *more, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    desk.imports(FIRST)
    # Of each of the five kinds: how many rows, the plan, what it adds, what it added; passages hear of their parents.
    assert len(asked) <= 12 + 5 * 4, asked
    assert not [query for query in asked if " fault" in query or "TABLE found_" in query or "LEFT JOIN older" in query]


def test_importing_again_changes_nothing_and_makes_no_changeset(desk: Desk) -> None:
    desk.imports(FIRST)
    with desk.unchanged():
        result = desk.imports(FIRST)
    assert (result.steps, result.changesets, result.unchanged) == ((), (), 8)


def test_what_stands_is_understood_under_its_key_and_only_what_differs_is_changed(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports("documents: [{document: d1, title: A better title}]", cause="correction")
    (step,) = [step for step in result.steps if step.operation == "changed"]
    assert (step.entity, step.key) == ("document", "d1")
    assert (step.before, step.after) == ({"title": "First"}, {"title": "A better title"})
    assert desk.rows("select title, issuer from analysis.document where document = 'd1'") == [
        ("A better title", "alba")
    ]


def test_null_clears_a_field_and_what_is_not_named_stays(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports("documents: [{document: d1, issuer: null}]", cause="correction")
    assert desk.rows("select title, issuer from analysis.document where document = 'd1'") == [("First", None)]


def test_a_value_for_a_field_that_had_none_is_an_addition(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports("documents: [{document: d1, language: en, issued_on: 2024-01-10, url: 'https://x.test'}]")
    assert told(result) == ["changed document d1"]
    assert desk.changesets()[-1][1] == "new-source"
    desk.imports("events: [{process: talks, event: talks-start, happened_on: 2024-02}]")
    assert desk.changesets()[-1][1] == "new-source"


def test_terms_where_there_were_none_are_an_addition(desk: Desk) -> None:
    desk.imports(DOCUMENTS + DEMAND.replace("terms: {territory: north}", "terms: {}"))
    desk.imports("demands: [{demand: alba.leave, versions: [{version: A, terms: {territory: north}}]}]")
    assert desk.changesets()[-1][1] == "new-source"


def test_a_parent_where_there_was_none_is_an_addition_and_another_one_is_not(desk: Desk) -> None:
    desk.imports("places: [{place: isle, kind: region, name: Isle}]")
    desk.imports("places: [{place: isle, parent: country}]")
    assert "isle: " in desk.refused("places: [{place: isle, parent: island}]")[0]
    assert desk.column("select parent from analysis.place where place = 'isle'") == ["country"]


def test_terms_are_a_set_and_replaced_whole(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(
        "demands: [{demand: alba.leave, versions: [{version: B, terms: {territory: south, extent: begun}}]}]",
        cause="correction",
    )
    assert desk.column("select terms from analysis.version where version = 'B'") == [
        ["extent=begun", "territory=south"]
    ]


def test_parties_coverage_and_who_confirms_are_sets_and_replaced_whole(desk: Desk) -> None:
    desk.imports(
        DOCUMENTS
        + """
agreements:
  - {agreement: deal, process: talks, summary: A deal, document: d2, stated_by: [alba, borea]}
"""
    )
    desk.imports("documents: [{document: d1, coverage: [{process: talks, topic: ceasefire}]}]")
    result = desk.imports(
        """
        processes: [{process: talks, parties: [{actor: alba, role: party}, {actor: borea, role: party}]}]
        documents: [{document: d1, coverage: [{process: talks, topic: territory}]}]
        agreements: [{agreement: deal, stated_by: [press, alba]}]
        """,
        cause="correction",
    )
    assert told(result) == [
        "added coverage d1/talks/territory",
        "added confirmation deal/press",
        "removed confirmation deal/borea",
        "removed coverage d1/talks/ceasefire",
        "removed party talks/press/observer/",
    ]
    assert desk.column("select stated_by from analysis.agreement") == [["alba", "press"]]
    assert desk.column("select topic from analysis.coverage") == ["territory"]


def test_an_empty_set_removes_all_and_a_set_that_is_not_named_stays(desk: Desk) -> None:
    desk.imports(DOCUMENTS)
    desk.imports("documents: [{document: d1, coverage: [{process: talks, topic: ceasefire}]}]")
    desk.imports("documents: [{document: d1}]")
    assert desk.column("select topic from analysis.coverage") == ["ceasefire"]
    desk.imports("documents: [{document: d1, coverage: []}]", cause="correction")
    assert desk.column("select topic from analysis.coverage") == []


def test_other_lists_add_and_tell_what_is_left(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports(
        """
        documents: [{document: d3, kind: statement, title: Third, issuer: alba, issued_on: 2024-05-01}]
        demands:
          - demand: alba.leave
            versions:
              - {version: B, citations: [{document: d3}]}
        """
    )
    assert told(result) == [
        "added document d3",
        "added citation alba.leave/B/d3///",
        "left version alba.leave@A",
        "left citation alba.leave/B/d2/I//",
    ]
    assert desk.column("select count(*) from analysis.citation") == [3]


def test_what_is_left_names_neither_what_the_bundle_adds_nor_what_it_removes(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports(
        """
        documents: [{document: d3, kind: statement, title: Third, issuer: alba, issued_on: 2024-05-01}]
        demands:
          - demand: alba.leave
            title: Leave
            versions:
              - version: A
              - version: B
                citations: [{document: d3}, {document: "d2#I", remove: true}]
        """,
        cause="correction",
    )
    assert told(result, "left") == ["left citation alba.leave/A/d1///"]


def test_external_ids_stand_beside_a_slug_and_are_told_when_left(desk: Desk) -> None:
    desk.imports("actors: [{actor: press, external_ids: [{scheme: wikidata, id: Q1}]}]")
    result = desk.imports("actors: [{actor: press, external_ids: [{scheme: wikidata, id: Q2}]}]")
    assert told(result) == ["added external_id actor/press/wikidata/Q2", "left external_id actor/press/wikidata/Q1"]
    assert desk.rows("select entity, key, scheme, id from analysis.external_id order by id") == [
        ("actor", "press", "wikidata", "Q1"),
        ("actor", "press", "wikidata", "Q2"),
    ]


def test_references_may_go_forward_and_to_other_files_in_any_order_of_sections(desk: Desk) -> None:
    result = desk.imports(
        DEMAND,
        """
        links: [{demand: alba.leave, relation: opposes, other_demand: borea.stay}]
        """,
        """
        demands:
          - demand: borea.stay
            process: talks
            party: borea
            addressee: alba
            kind: demand
            topic: territory.withdrawal
            title: Stay
            versions:
              - version: A
                summary: Stay until the demand to leave is dropped.
                terms: {condition: alba.leave, territory: islet}
                citations: [{document: d2}]
        places: [{place: islet, kind: region, name: Islet, parent: atoll}]
        """,
        DOCUMENTS + "places: [{place: atoll, kind: region, name: Atoll}]",
    )
    assert counted(result) == {"added": 14}
    assert desk.column("select terms from analysis.version where demand = 'borea.stay'") == [
        ["condition=alba.leave", "territory=islet"]
    ]


def test_a_symmetric_relation_given_from_both_sides_is_one(desk: Desk) -> None:
    stay = (
        DEMAND.replace("alba.leave", "borea.stay")
        .replace("party: alba", "party: borea")
        .replace("addressee: borea", "addressee: alba")
    )
    desk.imports(FIRST, stay)
    links = """
        links:
          - {demand: alba.leave, relation: opposes, other_demand: borea.stay}
          - {demand: borea.stay, relation: opposes, other_demand: alba.leave}
        """
    result = desk.imports(links)
    assert told(result) == ["added link alba.leave/opposes/borea.stay"]
    assert desk.rows("select demand, other_demand from analysis.link order by 1") == [
        ("alba.leave", "borea.stay"),
        ("borea.stay", "alba.leave"),
    ]
    with desk.unchanged():
        desk.imports("links: [{demand: borea.stay, relation: opposes, other_demand: alba.leave}]")
    desk.imports(
        "links: [{demand: borea.stay, relation: opposes, other_demand: alba.leave, remove: true}]", cause="correction"
    )
    assert desk.column("select count(*) from analysis.link") == [0]


def test_a_record_given_twice_is_one_with_the_fields_of_both(desk: Desk) -> None:
    result = desk.imports(
        DOCUMENTS,
        "documents: [{document: d1, language: en}]",
        "documents: [{document: d1, title: First, url: 'https://x.test'}]",
    )
    assert told(result) == ["added document d1", "added document d2", "added passage d2#I"]
    assert desk.rows("select title, language, url from analysis.document where document = 'd1'") == [
        ("First", "en", "https://x.test")
    ]


def test_a_set_given_twice_in_the_same_way_is_one(desk: Desk) -> None:
    covered = "documents: [{document: d1, coverage: [{process: talks, topic: ceasefire}]}]"
    desk.imports(DOCUMENTS, covered, "documents: [{document: d1}]", covered)
    assert desk.column("select topic from analysis.coverage") == ["ceasefire"]


def test_json_and_lines_of_json_say_the_same_as_yaml(desk: Desk, tmp_path: Path) -> None:
    desk.imports(FIRST)
    (tmp_path / "lines").mkdir()
    document = {"document": "d1", "kind": "statement", "title": "First", "issuer": "alba", "issued_on": "2024-01-10"}
    lines = [{"documents": [document]}, {"demands": [{"demand": "alba.leave", "kind": "demand"}]}]
    desk.put("\n".join(map(json.dumps, lines)), "lines/more.jsonl")
    desk.put(json.dumps({"documents": [{**document, "language": None}]}, indent=1), "lines/one.json")
    with desk.unchanged():
        assert desk.imports_files(tmp_path / "lines").unchanged == 2


def test_a_passage_may_be_named_without_the_document_that_stands_there_already(desk: Desk) -> None:
    desk.imports(
        DOCUMENTS
        + """
agreements: [{agreement: deal, process: talks, summary: A deal, document: d2}]
"""
    )
    desk.imports("agreements: [{agreement: deal, passage: I}]")
    assert desk.rows("select document, passage from analysis.agreement") == [("d2", "I")]
    desk.imports("agreements: [{agreement: deal, document: d1}]", cause="correction")
    assert desk.rows("select document, passage from analysis.agreement") == [("d1", None)]


def test_a_date_that_is_left_out_is_that_of_the_document(desk: Desk) -> None:
    desk.imports(
        FIRST
        + """
responses:
  - {response: no, process: talks, demand: alba.leave, party: borea, answer: rejected, document: d2}
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
"""
    )
    assert desk.column("select responded_on::text from analysis.response") == ["2024-03-01"]
    assert desk.column("select assessed_on::text from analysis.assessment") == ["2024-03-01"]


def test_one_import_that_adds_and_corrects_makes_two_changesets_the_additions_first(desk: Desk) -> None:
    desk.imports(FIRST)
    result = desk.imports(
        """
        actors: [{actor: corona, kind: state, name: Corona}]
        documents:
          - {document: d1, issuer: corona, language: en}
          - {document: d2, language: en}
        """,
        cause="identity",
    )
    assert desk.changesets()[-2:] == [(3, "new-source"), (4, "identity")]
    assert result.changesets == (3, 4)
    changes = "select entity, key, operation, after ->> 'language' from analysis.changes_since(%s) where changeset = %s"
    assert desk.rows(changes, 2, 3) == [("actor", "corona", "added", None), ("document", "d2", "changed", "en")]
    assert desk.rows(changes, 2, 4) == [("document", "d1", "changed", "en")]


def test_where_the_state_between_would_break_a_rule_it_is_one_changeset(desk: Desk) -> None:
    desk.imports(FIRST)
    moved = """
        demands:
          - demand: alba.leave
            versions:
              - version: A
                citations: [{document: d1, remove: true}, {document: d2, order: 1}]
              - version: B
                citations: [{document: "d2#I", order: 2}]
              - version: C
                summary: Another reading of it.
                citations: [{document: d1}]
        """
    result = desk.imports(moved, cause="correction")
    assert desk.changesets()[-1:] == [(3, "correction")]
    assert result.changesets == (3,)
    assert desk.rows("select version, held_from::text, held_to::text from analysis.version order by spell") == [
        ("C", "2024-01-10", "2024-03-01"),
        ("A", "2024-03-01", "2024-03-01"),
        ("B", "2024-03-01", None),
    ]


def test_a_version_may_need_what_the_same_import_alters_in_the_codebook(desk: Desk) -> None:
    result = desk.imports(
        DOCUMENTS + DEMAND.replace("territory: north}", "territory: north, extent: [begun, complete]}"),
        "attributes: [{attribute: extent, many: true}]",
        cause="codebook",
    )
    assert len(result.changesets) == 1
    assert desk.changesets()[-1][1] == "codebook"


def test_a_cause_that_was_given_is_not_used_where_nothing_is_corrected(desk: Desk) -> None:
    desk.imports(FIRST, cause="correction")
    assert desk.changesets()[-1][1] == "new-source"


def test_a_dry_run_tells_the_plan_and_writes_nothing(desk: Desk) -> None:
    desk.imports(FIRST)
    bundle = """
        documents:
          - {document: d2, title: Another}
          - {document: d3, kind: statement, title: Third, issued_on: 2024-05}
        demands:
          - demand: alba.leave
            versions:
              - version: A
                terms: {territory: [south, north]}
                citations: [{document: d1, remove: true}, {document: d3}]
        """
    with desk.unchanged():
        planned = desk.imports(bundle, dry_run=True)
    assert planned.dry_run
    done = desk.imports(bundle, cause="correction")
    assert told(planned) == told(done)
    shown = {f"{step.operation} {step.key}": (step.before, step.after) for step in planned.steps}
    assert shown["added d3"] == (
        None,
        {"document": "d3", "kind": "statement", "title": "Third", "issued_on": "2024-05"},
    )
    assert shown["changed d2"] == ({"title": "Second"}, {"title": "Another"})
    assert shown["changed alba.leave@A"] == (
        {"terms": {"territory": "north"}},
        {"terms": {"territory": ["north", "south"]}},
    )
    assert shown["removed alba.leave/A/d1///"][0] == {"document": "d1", "quote": "leave"}


def test_pruning_needs_a_scope(desk: Desk) -> None:
    with pytest.raises(InputError, match="--prune needs a scope"):
        desk.imports(FIRST, prune=True)


def test_an_import_leaves_warnings_for_what_a_coder_should_look_at(desk: Desk) -> None:
    result = desk.imports(
        DOCUMENTS.replace("2024-01-10", "2024") + DEMAND + "    endings: [{document: d0, how: lapsed}]\n",
        "documents: [{document: d0, kind: statement, title: Before, issuer: alba, issued_on: 2023-01-01}]",
    )
    assert [w for w in result.warnings if "placed_on" in w and w.startswith("alba.leave")]
    assert [w for w in result.warnings if "nothing was held" in w]


def test_who_imports_without_a_name_is_the_login(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nobody)
    desk.imports(FIRST)
    assert desk.column("select author from tracker.changeset where changeset = 2") == ["unknown"]


def test_a_login_with_the_rights_of_an_editor_is_enough(desk: Desk, server: Server) -> None:
    with login(server, desk.database, "tracker_editor") as editor:
        url = url_of(desk.database.url, user=editor.info.user, password=editor.info.password)
        own = Desk(Database(desk.database.name, url), desk.folder)
        assert own.imports(FIRST).changesets == (2,)
        assert own.imports("documents: [{document: d1, title: Other}]", cause="correction").changesets == (3,)
