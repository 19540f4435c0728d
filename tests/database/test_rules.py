"""What the database itself refuses and keeps true, however it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, STAY, Opened
from tests.database.logins import Login, in_one, login
from tests.servers import Database, Server

Refused = errors.IntegrityError


@pytest.fixture(scope="module")
def world_editor(server: Server, everything_template: Database) -> Iterator[Login]:
    """An editor in a world with rows in every table, which stays as it is: see `trial`."""
    with server.fresh_database(everything_template) as database, login(server, database, "tracker_editor") as editor:
        yield editor


@pytest.fixture(scope="module")
def named_editor(server: Server, talks_template: Database) -> Iterator[Login]:
    """The same where the terms of borea.stay@A name a record of each kind, which nothing else names."""
    with server.fresh_database(talks_template) as database, login(server, database, "tracker_editor") as editor:
        _name_everything(Opened(database))
        yield editor


def _name_everything(talks: Talks) -> None:
    talks.document("annex", "2024-01-05", passages={"7": None})
    talks.actor("third")
    talks.demand(JOIN)
    talks.says(
        STAY,
        "A",
        "2024-01-10",
        {
            "stage": "interim",
            "territory": {"value": "island", "in": ["annex#7"]},
            "obliged": "third",
            "condition": JOIN,
            "timing": ["P3D after peace-signing", "before peace-signing"],
            "quantity": "9 day",
            "duration": "P9D",
        },
    )


@contextmanager
def trial(editor: Login, *statements: str) -> Iterator[None]:
    """Statements of one transaction, checked as at its commit; undone when the body ends."""
    with editor.transaction(force_rollback=True):
        for statement in statements:
            editor.execute(statement.encode())
        editor.execute("set constraints all immediate")
        yield


def refused(editor: Login, message: str, *statements: str) -> None:
    with pytest.raises(Refused, match=message), trial(editor, *statements):
        pass


def terms_of(editor: Login, demand: str = STAY) -> list[dict[str, Any]]:
    """The stored terms of the version A of a demand."""
    query = (
        "select v.terms from tracker.version v join tracker.demand d on d.id = v.demand_id"
        " where v.name = 'A' and d.slug = %s"
    )
    return [term for row in editor.execute(query, [demand]) for term in row[0]]


def unequal_spells(editor: Login) -> list[Any]:
    """Spells that are stored otherwise than citations and endings say."""
    columns = (
        "demand_id, version_id, ordinal, held_from, held_from_precision, held_to, change, direction, from_version_id,"
        " compared"
    )
    derived = f"select {columns} from tracker.derived_spells(null, null)"
    stored = f"select {columns} from tracker.spell"
    return editor.execute(f"({derived} except {stored}) union all ({stored} except {derived})".encode()).fetchall()


def sql(value: object) -> str:
    """A value as a literal of JSON in SQL."""
    return "'" + json.dumps(value) + "'"


# --- evidence, order, party ---------------------------------------------------------------------------------------


def test_a_version_without_a_citation_is_refused_at_commit(talks: Talks, editor: Login) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    insert = (
        "insert into tracker.version (demand_id, process_id, name, summary)"
        " select id, process_id, 'B', 'x' from tracker.demand"
    )
    with pytest.raises(Refused, match=r"alba\.leave@B: the version has no citation"):
        editor.execute(insert)


def test_the_last_citation_of_a_version_cannot_be_removed(talks: Talks, editor: Login) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    with pytest.raises(Refused, match=r"alba\.leave@A: the version has no citation"):
        editor.execute("delete from tracker.citation")


def test_two_versions_on_one_day_need_an_order(talks: Talks, editor: Login) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    with pytest.raises(Refused, match=r"A and B are both cited on 2024-01-10: .*order"):
        talks.says(LEAVE, "B", "2024-01-10")
    talks.says(LEAVE, "B", "2024-01-11")
    refused(
        editor, "both cited on 2024-01-11",
        "update tracker.document set issued_on = '2024-01-11' where slug = 'alba-2024-01-10'",
    )  # fmt: skip
    refused(editor, "both cited on 2024-01-10", "update tracker.citation set placed_on = '2024-01-10'")


def test_two_versions_of_one_day_with_an_order_are_kept(talks: Talks, editor: Login) -> None:
    with talks.changeset():
        talks.says(LEAVE, "A", "2024-01-10", order=1)
        talks.says(LEAVE, "B", "2024-01-10", order=2)
    refused(editor, "both cited on 2024-01-10", "update tracker.citation set ordinal = null")
    refused(editor, "both cited on 2024-01-10", "update tracker.citation set ordinal = 1")


def test_only_a_party_has_demands(talks: Talks, editor: Login) -> None:
    with pytest.raises(Refused, match="press is not a party of the process talks"):
        talks.demand("press.peace", addressee="alba")
    talks.demand(LEAVE)
    refused(editor, "alba is not a party", "update tracker.party set role = 'observer'")
    refused(editor, "alba is not a party", "delete from tracker.party")


# --- dates and people ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("document set issued_on = '2024-01-02', issued_precision = 'month'", "document_issued_on_first_day"),
        ("document set issued_on = '2024-02-01', issued_precision = 'year'", "document_issued_on_first_day"),
        ("affiliation set from_date = '2023-05-31'", "affiliation_from_date_first_day"),
        ("affiliation set to_date = '2024-06-01'", "affiliation_to_date_last_day"),
        ("affiliation set to_date = '2024-11-30', to_precision = 'year'", "affiliation_to_date_last_day"),
        ("ending set ended_on = '2024-02-28', ended_precision = 'month'", "ending_ended_on_last_day"),
        ("response set until_date = '2024-12-30' where slug = 'maybe'", "response_until_date_last_day"),
        ("figure set as_of = '2024-05-31'", "figure_as_of_first_day"),
    ],
)
def test_a_coarse_date_is_stored_as_its_first_day_or_the_last_of_an_end(
    world_editor: Login, change: str, constraint: str
) -> None:
    refused(world_editor, constraint, f"update tracker.{change}")


@pytest.mark.parametrize(
    "change",
    [
        "ending set ended_on = '2024-02-29', ended_precision = 'month'",
        "affiliation set to_date = '2024-12-31', to_precision = 'year'",
    ],
)
def test_the_last_day_of_a_month_or_year_is_kept(world_editor: Login, change: str) -> None:
    with trial(world_editor, f"update tracker.{change}"):
        pass


def test_a_direction_is_between_versions_of_one_demand(world_editor: Login) -> None:
    of_join = f"(select id from tracker.version where demand_id = {OF_JOIN})"
    refused(
        world_editor,
        r"alba\.leave@B: a direction is between versions of one demand",
        f"update tracker.direction set from_version_id = {of_join}",
    )


def test_only_a_person_acts_for_an_actor(world_editor: Login) -> None:
    refused(world_editor, "anna/alba: anna is no person", "update tracker.actor set kind = 'state' where slug = 'anna'")
    press = "(select id from tracker.actor where slug = 'press')"
    refused(world_editor, "press/alba: press is no person", f"update tracker.affiliation set person_id = {press}")


def test_nobody_answers_its_own_demand(world_editor: Login) -> None:
    alba = "(select id from tracker.actor where slug = 'alba')"
    own = r"no: alba cannot answer its own demand alba\.leave"
    refused(world_editor, own, f"update tracker.response set party_id = {alba} where slug = 'no'")
    refused(
        world_editor,
        r"no: borea cannot answer its own demand alba\.leave",
        f"update tracker.demand set party_id = addressee_id, addressee_id = {alba} where slug = '{LEAVE}'",
    )


# --- what a coder should look at ----------------------------------------------------------------------------------


def warnings(talks: Talks) -> list[str]:
    number = talks.last_changeset()
    return [row.warning for row in talks.write("select warning from tracker.changeset_warnings(%s)", number)]


def test_a_date_not_later_than_another_contents_leaves_a_warning(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "B", "..2024-03-01")
    assert warnings(talks) == [
        "alba-2024-03-01 is dated as not later than 2024-03-01, and alba-2024-01-10 of another content lies before"
        " that: placed_on says which came first"
    ]
    talks.write(
        "update tracker.citation set placed_on = '2024-02-01' where version_id = (select max(id) from tracker.version)"
    )
    assert warnings(talks) == []
    talks.says(LEAVE, "A", "2024-04-01")
    talks.says(LEAVE, "A", "..2023-12-31")
    assert warnings(talks) == []


def test_an_ending_placed_on_its_last_day_leaves_no_warning(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "B", "2024-06-10")
    talks.ends(LEAVE, "lapsed", "2024-06")
    (warning,) = warnings(talks)
    assert warning.startswith(
        "alba-2024-06 is dated by its month only, and alba-2024-06-10 of another content lies inside"
    )
    talks.write("update tracker.ending set placed_on = '2024-06-30'")
    assert warnings(talks) == []


@pytest.mark.parametrize("link", [("alba.part", "split-from", LEAVE), (LEAVE, "merged-into", "alba.part")])
def test_a_replaced_demand_without_lineage_leaves_a_warning(talks: Talks, link: tuple[str, str, str]) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says("alba.part", "A", "2024-06-10")
    talks.links("alba.part", "specifies", LEAVE)
    talks.ends(LEAVE, "replaced", "2024-06-10")
    (warning,) = warnings(talks)
    assert warning.startswith("it ends (replaced) on 2024-06-10, and no link says by what")
    talks.write("delete from tracker.ending")
    with talks.changeset():
        talks.ends(LEAVE, "replaced", "2024-06-10")
        talks.links(*link)
    assert warnings(talks) == []


# --- the codebook -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ([{"attribute": "colour", "value": "red"}], "no attribute 'colour'; it has condition, domain"),
        ([{"attribute": "extent", "value": "whole"}], "extent has no code 'whole'; it has begun, complete, partial"),
        ([{"attribute": "territory", "value": "moon", "place": "moon"}], "no place 'moon'"),
        ([{"attribute": "obliged", "value": "moon", "actor": "moon"}], "no actor 'moon'"),
        ([{"attribute": "timing", "value": "before moon", "event": "moon"}], "no event 'moon'; it has ceasefire-start"),
        ([{"attribute": "timing", "value": "soon"}], "timing takes before EVENT"),
        ([{"attribute": "window", "value": "2024-02-30/2024-03-01"}], "window takes two dates"),
        ([{"attribute": "duration", "value": "30 days"}], "duration takes an ISO 8601 duration"),
        ([{"attribute": "quantity", "value": "9 moons", "min": 9, "max": 9, "unit": "moons"}], "no unit 'moons'"),
        ([{"attribute": "condition", "value": "moon"}], "there is no 'moon'"),
        ([{"attribute": "timing", "value": "P5D before talks-start"}], "timing takes before EVENT, after EVENT or"),
        ([{"attribute": "timing", "value": "P05D after talks-start"}], "write P5D after talks-start"),
        ([{"attribute": "duration", "value": "P030D"}], "one way to write this; write P30D\n"),
        ([{"attribute": "duration", "value": "PT01H/PT1H"}], "write PT1H\n"),
        ([{"attribute": "duration", "value": "P3D/P2D"}], "duration takes"),
        ([{"attribute": "quantity", "value": "6000.0 people"}], "write 6000 people\n"),
        ([{"attribute": "quantity", "value": "~006 people"}], "write ~6 people\n"),
        ([{"attribute": "quantity", "value": "5/5.0 people"}], "write 5 people\n"),
        ([{"attribute": "quantity", "value": "00.50/10.10 people"}], r"write 0\.5/10\.1 people\n"),
        ([{"attribute": "quantity", "value": ">=010 people"}], "write >=10 people\n"),
        ([{"attribute": "quantity", "value": "\u0665 people"}], "quantity takes a number"),
        ([{"attribute": "territory", "value": "north"}], "not stored as it reads"),
        ([{"attribute": "duration", "value": "P30D", "min": 1, "max": 1, "unit": "day"}], "not stored as it reads"),
        ([{"attribute": "extent", "value": v} for v in ("begun", "partial")], "takes one value, begun stands already"),
        ([{"attribute": "domain", "value": v} for v in ("sea", "air")], "stored in order"),
        ([{"attribute": "domain", "value": v} for v in ("air", "air")], "terms are a set"),
        ([{"attribute": a, "value": v} for a, v in (("extent", "begun"), ("domain", "air"))], "stored in order"),
        ([{"attribute": "domain", "value": "air", "in": ["annex#1"]}], "passage annex#1, which does not exist"),
        ([{"attribute": "domain", "value": "air", "in": ["annex#7#x"]}], "passage annex#7#x, which does not exist"),
        ([{"attribute": "domain", "value": "air", "in": []}], "term domain=air: `in` takes a list of passages"),
        ([{"attribute": "domain", "value": "air", "in": "annex#7"}], "`in` takes a list of passages"),
        ([{"attribute": "domain", "value": "air", "in": [7]}], "`in` takes a list of passages"),
        ([{"attribute": "domain", "value": "air", "in": ["annex#7", "annex#7"]}], "`in` names each passage once"),
        ([{"attribute": "domain", "value": "air", "certainty": "banana"}], "certainty is probable or possible"),
        ([{"attribute": "domain", "value": "air", "certainty": "certain"}], "leave it out where the source is certain"),
        ([{"attribute": "domain", "value": "air", "wording": 5}], "wording takes a text"),
        ([{"attribute": "domain", "value": "air", "wording": " x"}], "wording takes a text"),
        ([{"attribute": "domain", "value": "air", "document": "annex"}], "cannot have a document of its own"),
        ([{"attribute": "domain", "value": "air", "quote": "x"}], "cannot have a quote of its own"),
        ([{"attribute": "domain", "value": "air", "colour": "red"}], "no field 'colour'; beside the value stand in, "),
        ([{"attribute": "domain", "value": 5}], "with a text as attribute and one as value"),
        ([{"attribute": "domain"}], "with a text as attribute and one as value"),
        (["domain"], "with a text as attribute and one as value"),
        ([None], "with a text as attribute and one as value"),
        ({}, r"^terms are a list; write them with tracker\.terms"),
        ({"domain": "air"}, "^terms are a list"),
        ("air", "^terms are a list"),
    ],
)
def test_a_term_outside_the_codebook_is_refused(named_editor: Login, terms: object, message: str) -> None:
    refused(named_editor, message, f"update tracker.version set terms = {sql(terms)}")


def test_terms_are_written_as_people_write_them(named_editor: Login) -> None:
    written = {"timing": "P30D after talks-start", "territory": ["south", "north"]}
    parts = {"min": 30, "max": 30, "unit": "day", "event": "talks-start"}
    with trial(named_editor, f"update tracker.version set terms = tracker.terms(process_id, {sql(written)})"):
        assert terms_of(named_editor) == [
            {"attribute": "territory", "value": "north", "place": "north"},
            {"attribute": "territory", "value": "south", "place": "south"},
            {"attribute": "timing", "value": "P30D after talks-start", **parts},
        ]


def test_what_stands_beside_a_value_is_stored_as_an_import_would(named_editor: Login) -> None:
    another = (
        "insert into tracker.passage (document_id, label) select id, '70' from tracker.document where slug = 'annex'"
    )
    one, other = {"in": "annex#7", "certainty": "certain"}, {"in": ["annex#70", "annex#7", "annex#7"], "wording": "so"}
    written = {
        "domain": [{"value": "air", **one}, {"value": "sea", **other}, {"value": "land", "certainty": "possible"}]
    }
    store = f"update tracker.version set terms = tracker.terms(process_id, {sql(written)})"
    with trial(named_editor, another, store):
        assert terms_of(named_editor) == [
            {"attribute": "domain", "value": "air", "in": ["annex#7"]},
            {"attribute": "domain", "value": "land", "certainty": "possible"},
            {"attribute": "domain", "value": "sea", "in": ["annex#7", "annex#70"], "wording": "so"},
        ]


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"speaker": "nobody"}, "no actor 'nobody'"),
        ({"document": "nothing"}, "no document 'nothing'"),
        ({"document": "paper", "passage": "X"}, "no passage 'paper#X'"),
        ({"via_document": "paper", "via_passage": "X"}, "no passage 'paper#X'"),
        ({"passage": "I.1"}, "passage I.1 stands without its document"),
        ({"quote": ""}, "quote takes a text"),
        ({"speaker": None}, "speaker takes a text"),
    ],
)
def test_evidence_of_an_agreements_term_exists(world_editor: Login, evidence: dict[str, Any], message: str) -> None:
    terms = [{"attribute": "extent", "value": "begun", **evidence}]
    refused(world_editor, message, f"update tracker.agreement set terms = {sql(terms)}")


@pytest.mark.parametrize(
    ("table", "column", "attribute"),
    [
        ("document", "kind_id", "document-kind"),
        ("response", "answer_id", "answer"),
        ("figure", "metric_id", "metric"),
        ("figure", "about_id", "about"),
        ("figure", "unit_id", "unit"),
        ("delegation", "role_id", "delegation-role"),
    ],
)
def test_a_code_of_another_attribute_is_refused(world_editor: Login, table: str, column: str, attribute: str) -> None:
    air = "(select id from tracker.code where slug = 'air')"
    message = f"air is a code of the attribute domain, not of {attribute}"
    refused(world_editor, message, f"update tracker.{table} set {column} = {air}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("attribute set slug = 'measure' where slug = 'metric'", "cannot lose its name: metric"),
        ("attribute set many = false where slug = 'territory'", r"alba\.leave@B: .*takes one value, here are 2"),
        ("attribute set type = 'code' where slug = 'territory'", "territory has no code 'north'"),
        ("attribute set type = 'code' where slug = 'quantity'", "quantity has no code"),
        ("code set attribute_id = (select id from tracker.attribute where slug = 'stage') where slug = 'begun'",
         "begun: a code stays with its attribute"),
        ("passage set document_id = (select id from tracker.document where slug = 'alba-2024-01-10')"
         " where label = 'I.2'", "foreign key|stays in its document"),
    ],
)  # fmt: skip
def test_the_codebook_cannot_leave_its_terms_behind(world_editor: Login, change: str, message: str) -> None:
    refused(world_editor, message, f"update tracker.{change}")


def test_an_event_stays_in_its_process(world_editor: Login) -> None:
    refused(
        world_editor,
        "talks-start: an event stays in its process",
        "insert into tracker.process (slug, title) values ('other', 'Other')",
        "update tracker.event set process_id = (select id from tracker.process where slug = 'other')"
        " where slug = 'talks-start'",
    )


# --- what terms name ----------------------------------------------------------------------------------------------

NAMED = {
    "attribute": "slug = 'stage'",
    "code": "slug = 'interim'",
    "place": "slug = 'island'",
    "actor": "slug = 'third'",
    "demand": f"slug = '{JOIN}'",
    "event": "slug = 'peace-signing'",
    "passage": "label = '7'",
}


@pytest.mark.parametrize("kind", [kind for kind in NAMED if kind != "attribute"])
def test_what_a_term_names_cannot_be_removed(named_editor: Login, kind: str) -> None:
    removal = f"delete from tracker.{kind} where {NAMED[kind]}"
    refused(named_editor, rf"{kind} .* cannot be removed: terms of borea\.stay@A name it", removal)
    with trial(named_editor, "update tracker.version set terms = '[]'", removal):
        assert named_editor.execute(f"select 1 from tracker.{kind} where {NAMED[kind]}".encode()).fetchall() == []


def test_an_attribute_that_a_term_names_cannot_be_removed(named_editor: Login) -> None:
    removal = f"delete from tracker.attribute where {NAMED['attribute']}"
    codes = "delete from tracker.code where attribute_id = (select id from tracker.attribute where slug = 'stage')"
    only = '{"duration": "P9D"}'
    refused(named_editor, "cannot be removed: terms of", codes)
    refused(named_editor, "attribute duration cannot be removed: terms of", removal.replace("stage", "duration"))
    with trial(named_editor, f"update tracker.version set terms = tracker.terms(process_id, '{only}')", codes, removal):
        assert terms_of(named_editor)[0]["attribute"] == "duration"


def test_what_an_agreements_term_names_cannot_be_removed(world_editor: Login) -> None:
    codes = "delete from tracker.code where slug in ('begun')"
    refused(world_editor, "code begun cannot be removed: terms of agreement deal name it", codes)


def test_a_unit_that_a_quantity_names_cannot_be_removed(named_editor: Login) -> None:
    removal = "delete from tracker.code where slug = 'day'"
    refused(named_editor, r"code day cannot be removed: terms of borea\.stay@A name it", removal)
    only = '{"duration": "P9D"}'  # a duration has units of its own
    with trial(named_editor, f"update tracker.version set terms = tracker.terms(process_id, '{only}')", removal):
        assert terms_of(named_editor)[0]["unit"] == "day"


@pytest.mark.parametrize(
    ("rename", "was", "becomes"),
    [
        ("attribute set slug = 'phase' where slug = 'stage'", "stage=interim", "phase=interim"),
        ("code set slug = 'meanwhile' where slug = 'interim'", "stage=interim", "stage=meanwhile"),
        ("code set slug = 'days' where slug = 'day'", "quantity=9 day", "quantity=9 days"),
        ("place set slug = 'atoll' where slug = 'island'", "territory=island", "territory=atoll"),
        ("actor set slug = 'fourth' where slug = 'third'", "obliged=third", "obliged=fourth"),
        ("demand set slug = 'alba.merge' where slug = 'alba.join'", "condition=alba.join", "condition=alba.merge"),
        (
            "event set slug = 'end' where slug = 'peace-signing'",
            "timing=P3D after peace-signing",
            "timing=P3D after end",
        ),
        ("event set slug = 'end' where slug = 'peace-signing'", "timing=before peace-signing", "timing=before end"),
    ],
)
def test_a_new_name_is_written_into_the_terms(named_editor: Login, rename: str, was: str, becomes: str) -> None:
    before = {f"{term['attribute']}={term['value']}" for term in terms_of(named_editor)}
    with trial(named_editor, f"update tracker.{rename}"):
        after = {f"{term['attribute']}={term['value']}" for term in terms_of(named_editor)}
        assert was in before - after
        assert becomes in after - before
        assert len(after) == len(before)


def test_renaming_a_unit_leaves_durations_alone(named_editor: Login) -> None:
    with trial(named_editor, "update tracker.code set slug = 'days' where slug = 'day'"):
        by = {term["value"]: term.get("unit") for term in terms_of(named_editor)}
        assert (by["9 days"], by["P9D"], by["P3D after peace-signing"]) == ("days", "day", "day")


@pytest.mark.parametrize(
    ("rename", "becomes"),
    [("document set slug = 'annex-1' where slug = 'annex'", "annex-1#7"), ("passage set label = '8'", "annex#8")],
)
def test_a_renamed_source_is_found_from_its_terms(named_editor: Login, rename: str, becomes: str) -> None:
    with trial(named_editor, f"update tracker.{rename}"):
        assert [term["in"] for term in terms_of(named_editor) if "in" in term] == [[becomes]]


@pytest.mark.parametrize(
    ("rename", "becomes"),
    [
        ("document set slug = 'sheet' where slug = 'paper'", {"document": "sheet", "passage": "I.1"}),
        ("passage set label = 'I.9' where label = 'I.1'", {"document": "paper", "passage": "I.9"}),
    ],
)
def test_the_evidence_of_an_agreements_term_is_renamed(
    world_editor: Login, rename: str, becomes: dict[str, str]
) -> None:
    with trial(world_editor, f"update tracker.{rename}"):
        terms = [term for row in world_editor.execute("select terms from tracker.agreement") for term in row[0]]
        assert [{name: term[name] for name in becomes} for term in terms if "document" in term] == [becomes]


def test_an_event_of_another_process_has_nothing_to_do_with_the_terms(named_editor: Login) -> None:
    other = "process_id = (select id from tracker.process where slug = 'other')"
    with trial(
        named_editor,
        "insert into tracker.process (slug, title) values ('other', 'Other')",
        "insert into tracker.event (slug, title, process_id) select 'peace-signing', 'x', max(id) from tracker.process",
        f"update tracker.event set slug = 'end' where {other}",
        f"update tracker.event set slug = 'peace-signing' where {other}",
        f"delete from tracker.event where {other}",
    ):
        assert any(term["value"] == "before peace-signing" for term in terms_of(named_editor))


# --- spells -------------------------------------------------------------------------------------------------------

OF_LEAVE = f"(select id from tracker.demand where slug = '{LEAVE}')"
OF_STAY = f"(select id from tracker.demand where slug = '{STAY}')"
OF_JOIN = f"(select id from tracker.demand where slug = '{JOIN}')"

STILL = ("update tracker.place set parent_id = null", "update tracker.passage set combine = 'all' where label = 'I'")


@pytest.mark.parametrize(
    "change",
    [
        "update tracker.document set issued_on = '2024-08-01' where slug = 'alba-2024-01-10'",
        "update tracker.document set issued_on = '2024-08-01' where slug = 'alba-2024-06-01'",
        "update tracker.document set issued_on = '2024-08-01' where slug = 'press-2024-07-01'",
        "update tracker.document set issued_on = '2024-01-01', issued_precision = 'month'"
        " where slug = 'alba-2024-01-10'",
        "update tracker.document set issued_precision = 'by' where slug = 'alba-2024-01-10'",
        f"update tracker.citation set placed_on = '2024-02-15' where demand_id = {OF_STAY}",
        f"update tracker.citation set version_id = (select max(id) from tracker.version where demand_id = {OF_LEAVE})"
        f" where demand_id = {OF_LEAVE}; delete from tracker.direction; delete from tracker.version"
        " where id not in (select version_id from tracker.citation)",
        "delete from tracker.ending",
        "update tracker.ending set ended_on = '2024-02-01', ended_precision = 'day'",
        "delete from tracker.settlement where extent = 'fully'",
        "update tracker.settlement set extent = 'fully'",
        "update tracker.agreement set agreed_on = '2024-01-20', agreed_precision = 'day'",
        "update tracker.version set terms = '[]' where name = 'B'",
        "update tracker.attribute set polarity = 'none' where slug = 'territory'",
        *STILL,
        "update tracker.demand set kind = 'proposal'",
    ],
)
def test_spells_equal_their_derivation_after_any_raw_change(world_editor: Login, change: str) -> None:
    before = world_editor.execute("select count(*), sum(changeset) from tracker.spell").fetchone()
    with trial(world_editor, *change.split("; ")):
        assert unequal_spells(world_editor) == []
        after = world_editor.execute("select count(*), sum(changeset) from tracker.spell").fetchone()
        assert after != before or change in STILL, "the change moves a spell"


def test_a_changed_date_moves_the_spells_of_all_who_cite_the_document(world_editor: Login) -> None:
    with trial(world_editor, "update tracker.document set issued_on = '2024-03-05' where slug = 'paper'"):
        starts = world_editor.execute("select held_from::text from tracker.spell where held_from = '2024-03-05'")
        assert len(starts.fetchall()) == 2


def test_a_removed_demand_takes_its_spells_along(world: Talks, editor: Login) -> None:
    owned = (
        "link where other_demand_id",
        "ending where demand_id",
        "citation where demand_id",
        "version where demand_id",
    )
    links = [f"delete from tracker.{table} = {OF_JOIN}" for table in owned]
    in_one(editor, *links, f"delete from tracker.demand where slug = '{JOIN}'")
    assert world.ask("select * from analysis.version where demand = %s", JOIN) == []
    assert len(world.write("select * from history.spell where ended_by = %s", world.last_changeset())) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update tracker.spell set held_from = '2000-01-01'",
        "delete from tracker.spell",
        "insert into tracker.spell select * from tracker.spell",
    ],
)
def test_an_editor_cannot_write_spells(world_editor: Login, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        world_editor.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "update tracker.spell set held_from = '2000-01-01' where ordinal = 1",
        "update tracker.spell set held_to = null, change = 'altered', ordinal = 5",
        "delete from tracker.spell",
        "insert into tracker.spell (demand_id, process_id, version_id, ordinal, held_from, held_from_precision,"
        " held_to, change) select demand_id, process_id, version_id, 9, '1999-01-01', 'day', '1999-02-01', 'first'"
        " from tracker.spell where ordinal = 1",
    ],
)
def test_spells_that_the_owner_wrote_are_healed(world: Talks, statement: str) -> None:
    world.write(statement)
    assert world.last_changeset()
    assert unequal_spells(world.connection) == []


@pytest.mark.parametrize(
    "change",
    [
        "actor set description = ''",
        "actor set name = name || ' '",
        "actor set name = 'red \x1b[31m'",
        "actor set name = U&'\\00a0' || name",
        "actor set slug = repeat('a', 201)",
        "meeting set duration = 'two hours'",
        "meeting set duration = 'P'",
        "alias set alias = 'a b'",
        "document set slug = '2025-01'",
        "document set slug = '30d-ago'",
        "citation set ordinal = 0",
        "ending set ordinal = -1",
        "passage set markers = '{\"\"}'",
        "figure set amount_max = 'NaN'",
    ],
)
def test_what_a_bundle_cannot_carry_cannot_be_written(world_editor: Login, change: str) -> None:
    with pytest.raises(errors.CheckViolation), trial(world_editor, f"update tracker.{change}"):
        pass
