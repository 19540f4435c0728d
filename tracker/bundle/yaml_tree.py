"""YAML text -> trees with lines, one for each document in the file.

Built from the parser's events and not by a loader: four times as fast, and scalars stay text as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from tracker.bundle.tree import PositionedDict, PositionedList, Tree, unstorable

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # PyYAML without libyaml: the same events, slower
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
CORE_TAG = "tag:yaml.org,2002:"
DEPTH = 100
# Aliases share what they repeat, but it is checked and stored as often as it is repeated.
EXPANDED = 1_000_000

HINTS = {
    "mapping values are not allowed in this context": "a text with a colon and a space in it needs quotes",
    "found character that cannot start any token": "indent with spaces, not tabs; quote a text that starts with @ or `",
}

# (line, key or "", value, message)
Finding = tuple[int, str, str, str]


class Broken(Exception):
    """The text cannot be read: `line` counts from 1, `value` shows what stands there."""

    def __init__(self, line: int, message: str, value: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.value = line, message, value


def parse_yaml(text: str, findings: list[Finding]) -> Iterator[tuple[int, Tree]]:
    """The line and the tree of each document that is not empty; raises Broken.

    Keys given twice are added to `findings` and do not stop the reading; the first of them counts.
    """
    builder = _Builder(text, findings)
    try:
        yield from builder.documents()
    except yaml.MarkedYAMLError as error:
        raise _broken(text, error) from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise Broken(line, f"broken YAML: {error.reason}", _line(text, line)) from None


def _broken(text: str, error: yaml.MarkedYAMLError) -> Broken:
    mark, context = error.problem_mark, error.context_mark
    line = min(mark.line, text.count("\n")) + 1 if mark else 1
    message = f"broken YAML: {error.problem}"
    if mark:
        message += f", column {mark.column + 1}"
    if error.context and context and context.line + 1 != line:
        message += f", {error.context} that starts on line {context.line + 1}"
    if error.problem in HINTS:
        message += f"; {HINTS[error.problem]}"
    return Broken(line, message, _line(text, line))


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].rstrip() if number <= len(lines) else ""


class _Builder:
    def __init__(self, text: str, findings: list[Finding]) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=Loader))
        self._findings = findings
        self._anchors: dict[str, tuple[Tree, int]] = {}  # with the number of values below
        self._built = 0
        self._expanded = 0

    def documents(self) -> Iterator[tuple[int, Tree]]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
                first = next(self._events)
                tree = self._value(first, 0)
                if tree is not None:
                    yield first.start_mark.line + 1, tree

    def _value(self, event: Any, depth: int) -> Tree:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor or "", line)
        if depth > DEPTH:
            raise Broken(line, f"nested more than {DEPTH} deep")
        if event.tag and not event.tag.startswith(CORE_TAG) and event.tag != "!":
            raise Broken(line, "expected a plain value, not one with a tag", event.tag)
        before = self._built + self._expanded
        self._built += 1
        tree = self._new(event, line, depth)
        if event.anchor:
            self._anchors[event.anchor] = tree, self._built + self._expanded - before
        return tree

    def _new(self, event: Any, line: int, depth: int) -> Tree:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(depth)
        return self._dict(line, depth)

    def _alias(self, anchor: str, line: int) -> Tree:
        if anchor not in self._anchors:
            raise Broken(line, "expected an alias of something complete that stands above it", f"*{anchor}")
        tree, size = self._anchors[anchor]
        self._expanded += size
        if self._expanded > EXPANDED:
            raise Broken(line, f"aliases repeat more than {EXPANDED} values", f"*{anchor}")
        return tree

    def _list(self, depth: int) -> PositionedList:
        items = PositionedList()
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.lines.append(event.start_mark.line + 1)
            items.append(self._value(event, depth + 1))
        return items

    def _dict(self, line: int, depth: int) -> PositionedDict:
        mapping = PositionedDict(line)
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            at = event.start_mark.line + 1
            key = self._value(event, depth + 1)
            if not isinstance(key, str):
                raise Broken(at, "expected the name of a field before the colon")
            value = self._value(next(self._events), depth + 1)
            if key in mapping:
                self._findings.append((at, key, "", f"given twice, first on line {mapping.lines[key]}"))
                continue
            mapping.lines[key] = at
            mapping[key] = value
        return mapping


def _scalar(event: Any, line: int) -> str | None:
    text: str = event.value
    if not event.style and text in NULLS:
        return None
    if event.style == '"' and (found := unstorable(text)):  # only an escape can write such a character
        raise Broken(line, "holds a character that no database stores", found)
    return text
