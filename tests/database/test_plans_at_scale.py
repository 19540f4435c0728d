"""With a hundred thousand versions: what has a small answer reads few rows, whatever the planner knows.

By rows read, not by time: with plans made for each argument, or for any, and with statistics that are gone; of today,
and of the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from psycopg import errors

from tests.database.everything import Opened
from tests.database.logins import Login, in_one
from tests.database.test_plans import BY_SLUG_CALLS, DEMAND, grow, of_one_demand, read, widely
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
    "gap('2010-01-08', 'talks')",
    "figure_series('prisoners', 'children')",
    "search('777')",
    f"position where demand = '{DEMAND}'",
    f"response where demand = '{DEMAND}'",
    "changes_since((select max(changeset) - 1 from analysis.changeset))",
)
# By what the planner knows: what it was told when the rows came; the same when more have come since; all.
SEALED, SINCE, ALL = ("as sealed",), ("without fresh statistics",), ("for each argument", "for any argument")
PLANNERS = {
    "as sealed": (),
    "without fresh statistics": (),
    "for each argument": ("set local plan_cache_mode = force_custom_plan",),  # as reading commands set it
    "for any argument": ("set local plan_cache_mode = force_generic_plan",),
}
ONE = f"(select id from tracker.demand where slug = '{DEMAND}')"
DOCUMENT = "(select id from tracker.document where slug = 'doc-4321')"
# Small ones, of what stands already and of what is new.
CHANGES = {
    "another title": (f"update tracker.demand set title = 'another' where slug = '{DEMAND}'",),
    "other words": (f"update tracker.version set summary = 'other' where name = 'B' and demand_id = {ONE}",),
    "another citation": (
        "insert into tracker.citation (process_id, demand_id, version_id, document_id, certainty) select process_id,"
        f" demand_id, id, {DOCUMENT}, 'certain' from tracker.version where name = 'B' and demand_id = {ONE}",
    ),
    "an ending": (
        "insert into tracker.ending (process_id, demand_id, document_id, how) select process_id, id,"
        f" {DOCUMENT}, 'withdrawn' from tracker.demand where slug = '{DEMAND}'",
    ),
    "a demand": (
        "insert into tracker.demand (process_id, party_id, addressee_id, topic_id, slug, kind, title)"
        f" select process_id, party_id, addressee_id, topic_id, 'alba.new', kind, title"
        f" from tracker.demand where id = {ONE}",
        "insert into tracker.version (process_id, demand_id, name, summary)"
        " select process_id, id, 'A', 'new' from tracker.demand where slug = 'alba.new'",
        "insert into tracker.citation (process_id, demand_id, version_id, document_id, certainty)"
        f" select process_id, demand_id, id, {DOCUMENT}, 'certain' from tracker.version"
        " where name = 'A' and demand_id = (select id from tracker.demand where slug = 'alba.new')",
    ),
}
# A seventh more, of which the planner is told only by and by: what names the one demand, so many times.
MORE = 7000
LATER = "alba.e777"
MORE_COME = """
insert into tracker.demand (process_id, party_id, addressee_id, topic_id, slug, kind, title)
    select process_id, party_id, addressee_id, topic_id, 'alba.e' || n, kind, title
    from tracker.demand, generate_series(1, {more}) n where slug = '{demand}';
create temporary table more on commit drop as
    select d.id as demand_id, d.process_id, o.id as document_id from tracker.demand d
    join tracker.document o on o.slug = 'doc-' || substr(d.slug, 7) where d.slug like 'alba.e%';
insert into tracker.version (process_id, demand_id, name, summary)
    select process_id, demand_id, name, name from more, unnest('{{A,B}}'::text[]) name;
insert into tracker.citation (process_id, demand_id, version_id, document_id)
    select v.process_id, v.demand_id, v.id, m.document_id + ascii(v.name)
    from more m join tracker.version v using (demand_id);
insert into tracker.settlement (process_id, agreement_id, demand_id, extent)
    select m.process_id, a.id, m.demand_id, 'partly' from more m join tracker.agreement a using (document_id);
insert into tracker.response (slug, process_id, demand_id, party_id, answer_id, document_id)
    select 'on.e' || m.demand_id, m.process_id, m.demand_id, r.party_id, r.answer_id, m.document_id
    from more m, tracker.response r where r.slug = 'on.{demand}';
insert into tracker.ending (demand_id, process_id, how, document_id, ended_on, ended_precision)
    select demand_id, process_id, 'lapsed', document_id, '2024-01-01', 'day' from more where demand_id % 7 = 0;
