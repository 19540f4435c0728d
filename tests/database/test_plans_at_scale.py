"""With a hundred thousand versions: what has a small answer reads few rows, whatever the planner knows.

By rows read, not by time: with plans made for each argument, or for any, and with statistics that are gone; of today,
and of the past.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import errors

from tests.database.everything import Opened
from tests.database.logins import Login
from tests.database.test_plans import BY_SLUG_CALLS, DEMAND, grow, of_one_demand, read_widely
from tests.servers import Database, Server

DEMANDS = 50_000
LARGE = (
    "document",
    "passage",
    "demand",
    "version",
    "citation",
    "response",
    "ending",
    "assessment",
    "figure",
    "agreement",
)
# A few days, of which little is dated; and what is asked for by a name.
SMALL = (
    "diff('2020-01-01', '2020-01-03')",
    "diff('2020-01-01', '2020-01-03', 'talks', with_persisted => false)",
    "positions_on('2010-01-08')",
    "positions_on('2010-01-08', 'talks')",
    "gap('2010-01-08')",
    "figure_series('prisoners', 'children')",
    "search('demand 777') limit 5",
    f"position where demand = '{DEMAND}'",
    f"response where demand = '{DEMAND}'",
    "changes_since((select max(changeset) - 1 from analysis.changeset))",
)
PLANNERS = {
    "for each argument": ("set local plan_cache_mode = force_custom_plan",),  # as reading commands set it
    "for any argument": ("set local plan_cache_mode = force_generic_plan",),
    "without statistics": (
        "delete from pg_statistic where starelid in"
        " (select oid from pg_class where relnamespace in ('tracker'::regnamespace, 'history'::regnamespace))",
    ),
}
SESSION = ("set local jit = off", "set local statement_timeout = '30s'", "set local role tracker_analyst")


@pytest.fixture(scope="module")
def large(server: Server, everything_template: Database) -> Iterator[Database]:
    """Fifty thousand demands of two versions, written as an import writes them: without indexes for readers."""
    with server.fresh_database(everything_template) as database:
        connection = Opened(database).connection
        with connection.transaction():
            connection.execute("select tracker.open_changeset('new-source')")
            for table in LARGE:
                connection.execute("select tracker.set_indexes_aside(%s, %s)", [table, DEMANDS])
            connection.execute("set local session_replication_role = replica")  # all is as the triggers want it
            connection.execute(grow(DEMANDS).encode())
            connection.execute("set local session_replication_role = origin")
        connection.execute("analyze")
        connection.execute("update tracker.demand set title = 'y' where slug = %s", [DEMAND])
        yield database


def test_there_are_a_hundred_thousand_versions_each_with_its_spell(large: Database) -> None:
    for table in ("version", "spell"):
        assert large.execute(f"select count(*) >= 100000 from tracker.{table}") == [(True,)]


@pytest.mark.parametrize("schema", ["analysis", "past"])
@pytest.mark.parametrize("planner", PLANNERS)
def test_a_small_answer_reads_few_rows(large: Database, planner: str, schema: str) -> None:
    with large.connect() as connection, connection.transaction(force_rollback=True):
        analyst = _as_analyst(connection, planner, schema)
        calls = [*of_one_demand(large), *BY_SLUG_CALLS, *SMALL]
        read = {call: _read(large, analyst, f"select * from {schema}.{call}") for call in calls}
        assert {call: rows for call, rows in read.items() if rows} == {}


def _read(database: Database, analyst: Login, query: str) -> dict[str, int] | str:
    """What it reads widely, or that it does not come to an end: then it reads no less."""
    try:
        with analyst.transaction():
            return read_widely(database, analyst, query)
    except errors.QueryCanceled as error:
        return str(error)


def _as_analyst(connection: Login, planner: str, schema: str) -> Login:
    for statement in (*PLANNERS[planner], *SESSION):
        connection.execute(statement.encode())
    if schema == "past":
        last = "(select max(changeset) - 1 from analysis.changeset)"
        connection.execute(f"select analysis.as_known('changeset ' || {last})".encode())
    return connection
