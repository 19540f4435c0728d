"""CSV: a file a table, as PostgreSQL's COPY writes it."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from tracker.export.job import Job
from tracker.export.rows import lines_of_csv
from tracker.export.tables import Table


class Written(NamedTuple):
    """A file: its name in the folder, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    digest: str


def write(job: Job) -> None:
    for table in job.tables:
        write_table(job, table)


def write_table(job: Job, table: Table, name: str | None = None) -> Written:
    name = f"{name or table.name}.csv"
    digest, size = hashlib.sha256(), 0
    with (job.folder / name).open("wb") as file, lines_of_csv(job.reader, table, job.counter(table)) as lines:
        for line in lines:
            file.write(line)
            digest.update(line)
            size += len(line)
    return Written(name, size, digest.hexdigest())
