"""Looking at the past: as_known sets a recorded time, `past` answers as the database stood, row for row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import LEAVE, STAY
from tests.database.logins import Login, login
from tests.servers import Database, Server
from tracker.bundle.entities import every_entity

REFUSED_WITHOUT_TIME = "no time is set for schema past"


@pytest.fixture(scope="module")
def known(server: Server, everything_template: Database) -> Iterator[Database]:
    """A world that the tests of this file only read."""
    with server.fresh_database(everything_template) as database:
        yield database


@pytest.fixture
def analyst(server: Server, known: Database) -> Iterator[Login]:
    """An ordinary login with the rights of an analyst, whose search path is that of analysts."""
    with login(server, known, "tracker_analyst", application_name="tests") as connection:
        connection.execute("set search_path = analysis")
        yield connection


def one(connection: Login, sql: str, *parameters: object) -> Any:
    """The only value of a query."""
    row = connection.execute(sql.encode(), parameters or None).fetchone()
    assert row is not None
    return row[0]


def changesets(connection: Login) -> list[tuple[int, datetime]]:
    return connection.execute("select changeset, recorded_at from analysis.changeset order by 1").fetchall()


def titles(connection: Login, schema: str) -> list[str]:
    return [row[0] for row in connection.execute(f"select demand from {schema} order by 1".encode())]


# --- how a time is written ----------------------------------------------------------------------------------------


def test_a_changeset_is_named_by_its_number(analyst: Login) -> None:
    number, recorded_at = changesets(analyst)[2]
    row = analyst.execute("select * from as_known(%s)", [f"changeset {number}"]).fetchone()
    assert row == (number, recorded_at, "postgres")


@pytest.mark.parametrize("zone", ["", "Z", "+00", "+03:00", "-05", " UTC", " Asia/Tokyo"])
@pytest.mark.parametrize("of_session", ["UTC", "America/Lima"])
def test_a_time_means_the_last_changeset_recorded_at_or_before_it(analyst: Login, zone: str, of_session: str) -> None:
    number, recorded_at = changesets(analyst)[3]
    shift = {"+03:00": timedelta(hours=3), "-05": timedelta(hours=-5), " Asia/Tokyo": timedelta(hours=9)}
    local = recorded_at.astimezone(UTC) + shift.get(zone, timedelta(0))
    written = local.strftime("%Y-%m-%dT%H:%M:%S.%f") + zone
    analyst.execute(f"set timezone = '{of_session}'; set datestyle = 'SQL, DMY'".encode())
    assert one(analyst, "select changeset from as_known(%s)", written) == number


def test_a_moment_before_a_changeset_is_of_the_one_before(analyst: Login) -> None:
    number, recorded_at = changesets(analyst)[3]
    moment = (recorded_at.astimezone(UTC) - timedelta(microseconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    assert one(analyst, "select changeset from as_known(%s)", moment) == number - 1


def test_a_date_is_its_end_in_utc_and_today_is_now(analyst: Login, world: Talks) -> None:
    last = changesets(analyst)[-1][0]
    assert one(analyst, "select changeset from as_known((now() at time zone 'UTC')::date::text)") == last
    with world.changeset():  # as if the first two had been recorded at the end of a day, long ago
        world.write("set local session_replication_role = replica")
        world.write(
            "update tracker.changeset set recorded_at = '2025-06-02 23:59:57+00'::timestamptz"
            " + changeset * interval '1 second' where changeset <= 3"
        )
    with world.analyst("2025-06-02") as connection:
        assert connection.execute("select max(changeset) from past.changeset").fetchone() == (2,)


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "now", "2025-02-30", "2025-13-01", "changeset", "changeset one", "changeset -1", "42", "2025",
     "2025-06", "2025-06-02 25:00", "2025-06-02 12:00 Mars/Base", "02.06.2025", None],
)  # fmt: skip
def test_anything_else_is_no_time(analyst: Login, written: str | None) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="is no time of recording") as caught:
        analyst.execute("select as_known(%s)", [written])
    assert "Expected: changeset 42, a date" in (caught.value.diag.message_hint or "")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("changeset 0", "there is no changeset 0"),
        ("changeset 4711", "there is no changeset 4711"),
        ("2001-01-01", "2001-01-01 is before the first changeset"),
        ("2001-01-01 12:00", "2001-01-01 12:00 is before the first changeset"),
        ("2999-01-01", "2999-01-01 is still to come"),
        ("2999-01-01T12:00Z", "is still to come"),
    ],
)
def test_a_time_of_which_nothing_is_known_names_the_first_and_the_last(
    analyst: Login, written: str, message: str
) -> None:
    last = changesets(analyst)[-1][0]
    with pytest.raises(
        errors.InvalidParameterValue,
        match=rf"{message}; the first is changeset 1 \(.*\), the last is changeset {last} \(",
    ):
        analyst.execute("select as_known(%s)", [written])


def test_where_nothing_is_recorded_there_is_no_past(database: Database) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="nothing is recorded yet"):
        database.execute("select analysis.as_known('changeset 1')")


# --- until when ---------------------------------------------------------------------------------------------------


def test_until_the_transaction_ends_names_without_a_schema_mean_the_past(analyst: Login) -> None:
    notices = []
    analyst.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    with analyst.transaction():
        analyst.execute("select as_known('changeset 2')")
        assert titles(analyst, "demand") == titles(analyst, "past.demand") == []
        assert len(titles(analyst, "analysis.demand")) == 3
        assert one(analyst, "show search_path") == "past, analysis"
    assert "answer as of changeset 2" in notices[0]
    assert "until the transaction ends" in notices[0]
    assert len(titles(analyst, "demand")) == 3
    assert one(analyst, "show search_path") == "analysis"
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME):
        analyst.execute("select * from past.demand")


def test_until_the_session_ends_where_that_is_asked_for(analyst: Login) -> None:
    notices = []
    analyst.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    analyst.execute("select as_known('changeset 2', for_session => true)")
    assert "until the session ends" in notices[0]
    assert titles(analyst, "demand") == titles(analyst, "past.demand") == []
    with analyst.transaction():
        analyst.execute("select as_known('changeset 3')")
        assert titles(analyst, "demand") == [LEAVE]
    assert titles(analyst, "demand") == []
    analyst.execute("select as_now()")
    assert len(titles(analyst, "demand")) == 3
    assert one(analyst, "show search_path") == "analysis"
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME):
        analyst.execute("select * from past.demand")


def test_for_the_session_only_where_the_client_itself_opened_it(server: Server, known: Database) -> None:
    """Through a pooler the next client would get the time too; there a name is set when the connection stands."""
    with login(server, known, "tracker_analyst") as connection:
        for named in (None, "psql"):
            if named:
                connection.execute("select set_config('application_name', %s, false)", [named])
            with pytest.raises(errors.ObjectNotInPrerequisiteState, match="may be shared by a pooler") as caught:
                connection.execute("select analysis.as_known('changeset 2', for_session => true)")
            assert "application_name=" in (caught.value.diag.message_hint or "")
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME):
            connection.execute("select * from past.demand")


@pytest.mark.parametrize("for_session", [False, True])
def test_as_now_undoes_it(analyst: Login, for_session: bool) -> None:
    with analyst.transaction():
        analyst.execute("select as_known('changeset 2', %s)", [for_session])
        analyst.execute("select as_now()")
        assert len(titles(analyst, "demand")) == 3
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME), analyst.transaction():
            analyst.execute("select * from past.demand")
    assert len(titles(analyst, "demand")) == 3


def test_as_now_where_nothing_was_set_does_nothing(analyst: Login) -> None:
    analyst.execute("select as_now()")
    assert one(analyst, "show search_path") == "analysis"


@pytest.mark.parametrize(
    ("path", "becomes"),
    [
        ("analysis", "past, analysis"),
        ("mine, analysis, public", "mine, past, analysis, public"),
        ('"$user", public', 'past, "$user", public'),
        ("past, analysis", "past, analysis"),
        ("analysis_of_mine", "past, analysis_of_mine"),
        ("''", 'past, ""'),
    ],
)
def test_the_past_comes_just_before_analysis(analyst: Login, path: str, becomes: str) -> None:
    analyst.execute(f"set search_path = {path}".encode())
    with analyst.transaction():
        analyst.execute("select analysis.as_known('changeset 2')")
        assert one(analyst, "show search_path") == becomes


def test_a_read_only_transaction_may_look_at_the_past(analyst: Login) -> None:
    with analyst.transaction():
        analyst.execute("set transaction isolation level repeatable read, read only")
        analyst.execute("select as_known('changeset 3')")
        assert titles(analyst, "demand") == [LEAVE]


# --- what the past is ---------------------------------------------------------------------------------------------

CALLS = (
    "positions_on('2024-03-15')",
    "positions_on('2024-06-15', 'talks')",
    f"demand_history('{LEAVE}')",
    "diff('2024-01-01', '2024-12-31', with_persisted => true)",
    "compare_documents('alba-2024-01-10', 'paper')",
    f"compare_versions('{LEAVE}', 'A', 'B')",
    "options('paper')",
    "gap('2024-05-01')",
    "figure_series('prisoners')",
    "changes_since(2)",
    "silences()",
)


def views(connection: Login) -> list[str]:
    found = connection.execute(
        "select relname from pg_class where relnamespace = 'past'::regnamespace and relkind = 'v'"
    )
    return sorted(name for (name,) in found)


def answer(connection: Login, schema: str, call: str) -> list[str]:
    """The rows of a view or function as text, in order; or the message with which it refuses."""
    try:
        with connection.transaction():
            return sorted(row[0] for row in connection.execute(f"select t::text from {schema}.{call} t".encode()))
    except errors.NoDataFound as error:
        return [str(error.diag.message_primary)]


def changes(talks: Talks) -> Iterator[None]:
    """Many kinds of change, each in changesets of its own."""
    yield
    talks.document("paper", "2024-03-01", passages={"I": "any", "I.1": None, "I.2": None}, covers=["territory"])
    yield
    talks.says(LEAVE, "A", "2024-01-10", {"territory": ["north"], "timing": ["P30D after ceasefire-start"]})
    yield
    talks.says(LEAVE, "B", None, {"territory": ["north", "south"]}, document="paper", passage="I.1", quote="leave")
    talks.says(STAY, "A", "2024-02", {"condition": [LEAVE]})
    talks.links(STAY, "opposes", LEAVE)
    yield
    talks.overrules(LEAVE, "B", "A", "softened", "too hard")
    talks.says(LEAVE, "A", "2024-02-10")
    yield
    talks.agrees("deal", "2024-07-01", {STAY: "fully", LEAVE: "partly"})
    talks.insert("confirmation", agreement="deal", actor="alba")
    yield
    talks.write("update tracker.demand set slug = 'alba.go', title = 'Go' where slug = %s", LEAVE)
    talks.insert("alias", demand="alba.go", alias=LEAVE)
    yield
    talks.write("update tracker.document set issued_on = '2024-01-05', slug = 'sheet' where slug = 'paper'")
    talks.write("update tracker.place set slug = 'norden' where slug = 'north'")
    yield
    talks.write("delete from tracker.confirmation")
    talks.write("delete from tracker.settlement where extent = 'fully'")
    yield
    with talks.changeset():
        talks.write("delete from tracker.link")
        for table in ("citation", "version"):
            talks.write(
                f"delete from tracker.{table} where demand_id = (select id from tracker.demand where slug = '{STAY}')"
            )
        talks.write("delete from tracker.demand where slug = %s", STAY)
    yield


def test_the_past_has_every_view_and_function_but_those_that_set_the_time(analyst: Login) -> None:
    names = """select relname::text from pg_class where relnamespace = '{0}'::regnamespace and relkind = 'v'
        union select proname || '(' || pg_get_function_arguments(oid) || ')' from pg_proc
        where pronamespace = '{0}'::regnamespace"""
    now, past = ({row[0] for row in analyst.execute(names.format(schema).encode())} for schema in ("analysis", "past"))
    assert {name.partition("(")[0] for name in now - past} == {"as_known", "as_now"}
    assert past - now == set()


def test_the_past_is_what_analysis_was_row_for_row(server: Server, talks: Talks) -> None:
    """After each change: what all views and functions said then is what they say of then now."""
    remembered: dict[int, dict[str, list[str]]] = {}
    with login(server, talks.database, "tracker_analyst") as analyst:
        calls = [*views(analyst), *CALLS]
        for _ in changes(talks):
            remembered[talks.last_changeset()] = {call: answer(analyst, "analysis", call) for call in calls}
        for number, then in remembered.items():
            with analyst.transaction():
                analyst.execute("select analysis.as_known(%s)", [f"changeset {number}"])
                for call in calls:
                    assert answer(analyst, "past", call) == then[call], (number, call)
    assert len({str(then) for then in remembered.values()}) == len(remembered), "every change shows"


def test_without_a_time_every_view_refuses_even_where_it_is_empty(server: Server, template: Database) -> None:
    with server.fresh_database(template) as empty, login(server, empty, "tracker_analyst") as analyst:
        for name in views(analyst):
            for sql in (f"select * from past.{name}", f"select count(*) from past.{name}"):
                with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME):
                    analyst.execute(sql.encode())


@pytest.mark.parametrize("call", CALLS)
def test_without_a_time_every_function_refuses(analyst: Login, call: str) -> None:
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match=REFUSED_WITHOUT_TIME):
        analyst.execute(f"select * from past.{call}".encode())


def test_an_analyst_has_no_right_to_what_lies_below(analyst: Login) -> None:
    for relation in ("tracker.demand", "history.demand", "known.demand"):
        with pytest.raises(errors.InsufficientPrivilege):
            analyst.execute(f"select * from {relation}".encode())


# --- the steps of the record --------------------------------------------------------------------------------------


def steps(talks: Talks, after: int) -> list[tuple[Any, ...]]:
    rows = talks.ask("select * from analysis.changes_since(%s)", after)
    return [(row.entity, row.key, row.operation, row.before, row.after) for row in rows]


def test_a_step_shows_the_fields_of_a_record_before_and_after(talks: Talks) -> None:
    before = talks.last_changeset()
    talks.document("paper", "..2024-03-01")
    talks.write("update tracker.document set issued_on = '2024-01-01', issued_precision = 'year', language = 'en'")
    talks.write("delete from tracker.document")
    was = {"document": "paper", "kind": "statement", "title": "paper", "issuer": "alba", "issued_on": "..2024-03-01"}
    becomes = {**was, "issued_on": "2024", "language": "en"}
    assert steps(talks, before) == [
        ("document", "paper", "added", None, was),
        ("document", "paper", "changed", was, becomes),
        ("document", "paper", "removed", becomes, None),
    ]


def test_keys_are_made_of_the_names_of_their_time(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10", {"territory": ["north", "south"], "extent": "begun"})
    before = talks.last_changeset()
    talks.write("update tracker.demand set slug = 'alba.go'")
    talks.write("update tracker.version set summary = 'x'")
    talks.write("update tracker.demand set slug = 'alba.went'")
    keys = [(entity, key, (was or {}).get("demand")) for entity, key, _, was, _ in steps(talks, before)]
    assert keys == [
        ("demand", "alba.go", LEAVE),
        ("version", "alba.go@A", "alba.go"),
        ("demand", "alba.went", "alba.go"),
    ]
    terms = steps(talks, before)[1][4]["terms"]
    assert terms == {"territory": ["north", "south"], "extent": "begun"}


def test_spells_are_derived_steps(talks: Talks) -> None:
    before = talks.last_changeset()
    with talks.changeset():
        talks.says(LEAVE, "A", "2024-01-10", passage=None, quote="go")
    rows = talks.ask("select * from analysis.changes_since(%s)", before)
    assert [(row.entity, row.key, row.derived) for row in rows] == [
        ("citation", "alba.leave/A/alba-2024-01-10///", False),
        ("demand", LEAVE, False),
        ("document", "alba-2024-01-10", False),
        ("spell", "alba.leave@A/2024-01-10", True),
        ("version", "alba.leave@A", False),
    ]


def test_who_confirms_an_agreement_is_part_of_it(world: Talks) -> None:
    before = world.last_changeset()
    world.insert("confirmation", agreement="deal", actor="borea")
    world.write("delete from tracker.confirmation")
    changed = [(key, was["stated_by"], becomes["stated_by"]) for _, key, _, was, becomes in steps(world, before)]
    assert changed == [("deal", ["alba"], ["alba", "borea"]), ("deal", ["alba", "borea"], [])]


def test_every_kind_of_record_is_told_with_all_its_fields(world: Talks) -> None:
    """The fields are those of bundles; a new field of the registry must be told here too."""
    told: dict[str, set[str]] = {}
    fields = dict(world.write("select entity, fields from known.coded()"))
    keys = dict(world.write("select entity, key from known.coded()"))
    evidence = {"speaker", "document", "passage", "via_document", "via_passage", "quote"}
    for entity in every_entity():
        told[entity.name] = set(re.findall(r"'(\w+)', ", fields[entity.name])) | (
            evidence if "[evidence]" in fields[entity.name] else set()
        )
        assert {field.name for field in entity.fields if field.kind != "file"} <= told[entity.name], entity.name
        assert set(re.findall(r"{(\w+)}", keys[entity.name])) == set(entity.key), entity.name
    assert set(fields) == set(told) | {"spell", "attached_text"}
    seen = {row.entity for row in world.ask("select distinct entity from analysis.changes_since(0)")}
    assert seen == set(fields)


def test_nothing_is_told_where_nothing_was_recorded_since(world: Talks) -> None:
    assert steps(world, world.last_changeset()) == []
