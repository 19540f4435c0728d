"""With a hundred thousand versions: what has a small answer reads few rows, whatever the planner knows.

By rows read, not by time: as the planner likes it, with plans made for any argument, and with statistics that are gone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database.everything import Opened
from tests.database.logins import Login
from tests.database.test_plans import BY_SLUG_CALLS, DEMAND, grow, of_one_demand, read_widely
from tests.servers import Database, Server

DEMANDS = 50_000
LARGE = ("document", "passage", "demand", "version", "citation", "response", "ending", "assessment", "figure", "agreement")
# A few days, of which little is dated; and what is asked for by a name.
SMALL = (
    "diff('2020-01-01', '2020-01-03')",
    "positions_on('2010-01-08')",
    "search('demand 777') limit 5",
    f"position where demand = '{DEMAND}'",
    "changes_since((select max(changeset) - 1 from analysis.changeset))",
)
PLANNERS = {
    "as it likes": (),
    "for any argument": ("set local plan_cache_mode = force_generic_plan",),
    "without statistics": (
        "delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'tracker'::regnamespace)",
    ),
}


@pytest.fixture(scope="module")
def large(server: Server, everything_template: Database) -> Iterator[Database]:
    """Fifty thousand demands of two versions, written as an import writes them: without indexes that only readers need."""
    with server.fresh_database(everything_template) as database:
        connection = Opened(database).connection
        with connection.transaction():
            connection.execute("select tracker.open_changeset('new-source')")
            for table in LARGE:
                connection.execute("select tracker.set_indexes_aside(%s, %s)", [table, DEMANDS])
            connection.execute(grow(DEMANDS).encode())
        connection.execute("analyze")
        connection.execute("update tracker.demand set title = 'y' where slug = %s", [DEMAND])
        yield database


@pytest.mark.parametrize("planner", PLANNERS)
def test_a_small_answer_reads_few_rows(large: Database, planner: str) -> None:
    with large.connect() as connection, connection.transaction(force_rollback=True):
        analyst = _as_analyst(connection, planner)
        for call in [*of_one_demand(large), *BY_SLUG_CALLS, *SMALL]:
            assert read_widely(large, analyst, f"select * from analysis.{call}") == {}, call


def _as_analyst(connection: Login, planner: str) -> Login:
    for statement in (*PLANNERS[planner], "set local jit = off", "set local role tracker_analyst"):
        connection.execute(statement.encode())
    return connection
