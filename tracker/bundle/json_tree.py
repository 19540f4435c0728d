"""JSON text -> a tree: with lines for a .json file, plain and fast for a line of JSONL.

Numbers are kept as they are written ("79.80"), never as floats.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from json.scanner import make_scanner

from tracker.bundle.tree import PositionedDict, PositionedList, Tree, unstorable
from tracker.bundle.yaml_tree import Broken, Finding

WORDS: dict[str, str | None] = {"true": "true", "false": "false", "null": None}
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s{}\[\]:,"]+|[{}\[\]]')


class _GivenTwice(ValueError):
    """The argument is the key."""


class _NoNumber(ValueError):
    """NaN or an infinity, which Python's decoder reads and JSON does not have. The argument is the word."""


def _refuse(word: str) -> str:
    raise _NoNumber(word)


def _without_repeats(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        raise _GivenTwice(next(n for n in names if names.count(n) > 1))
    return mapping


_decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)
_line_decoder = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_refuse, object_pairs_hook=_without_repeats
)
# Without the decoder's own search for white space around the value.
_scan_line: Callable[[str, int], tuple[Tree, int]] = make_scanner(_line_decoder)  # type: ignore[arg-type]


def parse_json(text: str, findings: list[Finding]) -> Tree:
    """The tree of a .json file, with lines; raises Broken. Keys given twice are added to `findings`."""
    try:
        _decoder.decode(text)
        tree = _Builder(text, findings).value()
        if "\\u" in text:
            _check_characters(tree, 1)
    except (ValueError, RecursionError) as error:
        raise _broken(text, error) from None
    return tree


def parse_json_line(text: str, line: int) -> Tree:
    """The tree of one line of JSONL; raises Broken."""
    try:
        tree, end = _scan_line(text, 0)
        if end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
        if "\\u" in text:
            _check_characters(tree, line)
    except StopIteration as error:
        raise Broken(line, f"broken JSON: expecting value, column {error.value + 1}", text) from None
    except (ValueError, RecursionError) as error:
        broken = _broken(text, error)
        broken.line = line
        raise broken from None
    return tree


def _broken(text: str, error: Exception) -> Broken:
    if isinstance(error, json.JSONDecodeError):
        message = f"broken JSON: {error.msg[0].lower()}{error.msg[1:]}, column {error.colno}"
        return Broken(error.lineno, message, text.split("\n")[error.lineno - 1].rstrip())
    if isinstance(error, _NoNumber):
        token = next(t for t in TOKEN.finditer(text) if t.group() == str(error))
        return Broken(text.count("\n", 0, token.start()) + 1, "broken JSON: expected a number", str(error))
    if isinstance(error, _GivenTwice):
        return Broken(1, "given twice in one object", str(error))
    return Broken(1, "nested too deep")


def _check_characters(tree: Tree, line: int) -> None:
    """Only an escape can write a character that cannot be stored, so this runs only where there is one."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            at = tree.lines[key] if isinstance(tree, PositionedDict) else line
            _check_characters(key, at)
            _check_characters(value, at)
    elif isinstance(tree, list):
        for value in tree:
            _check_characters(value, line)
    elif isinstance(tree, str) and (found := unstorable(tree)):
        raise Broken(line, "holds a character that no database stores", found)


class _Builder:
    """Walks the tokens of a text that is known to be well-formed, so that only the lines remain to be found."""

    def __init__(self, text: str, findings: list[Finding]) -> None:
        self._tokens: Iterator[re.Match[str]] = TOKEN.finditer(text)
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._findings = findings

    def value(self) -> Tree:
        return self._value(next(self._tokens))

    def _line(self, token: re.Match[str]) -> int:
        return bisect_right(self._starts, token.start())

    def _value(self, token: re.Match[str]) -> Tree:
        text = token.group()
        if text == "{":
            return self._dict(self._line(token))
        if text == "[":
            return self._list()
        if text[0] == '"':
            return _text(text)
        return WORDS.get(text, text)

    def _list(self) -> PositionedList:
        items = PositionedList()
        for token in self._tokens:
            if token.group() == "]":
                break
            items.lines.append(self._line(token))
            items.append(self._value(token))
        return items

    def _dict(self, line: int) -> PositionedDict:
        mapping = PositionedDict(line)
        for token in self._tokens:
            if token.group() == "}":
                break
            key, at = _text(token.group()), self._line(token)
            value = self._value(next(self._tokens))
            if key in mapping:
                self._findings.append((at, key, "", f"given twice, first on line {mapping.lines[key]}"))
                continue
            mapping.lines[key] = at
            mapping[key] = value
        return mapping


def _text(quoted: str) -> str:
    return str(json.loads(quoted)) if "\\" in quoted else quoted[1:-1]
