"""Exports for analysis: every view of the contract as a table, in files that other programs read.

One REPEATABLE READ transaction is read, through the analysts' role; rows are streamed from the server to the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.export.about import about
from tracker.export.job import Job
from tracker.export.readme import readme
from tracker.export.tables import extent, tables
from tracker.folder import whole
from tracker.progress import Progress

if TYPE_CHECKING:
    from tracker.database.connect import Reader

FORMS = ("csv", "parquet", "xlsx", "datapackage")


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the rows in them by table; `notes` tell what a form could not hold as it is."""

    files: tuple[Path, ...]
    rows: dict[str, int]
    notes: tuple[str, ...]


def export(
    reader: Reader,
    to: Path,
    form: str,
    *,
    process: str | None = None,
    on: date | None = None,
    since: int | None = None,
    with_text: bool = False,
    licence: str | None = None,
    progress: Progress = lambda *_: None,
) -> Exported:
    """Writes one of FORMS into a folder that is new or empty; nothing of it stands there if it fails.

    `process` narrows to one process (a slug), `on` is the day of the table `position`, `since` a changeset after which
    a data package tells all changes. Without `with_text` what attached texts say is left out. Raises InputError for
    what a form cannot hold, SurroundingsError for a full disk.
    """
    wanted = extent(reader, process, on, with_text)
    with whole(to) as folder:
        job = Job(reader, folder, tables(reader, wanted), about(reader, wanted, licence), since, progress)
        import_module(f"tracker.export.{form}").write(job)
        if form != "xlsx":
            job.write("README.md", readme(job, form))
        written = sorted(path.relative_to(folder) for path in folder.iterdir())
    return Exported(tuple(to / path for path in written), job.counts, tuple(job.notes))
