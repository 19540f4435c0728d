"""What is exported: every view of the contract as a table, with columns and comments from the database's catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.export import keys
from tracker.query import dates
from tracker.query.select import KEYS

if TYPE_CHECKING:
    from tracker.database.connect import Reader

_VIEWS = """
select c.relname::text, obj_description(c.oid, 'pg_class'), a.attname::text, format_type(a.atttypid, null),
  col_description(c.oid, a.attnum)
from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = to_regnamespace(%s) and c.relkind = 'v' and c.relname::text = any (%s)
order by c.relname::text collate "C", a.attnum
"""
_FUNCTION = """
select p.proname::text, obj_description(p.oid, 'pg_proc'), a.name, format_type(a.type, null),
  col_description(to_regclass(%(schema)s || '.changeset'), (select n.attnum from pg_catalog.pg_attribute n
    where n.attrelid = to_regclass(%(schema)s || '.changeset') and n.attname = a.name))
from pg_catalog.pg_proc p
cross join unnest(p.proargnames, p.proallargtypes, p.proargmodes::text[]) with ordinality a (name, type, mode, place)
where p.pronamespace = to_regnamespace(%(schema)s) and p.proname = %(name)s and a.mode = 't' order by a.place
"""
# What a check of the table of the same name allows in a column that a view takes from it directly and from it alone.
_ALLOWED = """
select c.relname::text, m[1], array(select v[1] from regexp_matches(m[2], '''([^'']*)''', 'g') v)
from pg_catalog.pg_constraint n join pg_catalog.pg_class t on t.oid = n.conrelid
join pg_catalog.pg_class c on c.relname = t.relname and c.relnamespace = to_regnamespace(%s) and c.relkind = 'v'
cross join lateral (select pg_get_constraintdef(n.oid) as checked) d
cross join lateral regexp_matches(d.checked, '[(](\\w+) = ANY [(]ARRAY[[]([^]]*)[]][)][)]') m
where n.connamespace = to_regnamespace('tracker') and n.contype = 'c' and d.checked !~ ' OR '
  and pg_get_viewdef(c.oid) !~ '\\mUNION\\M'
  and exists (select from pg_catalog.pg_rewrite r join pg_catalog.pg_depend p on p.objid = r.oid
    join pg_catalog.pg_class b on b.oid = p.refobjid and b.relname = t.relname
    join pg_catalog.pg_attribute a on a.attrelid = b.oid and a.attnum = p.refobjsubid and a.attname = m[1]
    where r.ev_class = c.oid and p.classid = 'pg_rewrite'::regclass
      and b.relnamespace in (to_regnamespace('tracker'), to_regnamespace('known')))
"""
_COMMENTS = {
    "entity": "The kind of record.",
    "key": "Its slug, or the parts of its key joined by / and @.",
    "operation": "added, changed or removed.",
    "derived": "Whether the database worked it out by itself from what was coded: the spells.",
    "before": "Its fields before, as a bundle has them; nothing where it was added.",
    "after": "Its fields after; nothing where it was removed.",
}


class Column(NamedTuple):
    """A column: its type as PostgreSQL names it, its comment, and the values that it may have where a list is known."""

    name: str
    type: str
    comment: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to export: those of `source`, in the order of what tells them apart."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    source: str
    parameters: Mapping[str, Any]

    def query(self, shown: Callable[[str, str], str] = lambda column, _: column) -> str:
        """SELECT of all columns, each as `shown(column, type)` writes it in SQL.

        OFFSET 0 holds apart what would else be worked out twice: for the row, and for its place in the order.
        """
        written = ", ".join(shown(f't."{column.name}"', column.type) for column in self.columns)
        return f"select {written} from (select t.* from {self.source} offset 0) t order by {_order(KEYS[self.name])}"


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows are asked for: those of one process, or all; what was held on `day`, which `asked` tells was given.

    `with_text` lets out what attached texts say, which may be under copyright.
    """

    process: str | None
    day: date
    asked: bool
    with_text: bool


def extent(reader: Reader, process: str | None = None, on: date | None = None, with_text: bool = False) -> Extent:
    return Extent(process, on or _today(reader), on is not None, with_text)


def _today(reader: Reader) -> date:
    """The day as of which the views answer."""
    if reader.schema == "past":
        return dates.now(reader)
    found: date = reader.rows(lambda day: day, "select (now() at time zone 'UTC')::date")[0]
    return found


def tables(reader: Reader, wanted: Extent) -> list[Table]:
    """Every view of the contract. Where a comment says today, the day is written: the export is read later."""
    allowed = {(view, column): tuple(values) for view, column, values in _rows(reader, _ALLOWED, [reader.schema])}
    found: dict[str, Table] = {}
    today = _today(reader)
    for name, comment, column, type_, said in _rows(reader, _VIEWS, [reader.schema, list(KEYS)]):
        day = wanted.day if name == "position" else today
        table = found.get(name) or _view(reader.schema, name, _dated(comment, day), wanted)
        new = Column(column, type_, _dated(said, day), allowed.get((name, column), ()))
        found[name] = replace(table, columns=(*table.columns, new))
    if not wanted.with_text:
        found["passage"] = _without_text(found["passage"])
    return [_narrowed(table, found, reader.schema) for table in found.values()]


