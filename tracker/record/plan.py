"""The plan of an import, by set operations in the database, one kind of record after the other.

For each kind: find what its references name, fold records given twice into one, set them beside the live rows,
and say of each what it comes to: `add`, `fill` (values where none stood), `alter`, `remove` or `same`. What is added
is written at once, so that the next kind can refer to it; everything else waits until it is asked for.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg

from tracker.record import rules
from tracker.record.columns import Layout, Target, literal, quoted
from tracker.record.faults import Faults
from tracker.record.folding import Folding
from tracker.record.names import Names
from tracker.record.references import References, nearest
from tracker.record.stage import Stage
from tracker.record.terms import Terms

MANY = 500  # rows of a kind from which on indexes are set aside if that is worth it, and statistics looked at again
# What a column that is never null holds where nothing was said.
EMPTY = {"markers": "'{}'", "terms": "'[]'"}


class Planner:
    """Plans and adds the staged records of each kind in turn, in tables `plan_X`."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults, names: Names) -> None:
        self._connection = connection
        self._stage = stage
        self._faults = faults
        self._names = names
        self._references = References(connection, stage, faults)
        self._folding = Folding(connection, faults)
        self._terms = Terms(connection, stage, faults)
        self.counts: dict[str, Counter[str]] = {}  # of each kind: how many records come to what
        self.complete = True  # whether all that was to be added could be; if not, there is a fault

    def plan(self, layout: Layout) -> None:
        self._references.find(layout)
        if layout.name == "alias":
            self._names.check()
        self._folding.fold(layout)
        if "terms" in layout.staged:
            self._terms.read(layout)
        self._set_beside(layout)
        self._require(layout)
        rules.check(layout, self._faults)
        added = self._add(layout)
        if added > MANY:
            self._connection.execute("SELECT tracker.refresh_statistics(%s, %s)", (layout.name, added))
        self._names.remember(layout)
        for target in layout.written:
            if target.late:
                self._settle_late(layout, target)
        counted = self._run(f"SELECT op, count(*) FROM plan_{layout.name} GROUP BY op")
        self.counts[layout.name] = Counter(dict(counted.fetchall()))
        self.complete = self.complete and added == self.counts[layout.name]["add"]

    def _set_beside(self, layout: Layout) -> None:
        """Beside the live rows: the values that each row will have, and what that comes to."""
        name = layout.name
        settled = [t for t in layout.written if not t.late]
        finals = "".join(f", {_final(layout, t)} AS {quoted(t.column)}" for t in layout.written)
        late = "".join(f", r.{quoted(t.column)} AS late" for t in layout.written if t.late)
        differ = {t: f"p.{quoted(t.column)} IS DISTINCT FROM t.{quoted(t.column)}" for t in settled}
        gaps = [f"({differs}) AND NOT {_empty(t)}" for t, differs in differ.items()]
        self._run(
            f"""
            CREATE TEMP TABLE plan_{name} ON COMMIT DROP AS
            SELECT p.*, CASE
                WHEN p.remove THEN CASE WHEN p.existing IS NULL THEN 'same' ELSE 'remove' END
                WHEN p.existing IS NULL THEN 'add'
                WHEN NOT ({" OR ".join(differ.values())}) THEN 'same'
                WHEN {" OR ".join(gaps)} THEN 'alter'
                ELSE 'fill' END AS op
            FROM (
                SELECT r.seq, r.named, r.remove, r.sets, r.faulty, t.id AS existing {finals} {late}
                FROM found_{name} r LEFT JOIN tracker.{name} t ON {layout.same_key("t", "r")}
            ) p LEFT JOIN tracker.{name} t ON t.id = p.existing
            """
        )
        self._run(f"CREATE INDEX ON plan_{name} (existing)")
        self._run(f"ANALYZE plan_{name}")

    def _require(self, layout: Layout) -> None:
        """A new record must have what the registry requires.

        What a faulty one lacks may be what is wrong with it, and one that could not be renamed is not new.
        """
        required = {field.name: field for field in layout.entity.fields if field.required}
        missing = [
            f"""
            SELECT p.seq, '{field.name}', '', {literal(_missing(layout.name, field.doc))}
            FROM plan_{layout.name} p
            WHERE p.op = 'add' AND NOT p.faulty AND NOT {layout.names(target, "p")}
                AND NOT EXISTS (SELECT FROM fault f WHERE f.seq = p.seq AND f.field = 'renamed_from')
            """
            for target in layout.written
            if target.named_by and not target.late and (field := required.get(target.named_by[0]))
        ]
        self._faults.add(*missing)

    def _add(self, layout: Layout) -> int:
        columns = ", ".join(quoted(t.column) for t in layout.written if not t.late)
        staged = self._stage.counts[layout.name]
        if staged > MANY:
            self._connection.execute("SELECT tracker.set_indexes_aside(%s, %s)", (layout.name, staged))
        added = self._run(
            f"""
            INSERT INTO tracker.{layout.name} ({columns}) SELECT {columns} FROM plan_{layout.name} p
            WHERE p.op = 'add' AND NOT EXISTS (SELECT FROM fault f WHERE f.seq = p.seq)
            ORDER BY p.seq
            """
        ).rowcount
        if staged > MANY:
            self._run("SELECT tracker.put_indexes_back()")
        return added

    def count(self, op: str) -> int:
        return sum(counted[op] for counted in self.counts.values())

    def _settle_late(self, layout: Layout, target: Target) -> None:
        """A reference to a record of the same kind, found when all of them are there."""
        name, column, own = layout.name, target.column, layout.key[-1]
        scope = "".join(f" AND x.{key} = p.{key}" for key in layout.key[:-1])
        beside = "".join(f" AND y.{quoted(key)} = s.{quoted(key)}" for key in layout.entity.key[:-1])
        others = f"tracker.{name} x WHERE {' AND '.join(f'x.{key} = p.{key}' for key in layout.key[:-1]) or 'true'}"
        older = f"SELECT o.record_id FROM older o WHERE o.entity = '{name}' AND o.alias = p.late"
        found = f"SELECT x.id FROM tracker.{name} x WHERE x.{own} = p.late{scope}"
        self._run(
            f"""
            UPDATE plan_{name} p SET {column} = coalesce(({found}), ({older}))
            WHERE {layout.names(target, "p")} AND p.late IS NOT NULL
            """
        )
        self._faults.add(
            f"""
            SELECT p.seq, '{target.named_by[0]}', p.late, CASE WHEN NOT EXISTS (
                    SELECT FROM stage_{name} s, stage_{name} y
                    WHERE s.seq = p.seq AND y.{quoted(name)} = p.late AND NOT y.remove {beside})
                THEN {nearest(f"{name} of this name", own, others, "p.late")} END
            FROM plan_{name} p WHERE p.late IS NOT NULL AND p.{column} IS NULL
            """
        )
        self._run(
            f"""
            UPDATE plan_{name} p
            SET op = CASE WHEN t.{column} IS NULL AND p.op IN ('same', 'fill') THEN 'fill' ELSE 'alter' END
            FROM tracker.{name} t
            WHERE t.id = p.existing AND NOT p.remove AND t.{column} IS DISTINCT FROM p.{column}
            """
        )
        self._run(
            f"""
            UPDATE tracker.{name} t SET {column} = p.{column} FROM plan_{name} p
            WHERE p.op = 'add' AND p.{column} IS NOT NULL AND {layout.same_key("t", "p")}
            """
        )

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


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
