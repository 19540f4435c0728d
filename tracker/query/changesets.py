"""The history of the database itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.query.select import select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Changeset(NamedTuple):
    """One recorded change of the database."""

    changeset: int
    recorded_at: datetime
    author: str
    message: str | None
    cause: str
    sources: list[str]
    rows_added: int
    rows_changed: int
    rows_removed: int


class Step(NamedTuple):
    """One row that a changeset added, changed or removed; fields as in a bundle."""

    changeset: int
    recorded_at: datetime
    author: str
    cause: str
    entity: str
    key: str
    operation: str
    derived: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def changesets(reader: Reader, limit: int | None = None) -> list[Changeset]:
    """Newest first."""
    return select(reader, Changeset, "changeset", order="changeset desc", limit=limit)


def steps(reader: Reader, after: int) -> list[Step]:
    return select(reader, Step, "changes_since(%s)", [after], order="changeset, entity*, key*")


def steps_of(reader: Reader, demand: str) -> list[Step]:
    """Every step of a demand, of its versions (`demand@…`) and of what belongs to them (`demand/…`)."""
    sql = f"""
        select {", ".join(Step._fields)} from {reader.schema}.changes_since(0)
        where key = %s or starts_with(key, %s) or starts_with(key, %s)
        order by changeset, entity collate "C", key collate "C"
    """
    return reader.rows(Step, sql, [demand, f"{demand}@", f"{demand}/"])