"""
SESSION = ("set local jit = off", "set local statement_timeout = '30s'", "set local role tracker_analyst")


def test_a_small_answer_reads_few_rows(server: Server, everything_template: Database) -> None:
    """One test, so that one process makes the database."""
    with server.fresh_database(everything_template) as database:
        _grow(database)
        sizes = _sizes(database)
        found = _all_read(database, sizes, SEALED, DEMAND)
        _grow_on(database)
        found |= _all_read(database, sizes, SINCE, LATER)
        database.execute("analyze")
        found |= _all_read(database, sizes, ALL, DEMAND)
        found |= _all_read_for_writing(database, sizes)
        assert {asked: rows for asked, rows in found.items() if rows} == {}


def _grow(database: Database) -> None:
    """Fifty thousand demands of two versions, written as an import writes them: without indexes for readers."""
    connection = Opened(database).connection
    for (table,) in database.execute(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'tracker'::regnamespace"
    ):
        connection.execute(f"alter table tracker.{table} set (autovacuum_enabled = off)".encode())
    connection.execute("analyze")
    with connection.transaction():
        connection.execute("select tracker.open_changeset('new-source')")
        for table in LARGE:
            connection.execute("select tracker.set_indexes_aside(%s, %s)", [table, DEMANDS])
        connection.execute("set local session_replication_role = replica")  # all is as the triggers want it
        connection.execute(grow(DEMANDS).encode())
        connection.execute("set local session_replication_role = origin")
    connection.execute("update tracker.demand set title = 'y' where slug = %s", [DEMAND])
    for table in ("version", "spell", "shown"):
        assert database.execute(f"select count(*) >= 100000 from tracker.{table}") == [(True,)]


def _grow_on(database: Database) -> None:
    """So few more that the statistics stay as they are."""
    in_one(database.owner, MORE_COME.format(more=MORE, demand=DEMAND))
    in_one(database.owner, f"update tracker.demand set title = 'z' where slug = '{LATER}'")
    seen = "select (select reltuples from pg_class where oid = '{0}'::regclass) < (select count(*) from {0})"
    for table in ("tracker.demand", "tracker.version", "tracker.spell", "tracker.shown"):
        assert database.execute(seen.format(table)) == [(True,)], table


def _sizes(database: Database) -> dict[str, int]:
    """The rows of each table, counted."""
    tables = database.execute(
        "select oid::regclass::text from pg_class"
        " where relkind = 'r' and relnamespace in ('tracker'::regnamespace, 'history'::regnamespace)"
    )
    return {table: database.execute(f"select count(*) from {table}")[0][0] for (table,) in tables}


def _all_read(
    database: Database, sizes: dict[str, int], planners: Iterable[str], demand: str
) -> dict[tuple[str, str, str], dict[str, int] | str]:
    """What every question reads widely, by planner, schema and question."""
    found = {}
    for planner, schema in product(planners, ("analysis", "past")):
        with database.connect() as connection, connection.transaction(force_rollback=True):
            analyst = _as_analyst(connection, planner, schema)
            for call in [*of_one_demand(database), *BY_SLUG_CALLS, *SMALL]:
                query = f"select * from {schema}.{call}".replace(DEMAND, demand)
                found[planner, schema, call] = _read(sizes, analyst, query)
    return found


def _read(sizes: dict[str, int], analyst: Login, query: str) -> dict[str, int] | str:
    """What it reads widely, or that it does not come to an end: then it reads no less."""
    try:
        with analyst.transaction():
            return widely(read(analyst, query), sizes)
    except errors.QueryCanceled as error:
        return str(error)


def _all_read_for_writing(database: Database, sizes: dict[str, int]) -> dict[tuple[str, str, str], dict[str, int]]:
    """What every small change reads widely until it is sealed."""
    found = {}
    for change, statements in CHANGES.items():
        with database.connect() as connection, connection.transaction(force_rollback=True):
            connection.execute("set local jit = off")
            rows = read(connection, *statements, "set constraints all immediate")
            found["with fresh statistics", "tracker", change] = widely(rows, sizes)
    return found


def _as_analyst(connection: Login, planner: str, schema: str) -> Login:
    for statement in (*PLANNERS[planner], *SESSION):
        connection.execute(statement.encode())
    if schema == "past":
        last = "(select max(changeset) - 1 from analysis.changeset)"
        connection.execute(f"select analysis.as_known('changeset ' || {last})".encode())
    return connection
