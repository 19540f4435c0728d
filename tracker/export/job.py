"""One export under way: what it reads, where it writes, and what it has counted so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.export.about import About
from tracker.export.tables import Table
from tracker.progress import Progress

if TYPE_CHECKING:
    from tracker.database.connect import Reader

STEPS = 1000  # of the progress, a table
HALF = 50_000  # rows of a table, of which nobody knows how many will come, that count as half of it


@dataclass(slots=True)
class Job:
    """`counts` grows by a table as it is written; `notes` are for whoever exports."""

    reader: Reader
    folder: Path
    tables: list[Table]
    about: About
    since: int | None
    progress: Progress
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def counter(self, table: Table) -> Callable[[int], None]:
        """Takes the number of rows of a table that have come so far; the last one stays in `counts`."""
        total = STEPS * len(self.tables)
        before = STEPS * len(self.counts)

        def counted(rows: int) -> None:
            self.counts[table.name] = rows
            self.progress("writing", min(before + STEPS * rows // (rows + HALF), total), total)

        return counted

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8", newline="\n")
