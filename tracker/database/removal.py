"""Drops what PostgreSQL cannot replace in place, with those of our objects that need it, and never anybody else's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import args_row

from tracker.errors import SurroundingsError

OURS = ("tracker", "known", "analysis", "past")

# What a name stands for: a view, or every function of that name.
_NAMED = """
SELECT o.classid::bigint, o.oid::bigint, i.type, i.schema, i.identity FROM (
    SELECT 'pg_class'::regclass::oid AS classid, oid FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relname = %(name)s AND relkind = 'v'
    UNION ALL
    SELECT 'pg_proc'::regclass::oid, oid FROM pg_proc
    WHERE pronamespace = %(schema)s::regnamespace AND proname = %(name)s
) o CROSS JOIN LATERAL pg_identify_object(o.classid, o.oid, 0) i
"""

# What needs an object: a rule stands for its view, and whoever uses a view's row type needs the view.
_DEPENDENTS = """
WITH target (classid, objid) AS (
    VALUES (%(classid)s::oid, %(oid)s::oid)
    UNION ALL
    SELECT 'pg_type'::regclass::oid, t.oid FROM pg_class c JOIN pg_type t ON t.oid = c.reltype OR t.typelem = c.reltype
    WHERE %(classid)s = 'pg_class'::regclass::oid AND c.oid = %(oid)s
),
needing AS (
    SELECT CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END AS classid,
        coalesce(r.ev_class, d.objid) AS objid
    FROM pg_depend d LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
    WHERE (d.refclassid, d.refobjid) IN (SELECT classid, objid FROM target) AND d.deptype IN ('n', 'a')
)
SELECT DISTINCT n.classid::bigint, n.objid::bigint, i.type, i.schema, i.identity
FROM needing n CROSS JOIN LATERAL pg_identify_object(n.classid, n.objid, 0) i
WHERE (n.classid, n.objid) NOT IN (SELECT classid, objid FROM target) ORDER BY i.identity
"""

# Views and functions of our own schemas that no file creates any more; known views follow the tables.
_STRANGERS = """
SELECT o.classid::bigint, o.oid::bigint, i.type, i.schema, i.identity FROM (
    SELECT 'pg_class'::regclass::oid AS classid, oid FROM pg_class c
    WHERE relkind = 'v' AND relnamespace = ANY (%(ours)s::regnamespace[]) AND NOT oid = ANY (%(views)s::regclass[])
        AND NOT (relnamespace = 'known'::regnamespace AND to_regclass('tracker.' || quote_ident(relname)) IS NOT NULL)
    UNION ALL
    SELECT 'pg_proc'::regclass::oid, oid FROM pg_proc
    WHERE pronamespace = ANY (%(ours)s::regnamespace[]) AND NOT oid = ANY (%(functions)s::regprocedure[])
) o CROSS JOIN LATERAL pg_identify_object(o.classid, o.oid, 0) i
"""

# Views and functions in our own schemas that no upgrade has noted, so that somebody else put them there.
_UNNOTED = """
WITH noted (oid) AS (
    SELECT CASE WHEN name LIKE 'view %%' THEN to_regclass(substr(name, 6))::oid
        WHEN name LIKE 'function %%' THEN to_regprocedure(substr(name, 10))::oid END
    FROM tracker.derived_object
)
SELECT o.classid::bigint, o.oid::bigint, i.type, i.schema, i.identity FROM (
    SELECT 'pg_class'::regclass::oid AS classid, oid, relnamespace AS namespace FROM pg_class
    WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT 'pg_proc'::regclass::oid, oid, pronamespace FROM pg_proc
) o CROSS JOIN LATERAL pg_identify_object(o.classid, o.oid, 0) i
WHERE o.namespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (%(ours)s))
    AND NOT EXISTS (SELECT FROM noted n WHERE n.oid = o.oid)
ORDER BY i.type = 'function', i.identity
"""

# What goes with schemas and is not theirs: a rule stands for its view, a constraint for the triggers that keep it.
_GOING = """
WITH RECURSIVE going (classid, objid) AS (
    SELECT 'pg_namespace'::regclass::oid, oid FROM pg_namespace WHERE nspname = ANY (%(schemas)s)
    UNION
    SELECT CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END, coalesce(r.ev_class, d.objid)
    FROM going g JOIN pg_depend d ON d.refclassid = g.classid AND d.refobjid = g.objid
    LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
),
bound (classid, objid, relation) AS (
    SELECT 'pg_trigger'::regclass::oid, oid, tgrelid FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'pg_attrdef'::regclass, oid, adrelid FROM pg_attrdef
    UNION ALL SELECT 'pg_policy'::regclass, oid, polrelid FROM pg_policy
)
SELECT g.classid::bigint, g.objid::bigint, i.type, s.name, i.identity
FROM going g CROSS JOIN LATERAL pg_identify_object(g.classid, g.objid, 0) i
LEFT JOIN bound b ON b.classid = g.classid AND b.objid = g.objid
LEFT JOIN pg_class c ON c.oid = b.relation
CROSS JOIN LATERAL (SELECT coalesce(c.relnamespace::regnamespace::text, i.schema)) s (name)
WHERE i.type <> 'schema'
    AND coalesce(s.name, '') NOT IN (SELECT quote_ident(name) FROM unnest(%(schemas)s::text[]) name)
    AND coalesce(s.name, '') <> 'pg_toast'
    AND (i.type <> 'trigger' OR b.objid IS NOT NULL)
