"""What must be true of a database whatever was killed, and a digest of all that it holds."""

from __future__ import annotations

from typing import Any

import psycopg

# Everything but what no two runs have in common: the clock, the number of the transaction, and the checksum of both.
_ROWS = """
select string_agg(md5(r), '' order by md5(r)) from (
    select (to_jsonb(t) - '{{recorded_at,recorded,transaction_id}}'::text[])::text as r from {} t
    where to_jsonb(t) ->> 'entity' is distinct from 'changeset') rows
"""
_TABLES = """
select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('tracker', 'history') and c.relkind = 'r' order by 1
"""
_SPELL = """
process_id, demand_id, version_id, ordinal, held_from, held_from_precision, held_to, change, direction, from_version_id,
compared
"""
# Each finds something only where something is wrong.
_FAULTS = {
    "a changeset was not ended": "select changeset from tracker.changeset where not sealed",
    "a number is missing": "select max(changeset) from tracker.changeset having max(changeset) <> count(*)",
    "time went back": """
        select changeset from (
            select changeset, recorded_at, lag(recorded_at) over (order by changeset) as before
            from tracker.changeset) c
        where recorded_at <= before""",
    "rows of the last changeset are not as they were counted": """
        select c.changeset from tracker.changeset c cross join lateral tracker.count_rows(c.changeset) n
        where c.changeset = (select max(changeset) from tracker.changeset)
            and (c.rows_added, c.rows_changed, c.rows_removed) <> (n.added, n.changed, n.removed)""",
    "a spell is not as derived": f"""
        with derived as (select {_SPELL} from tracker.derived_spells(null, null))
        (select {_SPELL} from tracker.spell except select * from derived)
        union all (select * from derived except select {_SPELL} from tracker.spell)""",
    "what is shown is not as derived": "select what from tracker.check_shown()",
}
_HISTORY = """
select id from (
    select id, changeset, lag(ended_by) over w as before, lag(id) over w is null as first from (
        select id, changeset, null::bigint as ended_by from tracker.{0}
        union all select id, changeset, ended_by from history.{0}) versions
    window w as (partition by id order by changeset)) v
where not first and changeset is distinct from before
union all select h.id from history.{0} h
where h.ended_by <= h.changeset or not exists (select from tracker.changeset c where c.changeset = h.ended_by)
union all select t.id from tracker.{0} t
where not exists (select from tracker.changeset c where c.changeset = t.changeset)
"""


def digest(connection: psycopg.Connection[Any]) -> dict[str, str | None]:
    """Of each table, what stands in it."""
    return {name: _one(connection, _ROWS.format(name)) for name in _names(connection)}


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    found = [what for what, sql in _FAULTS.items() if _one(connection, sql) is not None]
    for name in _names(connection):
        schema, _, table = name.partition(".")
        if schema == "history" and _one(connection, _HISTORY.format(table)) is not None:
            found.append(f"the history of {table} has a gap")
    return found


def _names(connection: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES)]


def _one(connection: psycopg.Connection[Any], sql: str) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None
