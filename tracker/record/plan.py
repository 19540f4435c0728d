"""The plan of an import, by set operations in the database, one kind of record after the other.

For each kind: find what its references name, fold records given twice into one, set them beside the live rows,
and say of each what it comes to: `add`, `fill` (values where none stood), `alter`, `remove` or `same`. What is added
is written at once, so that the next kind can refer to it; everything else waits until it is asked for.
"""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from typing import Any

import psycopg

from tracker.record import rules
from tracker.record.beside import missing, planned
from tracker.record.columns import Layout, Target, quoted
from tracker.record.faults import Faults
from tracker.record.folding import Folding
from tracker.record.names import Names
from tracker.record.references import References, nearest
from tracker.record.stage import MANY, Stage
from tracker.record.straight import Planned, Straight
from tracker.record.terms import Terms


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
        self._straight = Straight(connection, stage, names)
        self.counts: dict[str, Counter[str]] = {}  # of each kind: how many records come to what
        self._written = 0  # records of the last kind that were added
        self.complete = True  # whether all that was to be added could be; if not, there is a fault

    def plan(self, layout: Layout) -> None:
        """Straight on where nothing stands in the way; else step by step, which tells what does."""
        name, found = layout.name, self._straight_on(layout)
        if found is None:
            self._step_by_step(layout)
        for target in layout.written:
            if target.late and (found is None or found.late):
                self._settle_late(layout, target)
                found = None
        self.counts[name] = Counter(found.counts if found else self._counted(name))
        self.complete = self.complete and self._written == self.counts[name]["add"]

    def _counted(self, name: str) -> dict[str, int]:
        return dict(self._run(f"SELECT op, count(*) FROM plan_{name} GROUP BY op").fetchall())

    def standing(self) -> list[str]:
        """The kinds of which the bundle has records that stood before."""
        return [name for name, counted in self.counts.items() if counted.total() > counted["add"]]

    def _straight_on(self, layout: Layout) -> Planned | None:
        found = None if self._faults else self._straight.plan(layout)
        if found is None:
            return None
        try:
            # Only what the codebook says of terms is not asked before; a trigger knows.
            with self._connection.transaction() if "terms" in layout.staged else nullcontext():
                self._written = self._add(layout)
        except psycopg.errors.IntegrityError:
            self._straight.forget(layout)
            return None
        self._names.remember(layout)
        return found

    def _step_by_step(self, layout: Layout) -> None:
        self._names.make()
        self._faults.make()
        self._references.find(layout)
        if layout.name == "alias":
            self._names.check()
        self._folding.fold(layout)
        if "terms" in layout.staged:
            self._terms.read(layout)
        self._run(planned(layout, f"found_{layout.name}", self._stage.counts[layout.name]))
        self._require(layout)
        rules.check(layout, self._faults)
        self._written = self._add(layout)
        self._names.remember(layout)

    def _require(self, layout: Layout) -> None:
        """A new record must have what the registry requires.

        What a faulty one lacks may be what is wrong with it, and one that could not be renamed is not new.
        """
        self._faults.add(
            *(
                f"""
                SELECT p.seq, '{field}', '', {told} FROM plan_{layout.name} p WHERE {lacks} AND NOT p.faulty
                    AND NOT EXISTS (SELECT FROM fault f WHERE f.seq = p.seq AND f.field = 'renamed_from')
                """
                for field, lacks, told in missing(layout)
            )
        )

    def _add(self, layout: Layout) -> int:
        columns = ", ".join(quoted(t.column) for t in layout.written if not t.late)
        staged = self._stage.counts[layout.name]
        if staged > MANY:
            self._connection.execute("SELECT tracker.set_indexes_aside(%s, %s)", (layout.name, staged))
        added = self._run(
            f"""
            INSERT INTO tracker.{layout.name} ({columns}) SELECT {columns} FROM plan_{layout.name} p
            WHERE p.op = 'add' AND {self._faults.sound("p.seq")} ORDER BY p.seq
            """
        ).rowcount
        if staged > MANY:
            self._run("SELECT tracker.put_indexes_back()")
        if added > MANY:
            self._connection.execute("SELECT tracker.refresh_statistics(%s)", ([layout.name],))
        return added

    def count(self, op: str) -> int:
        return sum(counted[op] for counted in self.counts.values())

    def _settle_late(self, layout: Layout, target: Target) -> None:
        """A reference to a record of the same kind, found when all of them are there."""
        self._names.make()
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
