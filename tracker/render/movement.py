"""Movement: how often each party moved on each topic in each month, and in which direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from tracker.query.changes import Change
from tracker.query.labels import Labels
from tracker.render.paper import Paper, Span, Text, width
from tracker.render.paper import plain as plainly

KINDS = ("first", "hardened", "softened", "mixed", "neutral", "ended")
WORDS = {"first": "first stated", "neutral": "changed without direction"}
ENDINGS = {"withdrawn", "agreed", "met", "lapsed", "replaced"}


class Movement(NamedTuple):
    """`precisions`: by demand and day how exactly a step is dated; rows in order of process, party, topic, date."""

    title: str
    rows: Sequence[Change]
    precisions: Mapping[tuple[str, date], str]
    labels: Labels

    def months(self) -> list[str]:
        """Of which something is known: `2024-06`, or `2024` where no month is."""
        return sorted({self.month(row) for row in self.rows})

    def month(self, row: Change) -> str:
        coarse = self.precisions.get((row.demand, row.changed_on)) == "year"
        return str(row.changed_on)[: 4 if coarse else 7]

    def counted(self) -> dict[tuple[str, str, str], dict[str, Counter[str]]]:
        """By process, party and topic, then by month: how often which kind."""
        found: dict[tuple[str, str, str], dict[str, Counter[str]]] = {}
        for row in self.rows:
            cells = found.setdefault((row.process, row.party, row.topic), {})
            cells.setdefault(self.month(row), Counter())[kind(row)] += 1
        return found

    def early(self) -> set[tuple[str, str, str, str]]:
        """Process, party, topic and month of what is dated by a day only: it happened then, or before."""
        by = [row for row in self.rows if self.precisions.get((row.demand, row.changed_on)) == "by"]
        return {(row.process, row.party, row.topic, self.month(row)) for row in by}

    def told(self, paper: Paper) -> Iterator[str]:
        counted, months = self.counted(), self.months()
        left = min(max(width(topic) for _, _, topic in counted), 30)
        shown = {key: [_cell(paper, cells.get(month)) for month in months] for key, cells in counted.items()}
        sizes = [
            max(map(width, [month, *column]))
            for month, column in zip(months, zip(*shown.values(), strict=True), strict=True)
        ]
        yield from paper.flow(Span(self.title, "bold"))
        for (process, party), keys in groupby(counted, key=lambda key: key[:2]):
            mine = list(keys)
            yield ""
            yield paper.rule([Span(self.labels.actors.get(party, party), "bold"), Span(f"  {process}", "dim")])
            for part in _fitting(sizes, paper.width - left):
                yield paper.show([" " * left, *(_padded(Span(months[at], "date"), sizes[at]) for at in part)]).rstrip()
                for key in mine:
                    cells = [piece for at in part for piece in _spread(shown[key][at], sizes[at])]
                    if any(plainly(shown[key][at]).strip() for at in part):
                        yield paper.show([f"{key[2][:left]:<{left}}", *cells]).rstrip()
        yield ""
        used = [name for name in KINDS if any(kind(row) == name for row in self.rows)]
        yield from paper.flow("   ".join(f"{paper.sign(name)} {WORDS.get(name, name)}" for name in used))
        if self.early():
            yield from paper.flow("Some steps are dated by a day only: they may have come before the month given.")


def kind(row: Change) -> str:
    """Its direction; `first` or `ended` where it has none."""
    return "ended" if row.change in ENDINGS else row.direction or "first"


def _cell(paper: Paper, counts: Counter[str] | None) -> list[Span]:
    found = [name for name in KINDS if counts and counts[name]]
    return [Span(f"{' ' * bool(at)}{paper.sign(name)}{counts[name]}", name) for at, name in enumerate(found) if counts]


def _padded(span: Span, size: int) -> Span:
    return Span("  " + span.text + " " * (size - width(span)), span.style)


def _spread(cell: Text, size: int) -> list[str | Span]:
    return ["  ", *cell, " " * (size - width(cell))]


def _fitting(sizes: Sequence[int], room: int) -> Iterator[list[int]]:
    """The columns in groups that fit beside each other."""
    group: list[int] = []
    for at, size in enumerate(sizes):
        if group and sum(sizes[other] + 2 for other in group) + size + 2 > room:
            yield group
            group = []
        group.append(at)
    if group:
        yield group
