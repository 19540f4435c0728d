"""Which records are whole, so that what stands in their way is no consequence of another fault."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.record.stage import Stage

# What a demand, or a version of it, rests on: kinds of record of a bundle, and how the rows `p` planned for them tell
# which. What is wrong with a new citation says nothing of the other versions; an older one may have lost its order.
UNDER = {
    "demand": {
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
    },
    "version": {
        "demand": """
            SELECT v.id FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id WHERE d.slug = p.slug
            """,
        "citation": """
            SELECT p.version_id
            UNION SELECT v.id FROM tracker.version v WHERE p.existing IS NOT NULL AND v.demand_id = p.demand_id
            """,
        "document": """
            SELECT v.id FROM tracker.citation c JOIN tracker.version v ON v.demand_id = c.demand_id
            WHERE c.document_id = p.existing
            """,
    },
}


class Whole:
    """The records of an import that are at fault, and the demands and versions that any of them leaves unsure."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage) -> None:
        self._connection = connection
        self._unsure: dict[str, set[int]] = {}
        for name in stage.counts:
            at_fault = f"FROM plan_{name} p WHERE EXISTS (SELECT FROM fault f WHERE f.seq = p.seq)"
            self._note(name, f"SELECT p.existing {at_fault}")
            for entity, under in UNDER.items():
                if name in under:
                    self._note(entity, f"SELECT d.id FROM (SELECT p.* {at_fault}) p, LATERAL ({under[name]}) d (id)")

    def holds(self, entity: str, record_id: int) -> bool:
        """Whether nothing that a row of a kind rests on is at fault."""
        return record_id not in self._unsure.get(entity, ())

    def _note(self, entity: str, query: str) -> None:
        found = {row[0] for row in self._connection.execute(query.encode()) if row[0] is not None}
        self._unsure.setdefault(entity, set()).update(found)
