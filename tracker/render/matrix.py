"""Topics by parties, side by side: what each asks, and which demands oppose each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from tracker.query.changes import Stand
from tracker.query.labels import Labels
from tracker.render.dates import day
from tracker.render.paper import Paper, Span, width, wrap

GUTTER = 3
NARROWEST = 28  # a column narrower than this reads worse than one below the other


class Matrix(NamedTuple):
    """`title` says where and when; the rows come ordered by process, topic and party."""

    title: str
    rows: Sequence[Stand]
    labels: Labels

    def told(self, paper: Paper) -> Iterator[str]:
        yield from paper.flow(Span(self.title, "bold"))
        for process, rows in groupby(self.rows, key=lambda row: row.process):
            stands = list(rows)
            parties = sorted({row.party for row in stands})
            room = (paper.width - GUTTER * (len(parties) - 1)) // len(parties)
            yield ""
            yield from paper.flow(Span(process, "dim"))
            beside = room >= NARROWEST
            yield from _beside(paper, self._heads(parties), room) if beside else []
            for topic, of_topic in groupby(stands, key=lambda row: row.topic):
                yield paper.rule(Span(topic, "bold"))
                cells = {row.party: row for row in of_topic}
                yield from self._topic(paper, parties, cells, room if beside else 0)

    def _heads(self, parties: Sequence[str]) -> list[list[list[Span]]]:
        return [[[Span(self.labels.actors.get(party, party), "bold")]] for party in parties]

    def _topic(self, paper: Paper, parties: Sequence[str], cells: dict[str, Stand], room: int) -> Iterator[str]:
        if room:
            yield from _beside(paper, [_cell(paper, cells.get(party), room) for party in parties], room)
            return
        for party, row in cells.items():
            yield from paper.flow(Span(self.labels.actors.get(party, party), "bold"))
            for line in _cell(paper, row, paper.width - 2):
                yield paper.show([Span("  "), *line])


def _cell(paper: Paper, row: Stand | None, room: int) -> list[list[Span]]:
    """A party's demands on a topic: slug, summary, what opposes them; when they last moved."""
    if row is None:
        return [[Span("-", "dim")]]
    lines: list[list[Span]] = []
    for demand, summary in zip(row.demands, row.summaries, strict=True):
        lines += [*wrap(Span(demand, "slug"), room), *wrap(summary, room)]
    if row.opposed_by:
        lines += wrap([Span(f"{paper.sign('against')} opposed by "), Span(", ".join(row.opposed_by), "slug")], room)
    if row.last_moved_on:
        moved = f"last moved {day(row.last_moved_on, row.last_moved_precision)}" + (
            f", {row.last_direction}" if row.last_direction else ""
        )
        lines += wrap(Span(moved, "dim"), room)
    return lines


def _beside(paper: Paper, cells: Sequence[list[list[Span]]], room: int) -> Iterator[str]:
    for pieces in zip_longest(*cells, fillvalue=[]):
        line: list[Span] = []
        for number, piece in enumerate(pieces):
            gap = " " * (number * (room + GUTTER) - width(line))
            line = [*line, Span(gap), *piece]
        yield paper.show(line).rstrip()