ORDER BY i.type NOT IN ('view', 'materialized view', 'table', 'function'), i.identity
"""

# What stands in schemas of ours and belongs to somebody else.
_GUESTS = """
SELECT o.classid::bigint, o.oid::bigint, i.type, i.schema, i.identity FROM (
    SELECT 'pg_class'::regclass::oid AS classid, oid, relnamespace AS namespace, relowner AS owner FROM pg_class
    WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL SELECT 'pg_proc'::regclass::oid, oid, pronamespace, proowner FROM pg_proc
) o CROSS JOIN LATERAL pg_identify_object(o.classid, o.oid, 0) i
WHERE o.namespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (%(schemas)s)) AND o.owner NOT IN (
    SELECT nspowner FROM pg_namespace WHERE nspname = ANY (%(schemas)s)
    UNION SELECT oid FROM pg_roles WHERE rolname = 'tracker_owner')
ORDER BY i.identity
"""

_RELATIONS = """
SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(schemas)s) AND c.relkind IN ('r', 'v') ORDER BY 1
"""


class Thing(NamedTuple):
    """An object as `pg_identify_object` tells it; `schema` is null for a trigger, which belongs to its table."""

    classid: int
    oid: int
    type: str
    schema: str | None
    identity: str


def drop_named(connection: psycopg.Connection, schema: str, name: str) -> None:
    """Drops a view, or every function of a name. Raises SurroundingsError where somebody else's object needs it."""
    _drop_all(connection, _things(connection, _NAMED, schema=schema, name=name))


def drop_all_but(connection: psycopg.Connection, views: Iterable[str], functions: Iterable[str]) -> None:
    """Drops the views and functions (`analysis.gap(date, text)`) of our schemas other than these."""
    kept = {"ours": list(OURS), "views": list(views), "functions": list(functions)}
    _drop_all(connection, _things(connection, _STRANGERS, **kept))


def refuse_guests(connection: psycopg.Connection) -> None:
    """SurroundingsError, naming it, where somebody put a view or function into a schema of ours."""
    for guest in _things(connection, _UNNOTED, ours=list(OURS)):
        raise SurroundingsError(
            f"the {guest.type} {guest.identity} is not the tracker's, and stands in a schema that is rebuilt",
            f"Move it to another (ALTER {guest.type.upper()} {guest.identity} SET SCHEMA …), or drop it.",
        )


def drop_schemas(connection: psycopg.Connection, schemas: Iterable[str]) -> None:
    """Drops whole schemas of ours; SurroundingsError, naming it, where something that is not ours would go along."""
    named = list(schemas)
    relations = [row[0] for row in connection.execute(_RELATIONS, {"schemas": named})]
    if relations:  # from here on nobody can build on them
        connection.execute(f"LOCK TABLE {', '.join(relations)} IN ACCESS EXCLUSIVE MODE".encode())
    first = strange(connection, named)
    if first:
        raise SurroundingsError(
            f"the {first.type} {first.identity} is not the tracker's and would be lost with what it is built on",
            "Remove it first, and make it again afterwards.",
        )
    names = sql.SQL(", ").join(map(sql.Identifier, named))
    connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(names))


def strange(connection: psycopg.Connection, schemas: list[str]) -> Thing | None:
    """What would go with whole schemas and stands elsewhere or is another owner's: the first of it."""
    found = [*_things(connection, _GOING, schemas=schemas), *_things(connection, _GUESTS, schemas=schemas)]
    return found[0] if found else None


def _drop_all(connection: psycopg.Connection, things: list[Thing]) -> None:
    for thing in things:
        for needing in _things(connection, _DEPENDENTS, classid=thing.classid, oid=thing.oid):
            if needing.type != "trigger" and needing.schema not in OURS:
                raise SurroundingsError(
                    f"{thing.identity} must be rebuilt, but the {needing.type} {needing.identity} is built on it",
                    f"Drop {needing.identity}, upgrade, and create it again.",
                )
            _drop_all(connection, [needing])
        # It may have gone with another already, as what needs it.
        connection.execute(f"DROP {thing.type} IF EXISTS {thing.identity}".encode())


def _things(connection: psycopg.Connection, query: str, **parameters: object) -> list[Thing]:
    with connection.cursor(row_factory=args_row(Thing)) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()
