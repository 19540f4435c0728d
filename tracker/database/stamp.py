"""The stamp that an upgrade leaves in the comment of schema `analysis`, and what this program expects to find there.

One look at the stamp tells a reader whether database and program belong together. It must stay quick: no Alembic
and no SQLAlchemy here. Writers look besides at what Alembic notes of the tables, which an upgrade leaves in step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg

from tracker import resources
from tracker.errors import SurroundingsError

_STAMP = re.compile(r"\[tracker schema=(?P<schema>\S+) fingerprint=(?P<fingerprint>[0-9a-f]+)\]")


@dataclass(frozen=True, slots=True)
class Stamp:
    """`schema` is the Alembic revision, `fingerprint` that of the files which views and functions are built from."""

    schema: str
    fingerprint: str

    def __str__(self) -> str:
        return f"[tracker schema={self.schema} fingerprint={self.fingerprint}]"


def parse(comment: str | None) -> Stamp | None:
    """The stamp in a schema's comment, or None where no upgrade has left one."""
    found = _STAMP.search(comment or "")
    return Stamp(found["schema"], found["fingerprint"]) if found else None


def required(comment: str | None) -> Stamp:
    """The stamp in a schema's comment; SurroundingsError where no upgrade has left one."""
    found = parse(comment)
    if found is None:
        raise SurroundingsError(
            "the database has no tracker schema yet", "Run: tracker db upgrade (or tracker quickstart, with seed data)"
        )
    return found


def revisions() -> list[str]:
    """The Alembic revisions that this program can come from, its own last; a database at another one is newer.

    Each migration's file begins with its revision, and the files sort in the order of the migrations: so one look into
    the folder is enough, where Alembic would import them all. A test holds the two equal.
    """
    return sorted(path.name.partition("_")[0] for path in (resources.migrations() / "versions").glob("[0-9]*_*.py"))


def applied(connection: psycopg.Connection[Any]) -> list[str]:
    """The revisions that Alembic notes: one, unless somebody changed the note by hand."""
    rows = connection.execute("SELECT version_num::text FROM tracker.alembic_version ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def astray(found: Stamp, noted: list[str]) -> tuple[str, str]:
    """The error and the hint where Alembic's note is not of the stamp's revision."""
    said = f"says {', '.join(noted)}" if noted else "is empty"
    return (
        f"the database's tables cannot be trusted: its schema is {found.schema}, but tracker.alembic_version {said}",
        f"Somebody changed it. Where the tables are those of {found.schema}, set it back; else restore a backup.",
    )
