"""The answer to a query of a user's own: any columns, rows that may be too many to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from tracker.render.paper import Paper


def lines(form: str, paper: Paper, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[str]:
    """Row by row as they come; only a table, whose widths depend on all of them, holds them together."""
    if not columns:
        return iter(())
    if form != "table":
        made: Iterator[str] = import_module(f"tracker.render.{form}").lines(columns, rows)
        return made
    from tracker.render.table import table

    found = list(rows)
    return table(paper, columns, found) if found else iter(["Nothing found."])