def changes(reader: Reader, since: int, with_text: bool = False) -> Table:
    """Every step of the changesets after one, of the whole database."""
    rows = list(_rows(reader, _FUNCTION, {"schema": reader.schema, "name": "changes_since"}))
    columns = tuple(Column(name, type_, said or _COMMENTS[name]) for _, _, name, type_, said in rows)
    comment = f"Every step of the changesets after {since}: which record was added, changed or removed."
    source = f"{reader.schema}.changes_since(%(since)s)"
    if not with_text:
        left = ", ".join(_without_excerpts(column.name) for column in columns)
        source = f"(select {left} from {source} c)"
    return Table("changes_since", comment, columns, f"{source} t", {"since": since})


def _without_text(passages: Table) -> Table:
    """The slices of attached texts are left out, as they are in a bundle."""
    columns = tuple(
        column._replace(comment="Left out of this export.") if column.name == "text" else column
        for column in passages.columns
    )
    left = ", ".join("null::text as text" if name == "text" else f'c."{name}"' for name, *_ in columns)
    return replace(passages, columns=columns, source=f"(select {left} from {passages.source.removesuffix(' t')} c) t")


def _without_excerpts(column: str) -> str:
    """A column of changes, in SQL, without what attaching a text fills in."""
    if column not in ("before", "after"):
        return f'c."{column}"'
    coded = f"c.{column} - '{{text,prefix,suffix}}'::text[]"
    return f"case c.entity when 'passage' then {coded} else c.{column} end as {column}"


def _rows(reader: Reader, sql: str, parameters: Any) -> Iterator[tuple[Any, ...]]:
    return iter(reader.rows(lambda *row: row, sql, parameters))


def _dated(comment: str | None, day: date) -> str:
    """`what it holds today, said up to today` -> `what it holds on 2026-01-02, said up to 2026-01-02`."""
    return re.sub(r"\b(up to )?today\b", lambda found: f"{found[1] or 'on '}{day}", comment or "")


def _view(schema: str, name: str, comment: str, wanted: Extent) -> Table:
    parameters = {"process": wanted.process, "day": wanted.day}
    if name == "position" and wanted.asked:
        source = f"{schema}.positions_on(%(day)s, %(process)s) t"
        return Table(name, f"What each party held on {wanted.day}.", (), source, parameters)
    return Table(name, comment, (), f"{schema}.{name} t", parameters)


def _narrowed(table: Table, all_tables: Mapping[str, Table], schema: str) -> Table:
    """Its rows of the process asked for; of what bears no process all, but for documents that it does not use."""
    if table.parameters["process"] is None or "positions_on" in table.source:
        return table
    columns = {column.name for column in table.columns}
    condition = "true"
    if "process" in columns:
        condition = "t.process = %(process)s"
    elif "document" in columns:
        condition = f"t.document in ({_used(all_tables, schema)})"
    elif {"entity", "key"} <= columns:
        condition = f"({' or '.join(_of_kinds(all_tables, schema))})"
    return replace(table, source=f"{table.source} where {condition}")


def _used(all_tables: Mapping[str, Table], schema: str) -> str:
    """SQL for the documents that the records of the process rest on or name."""
    named = [
        f'select u."{column.name}" from {schema}.{table.name} u where u.process = %(process)s'
        for table in all_tables.values()
        if table.name not in keys.DERIVED and any(column.name == "process" for column in table.columns)
        for column in table.columns
        if keys.refers(table.name, column.name) == "document"
    ]
    judged = f"select u.about from {schema}.assessment u where u.process = %(process)s and u.about_kind = 'document'"
    given = (
        f"select u.document from {schema}.document u join {schema}.meeting m on m.meeting = u.meeting"
        " where m.process = %(process)s"
    )
    return " union ".join([*named, judged, given])


def _of_kinds(all_tables: Mapping[str, Table], schema: str) -> Iterator[str]:
    """SQL for the rows that name a record, by its kind and slug, that is exported."""
    for name, table in all_tables.items():
        if not keys.is_slugged(name):
            continue
        condition = f"t.entity = '{name}'"
        if name == "document":
            condition += f" and t.key in ({_used(all_tables, schema)})"
        elif any(column.name == "process" for column in table.columns):
            condition += f" and t.key in (select u.{name} from {schema}.{name} u where u.process = %(process)s)"
        yield f"({condition})"


def _order(key: str) -> str:
    """`demand*, spell` -> `t."demand" collate "C", t."spell"`."""
    parts = [(part.rstrip("*"), part.endswith("*")) for part in key.split(", ")]
    return ", ".join(f't."{name}"' + (' collate "C"' if text else "") for name, text in parts)
