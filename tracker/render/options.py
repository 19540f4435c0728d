"""The alternatives that a document offers: what is asked whichever is taken, then what each way asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.query.labels import Labels
from tracker.query.sources import Document, Option, Passage
from tracker.render import outline, terms
from tracker.render.dates import day
from tracker.render.paper import Paper, Span

INDENT = "  "


class Options(NamedTuple):
    """The rows come with what stands outside every choice first, then by choice and option."""

    document: Document
    rows: Sequence[Option]
    passages: Sequence[Passage]
    labels: Labels

    def told(self, paper: Paper) -> Iterator[str]:
        row = self.document
        date = day(row.issued_on, row.issued_precision)
        yield from paper.flow(Span(row.title, "bold"))
        yield from paper.flow([Span(row.document, "slug"), Span(f" {paper.sign('dot')} {date}")])
        ways = any(passage.combine == "any" for passage in self.passages)
        if not ways:
            yield from paper.flow("It offers no alternatives: all of this is asked.")
        # A demand that is cited without a passage is asked by the document as a whole: before its first passage.
        places = [self.document.document, *outline.ordered(self.passages)]
        for (choice, option), asked in groupby(self.rows, key=lambda row: (row.choice, row.option)):
            yield ""
            yield from self._head(paper, choice, option, ways)
            for found in sorted(asked, key=lambda row: places.index(row.passages[0]) if row.passages else 0):
                yield from self._demand(paper, found)

    def _head(self, paper: Paper, choice: str | None, option: str | None, ways: bool) -> Iterator[str]:
        if choice is None or option is None:
            yield paper.rule(Span("Whichever is taken" if ways else "Asked", "bold"))
            return
        siblings = [row for row in self.passages if f"{row.document}#{row.parent}" == choice]
        places = [f"{row.document}#{row.passage}" for row in siblings]
        number = places.index(option) + 1 if option in places else 0
        head = f"Path {number} of {len(siblings)}" if number else "One path"
        yield paper.rule([Span(head, "bold"), Span(f"  #{option.partition('#')[2]}", "slug")])
        if number and siblings[number - 1].gist:
            yield from paper.flow(siblings[number - 1].gist or "")

    def _demand(self, paper: Paper, row: Option) -> Iterator[str]:
        places = " ".join(f"#{label}" for label in (place.partition("#")[2] for place in row.passages) if label)
        yield from paper.ends([f"{paper.sign('bullet')} ", Span(row.demand, "slug")], [Span(places, "dim")])
        yield from paper.flow(row.title, INDENT)
        stages = [f"stage={stage}" for stage in row.stages]
        asked = [term for term in row.terms if not term.startswith("stage=")]
        yield from terms.lines(paper, terms.standing([*stages, *asked]), self.labels, INDENT * 2)
