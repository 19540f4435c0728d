"""Stretches of time: the part of it that a timeline shows, and the parts of a spell, said or passed over in silence."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.query.demands import Version
from tracker.query.timeline import Course


class Window(NamedTuple):
    """The first and the last day shown."""

    start: date
    end: date

    def share(self, day: date) -> float:
        """Where a day lies: 0 at the start, 1 at the end."""
        return (day - self.start).days / max((self.end - self.start).days, 1)

    def shows(self, first: date, last: date | None) -> bool:
        """Whether some of a time lies in it, which has no last day where it goes on."""
        return first <= self.end and (last is None or last >= self.start)


class Part(NamedTuple):
    """A part of a spell, without an end where the spell has none; `silent`: the documents that are silent in it."""

    start: date
    end: date | None
    silent: Sequence[str]


def last_day(day: date, precision: str) -> date:
    """The last day that a date may mean."""
    if precision == "year":
        return date(day.year, 12, 31)
    return date(day.year, day.month, monthrange(day.year, day.month)[1]) if precision == "month" else day


def shifted(day: date, days: int) -> date:
    """A day so many days later, or the last or first of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def window(course: Course, today: date, start: date | None = None, end: date | None = None) -> Window:
    """From the first to the last day of which something is known, with a margin but not beyond today; or as asked.

    Where the one day asked for lies beyond all that, the time shown reaches up to today, or a little way.
    """
    days = [row.held_from for row in course.spells] + [row.dated_on for row in course.citations]
    days += [last_day(row.dated_on, row.dated_precision) for row in course.citations]
    days += [row.ended_on for row in course.endings] + [row.dated_on for row in course.silences]
    first, last = min(days), max(days)
    near = [row.held_on for row in course.meetings]
    first, last = min([first, *near]), max([last, *near])
    margin = max((last - first).days // 12, 10)
    left = max(margin // 3, 4)
    begun, ended = shifted(first, -left), min(shifted(last, margin), max(last, today))
    if start and start >= ended:
        ended = max(today, shifted(start, left))
    if end and end <= begun:
        begun = shifted(end, -left)
    return Window(start or begun, end or ended)


def narrowed(course: Course, shown: Window) -> Course:
    """Only demands of which a spell lies in the window."""
    inside = {row.demand for row in course.spells if shown.shows(row.held_from, row.held_to)}
    kept = {
        name: [row for row in getattr(course, name) if row.demand in inside]
        for name in ("spells", "citations", "endings", "silences")
    }
    return course._replace(**kept)


def seen(course: Course, shown: Window) -> Course:
    """What of a course is seen in the window; of silences those that lie behind the hollow parts of what is held."""
    spells = [row for row in course.spells if shown.shows(row.held_from, row.held_to)]
    hollow = {
        (row.demand, document)
        for row in spells
        for part in parts(row, course)
        if part.silent and shown.shows(part.start, part.end)
        for document in part.silent
    }
    return Course(
        spells,
        [row for row in course.citations if shown.shows(row.dated_on, last_day(row.dated_on, row.dated_precision))],
        [row for row in course.endings if shown.shows(row.ended_on, row.ended_on)],
        [row for row in course.silences if (row.demand, row.document) in hollow and row.dated_on <= shown.end],
        [row for row in course.meetings if shown.shows(row.held_on, row.held_on)],
    )


def parts(spell: Version, course: Course) -> Iterator[Part]:
    """A spell is passed over in silence from the first silent document on until a document affirms it again."""
    affirmed = sorted(row.dated_on for row in course.citations if row.demand == spell.demand)
    silent = [row for row in course.silences if row.demand == spell.demand and row.dated_on >= spell.held_from]
    at, ended = spell.held_from, spell.held_to
    for row in silent:
        if row.dated_on < at or (ended and row.dated_on >= ended):
            continue
        back = next((day for day in affirmed if day > row.dated_on), None)
        until = min(filter(None, [back, ended]), default=None)
        if row.dated_on > at:
            yield Part(at, row.dated_on, ())
        yield Part(
            row.dated_on,
            until,
            [
                other.document
                for other in silent
                if row.dated_on <= other.dated_on and (until is None or other.dated_on < until)
            ],
        )
        if until is None or until == ended:
            return
        at = until
    yield Part(at, ended, ())
