"""The floor of what cannot be as quick as the limit: the answer, or the rows, ready made, through what must be there.

For a question: the same rows, ready made, found by an index among those of the other arguments, through one function
that keeps its plan. Whatever an answer takes less than that, no function gives. For an import: the same rows, derived
ones too, ready made, into the same tables with their keys and indexes, unseen by any trigger but those of foreign keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks import database
from benchmarks.database import Connection

# What is no record bears no changeset.
_TABLES = """
select n.nspname || '.' || c.relname, case n.nspname when 'history' then 'ended_by' else 'changeset' end,
    (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('tracker', 'history') and c.relkind = 'r' and exists (
    select from pg_attribute a where a.attrelid = c.oid and a.attname = 'changeset')
order by n.nspname desc, array_position(%s::text[], c.relname::text)
"""
_LATE = """
select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname),
    format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)), 1
from pg_constraint c where c.contype = 'f' and c.conrelid::regclass::text = any (%(tables)s)
union all
select format('drop index %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 0
from pg_index i where not i.indisunique and i.indrelid::regclass::text = any (%(tables)s)
order by 3
"""


def found(connection: Connection, nth: int, answers: Sequence[str]) -> Callable[[int], str]:
    """Puts the answers to all arguments of a question into one table; the query that brings that to one of them."""
    table, function = f"bench.found_{nth}", f"bench.find_{nth}"
    columns = [column.name for column in connection.execute(f"select * from {answers[0]}".encode()).description or ()]
    all_of_them = " union all ".join(f"select *, {n} as asked from {answer}" for n, answer in enumerate(answers))
    connection.execute(f"drop table if exists {table}".encode())
    connection.execute(f"create table {table} as {all_of_them}".encode())
    connection.execute(f"create index on {table} (asked)".encode())
    connection.execute(
        f"""
        create or replace function {function}(number integer) returns setof {answers[0]}
        language plpgsql stable security definer set search_path = pg_catalog, pg_temp
        set plan_cache_mode = force_generic_plan
        as $$ begin return query
            select {", ".join(f"f.{column}" for column in columns)} from {table} f where f.asked = number; end $$
        """.encode()
    )
    return lambda n: f"select * from {function}({n})"


def drop(connection: Connection) -> None:
    """What was made to find answers, which would keep their tables from being made anew."""
    made = "select oid::regprocedure::text from pg_proc where pronamespace = 'bench'::regnamespace"
    for (function,) in connection.execute(made).fetchall():
        connection.execute(f"drop function {function}".encode())


def written_again(url: str, since: int) -> float:
    """Seconds for what the changesets after one wrote, into the tables as they stand: indexes and foreign keys too."""
    with database.connect(url, autocommit=False) as connection:
        ready = _ready(connection, since)
        connection.execute("set local session_replication_role = replica")
        for name, (column, _) in ready.items():
            connection.execute(f"delete from {name} where {column} > {since}".encode())
        connection.execute("set local session_replication_role = origin")
        _triggers(connection, ready, "disable")
        began = time.perf_counter()
        _insert(connection, ready)
        connection.commit()
        taken = time.perf_counter() - began
        _triggers(connection, ready, "enable")
    return taken


def written_whole(server: str, of: str) -> float:
    """Seconds for all rows of a database into the same tables, empty: indexes and foreign keys are put there last."""
    with database.scratch(server, of) as url, database.connect(url, autocommit=False) as connection:
        ready = _ready(connection, 0)
        connection.execute("set local work_mem = '64MB'; set local maintenance_work_mem = '256MB'; set local jit = off")
        late = connection.execute(_LATE, {"tables": list(ready)}).fetchall()
        for statement, _, _ in reversed(late):
            connection.execute(statement.encode())
        connection.execute("set local session_replication_role = replica")
        connection.execute(f"truncate {', '.join(ready)} cascade".encode())
        connection.execute("set local session_replication_role = origin")
        _triggers(connection, ready, "disable")
        began = time.perf_counter()
        _insert(connection, ready)
        for _, statement, _ in late:
            connection.execute(statement.encode())
        connection.commit()
        return time.perf_counter() - began


def _ready(connection: Connection, since: int) -> dict[str, tuple[str, str]]:
    """Of each table that has any, its rows in a temporary one; what is referred to comes before what refers to it."""
    from tracker.model import metadata

    in_order = [table.name for table in metadata.sorted_tables]
    ready = {}
    for name, column, columns in connection.execute(_TABLES, [in_order]).fetchall():
        kept = f"create temporary table {_kept(name)} as select {columns} from {name} where {column} > {since}"
        if connection.execute(kept.encode()).rowcount:
            ready[name] = (column, columns)
    return ready


def _kept(name: str) -> str:
    return f"kept_{name.replace('.', '_')}"


def _triggers(connection: Connection, ready: dict[str, tuple[str, str]], to: str) -> None:
    for name in ready:
        connection.execute(f"alter table {name} {to} trigger user".encode())


def _insert(connection: Connection, ready: dict[str, tuple[str, str]]) -> None:
    for name, (_, columns) in ready.items():
        connection.execute(
            f"insert into {name} ({columns}) overriding system value select {columns} from {_kept(name)}".encode()
        )
