"""With a history ten times the live rows: `analysis` never touches it, `past` reaches every table by index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.database.everything import Opened
from tests.database.logins import Login
from tests.database.recorded import TABLES
from tests.servers import Database, Server

DEMANDS = 3000
ROUNDS = 10  # how often every row was superseded
LARGE = 1000  # rows; smaller tables may be read whole
DEMAND = "alba.d777"

# Demands with two versions each, cited in a document each; some answered, linked, ended, settled and judged. Two
# hundred are on one topic, and of these twenty come one after the other.
GROW = """
insert into tracker.topic (slug, parent_id, title, definition)
    select 'security.matter-' || n, t.id, 'x', 'x'
    from tracker.topic t, generate_series(0, {demands} / 200 - 1) n where t.slug = 'security';
insert into tracker.document (slug, kind_id, title, issuer_id, issued_on, issued_precision)
    select 'doc-' || i, (select kind_id from tracker.document limit 1), 'x', {alba}, date '2010-01-01' + i, 'day'
    from generate_series(1, {demands}) i;
insert into tracker.passage (document_id, label, ordinal)
    select id, 'p' || n, n from tracker.document, generate_series(1, 3) n where slug like 'doc-%';
insert into tracker.coverage (document_id, process_id, topic_id)
    select d.id, {talks}, t.id from tracker.document d join tracker.topic t on t.slug = 'security'
    where d.slug like 'doc-%00';
insert into tracker.demand (slug, process_id, party_id, addressee_id, kind, topic_id, title)
    select 'alba.d' || i, {talks}, {alba}, {borea}, 'demand', t.id, 'demand ' || i
    from generate_series(1, {demands}) i
    join tracker.topic t on t.slug = 'security.matter-' || i / 20 % ({demands} / 200);
insert into tracker.version (demand_id, process_id, name, summary, terms)
    select d.id, d.process_id, v.name, 'x', v.terms from tracker.demand d, (
        select w.name, tracker.terms({talks}, w.terms) as terms
        from (values ('A', '{"territory": "north"}'::jsonb), ('B', '{"territory": ["north", "south"]}')) w (name, terms)
        offset 0) v
    where d.slug like 'alba.d%';
create temporary table grown as
    select v.demand_id, v.process_id, v.id as version_id, v.name, d.slug, o.id as document_id
    from tracker.version v join tracker.demand d on d.id = v.demand_id
    join tracker.document o on o.slug = 'doc-' || (substr(d.slug, 7)::int + (v.name = 'B')::int * 7) % {demands} + 1
    where d.slug like 'alba.d%';
insert into tracker.citation (demand_id, process_id, version_id, document_id, passage_id)
    select g.demand_id, g.process_id, g.version_id, g.document_id, p.id from grown g
    join tracker.passage p on p.document_id = g.document_id and p.label = 'p2';
insert into tracker.link (process_id, demand_id, relation, other_demand_id)
    select g.process_id, g.demand_id, 'entails', o.id from grown g
    join tracker.demand o on o.slug = 'alba.d' || (substr(g.slug, 7)::int + 1) where g.name = 'A';
insert into tracker.response (slug, process_id, demand_id, party_id, answer_id, document_id)
    select 'on.' || g.slug, g.process_id, g.demand_id, {borea}, (select answer_id from tracker.response limit 1),
    g.document_id from grown g where g.name = 'B';
insert into tracker.ending (demand_id, process_id, how, document_id, ended_on, ended_precision)
    select demand_id, process_id, 'lapsed', document_id, '2024-01-01', 'day' from grown where version_id % 7 = 0;
insert into tracker.assessment
    (slug, process_id, assessor_id, standing, basis, about_kind, about_demand_id, summary, document_id)
    select 'of.' || g.slug, g.process_id, {borea}, 'party', 'claimed', 'demand', g.demand_id, 'x', g.document_id
    from grown g where g.name = 'B';
