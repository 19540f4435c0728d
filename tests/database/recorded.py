"""What is recorded, as tests compare it: all coded rows, and what each changeset made known."""

from __future__ import annotations

from typing import Any

from tests.servers import Database
from tracker.model import metadata

TABLES = [table for table in metadata.sorted_tables if "id" in table.columns]  # those with a twin in history
CODED = [table.name for table in TABLES]
CHECKS = ("check_spells", "check_shown", "check_evidence", "check_history", "check_checksums", "check_definitions")


def rows(database: Database) -> dict[str, list[Any]]:
    """Every live row with its id, without the changeset that wrote it; a spell, which is derived, without its id."""
    return {name: [row for (row,) in database.execute(_live(name))] for name in CODED}


def known(database: Database, changeset: int) -> dict[str, list[Any]]:
    """Every row as known after a changeset, with its id and the changeset that wrote it."""
    with database.connect() as connection, connection.transaction():
        connection.execute("select analysis.as_known(%s)", [f"changeset {changeset}"])
        return {
            name: [row for (row,) in connection.execute(f"select to_jsonb(t) from known.{name} t order by id".encode())]
            for name in CODED
        }


def problems(database: Database) -> list[tuple[str, str]]:
    """All that the checks find."""
    return [row for check in CHECKS for row in database.execute(f"select what, problem from tracker.{check}()")]


def _live(name: str) -> str:
    left_out = "'{changeset,id}'" if name == "spell" else "'{changeset}'"
    return f"select to_jsonb(t) - {left_out}::text[] from tracker.{name} t order by 1"
