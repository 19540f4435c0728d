"""Removing: what the bundle removes, what a whole list no longer names, and with each what is part of it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import psycopg
from psycopg import errors

from tracker.bundle.entities import SLUGGED
from tracker.bundle.nest import written
from tracker.errors import InputError
from tracker.record.columns import Layout, literal, quoted
from tracker.record.faults import Faults
from tracker.record.stage import Stage
from tracker.record.steps import Step

# What goes, and the record of the bundle (or the list of it, `field`) because of which it goes.
TABLE = """
CREATE TEMP TABLE removal (entity text, id bigint, seq bigint, field text, PRIMARY KEY (entity, id)) ON COMMIT DROP
"""
NAMED_IN_TERMS = ("attribute", "code", "place", "actor", "demand", "event", "document", "passage")


class Removal:
    """Gathers in the temporary table `removal` what goes, and lets it go."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults) -> None:
        self._connection = connection
        self._stage = stage
        self._faults = faults
        self._layouts = stage.layouts
        self.stuck = False  # whether something that was to go is still there
        self._there = False  # the table, which most imports do without

    def gather(self, name: str, rows: str) -> None:
        """Marks the rows of a query (id, seq, field) as going."""
        if not self._there:
            self._run(TABLE)
            self._there = True
        self._run(
            f"INSERT INTO removal SELECT '{name}', i.id, i.seq, i.field FROM ({rows}) i (id, seq, field)"
            " ON CONFLICT DO NOTHING"
        )

    def gather_given(self, names: Iterable[str], standing: Container[str], unnamed: dict[str, str]) -> None:
        """What the bundle removes, of these kinds, and what a whole list of a record does not name: `standing` are the
        kinds of which the bundle has records that stood before, `unnamed` is SQL, by kind."""
        for name in names:
            self.gather(name, f"SELECT p.existing, p.seq, 'remove' FROM plan_{name} p WHERE p.op = 'remove'")
        for layout in self._layouts.values():
            parent, section = layout.entity.parent, layout.entity.section
            if layout.entity.whole and parent in standing:
                self.gather(
                    layout.name,
                    f"""
                    SELECT t.id, p.seq, '{section}' FROM tracker.{layout.name} t
                    JOIN plan_{parent} p ON p.existing = t.{parent}_id
                    WHERE '{section}' = ANY (p.sets) AND NOT p.remove AND {unnamed[layout.name]}
                    """,
                )

    def gather_below(self) -> None:
        """With a record goes what is part of it."""
        if not self.any():
            return
        for layout in self._layouts.values():
            parents = SLUGGED if layout.owned else tuple(filter(None, [layout.entity.parent]))
            for parent in parents:
                self.gather(layout.name, _below(layout.name, parent, f"{parent}_id"))
            if layout.entity.nests:
                self._gather_nested(layout)

    def _gather_nested(self, layout: Layout) -> None:
        name = layout.name
        self.gather(
            name,
            f"""
            WITH RECURSIVE below AS (
                SELECT t.id, r.seq, r.field FROM tracker.{name} t
                JOIN removal r ON r.entity = '{name}' AND r.id = t.parent_id
                UNION
                SELECT t.id, b.seq, b.field FROM tracker.{name} t JOIN below b ON b.id = t.parent_id
            ) SELECT id, seq, field FROM below
            """,
        )

    def any(self) -> bool:
        return self._there and self._run("SELECT 1 FROM removal LIMIT 1").fetchone() is not None

    def refuse_what_is_needed(self) -> None:
        """What goes while something that stays refers to it is a fault, named in the words of both."""
        going = self._going()
        for layout in self._layouts.values():
            for column, to in _references(layout):
                if to in going and column != f"{layout.entity.parent}_id":
                    self._refuse_reference(layout, column, to)
        for name in sorted(going.intersection(NAMED_IN_TERMS)):
            self._refuse_named_in_terms(name)

    def refuse_what_is_given(self) -> None:
        """The bundle gives what goes with something else that it removes."""
        for name in self._going().intersection(self._stage.counts):
            self._faults.add(
                f"""
                SELECT p.seq, '', NULL, 'it is given here, and goes with what is removed in {{first}}', g.seq AS first
                FROM plan_{name} p JOIN tracker.{name} t ON {self._layouts[name].same_key("t", "p")}
                JOIN removal g ON g.entity = '{name}' AND g.id = t.id
                WHERE NOT p.remove
                """
            )

    def _going(self) -> set[str]:
        return {name for (name,) in self._run("SELECT DISTINCT entity FROM removal")} if self._there else set()

    def _refuse_reference(self, layout: Layout, column: str, to: str) -> None:
        key = layout.key_shown()
        gone = self._layouts[to].key_shown()
        self._faults.add(
            f"""
            SELECT g.seq, g.field, NULL, '{to} ' || (SELECT {gone} FROM tracker.{to} t WHERE t.id = g.id)
                || ' cannot be removed: {layout.name} ' || {key} || ' refers to it'
            FROM removal g JOIN tracker.{layout.name} t ON t.{quoted(column)} = g.id
            WHERE g.entity = '{to}'
                AND NOT EXISTS (SELECT FROM removal r WHERE r.entity = '{layout.name}' AND r.id = t.id)
                {self._not_at_fault(layout.name, "t.id")}
            """
        )

    def _not_at_fault(self, name: str, id_: str) -> str:
        """SQL: no record of the bundle that is this row is at fault; one that is may have no use for what goes."""
        if name not in self._stage.counts:
            return ""
        at_fault = f"SELECT FROM plan_{name} p JOIN fault f USING (seq) WHERE p.existing = {id_}"
        return f"AND NOT EXISTS ({at_fault})"

    def _refuse_named_in_terms(self, name: str) -> None:
        attribute = "(SELECT a.slug FROM tracker.attribute a WHERE a.id = (to_jsonb(t) ->> 'attribute_id')::bigint)"
        for kind, owner in (("version", "d.slug || '@' || v.name"), ("agreement", "v.slug")):
            demand = "JOIN tracker.demand d ON d.id = v.demand_id" if kind == "version" else ""
            self._faults.add(
                f"""
                SELECT g.seq, g.field, NULL, '{name} ' || n.slug || ' cannot be removed: terms of {kind} ' || {owner}
                    || ' name it'
                FROM removal g JOIN tracker.{name} t ON t.id = g.id
                CROSS JOIN LATERAL (SELECT tracker.name_in_terms('{name}', to_jsonb(t)) AS slug) n
                CROSS JOIN LATERAL tracker.term_patterns('{name}', n.slug, {attribute}) pattern
                JOIN tracker.{kind} v ON v.terms @> pattern {demand}
                WHERE g.entity = '{name}'
                    AND NOT EXISTS (SELECT FROM removal r WHERE r.entity = '{kind}' AND r.id = v.id)
                    {self._not_at_fault(kind, "v.id")}
                    {"AND v.process_id = t.process_id" if name == "event" else ""}
                """
            )

    def remove(self) -> list[Step]:
        """Removes what was gathered, the dependent before what it depends on; of what cannot go, all that can.

        Where something stays there is a fault, as something refers to it that stays or could not be changed.
        """
        steps: list[Step] = []
        for layout in reversed(self._layouts.values()):
            gone = self._run(
                f"SELECT r.seq, r.field, {layout.key_shown()}, {layout.row_shown()} FROM tracker.{layout.name} t"
                f" JOIN removal r ON r.entity = {literal(layout.name)} AND r.id = t.id ORDER BY 3"
            ).fetchall()
            if gone:
                self._delete(layout)
                steps += [
                    Step("removed", layout.name, key, written(layout.entity, row), None, True, seq, field)
                    for seq, field, key, row in gone
                ]
        return steps

    def _delete(self, layout: Layout) -> None:
        try:
            with self._connection.transaction():
                self._run(f"DELETE FROM tracker.{layout.name} t WHERE t.id IN {_gone(layout.name)}")
        except errors.ForeignKeyViolation as error:
            self.stuck = True
            if not self._faults:
                raise InputError(
                    f"a record cannot be removed: {error.diag.message_detail or error.diag.message_primary}",
                    "Remove or correct what refers to it in the same bundle; nothing was written.",
                ) from error

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


def _references(layout: Layout) -> list[tuple[str, str]]:
    """The columns of a kind that refer to others, each with the kind that it refers to."""
    found = [(t.column, t.to) for t in layout.written if t.to]
    if layout.name == "assessment":
        found += [(f"about_{kind}_id", kind) for kind in ("demand", "topic", "actor", "document", "passage")]
    return found


def _below(name: str, parent: str, column: str) -> str:
    return (
        f"SELECT t.id, r.seq, r.field FROM tracker.{name} t"
        f" JOIN removal r ON r.entity = '{parent}' AND r.id = t.{column}"
    )


def _gone(name: str) -> str:
    return f"(SELECT r.id FROM removal r WHERE r.entity = '{name}')"
