"""CSV with a header; lists and objects as JSON in their cell, so that nothing is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.render.json import dumped
from tracker.render.values import plainest

END = "\r\n"  # of which the writer makes out which cells to put into quotes


def lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield _line(columns)
    for row in rows:
        yield _line([_cell(value) for value in row])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = plainest(value)
        return plain if isinstance(plain, int) else f"{plain:f}"
    if isinstance(value, date):
        return value.isoformat()
    return dumped(value) if isinstance(value, (list, tuple, dict)) else value


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=END).writerow(cells)
    return buffer.getvalue().removesuffix(END)
