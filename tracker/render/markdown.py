"""A Markdown table, for reports and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.render.values import shown


def lines(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield _line([_escaped(title) for title in columns])
    yield _line(["---"] * len(columns))
    for row in rows:
        yield _line([_escaped(shown(value)) for value in row])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    for sign in "\\|*_`<[":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
