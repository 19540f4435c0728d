"""One record: its title, its fields aligned, its evidence, and what belongs to it, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.query.labels import NONE, Labels
from tracker.render import evidence
from tracker.render.evidence import Evidence
from tracker.render.paper import Paper, Span
from tracker.render.values import shown

Section = Callable[[Paper], Iterable[str]]


class Sheet(NamedTuple):
    """`fields` without a value are left out, and so are sections without a line."""

    title: str
    slug: str
    fields: Mapping[str, object]
    evidence: Sequence[Evidence] = ()
    labels: Labels = NONE
    sections: Mapping[str, Section] = {}

    def told(self, paper: Paper) -> Iterator[str]:
        yield from paper.flow(Span(self.title, "bold"))
        yield from paper.flow(Span(self.slug, "slug")) if self.slug != self.title else ()
        yield from self._aligned(paper)
        if self.evidence:
            yield ""
            yield from evidence.lines(paper, self.evidence, self.labels)
        for title, section in self.sections.items():
            if lines := list(section(paper)):
                yield ""
                yield paper.rule(Span(title, "bold"))
                yield from lines

    def _aligned(self, paper: Paper) -> Iterator[str]:
        found = {name: shown(value) for name, value in self.fields.items() if shown(value)}
        width = max(map(len, found), default=0)
        for name, text in found.items():
            yield from paper.flow(text, Span(f"{name:<{width}}  ", "dim"))


def rows(titles: Sequence[str], found: Sequence[Sequence[object]]) -> Section:
    """A section that is a small table."""

    def told(paper: Paper) -> Iterable[str]:
        from tracker.render.table import table

        return table(paper, titles, found) if found else ()

    return told
