"""Which demands and other records are whole, so that what stands in their way is no consequence of another fault."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.record.stage import Stage

# What a demand rests on: kinds of record of a bundle, and how the rows `p` planned for them tell the demands.
UNDER = {
    "demand": "SELECT d.id FROM tracker.demand d WHERE d.slug = p.slug",
    "version": "SELECT p.demand_id",
    "citation": "SELECT p.demand_id",
    "ending": "SELECT p.demand_id",
    "document": """
        SELECT c.demand_id FROM tracker.citation c WHERE c.document_id = p.existing
        UNION SELECT e.demand_id FROM tracker.ending e WHERE e.document_id = p.existing
        """,
    "party": "SELECT d.id FROM tracker.demand d WHERE d.process_id = p.process_id",
    "process": "SELECT d.id FROM tracker.demand d WHERE d.process_id = p.existing",
}


class Whole:
    """The records of an import that are at fault, and the demands that any of their parts leaves unsure."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage) -> None:
        self._connection = connection
        self._unsure: dict[str, set[int]] = {"demand": set()}
        for name in stage.counts:
            at_fault = f"FROM plan_{name} p WHERE EXISTS (SELECT FROM fault f WHERE f.seq = p.seq)"
            self._unsure.setdefault(name, set()).update(self._ids(f"SELECT p.existing {at_fault}"))
            if name in UNDER:
                self._unsure["demand"] |= self._ids(
                    f"SELECT d.id FROM (SELECT p.* {at_fault}) p, LATERAL ({UNDER[name]}) d (id)"
                )

    def holds(self, entity: str, record_id: int) -> bool:
        """Whether nothing that a row of a kind rests on is at fault."""
        if record_id in self._unsure.get(entity, ()):
            return False
        if entity == "version":
            demands = self._ids(f"SELECT v.demand_id FROM tracker.version v WHERE v.id = {record_id}")
            return not demands & self._unsure["demand"]
        return True

    def _ids(self, query: str) -> set[int]:
        return {row[0] for row in self._connection.execute(query.encode()) if row[0] is not None}
