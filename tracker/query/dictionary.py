"""What views and functions there are, told by their comments and by the constraints of the tables behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tracker.errors import InputError
from tracker.query.select import KEYS

if TYPE_CHECKING:
    from tracker.database.connect import Reader

SCHEMAS = ("analysis", "past", "tracker", "history", "known", "report")
_VIEWS = """
    select c.relname::text, obj_description(c.oid, 'pg_class'), a.attname::text,
        format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = to_regnamespace(%s) and c.relkind = 'v' order by c.relname::text collate "C", a.attnum
"""
# One row an argument or column returned: of a function that returns the rows of a view, the columns of the view.
_FUNCTIONS = """
    select p.proname::text, obj_description(p.oid, 'pg_proc'), a.name, a.type, a.mode in ('i', 'b'), a.said
    from pg_proc p left join lateral (
        select o.place, o.name, format_type(o.type, null), coalesce(o.mode, 'i'),
            pg_get_function_arg_default(p.oid, o.place::int)
        from unnest(p.proargnames, coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes::text[])
            with ordinality o (name, type, mode, place)
        union all
        select 1000 + r.attnum, r.attname, format_type(r.atttypid, r.atttypmod), 't', null
        from pg_type t join pg_attribute r on r.attrelid = t.typrelid and r.attnum > 0 and not r.attisdropped
        where t.oid = p.prorettype
    ) a (place, name, type, mode, said) on true
    where p.pronamespace = to_regnamespace(%s) order by p.proname::text collate "C", a.place
"""
# Of each foreign key the column that holds the id: `speaker_id` of citation is that of an actor.
_IDS = """
    select c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text
    from pg_constraint c cross join lateral unnest(c.conkey, c.confkey) k (own, other)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
    join pg_attribute o on o.attrelid = c.confrelid and o.attnum = k.other and o.attname = 'id'
    where c.contype = 'f' and c.connamespace = to_regnamespace('tracker')
"""
_PRESENT = "select nspname::text, obj_description(oid, 'pg_namespace') from pg_namespace where nspname = any(%s)"
# (table, column) -> the view of what it refers to; with no table where the name means that everywhere.
Targets: TypeAlias = Mapping[tuple[str, str], str]
_LINE = re.compile(r"(\w+): (.*)")  # in a function's comment, below what it answers: an argument or column, explained


class Column(NamedTuple):
    """Of a view, or a function's argument or result. `refers_to` names a view; `nullable` as the comment says."""

    name: str
    type: str
    comment: str
    nullable: bool
    key: bool = False
    refers_to: str | None = None
    default: str | None = None


class Source(NamedTuple):
    """A view, or a function with its arguments; `in_past` where schema past has it too."""

    kind: str
    name: str
    comment: str
    in_past: bool
    columns: Sequence[Column]
    arguments: Sequence[Column] = ()


class Dictionary(NamedTuple):
    """The schemas as (name, comment), and all that analysts read in them."""

    schemas: Sequence[tuple[str, str]]
    sources: Sequence[Source]


def dictionary(reader: Reader, name: str | None = None) -> Dictionary:
    """All of it, or one view or function. Raises InputError where there is none of that name."""
    past = {row[0] for statement in (_VIEWS, _FUNCTIONS) for row in reader.rows(_row, statement, ["past"])}
    targets = _targets(reader.rows(_row, _IDS))
    views = list(_views(reader, past, targets))
    found = [*views, *_functions(reader, past, targets, views)]
    if name is None:
        return Dictionary(_schemas(reader), found)
    chosen = [source for source in found if source.name == name.removeprefix("analysis.").removeprefix("past.")]
    if not chosen:
        raise InputError(f"there is no view or function {name!r}", _nearest(name, found))
    return Dictionary((), chosen)


def names(reader: Reader) -> list[str]:
    """Of all views and functions."""
    return sorted({row[0] for statement in (_VIEWS, _FUNCTIONS) for row in reader.rows(_row, statement, ["analysis"])})


