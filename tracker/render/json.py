"""JSON: one array of objects (or one object), keys in the order of the columns."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.render.values import plainest

# The encoder writes floats only, which have 17 digits: a longer number goes through it as a text with a mark that no
# data can know, and loses mark and quotes afterwards.
_MARK = f"number-{os.urandom(16).hex()}:"
_MARKED = re.compile(f'"{_MARK}([^"]*)"')

_ESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}  # the control characters that json leaves as they are


def dumped(value: object, indent: int | None = None) -> str:
    """JSON in which decimal numbers are numbers, with all their digits; indented it takes ten times as long."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_portable).translate(_ESCAPED)
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def _portable(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if not isinstance(value, Decimal):
        raise TypeError(f"no JSON for {type(value).__name__}")
    plain = plainest(value)
    if isinstance(plain, int):
        return plain
    near = float(plain)
    return near if Decimal(repr(near)) == plain else f"{_MARK}{plain:f}"


def record(value: Mapping[str, object]) -> Iterator[str]:
    yield dumped(value, 2)


def outlined(value: object, margin: str = "") -> Iterator[str]:
    """Pieces of JSON: a line for each key of an object and each item of an array, whatever that holds.

    Arrays may be iterators: they are read once, an item at a time.
    """
    fields = isinstance(value, Mapping)
    if not isinstance(value, (Mapping, list, Iterator)):
        yield dumped(value)
        return
    opened = between = "{" if fields else "["
    for one in value.items() if isinstance(value, Mapping) else value:
        yield f"{between}\n{margin}  "
        if fields:
            yield f"{dumped(one[0])}: "
            yield from outlined(one[1], f"{margin}  ")
        else:
            yield dumped(one)
        between = ","
    yield f"\n{margin}" if between == "," else opened
    yield "}" if fields else "]"


def lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One object a line inside the array: as easy to read for `jq` as for a person."""
    before = ""
    for row in rows:
        if before:
            yield f"{before},"
        before = f"{' ' if before else '['}{dumped(dict(zip(columns, row, strict=True)))}"
    yield f"{before}]" if before else "[]"
