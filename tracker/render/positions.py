"""What each party holds: by party and topic, each demand with since when, how affirmed, as an alternative or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from tracker.query.demands import Version
from tracker.query.labels import Labels
from tracker.render.dates import counted, day, since
from tracker.render.paper import Paper, Span

INDENT = "    "


class Positions(NamedTuple):
    """`title` says where and when, `on` is that day; the rows come ordered by process, party and topic."""

    title: str
    on: date
    rows: Sequence[Version]
    labels: Labels

    def told(self, paper: Paper) -> Iterator[str]:
        yield from paper.flow(Span(self.title, "bold"))
        for (process, party), rows in groupby(self.rows, key=lambda row: (row.process, row.party)):
            held = list(rows)
            name = self.labels.actors.get(party, party)
            yield ""
            yield paper.rule([Span(name, "bold"), Span(f"  {process}, {counted(len(held), 'demand')}", "dim")])
            for topic, of_topic in groupby(held, key=lambda row: row.topic):
                yield from paper.flow(Span(topic, "dim"))
                for row in of_topic:
                    yield from _position(paper, row, self.on)


def _position(paper: Paper, row: Version, on: date) -> Iterator[str]:
    held = Span(since(row.held_from, row.held_from_precision), "date")
    yield from paper.ends([Span("  "), Span(row.demand, "slug")], held)
    yield from paper.flow(row.summary, INDENT)
    yield from paper.flow(Span(f" {paper.sign('dot')} ".join(_standing(row, on)), "dim"), INDENT)


def _standing(row: Version, on: date) -> Iterator[str]:
    if row.kind == "proposal":
        yield "proposal"
    if row.change != "first":
        yield f"{row.change}, {row.direction}" if row.direction else row.change
    if row.choices:
        yield f"an alternative ({', '.join(row.choices)})"
    affirmed = day(row.last_affirmed_on, row.last_affirmed_precision)
    yield f"last affirmed {affirmed} ({counted(row.affirmations, 'document')})"
    if row.silent_in:
        yield f"silent in {', '.join(row.silent_in)}"
    for term in row.terms:  # no demand lapses by itself: a window that is past is said, and a person ends it
        last = term.removeprefix("window=").rpartition("/")[2]
        if term.startswith("window=") and date.fromisoformat(last) < on:
            yield f"its window ended on {last}"
