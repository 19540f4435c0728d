"""Pruning: removing what a bundle, complete for its scope, no longer names."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.bundle.entities import EVIDENT, SLUGGED
from tracker.bundle.record import Scope
from tracker.record.apply import Applier
from tracker.record.columns import Layout
from tracker.record.faults import Faults
from tracker.record.removal import Removal

PARTS_OF_DOCUMENT = ("passage", "coverage")


class Pruning:
    """Gathers what goes: of a process all that is not named, or of documents their parts and the evidence they give."""

    def __init__(
        self, connection: psycopg.Connection[Any], layouts: dict[str, Layout], applier: Applier, removal: Removal
    ) -> None:
        self._connection = connection
        self._layouts = layouts
        self._applier = applier
        self._removal = removal

    def gather(self, scope: Scope, faults: Faults) -> None:
        if scope.process is not None:
            ids = self._ids("process", (scope.process,), faults)
            for layout in self._layouts.values():
                if condition := self._of_process(layout, ids):
                    self._gather(layout, condition)
            return
        ids = self._ids("document", scope.documents, faults)
        for name in PARTS_OF_DOCUMENT:
            self._gather(self._layouts[name], f"t.document_id IN {ids}")
        for name in EVIDENT:
            self._gather(self._layouts[name], f"t.document_id IN {ids} OR t.via_document_id IN {ids}")

    def _gather(self, layout: Layout, condition: str) -> None:
        self._removal.gather(
            layout.name,
            f"SELECT t.id, NULL::bigint, 'scope' FROM tracker.{layout.name} t"
            f" WHERE ({condition}) AND {self._applier.unnamed(layout)}",
        )

    def _ids(self, kind: str, slugs: tuple[str, ...], faults: Faults) -> str:
        """SQL for the list of the ids of these slugs; an unknown one is a fault."""
        ids = []
        for slug in slugs:
            row = self._connection.execute(
                f"SELECT coalesce((SELECT id FROM tracker.{kind} WHERE slug = %(s)s),"
                f" (SELECT record_id FROM older WHERE entity = '{kind}' AND alias = %(s)s LIMIT 1))".encode(),
                {"s": slug},
            ).fetchone()
            if row and row[0] is not None:
                ids.append(str(row[0]))
            else:
                faults.one(None, "scope", slug, f"there is no {kind} of this name")
        return f"({', '.join(ids) or 'NULL'})"

    def _of_process(self, layout: Layout, ids: str) -> str:
        """SQL: whether a row `t` is of the process, or of a record of it; empty for what no process has."""
        if layout.name in ("coverage", "alias"):  # part of a document; older names stay understood
            return ""
        if _has_process(layout):
            return f"t.process_id IN {ids}"
        owners = SLUGGED if layout.owned else tuple(filter(None, [layout.entity.parent]))
        return " OR ".join(
            f"t.{owner}_id IN (SELECT o.id FROM tracker.{owner} o WHERE o.process_id IN {ids})"
            for owner in owners
            if _has_process(self._layouts[owner])
        )


def _has_process(layout: Layout) -> bool:
    return not layout.owned and any(target.column == "process_id" for target in layout.written)
