"""A bundle's tree -> text: YAML for people, JSONL for programs.

The tree is of dicts, lists, texts, booleans and numbers, in the order in which it is to be written. Any YAML
reader gets the same texts back: what it might take for a date, a number or a boolean is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

WIDTH = 100
FOLDED_WIDTH = 92
INDENT = 2
# What some reader of YAML 1.1 or 1.2 takes for something else than text; PyYAML's own resolver knows the rest.
AMBIGUOUS = re.compile(r"(?!\.\.)[-+]?[.\d][\d_.,:eExXoObBa-fA-F+-]*|[yYnN]|[-+]?\.(inf|nan)", re.IGNORECASE)
# What certainly stands without quotes.
BARE = re.compile(r"[A-Za-z][\w./ -]*(#[\w.-]+)?")
TAG = "tag:yaml.org,2002:"

Tree = Mapping[str, Any]


def dump_yaml(tree: Tree) -> str:
    """Sections with an empty line between them; short lists and records in one line, long texts folded."""
    return "\n".join(
        yaml.serialize(_mapping({section: value}, 0), Dumper=_Dumper, width=WIDTH, allow_unicode=True)
        for section, value in tree.items()
    )


def dump_jsonl(tree: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """A line for each record, each a bundle of its own."""
    encode = json.JSONEncoder(ensure_ascii=False, default=_json_number).encode
    for section, records in tree.items():
        for record in records:
            yield f"{encode({section: [record]})}\n"


def _json_number(value: object) -> str:
    """A decimal number as text: as a float it could change."""
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def write_folded(self, text: str) -> None:
        """The emitter breaks a line after the word that went beyond the width."""
        width, self.best_width = self.best_width, FOLDED_WIDTH
        super().write_folded(text)
        self.best_width = width


def _node(value: Any, column: int, used: int = 0) -> yaml.Node:
    """The node of a value that stands at `column`, after `used` characters of its line."""
    return _flow(value, column + used) or _block(value, column, used)


def _block(value: Any, column: int, used: int = 0) -> yaml.Node:
    if isinstance(value, Mapping):
        return _mapping(value, column)
    if _is_list(value):
        return _sequence(value, column)
    return _scalar(value, WIDTH - column - used)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _mapping(value: Mapping[str, Any], column: int) -> yaml.MappingNode:
    pairs = [(_scalar(key, WIDTH), _node(item, column + INDENT, len(key))) for key, item in value.items()]
    return yaml.MappingNode(f"{TAG}map", pairs, flow_style=False)


def _sequence(value: Sequence[Any], column: int) -> yaml.SequenceNode:
    """Records that fit stand in one line each, unless most of their list do not."""
    column += INDENT
    flowing = [_flow(item, column) for item in value]
    if 2 * flowing.count(None) > len(value) and isinstance(value[0], Mapping):
        flowing = [None] * len(value)
    nodes = [node or _block(item, column) for node, item in zip(flowing, value, strict=True)]
    return yaml.SequenceNode(f"{TAG}seq", nodes, flow_style=False)


def _flow(value: Any, column: int) -> yaml.Node | None:
    """A list or a record in one line, if it fits and holds no records of its own."""
    if not isinstance(value, Mapping) and not _is_list(value):
        return None
    return None if _holds_mapping(value) or _length(value) > WIDTH - column else _flowing(value)


def _flowing(value: Any) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_scalar(key, WIDTH), _flowing(item)) for key, item in value.items()]
        return yaml.MappingNode(f"{TAG}map", pairs, flow_style=True)
    if _is_list(value):
        return yaml.SequenceNode(f"{TAG}seq", [_flowing(item) for item in value], flow_style=True)
    return _scalar(value, WIDTH)


def _length(value: Any) -> int:
    """About how many characters a value takes in one line; counting ends where it is too much anyway."""
    if isinstance(value, str):
        return len(value) if BARE.fullmatch(value) else len(value) + 2
    if isinstance(value, Mapping):
        return _total([len(key) + 2 + _length(item) for key, item in value.items()])
    if isinstance(value, Sequence):
        return _total([_length(item) for item in value])
    return len(str(value))


def _total(lengths: list[int]) -> int:
    return sum(lengths) + 2 * max(len(lengths), 1)


def _holds_mapping(value: Any) -> bool:
    items = value.values() if isinstance(value, Mapping) else value
    return any(isinstance(item, Mapping) or (_is_list(item) and _holds_mapping(item)) for item in items)


def _scalar(value: Any, room: int) -> yaml.ScalarNode:
    if isinstance(value, bool):
        return yaml.ScalarNode(f"{TAG}bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode(f"{TAG}int", str(value))
    if isinstance(value, Decimal):
        return yaml.ScalarNode(f"{TAG}float", format(value, "f"))
    if value is None:
        return yaml.ScalarNode(f"{TAG}null", "null")
    return yaml.ScalarNode(f"{TAG}str", value, style=_style(value, room))


def _style(text: str, room: int) -> str | None:
    """How a text is written; None leaves plain or single quotes to the emitter."""
    lines = text.split("\n")
    if AMBIGUOUS.fullmatch(text) or _resolved(text) != f"{TAG}str" or not all(map(str.isprintable, lines)):
        return '"'
    if any(line != line.strip() for line in lines):
        return None
    if len(lines) > 1:
        # Empty lines at the end would take in those between two sections.
        return '"' if lines[-2:] == ["", ""] else "|"
    return ">" if len(text) > room and "  " not in text else None


_resolver = yaml.resolver.Resolver()


def _resolved(text: str) -> str:
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
