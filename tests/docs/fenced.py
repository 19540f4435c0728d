"""The fenced blocks of a Markdown file, and the text that a query prints.

A block of `sql` is for analysts and is run as one; what only editors may do is marked `sql editor`, what is no
statement `text`. A line `…` in an answer stands for lines left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

ROOT = Path(__file__).parents[2]
LEFT_OUT = "…"
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NUMBERS = {"int2", "int4", "int8", "numeric", "float8"}


class Block(NamedTuple):
    """`start` and `end` are where the body stands in the file's text."""

    language: str
    body: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    return [Block(found[1], found[2], *found.span(2)) for found in _BLOCK.finditer(text)]


def matches(shown: str, real: str) -> bool:
    """Whether `real` is what is shown, but for what is left out there."""
    parts = [re.escape(part) for part in re.split(rf"^{LEFT_OUT}\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), real) is not None


def answer(analyst: psycopg.Connection[Any], statements: str) -> str:
    """What they print in one read-only transaction, all tables below each other."""
    analyst.execute("begin read only")
    try:
        cursor = analyst.execute(statements.encode())
        return "\n".join(_tables(cursor, analyst))
    finally:
        analyst.execute("rollback")


def _tables(cursor: psycopg.Cursor[Any], analyst: psycopg.Connection[Any]) -> Iterator[str]:
    more: bool | None = True
    while more:
        if cursor.description and cursor.pgresult:
            kinds = [analyst.adapters.types.get(column.type_code) for column in cursor.description]
            right = [kind is not None and kind.name in _NUMBERS for kind in kinds]
            result = cursor.pgresult
            rows = [[_text(result, row, place) for place in range(len(right))] for row in range(result.ntuples)]
            yield "".join(f"{line}\n" for line in _table([c.name for c in cursor.description], rows, right))
        more = cursor.nextset()


def _text(result: Any, row: int, place: int) -> str:
    value: bytes | None = result.get_value(row, place)
    return "" if value is None else value.decode()


def _table(titles: list[str], rows: list[list[str]], right: list[bool]) -> Iterator[str]:
    """As psql aligns it."""
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    yield _line(
        [(" " * ((width - len(title)) // 2) + title).ljust(width) for title, width in zip(titles, widths, strict=True)]
    )
    yield "+".join("-" * (width + 2) for width in widths)
    for row in rows:
        cells = zip(row, widths, right, strict=True)
        yield _line([cell.rjust(width) if number else cell.ljust(width) for cell, width, number in cells])
    yield f"({len(rows)} row{'' if len(rows) == 1 else 's'})"


def _line(cells: list[str]) -> str:
    return f" {' | '.join(cells)}".rstrip()
