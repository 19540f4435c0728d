"""The changes since a changeset: changes.csv for programs, CHANGELOG.md for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from tracker.export import csv
from tracker.export.csv import Written
from tracker.export.job import Job
from tracker.export.rows import values
from tracker.export.tables import Column, Table, changes

NAME = "CHANGELOG.md"
_SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_TYPES = {"changeset": "bigint", "recorded_at": "timestamp with time zone"}


class _Step(NamedTuple):
    changeset: int
    recorded_at: datetime
    author: str
    cause: str
    message: str | None
    entity: str
    key: str
    operation: str


def write(job: Job, since: int) -> tuple[Table, Written]:
    """Both files; returns what the first one is."""
    table = changes(job.reader, since, job.about.extent.with_text)
    written = csv.write_table(job, table, "changes")
    with (job.folder / NAME).open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# Changes since changeset {since}\n\n")
        file.write(
            "`+` added, `~` changed, `-` removed. changes.csv has the fields before and after, and what followed.\n"
        )
        file.writelines(_told(job, _coded(job, table)))
    return table, written


def _coded(job: Job, table: Table) -> Table:
    """What people changed, with their messages; not what the database derived from it."""
    source = (
        f"(select s.*, l.message from {table.source.removesuffix(' t')} s"
        f" join {job.reader.schema}.changeset l on l.changeset = s.changeset where not s.derived) t"
    )
    columns = tuple(Column(name, _TYPES.get(name, "text"), "") for name in _Step._fields)
    return replace(table, source=source, columns=columns)


def _told(job: Job, coded: Table) -> Iterator[str]:
    with values(job.reader, coded) as rows:
        for _, steps in groupby(map(_Step._make, rows), lambda step: step.changeset):
            for number, step in enumerate(steps):
                if number == 0:
                    yield from _headed(step)
                yield f"- `{_SIGNS[step.operation]}` {step.entity} `{step.key}`\n"


def _headed(step: _Step) -> Iterator[str]:
    yield f"\n## Changeset {step.changeset}, {step.recorded_at:%Y-%m-%d %H:%M:%S} UTC\n\n"
    message = " ".join((step.message or "").split())
    yield f"{step.cause}, by {step.author}{f': {message}' if message else ''}\n\n"
