"""The timeline on a terminal: a lane a demand, a column a stretch of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from tracker.query.demands import Version
from tracker.query.labels import Labels
from tracker.query.timeline import Course
from tracker.render.dates import day
from tracker.render.paper import Paper, Span, width
from tracker.render.signs import fitting
from tracker.render.spans import Window, parts, shifted

MOST, SHARE = 34, 0.36  # columns for slugs, and of the paper
LEGEND = {
    "first": "first stated", "hardened": "hardened", "softened": "softened", "mixed": "mixed",
    "neutral": "changed without direction", "affirmed": "affirmed", "silent": "passed over in silence",
    "choice": "one of several alternatives", "onward": "not ended", "ended": "ended", "rail": "meeting",
}  # fmt: skip


class Lanes(NamedTuple):
    """`window` is the time shown; the spells come in order of process, party, topic and demand."""

    title: str
    course: Course
    window: Window
    labels: Labels

    def told(self, paper: Paper) -> Iterator[str]:
        yield from paper.flow(Span(self.title, "bold"))
        names = [row.demand for row in self.course.spells]
        left = min(max(map(width, names), default=0), MOST, int(paper.width * SHARE))
        room = paper.width - left - 3
        used: set[str] = set()
        for (process, party), rows in groupby(self.course.spells, key=lambda row: (row.process, row.party)):
            yield ""
            yield paper.rule([Span(self.labels.actors.get(party, party), "bold"), Span(f"  {process}", "dim")])
            for demand, spells in groupby(rows, key=lambda row: row.demand):
                name = demand if width(demand) <= left else f"{demand[: fitting(demand, left - 2)]}.."
                cells = self._cells(list(spells), room)
                used |= {sign for sign, _ in cells if sign}
                gap = " " * (left - width(name) + 1)
                yield paper.show([Span(name, "slug"), Span(gap), *(_drawn(paper, *cell) for cell in cells)]).rstrip()
        yield paper.show(" " * (left + 1) + _ends(self.window, room))
        yield ""
        yield from paper.flow(self._legend(paper, used))
        yield from self._meetings(paper)

    def _column(self, at: date, room: int) -> int:
        return min(max(int(self.window.share(at) * (room - 1)), 0), room - 1)

    def _cells(self, spells: Sequence[Version], room: int) -> list[tuple[str, str]]:
        """For each column its sign and style; one more for a demand that goes on."""
        cells = [("", "")] * (room + 1)
        for meeting in self.course.meetings:
            if self.window.start <= meeting.held_on <= self.window.end:
                cells[self._column(meeting.held_on, room)] = ("rail", "dim")
        for row in spells:
            if row.held_from <= self.window.end:
                self._spell(cells, row, room)
        for ending in self.course.endings:
            if ending.demand == spells[0].demand and self.window.start <= ending.ended_on <= self.window.end:
                cells[self._column(ending.ended_on, room)] = ("ended", "")
        if spells[-1].held_to is None and spells[-1].held_from <= self.window.end:
            cells[room] = ("onward", spells[-1].direction or "")
        return cells

    def _spell(self, cells: list[tuple[str, str]], row: Version, room: int) -> None:
        style = row.direction or ""
        for part in parts(row, self.course):
            last_day = shifted(part.end, -1) if part.end else self.window.end
            if shifted(last_day, 1) < self.window.start or part.start > self.window.end:
                continue
            sign = "silent" if part.silent else "choice" if row.choices else "held"
            first, last = self._column(part.start, room), self._column(last_day, room)
            cells[first : max(last, first) + 1] = [(sign, style)] * (max(last, first) - first + 1)
        for cited in self.course.citations:
            inside = row.held_from <= cited.dated_on and (row.held_to is None or cited.dated_on < row.held_to)
            if cited.demand == row.demand and inside and self.window.start <= cited.dated_on <= self.window.end:
                cells[self._column(cited.dated_on, room)] = ("affirmed", style)
        if row.held_from >= self.window.start:
            cells[self._column(row.held_from, room)] = (row.direction or "first", style)

    def _legend(self, paper: Paper, used: set[str]) -> str:
        return "   ".join(f"{paper.sign(sign)} {words}" for sign, words in LEGEND.items() if sign in used)

    def _meetings(self, paper: Paper) -> Iterator[str]:
        for row in self.course.meetings:
            if self.window.start <= row.held_on <= self.window.end:
                head = [Span(paper.sign("rail"), "dim"), Span(f" {day(row.held_on, row.held_precision)} ", "date")]
                place = self.labels.places.get(row.place or "", row.place or "")
                yield from paper.flow([Span(row.meeting, "slug"), Span(f"  {place}")], head)


def _drawn(paper: Paper, sign: str, style: str) -> Span:
    return Span(paper.sign(sign)[:1] if sign else " ", style)


def _ends(window: Window, room: int) -> str:
    """The days of the left and the right end, and between them as many as there is room for."""
    count = max(room // 26, 1)
    text = ""
    for number in range(count + 1):
        at = str(window.start + (window.end - window.start) * number / count)
        text = text.ljust(min(round(number / count * (room - 1)), room - 10)) + at
    return text
