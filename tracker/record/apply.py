"""Applying a plan: what fills gaps, what alters, and what is left as it stands."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

from tracker.bundle.nest import written
from tracker.record.columns import Layout, quoted
from tracker.record.faults import Faults
from tracker.record.names import Renamed
from tracker.record.stage import Stage
from tracker.record.steps import Step

DETAILED = 5000  # added records of a kind that a dry run shows with all their fields


class Applier:
    """Writes what a plan does beyond adding, and tells each step with the row before and after."""

    def __init__(
        self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults, first: int, in_detail: bool
    ) -> None:
        """`first` is the first changeset of this import; schema `known` answers as of the one before."""
        self._connection = connection
        connection.execute("SELECT set_config('tracker.known_at', %s, true)", (str(first - 1),))
        self._stage = stage
        self._faults = faults
        self._first = first
        self._in_detail = in_detail
        self.steps: list[Step] = []

    def renamed(self, done: list[Renamed]) -> None:
        for one in done:
            name = one.layout.entity.own_key or one.layout.key[-1]
            key = self._key_of(one.layout, one.id)
            self.steps.append(Step("changed", one.layout.name, key, {name: one.old}, {name: one.new}, True, one.seq))

    def added(self, layout: Layout) -> None:
        """Tells the records that were added."""
        row = "NULL::jsonb"
        if self._in_detail:
            row = f"CASE WHEN row_number() OVER (ORDER BY p.seq) <= {DETAILED} THEN {layout.row_shown()} END"
        rows = self._run(
            f"""
            SELECT p.seq, {layout.key_staged()}, {row}
            FROM plan_{layout.name} p JOIN stage_{layout.name} s USING (seq)
            {f"LEFT JOIN tracker.{layout.name} t ON {layout.same_key('t', 'p')}" if self._in_detail else ""}
            WHERE p.op = 'add' ORDER BY p.seq
            """
        )
        for seq, key, said in rows:
            after = None if said is None else written(layout.entity, said)
            self.steps.append(Step("added", layout.name, key, after=after, seq=seq))

    def update(self, layout: Layout, op: str) -> None:
        """Writes the planned changes of one operation."""
        before = self._rows(layout, op)
        if not before:
            return
        assigned = ", ".join(f"{quoted(t.column)} = p.{quoted(t.column)}" for t in layout.written)
        self._run(
            f"UPDATE tracker.{layout.name} t SET {assigned} FROM plan_{layout.name} p"
            f" WHERE p.existing = t.id AND {self._sound(op)}"
        )
        after = self._rows(layout, op)
        for id_, (seq, key, old) in before.items():
            was, becomes = _difference(layout, old, after[id_][2])
            self.steps.append(Step("changed", layout.name, key, was, becomes, op == "alter", seq))

    def left(self, layout: Layout, standing: Collection[str]) -> None:
        """Tells what stands under a record of the bundle and is not in the bundle.

        `standing` are the kinds of which the bundle has records that stood before.
        """
        if layout.owned:
            parents = [kind for kind in standing if self._stage.layouts[kind].slugged]
        else:
            parents = [layout.entity.parent] if layout.entity.parent in standing else []
        if layout.entity.whole or not parents:
            return
        below = " OR ".join(
            f"t.{parent}_id IN (SELECT p.existing FROM plan_{parent} p WHERE p.existing IS NOT NULL AND NOT p.remove)"
            for parent in parents
        )
        rows = self._run(
            f"SELECT {layout.key_shown()} FROM tracker.{layout.name} t"
            f" WHERE ({below}) AND {self.unnamed(layout)} ORDER BY 1"
        )
        self.steps += [Step("left", layout.name, key) for (key,) in rows]

    def unnamed(self, layout: Layout) -> str:
        """SQL: the live row `t` was there before this import, and no record of the bundle is it.

        The stamp alone does not tell: a row whose terms name something that was renamed bears that of this import.
        """
        before = f"(t.changeset < {self._first} OR EXISTS (SELECT FROM known.{layout.name} k WHERE k.id = t.id))"
        if layout.name not in self._stage.counts:
            return before
        return f"{before} AND NOT EXISTS (SELECT FROM plan_{layout.name} n WHERE n.existing = t.id)"

    def _rows(self, layout: Layout, op: str) -> dict[int, tuple[int, str, dict[str, Any]]]:
        rows = self._run(
            f"SELECT t.id, p.seq, {layout.key_shown()}, {layout.row_shown()} FROM tracker.{layout.name} t"
            f" JOIN plan_{layout.name} p ON p.existing = t.id WHERE {self._sound(op)} ORDER BY p.seq"
        )
        return {id_: (seq, key, row) for id_, seq, key, row in rows}

    def _sound(self, op: str) -> str:
        """SQL: a planned row is of an operation, and nothing is wrong with it."""
        return f"p.op = '{op}' AND {self._faults.sound('p.seq')}"

    def _key_of(self, layout: Layout, id_: int) -> str:
        row = self._run(f"SELECT {layout.key_shown()} FROM tracker.{layout.name} t WHERE t.id = {id_}").fetchone()
        return str(row[0]) if row else ""

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


def _difference(layout: Layout, old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as a bundle writes them, and what it leaves out too; None where nothing stands."""
    was, becomes = written(layout.entity, old), written(layout.entity, new)
    names = [name for name in dict.fromkeys([*was, *becomes]) if was.get(name) != becomes.get(name)]
    before = {name: was.get(name, old.get(name)) for name in names}
    return before, {name: becomes.get(name, new.get(name)) for name in names}
