"""The parsed content of a bundle: plain dicts, lists and texts, which may know the lines they came from.

Every scalar is text as written; what it means is decided by the field that takes it. `None` stands for null.
JSON's true and false stay booleans only in JSONL, where the fast parser leaves them so.
"""

from __future__ import annotations

from typing import TypeAlias

Tree: TypeAlias = "str | bool | dict[str, Tree] | list[Tree] | None"


class PositionedDict(dict[str, Tree]):
    """A mapping with the line on which it starts, and the line of each of its keys."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class PositionedList(list[Tree]):
    """A list with the line on which each of its items starts."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def line_of_key(container: object, key: str, otherwise: int) -> int:
    """The line of a mapping's key, or `otherwise` where the parser kept none (JSONL) or the key is not there."""
    return container.lines.get(key, otherwise) if isinstance(container, PositionedDict) else otherwise


def line_of_item(container: object, index: int, otherwise: int) -> int:
    return container.lines[index] if isinstance(container, PositionedList) else otherwise


def unstorable(text: str) -> str | None:
    """The first character that no database text can hold (NUL, half of a surrogate pair), as U+XXXX."""
    found = next((c for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), None)
    return None if found is None else f"U+{ord(found):04X}"
