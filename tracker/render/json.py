"""JSON: one array of objects (or one object), keys in the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.render.values import portable

_ESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}  # the control characters that json leaves as they are


def dumped(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=portable).translate(_ESCAPED)


def record(value: Mapping[str, object]) -> Iterator[str]:
    yield dumped(value, 2)


def lines(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """One object a line inside the array: as easy to read for `jq` as for a person."""
    if not rows:
        yield "[]"
        return
    for number, row in enumerate(rows):
        start = "[" if number == 0 else " "
        end = "]" if number == len(rows) - 1 else ","
        yield f"{start}{dumped(dict(zip(columns, row, strict=True)))}{end}"
