"""Many rows at once are written without the indexes that only readers need, and without foreign keys."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import LEAVE
from tests.database.logins import Login

MANY = 3000
MADE = """
select conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'tracker'::regnamespace
union all select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
join pg_class on pg_class.oid = indrelid and relnamespace = 'tracker'::regnamespace
order by 1, 2
"""


def made(talks: Talks) -> list[tuple[str, str]]:
    """The indexes and constraints of all tables."""
    return [tuple(row) for row in talks.write(MADE)]


def set_aside(connection: Login, table: str, rows: int = MANY) -> Any:
    return (connection.execute("select tracker.set_indexes_aside(%s, %s)", [table, rows]).fetchone() or [None])[0]


def cites(connection: Login, passage: int) -> None:
    connection.execute(
        "insert into tracker.citation (demand_id, process_id, version_id, document_id, passage_id)"
        " select v.demand_id, v.process_id, v.id, (select id from tracker.document where slug = 'paper'), %s"
        " from tracker.version v join tracker.demand d on d.id = v.demand_id where d.slug = %s and v.name = 'B'",
        [passage, LEAVE],
    )


@pytest.mark.parametrize("table", ["demand", "version", "citation", "passage", "document", "spell"])
def test_they_are_put_back_before_the_changeset_is_recorded(world: Talks, editor: Login, table: str) -> None:
    before = made(world)
    with editor.transaction():
        editor.execute("select tracker.open_changeset('new-source')")
        assert set_aside(editor, table)
        within = editor.execute(MADE.encode()).fetchall()
        assert len(before) - len(within) > 1
        assert {name for name, _ in before} - {name for name, _ in within} >= {f"tracker.{table}_changeset_idx"}
        editor.execute("update tracker.demand set title = 'Another' where slug = %s", [LEAVE])
    assert made(world) == before
    assert world.write("select count(*) from tracker.set_aside") == [(0,)]


def test_a_foreign_key_that_was_set_aside_holds_in_the_end(world: Talks, editor: Login) -> None:
    before, last = made(world), world.last_changeset()
    editor.autocommit = False
    editor.execute("select tracker.open_changeset('new-source')")
    assert set_aside(editor, "citation")
    cites(editor, 4711)
    with pytest.raises(errors.ForeignKeyViolation, match="citation_passage_id"):
        editor.commit()
    assert (made(world), world.last_changeset()) == (before, last)


@pytest.mark.parametrize("aside", [True, False], ids=["indexes aside", "indexes there"])
def test_the_planner_knows_what_a_large_changeset_wrote(talks: Talks, editor: Login, aside: bool) -> None:
    """With indexes aside too: to build them again tells how many rows there are, and not which."""
    talks.write("analyze tracker.actor")
    with editor.transaction():
        editor.execute("select tracker.open_changeset('new-source')")
        assert set_aside(editor, "actor", MANY if aside else 0) is aside
        editor.execute(
            "insert into tracker.actor (slug, kind, name) select 'a' || n, 'state', 'A' from generate_series(1, %s) n",
            [MANY],
        )
    (bounds,) = talks.write(
        "select array_length(histogram_bounds::text::text[], 1) from pg_stats"
        " where schemaname = 'tracker' and tablename = 'actor' and attname = 'slug'"
    )
    assert bounds[0] > 100


@pytest.mark.usefixtures("world")
def test_a_few_rows_or_a_table_that_is_full_are_not_worth_it(editor: Login) -> None:
    with editor.transaction():
        editor.execute("select tracker.open_changeset('new-source')")
        assert set_aside(editor, "citation", MANY - 1) is False
        editor.execute(
            "insert into tracker.actor (slug, kind, name) select 'a' || n, 'state', 'A' from generate_series(1, %s) n",
            [MANY],
        )
        assert set_aside(editor, "actor", MANY) is False
        assert set_aside(editor, "actor", 2 * MANY) is True


def test_nothing_is_set_aside_under_somebody_who_reads(world: Talks, editor: Login) -> None:
    with world.database.connect() as reader, reader.transaction():
        reader.execute("select 1 from tracker.citation limit 1")
        with editor.transaction():
            editor.execute("select tracker.open_changeset('new-source')")
            assert set_aside(editor, "citation") is False
            assert set_aside(editor, "coverage") is True


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("table", ["changeset", "set_aside", "nothing", "citation; drop table tracker.actor"])
def test_only_tables_of_records_have_indexes_to_set_aside(editor: Login, table: str) -> None:
    with editor.transaction():
        editor.execute("select tracker.open_changeset('new-source')")
        assert set_aside(editor, table) is False


@pytest.mark.usefixtures("world")
def test_outside_of_a_changeset_everything_stays(editor: Login) -> None:
    assert set_aside(editor, "citation") is False
    with pytest.raises(errors.InsufficientPrivilege):
        editor.execute("insert into tracker.set_aside values ('actor', 'x', 'drop table tracker.actor')")
