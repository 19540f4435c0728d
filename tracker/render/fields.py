"""The columns of a row for people: titled in words, dates as precisely as they are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.render.dates import day


def title(column: str) -> str:
    """`held_from` -> `held from`."""
    return column.replace("_", " ")


def value(row: Any, column: str) -> object:
    """What the row has there; a date with a precision beside it as `day` writes it, `2022-02` or `by 2025-05-28`."""
    found, beside = getattr(row, column), precision(getattr(row, "_fields", ()), column)
    return day(found, getattr(row, beside)) if beside and isinstance(found, date) else found


def precision(columns: Sequence[str], column: str) -> str | None:
    """The column that says how exactly a date is known: `issued_precision` of `issued_on`, `as_of_precision`."""
    stem = column.removesuffix("_on").removesuffix("_date")
    return next((name for name in (f"{column}_precision", f"{stem}_precision") if name in columns), None)


def told(columns: Sequence[str]) -> list[str]:
    """All of them but those that only say how exactly another is known."""
    beside = {precision(columns, column) for column in columns}
    return [column for column in columns if column not in beside]
