"""The codebook: topics and places as trees, attributes with what they take, one entry in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from tracker.query.codebook import Attribute, Code, Entry, Place, Topic
from tracker.render.paper import Paper, Span

INDENT = "  "
Branch = TypeVar("Branch", Code, Place)


class Codebook(NamedTuple):
    """All of it in short, or one entry and what stands below it in `full`."""

    topics: Sequence[Topic]
    attributes: Sequence[Attribute]
    codes: Sequence[Code]
    places: Sequence[Place] = ()
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
        if self.places:
            yield from [""] if self.topics or self.attributes else []
            yield paper.rule(Span("Places", "bold"))
            for depth, place in nested(self.places, "place"):
                text = f" ({place.name}, {place.kind})" + (f": {place.definition}" if place.definition else "")
                yield from self._entry(paper, place.place, text, place, INDENT * depth)

    def _attribute(self, paper: Paper, row: Attribute) -> Iterator[str]:
        takes = f"{'many' if row.many else 'one'}, {row.type}"
        polarity = "" if row.polarity == "none" else f", {row.polarity.replace('-', ' ')}"
        yield from self._entry(paper, row.attribute, f" ({takes}{polarity}): {row.definition}", row, "")
        for depth, code in nested([code for code in self.codes if code.attribute == row.attribute], "code"):
            yield from self._entry(paper, code.code, f": {code.definition or ''}", code, INDENT * (depth + 1))

    def _entry(
        self, paper: Paper, slug: str, text: str, row: Topic | Attribute | Code | Place, indent: str
    ) -> Iterator[str]:
        yield from paper.flow([Span(slug, "slug"), Span(text)], indent, f"{indent}{INDENT * 2}")
        if self.full:
            found = {"use": row.when_to_use, "not": row.when_not, "example": row.example}
            for name, said in found.items():
                yield from paper.flow([Span(f"{name}: ", "dim"), said], f"{indent}{INDENT * 2}") if said else ()


def nested(rows: Sequence[Branch], key: str) -> Iterator[tuple[int, Branch]]:
    """Rows with how deep they stand, each followed by those that it contains; `key` names the column of their slug."""
    slugs = {getattr(row, key) for row in rows}

    def below(parent: str | None, depth: int) -> Iterator[tuple[int, Branch]]:
        for row in rows:
            if (row.parent if row.parent in slugs else None) == parent:
                yield depth, row
                yield from below(getattr(row, key), depth + 1)

    return below(None, 0)


def entries(book: Codebook) -> list[Entry]:
    """All of it as rows of one shape, for machines."""
    return [
        *(Entry("topic", t.topic, t.parent, t.title, None, None, None, *t[3:], None) for t in book.topics),
        *(
            Entry("attribute", a.attribute, None, None, a.type, a.many, a.polarity, *a[4:], None)
            for a in book.attributes
        ),
        *(Entry("code", f"{c.attribute}/{c.code}", c.parent, None, None, None, None, *c[3:]) for c in book.codes),
        *(Entry("place", p.place, p.parent, p.name, p.kind, None, None, *p[4:], None) for p in book.places),
    ]
