"""The codebook: topics as a tree, attributes with what they take, one entry in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.query.codebook import Attribute, Code, Entry, Topic
from tracker.render.paper import Paper, Span

INDENT = "  "


class Codebook(NamedTuple):
    """All of it in short, or one entry and what stands below it in `full`."""

    topics: Sequence[Topic]
    attributes: Sequence[Attribute]
    codes: Sequence[Code]
    full: bool = False

    def told(self, paper: Paper) -> Iterator[str]:
        if self.topics:
            yield paper.rule(Span("Topics", "bold"))
            for topic in self.topics:
                indent = INDENT * topic.topic.count(".")
                yield from self._entry(paper, topic.topic, f" ({topic.title}): {topic.definition}", topic, indent)
        if self.attributes:
            yield from [""] if self.topics else []
            yield paper.rule(Span("Attributes of terms", "bold"))
            for attribute in self.attributes:
                yield from self._attribute(paper, attribute)

    def _attribute(self, paper: Paper, row: Attribute) -> Iterator[str]:
        takes = f"{'many' if row.many else 'one'}, {row.type}"
        polarity = "" if row.polarity == "none" else f", {row.polarity.replace('-', ' ')}"
        yield from self._entry(paper, row.attribute, f" ({takes}{polarity}): {row.definition}", row, "")
        for depth, code in nested([code for code in self.codes if code.attribute == row.attribute]):
            yield from self._entry(paper, code.code, f": {code.definition or ''}", code, INDENT * (depth + 1))

    def _entry(self, paper: Paper, slug: str, text: str, row: Topic | Attribute | Code, indent: str) -> Iterator[str]:
        yield from paper.flow([Span(slug, "slug"), Span(text)], indent, f"{indent}{INDENT * 2}")
        if self.full:
            found = {"use": row.when_to_use, "not": row.when_not, "example": row.example}
            for name, said in found.items():
                yield from paper.flow([Span(f"{name}: ", "dim"), said], f"{indent}{INDENT * 2}") if said else ()


def nested(codes: Sequence[Code], parent: str | None = None, depth: int = 0) -> Iterator[tuple[int, Code]]:
    """Codes with how deep they stand, each followed by those that it contains."""
    for code in codes:
        if code.parent == parent:
            yield depth, code
            yield from nested(codes, code.code, depth + 1)


def entries(book: Codebook) -> list[Entry]:
    """All of it as rows of one shape, for machines."""
    return [
        *(Entry("topic", t.topic, t.parent, t.title, None, None, None, *t[3:], None) for t in book.topics),
        *(
            Entry("attribute", a.attribute, None, None, a.type, a.many, a.polarity, *a[4:], None)
            for a in book.attributes
        ),
        *(Entry("code", f"{c.attribute}/{c.code}", c.parent, None, None, None, None, *c[3:]) for c in book.codes),
    ]