insert into tracker.figure (slug, process_id, metric_id, unit_id, claimant_id, amount_min, basis, document_id)
    select 'figure-' || d.id, {talks}, f.metric_id, f.unit_id, {alba}, 1, 'claimed', d.id
    from tracker.figure f, tracker.document d where d.slug like 'doc-%';
insert into tracker.agreement (slug, process_id, summary, document_id)
    select 'deal-' || id, {talks}, 'x', id from tracker.document where slug like 'doc-%';
insert into tracker.settlement (process_id, agreement_id, demand_id, extent)
    select {talks}, a.id, d.id, 'partly' from tracker.agreement a
    join tracker.demand d on d.slug = 'alba.d' || (a.id % 1000) where a.slug like 'deal-%';
"""


@pytest.fixture(scope="module")
def grown(server: Server, everything_template: Database) -> Iterator[Database]:
    """Thousands of demands, each row superseded ten times."""
    with server.fresh_database(everything_template) as database:
        connection = Opened(database).connection
        connection.execute(grow(DEMANDS).encode())
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            _supersede(connection)
        connection.execute("analyze")
        yield database


def grow(demands: int) -> str:
    """SQL that writes so many demands, of which one is DEMAND."""
    written = GROW.replace("{demands}", str(demands))
    for actor in ("alba", "borea"):
        written = written.replace(f"{{{actor}}}", f"(select id from tracker.actor where slug = '{actor}')")
    return written.replace("{talks}", "(select id from tracker.process where slug = 'talks')")


def _supersede(connection: Login) -> None:
    """Every row lived in ten forms, one after the other, a hundred changesets each, before that of today."""
    first = connection.execute("select max(changeset) from tracker.changeset").fetchone()[0]  # type: ignore[index]
    connection.execute(
        "insert into tracker.changeset (changeset, recorded_at, author, cause, database_user, transaction_id, sealed)"
        " select c.changeset + n, c.recorded_at + n * interval '1 second', 'x', 'unstated', 'x', '1', true"
        " from tracker.changeset c, generate_series(1, 100 * %s) n where c.changeset = %s",
        [ROUNDS, first],
    )
    for table in TABLES:
        names = ", ".join(column.name for column in table.columns if column.name != "changeset")
        connection.execute(
            f"insert into history.{table.name} (ended_by, changeset, {names}) select {first} + 100 * n,"
            f" {first} + 100 * (n - 1), {names} from tracker.{table.name}, generate_series(1, {ROUNDS}) n".encode()
        )
        connection.execute(f"update tracker.{table.name} set changeset = {first} + 100 * {ROUNDS}".encode())
    for ready in ("shown", "heard"):  # so that the past has nothing ready
        connection.execute(f"update tracker.{ready} set since = {first} + 100 * {ROUNDS}".encode())


@pytest.fixture
def analyst(grown: Database) -> Iterator[Login]:
    """A transaction as the analyst, in which each table counts how it was reached."""
    with grown.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("set local max_parallel_workers_per_gather = 0; set local jit = off")
        connection.execute("set local role tracker_analyst")
        yield connection


def look_back(connection: Login) -> None:
    """At the middle of the history."""
    number = connection.execute("select max(changeset) - 450 from analysis.changeset").fetchone()[0]  # type: ignore[index]
    connection.execute("select analysis.as_known(%s)", [f"changeset {number}"])


def read(connection: Login, *statements: str) -> dict[str, int]:
    """How many rows of each table some statements read, by whatever way; functions that they call count too."""
    counted = (
        "select schemaname || '.' || relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
        " from pg_stat_xact_user_tables where schemaname in ('tracker', 'history')"
    )
    before = dict(connection.execute(counted.encode()).fetchall())
    for statement in statements:
        connection.execute(statement.encode())
    after = dict(connection.execute(counted.encode()).fetchall())
    return {name: rows - before.get(name, 0) for name, rows in after.items() if rows > before.get(name, 0)}


def read_widely(database: Database, connection: Login, query: str) -> dict[str, int]:
    """The large tables of which a query reads more than a tenth."""
    sizes = database.execute("select oid::regclass::text, reltuples from pg_class where reltuples > %s", [LARGE])
    return widely(read(connection, query), dict(sizes))


def widely(rows: dict[str, int], sizes: dict[str, int]) -> dict[str, int]:
    """Of the rows that were read, those of large tables of which they are more than a tenth."""
    return {name: rows[name] for name, size in sizes.items() if size > LARGE and rows.get(name, 0) > size / 10}


def read_whole(database: Database, connection: Login, query: str) -> list[str]:
    """The large tables that a query, or a function that it calls, reads by a sequential scan."""
    scans = "select schemaname || '.' || relname, seq_scan from pg_stat_xact_user_tables where seq_scan > 0"
    large = names(database, f"select oid::regclass::text from pg_class where reltuples > {LARGE}")
    before = dict(connection.execute(scans.encode()).fetchall())
    connection.execute(query.encode()).fetchall()
    after = dict(connection.execute(scans.encode()).fetchall())
    return sorted(name for name, count in after.items() if name in large and count > before.get(name, 0))


def names(database: Database, query: str) -> list[str]:
    return [name for (name,) in database.execute(query)]


VIEWS = "select relname::text from pg_class where relnamespace = 'analysis'::regnamespace and relkind = 'v' order by 1"
BY_DEMAND = (
    "select relname::text from pg_class c join pg_attribute a on attrelid = c.oid and attname = 'demand'"
    " where relnamespace = 'analysis'::regnamespace and relkind = 'v' order by 1"
)
OF_ONE_DEMAND = (
    f"demand_history('{DEMAND}')", f"compare_versions('{DEMAND}', 'A', 'B')", "compare_documents('doc-700', 'doc-800')",
    "options('doc-700')",
)  # fmt: skip
OF_DATES = (
    "positions_on('2015-06-01')", "diff('2015-06-01', '2015-07-01')", "gap('2015-06-01')", "figure_series('prisoners')",
    "search('demand 777')", "silences()",
)  # fmt: skip
BY_SLUG = {
    "document": ("document", "doc-777"),
    "passage": ("document", "doc-777"),
    "coverage": ("document", "doc-777"),
    "citation": ("document", "doc-777"),
    "response": ("response", f"on.{DEMAND}"),
    "assessment": ("assessment", f"of.{DEMAND}"),
    "figure": ("figure", "held"),
    "agreement": ("agreement", "deal"),
    "agreement_term": ("agreement", "deal"),
    "settlement": ("agreement", "deal"),
}


def test_the_history_is_ten_times_the_live_rows(grown: Database) -> None:
    for table in ("demand", "version", "citation", "link", "document"):
        ((live, superseded),) = grown.execute(
            f"select (select count(*) from tracker.{table}), (select count(*) from history.{table})"
        )
        assert live > LARGE
        assert superseded >= ROUNDS * live, table


def test_no_plan_of_analysis_contains_a_history_table(grown: Database, analyst: Login) -> None:
    for name in [*names(grown, VIEWS), *OF_ONE_DEMAND, *OF_DATES]:
        ((plan,),) = analyst.execute(
            f"explain (verbose, format json) select * from analysis.{name}".encode()
        ).fetchall()
        assert '"Schema": "history"' not in json.dumps(plan), name


def test_nothing_that_analysis_runs_touches_history(grown: Database, analyst: Login) -> None:
    """Functions that are not inlined are seen by what they touch."""
    for call in [*of_one_demand(grown), *OF_DATES]:
        touched = read(analyst, f"select * from analysis.{call}")
        assert [name for name in touched if name.startswith("history.")] == [], call
        assert touched, call


def of_one_demand(database: Database) -> list[str]:
    """What belongs to one demand, by every view that has a column for it and every function that takes it."""
    views = [f"{view} where demand = '{DEMAND}'" for view in names(database, BY_DEMAND)]
    return [*views, *OF_ONE_DEMAND, f"assessment where about_kind = 'demand' and about = '{DEMAND}'"]


BY_SLUG_CALLS = [f"{view} where {column} = '{slug}'" for view, (column, slug) in BY_SLUG.items()]


def test_in_analysis_one_demand_or_slug_costs_a_few_rows(grown: Database, analyst: Login) -> None:
    analyst.execute("set local enable_seqscan = off")  # tables of this size would tempt the planner
    for call in [*of_one_demand(grown), *BY_SLUG_CALLS]:
        assert read_widely(grown, analyst, f"select * from analysis.{call}") == {}, call


def test_in_the_past_one_demand_or_slug_reaches_every_table_by_index(grown: Database, analyst: Login) -> None:
    look_back(analyst)
    for call in [*of_one_demand(grown), *BY_SLUG_CALLS]:
        assert read_whole(grown, analyst, f"select * from past.{call}") == [], call


def test_in_the_past_the_history_of_one_demand_costs_a_few_rows(grown: Database, analyst: Login) -> None:
    look_back(analyst)
    for name in ("demand", "version", "position", "change", "ending", "term", "link", "response", "settlement"):
        assert read_widely(grown, analyst, f"select * from past.{name} where demand = '{DEMAND}'") == {}, name
    assert read_widely(grown, analyst, f"select * from past.demand_history('{DEMAND}')") == {}


def test_what_many_citations_are_is_not_sought_by_trying_each_with_every_demand(grown: Database) -> None:
    """As in a database whose history is short; the planner takes what `relation` says for rare."""
    with grown.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica; set local jit = off")
        connection.execute(f"truncate {', '.join(f'history.{table.name}' for table in TABLES)}".encode())
        connection.execute("set local role tracker_analyst")
        connection.execute("select analysis.as_known('changeset ' || max(changeset)) from analysis.changeset")
        query = "explain (analyze, timing off, format json) select * from past.citation where relation = 'states'"
        ((plan,),) = connection.execute(query.encode()).fetchall()
        assert plan[0]["Plan"]["Actual Rows"] > LARGE
        assert max(_tried_in_vain(plan[0]["Plan"])) < 100 * LARGE


def _tried_in_vain(node: dict[str, Any]) -> Iterator[int]:
    """How many pairs of rows each join tried that do not belong together."""
    yield node.get("Rows Removed by Join Filter", 0)
    for below in node.get("Plans", []):
        yield from _tried_in_vain(below)


def test_the_past_answers_as_before(analyst: Login) -> None:
    asked = "select to_jsonb(p) - '{changeset,recorded_at}'::text[] from {}.position p where demand = %s"
    now = analyst.execute(asked.replace("from {}", "from analysis").encode(), [DEMAND]).fetchall()
    look_back(analyst)
    then = analyst.execute(asked.replace("from {}", "from past").encode(), [DEMAND]).fetchall()
    assert now == then
    assert len(now) == 1


def test_steps_of_the_record_are_read_by_what_changed(grown: Database, analyst: Login) -> None:
    grown.execute("update tracker.demand set title = 'y' where slug = %s", [DEMAND])
    query = "select * from analysis.changes_since((select max(changeset) - 1 from analysis.changeset))"
    assert read_widely(grown, analyst, query) == {}
    assert len(analyst.execute(query.encode()).fetchall()) == 1


def test_the_record_of_one_demand_is_read_by_index(grown: Database, analyst: Login) -> None:
    last = "(select max(changeset) from analysis.changeset)"
    analyst.execute("set local enable_seqscan = off")  # tables of this size would tempt the planner
    which = f"select * from known.changesets_about('demand', '{DEMAND}', {last})"
    assert read_widely(grown, analyst, which) == {}
    assert read_whole(grown, analyst, f"select * from known.steps_about('demand', '{DEMAND}', {last})") == []
    assert len(analyst.execute(which.encode()).fetchall()) > ROUNDS
