"""Every change is recorded, whoever writes and however."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, STAY
from tests.database.logins import Login, in_one, login
from tests.database.recorded import TABLES, problems
from tests.servers import Server

WRITTEN = [table for table in TABLES if table.name != "spell"]
# A change of one row that breaks no rule.
SOME_CHANGE = {
    "process": "title = 'x'",
    "actor": "name = 'x'",
    "affiliation": "role = 'x'",
    "party": "from_date = '2020-01-01', from_precision = 'year'",
    "meeting": "summary = 'x'",
    "delegation": "role_id = (select c.id from tracker.code c where c.slug = 'member')",
    "place": "name = 'x'",
    "event": "title = 'x'",
    "topic": "title = 'x'",
    "attribute": "example = 'x'",
    "code": "example = 'x'",
    "document": "title = 'x'",
    "attached_text": "content = 'x'",
    "passage": "gist = 'x'",
    "coverage": "topic_id = (select id from tracker.topic where slug = 'security')",
    "demand": "title = 'x'",
    "version": "summary = 'x'",
    "citation": "certainty = 'possible'",
    "direction": "reason = 'x'",
    "ending": "how = 'lapsed'",
    "link": "relation = 'counters'",
    "response": "summary = 'x'",
    "agreement": "summary = 'x'",
    "confirmation": "actor_id = (select id from tracker.actor where slug = 'borea')",
    "settlement": "extent = 'partly'",
    "figure": "wording = 'x'",
    "assessment": "summary = 'x'",
    "external_id": "value = 'x'",
    "alias": "alias = 'x'",
}


def rows(talks: Talks, table: str, where: str = "true") -> list[Any]:
    """Rows of a live table or, by `history.NAME`, of its twin without the changeset that ended them."""
    sql = f"select to_jsonb(t) - 'ended_by' from {table} t where {where} order by t.id"
    return [row[0] for row in talks.write(sql)]


def changesets(talks: Talks) -> list[Any]:
    return talks.ask("select * from analysis.changeset order by changeset")


def add_actor(connection: Login, slug: str) -> None:
    connection.execute("insert into tracker.actor (slug, kind, name) values (%s, 'state', %s)", [slug, slug])


# --- every table --------------------------------------------------------------------------------------------------


def test_every_table_has_its_case_here() -> None:
    assert {table.name for table in WRITTEN} == set(SOME_CHANGE)


def test_an_editors_insert_is_recorded_as_a_changeset_of_that_login(talks: Talks, editor: Login) -> None:
    before = talks.last_changeset()
    add_actor(editor, "new")
    last = changesets(talks)[-1]
    assert (last.changeset, last.author, last.cause) == (before + 1, editor.info.user, "unstated")
    assert (last.rows_added, last.rows_changed, last.rows_removed) == (1, 0, 0)
    assert [row["changeset"] for row in rows(talks, "tracker.actor", "slug = 'new'")] == [before + 1]


def test_an_update_of_any_table_keeps_the_row_as_it_was(world: Talks, editor: Login) -> None:
    for table, change in SOME_CHANGE.items():
        first = f"id = (select min(id) from tracker.{table})"
        before = rows(world, f"tracker.{table}", first)
        editor.execute(f"update tracker.{table} set {change} where {first}".encode())
        now = world.last_changeset()
        assert rows(world, f"history.{table}", f"ended_by = {now}") == before, table
        assert [row["changeset"] for row in rows(world, f"tracker.{table}", first)] == [now], table
        assert changesets(world)[-1].rows_changed == 1, table


def test_a_removal_from_any_table_keeps_the_rows(world: Talks, editor: Login) -> None:
    before = {table.name: rows(world, f"tracker.{table.name}") for table in TABLES}
    assert all(before.values()), "every table has rows"
    with editor.transaction():
        for table in reversed(WRITTEN):
            editor.execute(f"delete from tracker.{table.name}".encode())
    now = world.last_changeset()
    for name, was in before.items():
        assert rows(world, f"tracker.{name}") == []
        assert rows(world, f"history.{name}", f"ended_by = {now}") == was, name
    last = changesets(world)[-1]
    assert last.rows_removed == sum(len(was) for name, was in before.items() if name != "spell")
    assert (last.rows_added, last.rows_changed) == (0, 0)


def test_copy_is_recorded(talks: Talks, editor: Login) -> None:
    with editor.cursor().copy("copy tracker.actor (slug, kind, name) from stdin") as copy:
        copy.write_row(("one", "state", "One"))
        copy.write_row(("two", "state", "Two"))
    last = changesets(talks)[-1]
    assert last.rows_added == 2
    assert {row["changeset"] for row in rows(talks, "tracker.actor", "slug in ('one', 'two')")} == {last.changeset}


# --- what is one changeset ----------------------------------------------------------------------------------------


def test_what_one_changeset_writes_twice_was_never_known_in_between(talks: Talks, editor: Login) -> None:
    with editor.transaction():
        add_actor(editor, "new")
        editor.execute("update tracker.actor set name = 'once' where slug in ('new', 'alba')")
        editor.execute("update tracker.actor set name = 'twice' where slug in ('new', 'alba')")
        add_actor(editor, "gone")
        editor.execute("delete from tracker.actor where slug = 'gone'")
    assert [row["name"] for row in rows(talks, "history.actor")] == ["Alba"]
    last = changesets(talks)[-1]
    assert (last.rows_added, last.rows_changed, last.rows_removed) == (1, 1, 0)


@pytest.mark.parametrize("table", ["actor", "version", "passage"])
def test_an_update_that_changes_nothing_records_nothing(world: Talks, editor: Login, table: str) -> None:
    before = world.last_changeset()
    editor.execute(f"update tracker.{table} set id = id, changeset = changeset".encode())
    assert world.last_changeset() == before
    assert rows(world, f"history.{table}") == []


def test_a_value_that_is_changed_there_and_back_is_no_change_of_the_row(world: Talks, editor: Login) -> None:
    there = "update tracker.demand set title = 'x' where slug = '{0}'"
    back = "update tracker.demand set title = slug where slug = '{0}'"
    in_one(editor, there.format(LEAVE), there.format(JOIN), back.format(LEAVE))
    row = changesets(world)[-1]
    assert (row.rows_added, row.rows_changed, row.rows_removed) == (0, 1, 0)
    assert world.column("select key from analysis.changes_since(%s)", row.changeset - 1) == [JOIN]
    in_one(editor, there.format(STAY), back.format(STAY))
    row = changesets(world)[-1]
    assert (row.rows_added, row.rows_changed, row.rows_removed) == (0, 0, 0)
    assert world.ask("select * from analysis.changes_since(%s)", row.changeset - 1) == []
    assert problems(world.database) == []


def test_a_changeset_in_which_nothing_happens_vanishes(talks: Talks, editor: Login) -> None:
    before = talks.last_changeset()
    with editor.transaction():
        editor.execute("select tracker.open_changeset('correction', 'nothing after all')")
        editor.execute("delete from tracker.actor where slug = 'nobody'")
    assert talks.last_changeset() == before


def test_a_rollback_leaves_no_gap(talks: Talks, editor: Login) -> None:
    before = talks.last_changeset()
    with editor.transaction(force_rollback=True):
        add_actor(editor, "never")
    add_actor(editor, "new")
    assert talks.last_changeset() == before + 1


def test_a_savepoint_that_opened_the_changeset_may_be_rolled_back(talks: Talks, editor: Login) -> None:
    with editor.transaction():
        with pytest.raises(errors.UniqueViolation), editor.transaction():
            add_actor(editor, "alba")
        add_actor(editor, "new")
    assert [row["slug"] for row in rows(talks, "tracker.actor", f"changeset = {talks.last_changeset()}")] == ["new"]


def test_an_editor_says_who_when_why_and_from_what(talks: Talks, editor: Login) -> None:
    with editor.transaction():
        editor.execute("select tracker.open_changeset('correction', 'a wrong name', 'anna', '{names.yaml}')")
        editor.execute("update tracker.actor set name = 'Albania' where slug = 'alba'")
    last = changesets(talks)[-1]
    assert (last.cause, last.message, last.author, last.sources) == (
        "correction",
        "a wrong name",
        "anna",
        ["names.yaml"],
    )


def test_one_transaction_may_hold_two_changesets(talks: Talks, editor: Login) -> None:
    before = talks.last_changeset()
    with editor.transaction():
        editor.execute("select tracker.open_changeset('new-source')")
        add_actor(editor, "new")
        editor.execute("select tracker.open_changeset('correction')")
        editor.execute("update tracker.actor set name = 'Newer' where slug = 'new'")
    first, second = changesets(talks)[-2:]
    assert (first.changeset, first.cause, first.rows_added) == (before + 1, "new-source", 1)
    assert (second.changeset, second.cause, second.rows_changed) == (before + 2, "correction", 1)
    assert [row["changeset"] for row in rows(talks, "history.actor")] == [before + 1]
    assert second.recorded_at > first.recorded_at


# --- what cannot be got round -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forgery",
    [
        "insert into tracker.actor (slug, kind, name, changeset) values ('x', 'state', 'x', 1)",
        "insert into tracker.actor (slug, kind, name, changeset) values ('x', 'state', 'x', 999)",
        "insert into tracker.actor (slug, kind, name) select 'x', 'state', set_config('tracker.changeset', '1', true)",
        "update tracker.actor set name = set_config('tracker.changeset', '1', true)",
    ],
)
def test_a_row_cannot_bear_the_number_of_another_changeset(talks: Talks, editor: Login, forgery: str) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="cannot bear changeset"):
        editor.execute(forgery.encode())
    assert rows(talks, "history.actor") == []


@pytest.mark.parametrize("change", ["changeset = 0", "name = 'x', changeset = 9999", "changeset = null"])
def test_an_update_cannot_give_a_row_another_number_either(talks: Talks, editor: Login, change: str) -> None:
    before = talks.last_changeset()
    with pytest.raises(errors.IntegrityConstraintViolation, match=r"cannot bear changeset (0|9999|null), this is"):
        editor.execute(f"update tracker.actor set {change} where slug = 'alba'".encode())
    assert talks.last_changeset() == before


def test_a_removal_cannot_be_dated_back(talks: Talks, editor: Login) -> None:
    add_actor(editor, "new")
    editor.execute("delete from tracker.actor where slug = 'new' and set_config('tracker.changeset', '1', true) = '1'")
    assert [row[0] for row in talks.write("select ended_by from history.actor")] == [talks.last_changeset()]


@pytest.mark.parametrize("table", ["history.actor", "tracker.actor", "tracker.changeset", "history.version"])
def test_not_even_the_owner_empties_a_table(talks: Talks, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="never lost"):
        talks.write(f"truncate {table} cascade")


@pytest.mark.parametrize("statement", ["update history.actor set name = 'x'", "delete from history.actor"])
def test_not_even_the_owner_alters_history(talks: Talks, statement: str) -> None:
    talks.write("update tracker.actor set name = 'x' where slug = 'alba'")
    with pytest.raises(errors.InsufficientPrivilege, match="never lost"):
        talks.write(statement)


@pytest.mark.parametrize("statement", ["update tracker.changeset set message = 'x'", "delete from tracker.changeset"])
def test_not_even_the_owner_alters_a_changeset(talks: Talks, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="never changes"):
        talks.write(statement)


def test_not_even_the_owner_adds_to_history(talks: Talks) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="never lost"):
        talks.write("insert into history.actor select 1, a.* from tracker.actor a")


@pytest.mark.parametrize(
    "forged",
    [
        {"changeset": "4711"},
        {"changeset": "1"},
        {"recorded_at": "'2020-01-01'"},
        {"recorded_at": "now() + interval '1 day'"},
        {"transaction_id": "'5'"},
        {"database_user": "'somebody'"},
        {"sealed": "true"},
    ],
    ids=str,
)
def test_not_even_the_owner_makes_a_changeset_by_hand(talks: Talks, forged: dict[str, str]) -> None:
    genuine = {
        "changeset": str(talks.last_changeset() + 1),
        "recorded_at": "clock_timestamp()",
        "transaction_id": "pg_current_xact_id()",
        "database_user": "session_user",
        "sealed": "false",
    }
    values = genuine | forged
    with pytest.raises(errors.InsufficientPrivilege, match="cannot be made by hand") as caught:
        talks.write(
            f"insert into tracker.changeset (author, cause, {', '.join(values)})"
            f" values ('x', 'correction', {', '.join(values.values())})"
        )
    assert "tracker.open_changeset" in (caught.value.diag.message_hint or "")


@pytest.mark.parametrize(
    "statement",
    ["select * from history.actor", "insert into history.actor select 1, a.* from tracker.actor a",
     "insert into tracker.changeset (changeset) values (7)", "truncate tracker.alias"],
)  # fmt: skip
def test_an_editor_has_no_right_to_history_or_changesets(editor: Login, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        editor.execute(statement.encode())


def test_the_id_of_a_row_never_changes(editor: Login) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="id of a row never changes"):
        editor.execute("update tracker.actor set id = 777 where slug = 'press'")


def test_constraints_made_immediate_do_not_end_the_checks(talks: Talks, editor: Login) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    with pytest.raises(errors.IntegrityConstraintViolation, match="no citation"):
        in_one(
            editor,
            "update tracker.actor set name = 'x' where slug = 'alba'",
            "set constraints all immediate",
            "delete from tracker.citation",
        )
    assert len(rows(talks, "tracker.citation")) == 1


def test_a_changeset_of_another_cluster_is_not_taken_for_the_running_one(talks: Talks) -> None:
    """A database restored from a backup meets the numbers of its old transactions again."""
    before = talks.last_changeset()
    with talks.changeset():
        talks.write("set local session_replication_role = replica")
        talks.write("update tracker.changeset set transaction_id = pg_current_xact_id() where changeset = %s", before)
        talks.write("set local session_replication_role = origin")
        talks.actor("new")
    assert [row["changeset"] for row in rows(talks, "tracker.actor", "slug = 'new'")] == [before + 1]


# --- who comes first ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_writer_that_would_not_see_the_one_before_is_refused(talks: Talks, editor: Login, level: str) -> None:
    before = talks.last_changeset()
    with pytest.raises(errors.InvalidTransactionState, match=rf"READ COMMITTED.*{level.upper()}"):
        in_one(editor, f"set transaction isolation level {level}", "delete from tracker.alias")
    assert talks.last_changeset() == before


def test_numbers_and_times_are_in_the_order_of_the_commits(server: Server, talks: Talks) -> None:
    """A writer that came second waits for the first, and gets a later number and time."""
    before = talks.last_changeset()
    with login(server, talks.database, "tracker_editor") as one, login(server, talks.database, "tracker_editor") as two:
        with one.transaction():
            add_actor(one, "one")
            second = threading.Thread(target=add_actor, args=(two, "two"))
            second.start()
            wait_for_lock(talks, two)
            assert talks.last_changeset() == before
        second.join(timeout=10)
    assert [row["slug"] for row in rows(talks, "tracker.actor", f"changeset = {before + 1}")] == ["one"]
    assert [row["slug"] for row in rows(talks, "tracker.actor", f"changeset = {before + 2}")] == ["two"]
    first, last = changesets(talks)[-2:]
    assert last.recorded_at > first.recorded_at


def wait_for_lock(talks: Talks, connection: Login) -> None:
    for _ in range(200):
        if talks.write("select 1 from pg_locks where pid = %s and not granted", connection.info.backend_pid):
            return
        time.sleep(0.02)
    raise AssertionError("the second writer does not wait")
