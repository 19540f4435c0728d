"""What a human renderer writes on: a width, colour or not, the signs that the terminal can show.

Text is a sequence of spans (text, style). It is broken into lines while still plain and styled afterwards, so
neither widths nor line breaks know of escape codes. No line is ever longer than the paper is wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.render.signs import columns, fitting, narrow, visible

ANSI = {
    "bold": "1",
    "dim": "2",
    "slug": "36",
    "date": "33",
    "added": "32",
    "removed": "31",
    "moved": "33",
    "kept": "",
    "added-word": "32;4",
    "removed-word": "31;9",
    "found": "33;1",
    "hardened": "31;1",
    "softened": "32;1",
    "mixed": "35;1",
    "neutral": "2",
}

SIGNS = {  # name: (what a terminal of Unicode shows, what any other shows)
    "hardened": ("▲", "^"),
    "softened": ("▼", "v"),
    "mixed": ("◆", "*"),
    "neutral": ("○", "o"),
    "dot": ("·", "-"),
    "arrow": ("→", "->"),
    "rail": ("│", "|"),
    "branch": ("├─ ", "|- "),
    "last": ("└─ ", "`- "),
    "stem": ("│  ", "|  "),
    "rule": ("─", "-"),
    "bullet": ("•", "*"),
    "against": ("⇄", "<>"),
    "held": ("━", "="),
    "silent": ("┄", "."),
    "choice": ("═", "#"),
    "affirmed": ("╋", "+"),
    "onward": ("▶", ">"),
    "ended": ("×", "x"),
    "first": ("┣", "["),
    "open": ("“", '"'),
    "close": ("”", '"'),
}


class Span(NamedTuple):
    """A piece of text of one style; an empty style is plain."""

    text: str
    style: str = ""


Text = str | Span | Sequence["str | Span"]


def spans(text: Text) -> list[Span]:
    """Its pieces, fit to be shown: whatever is written on paper comes through here."""
    parts = [text] if isinstance(text, (str, Span)) else text
    return [Span(visible(part.text), part.style) if isinstance(part, Span) else Span(visible(part)) for part in parts]


def plain(text: Text) -> str:
    """The same as one string."""
    if isinstance(text, str):
        return visible(text)
    parts = [text] if isinstance(text, Span) else text
    return visible("".join([part.text if isinstance(part, Span) else part for part in parts]))


def width(text: Text) -> int:
    """In columns of the terminal."""
    return columns(plain(text))


class Paper(NamedTuple):
    """`width` in columns; `unicode` false where the terminal cannot encode the signs."""

    width: int = 80
    colour: bool = False
    unicode: bool = True

    def sign(self, name: str) -> str:
        return SIGNS[name][0 if self.unicode else 1]

    def show(self, text: Text) -> str:
        """One line as it is, styled."""
        if not self.colour:
            return plain(text)
        return "".join(self._style(span) for span in spans(text))

    def _style(self, span: Span) -> str:
        code = ANSI.get(span.style, "")
        return f"\x1b[{code}m{span.text}\x1b[0m" if code and span.text else span.text

    def rule(self, text: Text = "") -> str:
        """A line across the paper, after a heading if one is given."""
        head = [*spans(text), Span(" ")] if text else []
        fill = max(self.width - width(head), 0)
        return self.show([*head, Span(self.sign("rule") * fill, "dim")])

    def ends(self, left: Text, right: Text) -> list[str]:
        """Left and right on one line, or below each other where they do not fit."""
        gap = self.width - width(left) - width(right)
        if gap < 2 or not plain(right):
            return [*self.flow(left), *self.flow(right, "  ")]
        return [self.show([*spans(left), Span(" " * gap), *spans(right)])]

    def flow(self, text: Text, first: Text = "", rest: Text | None = None) -> list[str]:
        """The text in lines, each after `first` (the first line) or `rest` (the others; as wide as `first`).

        No text, no line.
        """
        words = plain(text).split()
        if not words:
            return []
        head = plain(first)
        margin = " " * columns(head) if rest is None else plain(rest)
        rooms = [max(self.width - columns(prefix), 8) for prefix in (head, margin)]
        flat = " ".join(words)
        if not self.colour and narrow(flat):
            return list(_filled(flat, head, margin, *rooms))
        prefixes = _prefixes(spans(first), spans(margin if rest is None else rest))
        return [
            self.show([*prefix, *line]).rstrip() if not self.colour else self.show([*prefix, *line])
            for prefix, line in zip(prefixes, wrap(text, *rooms), strict=False)
        ]


def _filled(text: str, prefix: str, rest: str, room: int, rest_room: int) -> Iterator[str]:
    """As `wrap`, of narrow words of no style, a space between two: an import may tell of ten thousands of lines."""
    while len(text) > room:
        end = text.rfind(" ", 0, room + 1)
        end = _end(text, room) if end < 0 else end
        yield prefix + text[:end]
        text, prefix, room = text[end:].lstrip(), rest, rest_room
    yield prefix + text


def _prefixes(first: list[Span], rest: list[Span]) -> Iterator[list[Span]]:
    yield first
    while True:
        yield rest


def wrap(text: Text, first: int, rest: int | None = None) -> list[list[Span]]:
    """Lines of spans: the first `first` wide, the others `rest`. A word longer than a line is cut."""
    rest = max(first if rest is None else rest, 1)
    room, used = max(first, 1), 0
    lines: list[list[Span]] = []
    line: list[Span] = []
    for word in _words(text):
        size = width(word)
        space = 1 if line else 0
        if line and used + space + size > room:
            lines.append(line)
            line, used, space, room = [], 0, 0, rest
        while size > room and len(plain(word)) > 1:
            head, word = _cut(word, room)
            lines.append(head)
            size, room = width(word), rest
        line = [*line, *_space(line, word), *word] if space else [*line, *word]
        used += space + size
    return [*lines, line] if line or not lines else lines


def _space(line: list[Span], word: list[Span]) -> list[Span]:
    """The space between two words carries their style where they share one, so that marks run on."""
    return [Span(" ", word[0].style if line[-1].style == word[0].style else "")]


def _words(text: Text) -> Iterator[list[Span]]:
    """Words as lists of spans: a word may change its style inside, as in `(slug)`."""
    word: list[Span] = []
    for span in spans(text):
        for piece in re.split(r"(\s+)", span.text):
            if piece.isspace():
                if word:
                    yield word
                word = []
            elif piece:
                word = [*word, Span(piece, span.style)]
    if word:
        yield word


def _cut(word: list[Span], room: int) -> tuple[list[Span], list[Span]]:
    """The word's head that fits, and what is left."""
    text = plain(word)
    at = _end(text, fitting(text, room))
    return list(_slice(word, 0, at)), list(_slice(word, at, len(text)))


def _end(word: str, most: int) -> int:
    """Where a word of more than so many characters is cut: behind a mark of punctuation, where one is near."""
    marks = [match.end() for match in re.finditer(r"[-./#,_]", word[:most])]
    return marks[-1] if marks and marks[-1] > most // 2 else most


def _slice(word: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for text, style in word:
        piece = text[max(start - at, 0) : max(end - at, 0)]
        at += len(text)
        if piece:
            yield Span(piece, style)
