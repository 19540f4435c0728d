"""A document's passages as a tree: how those below combine, which are alternatives, what is demanded where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.query.demands import Citation
from tracker.query.sources import Passage
from tracker.render.paper import Paper, Span, Text

COMBINED = {"all": "each of these: ", "any": "one of these: ", "sequence": "in this order: "}


class Outline(NamedTuple):
    """`demands` by passage: what cites it. `with_text` shows the text too, where it was attached."""

    passages: Sequence[Passage]
    demands: Mapping[str, Sequence[str]]
    with_text: bool = False

    def told(self, paper: Paper) -> Iterator[str]:
        yield from self._below(paper, None, "", alternatives=False)

    def _below(self, paper: Paper, parent: str | None, stem: str, *, alternatives: bool) -> Iterator[str]:
        rows = [row for row in self.passages if row.parent == parent]
        for number, row in enumerate(rows, 1):
            last = number == len(rows)
            way = f"alternative {number} of {len(rows)}: " if alternatives else ""
            onward = stem + ("   " if last else paper.sign("stem"))
            indent = Span(f"{onward}  ", "dim")
            head = [Span(stem + paper.sign("last" if last else "branch"), "dim"), Span(f"{row.passage}  ", "slug")]
            yield from paper.flow(_said(row, way), head, indent)
            yield from self._details(paper, row, indent)
            yield from self._below(paper, row.passage, onward, alternatives=row.combine == "any")

    def _details(self, paper: Paper, row: Passage, indent: Span) -> Iterator[str]:
        if found := self.demands.get(row.passage):
            sign = Span(f"{paper.sign('arrow')} ", "dim")
            yield from paper.flow(Span(", ".join(found), "slug"), [indent, sign], [indent, "  "])
        if self.with_text and row.text:
            quoted = [indent, Span("> ", "dim")]
            yield from paper.flow(row.text, quoted, quoted)


def _said(row: Passage, way: str) -> Text:
    markers = f" [{', '.join(row.markers)}]" if row.markers else ""
    return [Span(way, "moved"), Span(COMBINED.get(row.combine or "", ""), "bold"), row.gist or "", Span(markers, "dim")]


def cited(document: str, citations: Sequence[Citation]) -> dict[str, list[str]]:
    """By passage of the document: the demands that it states, or reports of another one; by "" those of no passage."""
    found: dict[str, dict[str, None]] = {}
    for row in citations:
        places = {row.passage or ""} if row.document == document else set()
        places |= {row.via_passage or ""} if row.via_document == document else set()
        for place in places:
            found.setdefault(place, {})[row.demand] = None
    return {place: list(demands) for place, demands in found.items()}


def ordered(passages: Sequence[Passage], parent: str | None = None) -> list[str]:
    """The places `document#label` in the order in which one reads them."""
    found: list[str] = []
    for row in passages:
        if row.parent == parent:
            found += [f"{row.document}#{row.passage}", *ordered(passages, row.passage)]
    return found
