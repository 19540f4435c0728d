"""What every way of writing does with its changeset: author, opening, what became of it, nothing left of a dry run."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import Any

import psycopg


class DryRun(Exception):
    """Undoes a dry run: raised inside the transaction, caught around it."""


def login() -> str:
    """The user's name, as the author of what is recorded."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without a name
        return "unknown"


def opened(
    connection: psycopg.Connection[Any], cause: str, message: str | None, author: str, sources: Sequence[str] = ()
) -> int:
    """The number of a new changeset; it waits for the writers' lock."""
    row = connection.execute(
        "SELECT tracker.open_changeset(%s, %s, %s, %s)", (cause, message, author, list(sources))
    ).fetchone()
    assert row is not None
    return int(row[0])


def kept(connection: psycopg.Connection[Any], numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of some changesets that are there: one in which nothing happened vanished when it was sealed."""
    rows = connection.execute(
        "SELECT changeset FROM tracker.changeset WHERE changeset = ANY (%s) ORDER BY 1", (list(numbers),)
    )
    return tuple(int(number) for (number,) in rows)
