"""A plan made straight on: of a kind of record in which nothing stands in the way, by one statement and one question.

Most bundles are in order. Whether one is costs a fraction of what it takes to tell what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from tracker.record import rules
from tracker.record.beside import missing, planned
from tracker.record.columns import Layout, quoted
from tracker.record.names import Names
from tracker.record.references import found
from tracker.record.stage import Stage
from tracker.record.terms import completed

OPERATIONS = ("add", "fill", "alter", "remove", "same")
APART = ("alias", "assessment")  # what these name has more to it


@dataclass(frozen=True, slots=True)
class Planned:
    """How many records come to what; `late`: any names a record of its own kind."""

    counts: dict[str, int]
    late: bool


class Straight:
    """Plans the kinds of a bundle one after the other, as long as each is in order."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, names: Names) -> None:
        self._connection = connection
        self._stage = stage
        self._names = names
        self._done: set[str] = set()  # the kinds that were planned here

    def plan(self, layout: Layout) -> Planned | None:
        """Makes `plan_X`; None, and no table, where anything is to be looked at step by step."""
        if not self._may(layout):
            return None
        counts, unsure, late = self._asked(layout)
        self._done.add(layout.name)
        # What is changed later must be known to be allowed before.
        if unsure or ("terms" in layout.staged and counts["fill"] + counts["alter"]):
            self.forget(layout)
            return None
        return Planned(counts, late)

    def forget(self, layout: Layout) -> None:
        self._done.discard(layout.name)
        self._connection.execute(f"DROP TABLE plan_{layout.name}".encode())

    def _may(self, layout: Layout) -> bool:
        if layout.name in APART or ("terms" in layout.staged and self._names.any):
            return False
        # A list that replaces another is given in one way if the record around it is given once.
        return not layout.entity.whole or layout.entity.parent in self._done

    def _asked(self, layout: Layout) -> tuple[dict[str, int], bool, bool]:
        any_named = self._stage.named[layout.name]
        references = [t for t in layout.written if t.to and not t.late and any_named & layout.mask(t.named_by)]
        named = [
            f"(s.{quoted(t.named_by[0])} IS NOT NULL AND NOT s.remove AND {layout.names(t, 's')}) AS named_{n}"
            for n, t in enumerate(references)
        ]
        unsure = [f"r.named_{n} AND r.{quoted(t.column)} IS NULL" for n, t in enumerate(references)]
        unsure.append(f"NOT r.remove AND NOT ({layout.known('r')})")
        # OFFSET 0: so that each value is worked out once.
        source = f"({found(layout, named, self._names.any, any_named)} OFFSET 0)"
        if "terms" in layout.staged:
            source = completed(source, [t.column for t in layout.written], [f"named_{n}" for n in range(len(named))])
            unsure.append("r.wrong")
        rows = self._stage.counts[layout.name]
        table = planned(layout, source, rows, [f"{' OR '.join(f'({one})' for one in unsure)} AS unsure"])
        cursor = self._connection.execute(
            f"""
            SET LOCAL join_collapse_limit = 1; {table}; SET LOCAL join_collapse_limit = DEFAULT; {_question(layout)}
            """.encode()
        )
        while cursor.nextset():
            pass
        row = cursor.fetchone()
        assert row is not None
        *counts, unsure_of_any, late = row
        return dict(zip(OPERATIONS, counts, strict=True)), unsure_of_any, late


def _question(layout: Layout) -> str:
    """SQL: how many records come to what, whether there is anything to look at, and any name of its own kind."""
    plan = f"plan_{layout.name}"
    counts = [f"count(*) FILTER (WHERE p.op = '{op}')" for op in OPERATIONS]
    against = ["p.unsure", *(lacks for _, lacks, _ in missing(layout)), *rules.broken(layout)]
    any_against = f"bool_or({' OR '.join(f'({one}) IS TRUE' for one in against)})"
    late = " OR ".join(layout.names(t, "p") for t in layout.written if t.late) or "false"
    twice = f"SELECT FROM {plan} GROUP BY {', '.join(map(quoted, layout.key))} HAVING count(*) > 1"
    return f"""
        SELECT {", ".join(counts)}, coalesce({any_against}, false) OR EXISTS ({twice}), coalesce(bool_or({late}), false)
        FROM {plan} p
        """
