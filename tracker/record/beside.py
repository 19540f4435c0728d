"""Staged records set beside the live rows: the values that each row will have, and what that comes to.

As SQL that makes a table `plan_X`, shared by the ways in which a plan is made.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.record.columns import Layout, Target, literal, quoted
from tracker.record.stage import MANY

# What a column that is never null holds where nothing was said.
EMPTY = {"markers": "'{}'", "terms": "'[]'"}


def planned(layout: Layout, source: str, rows: int, more: Iterable[str] = ()) -> str:
    """SQL that makes the plan of some `rows` of a kind from a `source` of them, with `more` columns over `r`."""
    name = layout.name
    settled = [(t, _final(layout, t)) for t in layout.written if not t.late]
    finals = [f"{_final(layout, t)} AS {quoted(t.column)}" for t in layout.written]
    late = [f"r.{quoted(t.column)} AS late" for t in layout.written if t.late]
    differ = [f"{final} IS DISTINCT FROM t.{quoted(t.column)}" for t, final in settled]
    gaps = [f"({differs}) AND NOT {_empty(t)}" for (t, _), differs in zip(settled, differ, strict=True)]
    many = f"; CREATE INDEX ON plan_{name} (existing); ANALYZE plan_{name} (seq, existing)" if rows > MANY else ""
    return f"""
        CREATE TEMP TABLE plan_{name} ON COMMIT DROP AS
        SELECT r.seq, r.named, r.remove, r.sets, r.faulty, t.id AS existing, {", ".join([*finals, *late, *more])}, CASE
            WHEN r.remove THEN CASE WHEN t.id IS NULL THEN 'same' ELSE 'remove' END
            WHEN t.id IS NULL THEN 'add'
            WHEN NOT ({" OR ".join(differ)}) THEN 'same'
            WHEN {" OR ".join(gaps)} THEN 'alter'
            ELSE 'fill' END AS op
        FROM {source} r LEFT JOIN tracker.{name} t ON {layout.same_key("t", "r")} {many}
        """


def missing(layout: Layout) -> list[tuple[str, str, str]]:
    """What the registry requires of a new record: the field, SQL over `p` for a record that lacks it, what to say."""
    required = {field.name: field for field in layout.entity.fields if field.required}
    return [
        (field.name, f"p.op = 'add' AND NOT {layout.names(target, 'p')}", literal(_missing(layout.name, field.doc)))
        for target in layout.written
        if target.named_by and not target.late and (field := required.get(target.named_by[0]))
    ]


def _final(layout: Layout, target: Target) -> str:
    """The value that the row will have: as staged where the bundle names it, else as it stands."""
    column, stands = f"r.{quoted(target.column)}", f"t.{quoted(target.column)}"
    if target.late:
        return f"CASE WHEN {layout.names(target, 'r')} THEN NULL ELSE {stands} END"
    staged = target.cast.format(f"coalesce({column}, {target.default})" if target.default else column)
    if not target.named_by or target.column in layout.key:
        return staged
    return f"CASE WHEN t.id IS NULL OR {layout.names(target, 'r')} THEN {staged} ELSE {stands} END"


def _empty(target: Target) -> str:
    """SQL: whether the live row has no value there, so that giving one is an addition."""
    stands = f"t.{quoted(target.column)}"
    empty = EMPTY.get(target.column)
    return f"({stands} IS NULL OR {stands} = {empty})" if empty else f"({stands} IS NULL)"


def _missing(record: str, doc: str) -> str:
    """With what the field means, said in passing: `Of whom.` -> `(of whom)`."""
    meaning = (doc[:1].lower() + doc[1:] if doc[1:2].islower() else doc).removesuffix(".")
    return f"missing; a new {record} needs it ({meaning})"
