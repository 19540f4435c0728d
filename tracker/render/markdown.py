"""A Markdown table, for reports and pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.render.signs import visible
from tracker.render.values import shown

Section = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # title, columns, rows


def lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield _line([escaped(title) for title in columns])
    yield _line(["---"] * len(columns))
    for row in rows:
        yield _line([escaped(shown(value)) for value in row])


def record(fields: Sequence[tuple[str, object]], sections: Iterable[Section]) -> Iterator[str]:
    """A table of its fields, and one below a heading for each section."""
    yield from lines(["field", "value"], fields)
    for title, columns, rows in sections:
        yield from ["", f"## {escaped(title)}", ""]
        yield from lines(columns, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Text in one line in which no sign of Markdown or HTML means anything."""
    text = visible(text)
    for sign in "\\|*_`<[~&":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
