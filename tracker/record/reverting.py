"""Reverting a changeset: a new one restores what that one replaced, under the old ids."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import errors

from tracker.config import Settings
from tracker.database.connect import writing
from tracker.errors import InputError
from tracker.record.changeset import DryRun, kept, login
from tracker.record.steps import Step

NAMED = 20  # rows in the way of a revert that are told one by one
_STEPS = """
SELECT operation, entity, key, before, after FROM known.steps_between(%(number)s - 1, %(number)s)
WHERE NOT derived ORDER BY entity COLLATE "C", key COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Reverted:
    """The steps of a revert and the changeset that records it; none where all stood as before already."""

    steps: tuple[Step, ...]
    changeset: int | None


def revert(
    settings: Settings,
    number: int,
    *,
    cause: str = "correction",
    message: str | None = None,
    author: str | None = None,
    dry_run: bool = False,
) -> Reverted:
    """Reverts one changeset in a new one. Raises InputError, and writes nothing, where there is no such changeset, or
    where later ones touched its rows: all of these are named."""
    result: Reverted | None = None
    try:
        with writing(settings) as connection:
            opened = _revert(connection, number, cause, message, author or login())
            result = Reverted(_steps(connection, opened), next(iter(kept(connection, [opened])), None))
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    assert result is not None
    return result


def _revert(connection: psycopg.Connection, number: int, cause: str, message: str | None, author: str) -> int:
    try:
        row = connection.execute("SELECT tracker.revert(%s, %s, %s, %s)", (number, cause, message, author)).fetchone()
        assert row is not None
        connection.execute("SELECT tracker.seal_changeset(%s)", row)
    except errors.IntegrityError as error:
        raise _refusal(number, error) from error
    return int(row[0])


def _refusal(number: int, error: errors.IntegrityError) -> InputError:
    """What stood in the way: told by the revert itself, or by a rule that the state before breaks today."""
    told = error.diag.message_primary or str(error)
    head = f"changeset {number} cannot be reverted"
    lines = (error.diag.message_detail or "").splitlines() if told == head else [told]
    more = [f"and {len(lines) - NAMED} more"] if len(lines) > NAMED else []
    return InputError(
        "\n".join([f"{head}:", *lines[:NAMED], *more]),
        error.diag.message_hint or "Correct it by an import; nothing was written.",
    )


def _steps(connection: psycopg.Connection, number: int) -> tuple[Step, ...]:
    rows = connection.execute(_STEPS, {"number": number}).fetchall()
    return tuple(
        Step(operation, entity, key, before, after, corrects=True) for operation, entity, key, before, after in rows
    )
