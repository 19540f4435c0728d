"""What is asked at the end of a changeset is asked of the tables that it wrote, as the server counts them."""

from __future__ import annotations

import pytest

from tests.database.builder import Talks
from tests.servers import Database

ALL = "select array_agg(relname::text) from pg_class where relnamespace = 'history'::regnamespace and relkind = 'r'"
WRITTEN = "select tracker.written_tables(%s)"


@pytest.fixture
def database(world: Talks) -> Database:
    return world.database


def test_every_table_that_a_changeset_wrote_is_among_them_and_few_others(database: Database) -> None:
    with database.connect() as connection, connection.transaction(force_rollback=True):
        ((number,),) = connection.execute("select tracker.open_changeset('correction')").fetchall()
        connection.execute("update tracker.demand set title = title || ' again'")
        connection.execute("delete from tracker.coverage")
        connection.execute("insert into tracker.actor (slug, kind, name) values ('new', 'state', 'New')")
        with connection.transaction(force_rollback=True):
            connection.execute("insert into tracker.place (slug, kind, name) values ('new', 'country', 'New')")
        ((written,),) = connection.execute(WRITTEN, [number]).fetchall()
        assert set(written) == {"demand", "history.demand", "coverage", "history.coverage", "actor", "place"}
        connection.execute("set constraints all immediate")
        ((written,),) = connection.execute(WRITTEN, [number]).fetchall()
        ((counted,),) = connection.execute("select tables from tracker.count_rows(%s)", [number]).fetchall()
        assert set(counted) == {"demand", "coverage", "actor"}
        assert set(counted) < set(written)


def test_of_a_changeset_of_another_transaction_it_may_be_any(database: Database) -> None:
    with database.connect() as connection:
        ((every,),) = connection.execute(ALL).fetchall()
        ((written,),) = connection.execute(WRITTEN, [1]).fetchall()
        assert set(written) == {*every, *(f"history.{name}" for name in every)}


def test_where_nothing_is_counted_it_may_be_any(database: Database) -> None:
    with database.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("set local track_counts = off")
        ((number,),) = connection.execute("select tracker.open_changeset('correction')").fetchall()
        connection.execute("insert into tracker.actor (slug, kind, name) values ('new', 'state', 'New')")
        ((every,),) = connection.execute(ALL).fetchall()
        ((written,),) = connection.execute(WRITTEN, [number]).fetchall()
        assert set(written) == {*every, *(f"history.{name}" for name in every)}