def _row(*values: Any) -> tuple[Any, ...]:
    return values


def _schemas(reader: Reader) -> list[tuple[str, str]]:
    """In our order, without the stamp that an upgrade leaves in one comment."""
    present = dict(reader.rows(_row, _PRESENT, [list(SCHEMAS)]))
    return [(name, present[name].partition(" [tracker")[0]) for name in SCHEMAS if name in present]


def _views(reader: Reader, past: set[str], targets: Targets) -> Iterator[Source]:
    for (view, comment), rows in _grouped(reader.rows(_row, _VIEWS, ["analysis"])):
        key = re.findall(r"\w+", KEYS[view])
        columns = [
            Column(name, kind, said, _may_be_null(said), name in key, _target(targets, view, name))
            for name, kind, said in rows
        ]
        yield Source("view", view, comment, view in past, columns)


def _functions(reader: Reader, past: set[str], targets: Targets, views: Sequence[Source]) -> Iterator[Source]:
    for (name, comment), rows in _grouped(reader.rows(_row, _FUNCTIONS, ["analysis"])):
        told, said = _explained(comment)
        known = {**_akin(views, [row[0] for row in rows if row[0] and not row[2]]), **said}
        columns: dict[bool, list[Column]] = {True: [], False: []}
        for column, kind, given, default in [row for row in rows if row[0]]:
            meaning = known.get(column, "")
            refers_to = _target(targets, "", column)
            columns[given].append(Column(column, kind, meaning, _may_be_null(meaning), False, refers_to, default))
        yield Source("function", name, told, name in past, columns[False], columns[True])


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[str, str], list[tuple[Any, ...]]]]:
    """Rows that begin alike (name, comment), together."""
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for name, comment, *rest in rows:
        found.setdefault((name, comment or ""), []).append(tuple(rest))
    return iter(found.items())


def _explained(comment: str) -> tuple[str, dict[str, str]]:
    """What a function answers, and its arguments and columns as the lines below say."""
    told, *below = comment.split("\n")
    return told, {match[1]: match[2] for line in below if (match := _LINE.fullmatch(line))}


def _akin(views: Sequence[Source], columns: Sequence[str]) -> dict[str, str]:
    """What columns of these names mean in views, those first that share most of them."""
    known: dict[str, str] = {}
    for view in sorted(views, key=lambda view: len({column.name for column in view.columns} & {*columns})):
        known.update({column.name: column.comment for column in view.columns})
    return {name: known[name] for name in columns if name in known}


def _may_be_null(comment: str) -> bool:
    return bool(re.search(r"\bnull\b", comment))


def _targets(ids: Iterable[tuple[Any, ...]]) -> Targets:
    """From the columns that hold ids, and from the slugs by which views are named.

    A code is meant by its own attribute's column only: `role` is one of a delegation, and free text elsewhere.
    """
    rows = [tuple(word.removeprefix("tracker.") for word in row) for row in ids]
    named = {(table, column.removesuffix("_id")): target for table, column, target in rows if target in KEYS}
    anywhere = {("", name): target for (_, name), target in named.items() if target != "code" and name != "parent"}
    slugs = {
        ("", view): view for view, key in KEYS.items() if key.split(", ")[-1].rstrip("*") == view and key.count(",") < 2
    }
    return {**slugs, **anywhere, **named}


def _target(targets: Targets, view: str, column: str) -> str | None:
    """The view that a column of this name refers to: `from_version` as `version` does. None for the view's own name."""
    if column == view:
        return None
    words = column.split("_")
    tails = ["_".join(words[place:]) for place in range(len(words))]
    return next((targets[place] for tail in tails for place in ((view, tail), ("", tail)) if place in targets), None)


def _nearest(name: str, sources: Sequence[Source]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [source.name for source in sources], 3, 0.5)
    return f"Did you mean {' or '.join(near)}?" if near else "See: tracker db dictionary"
