"""What a timeline shows beside the spells: who kept silent when, and how exactly a step is dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.query import demands, people
from tracker.query.changes import Change
from tracker.query.demands import Citation, Ending, Known, Version
from tracker.query.people import Meeting
from tracker.query.select import EVERYTHING, Scope, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Silence(NamedTuple):
    """A document of the party that covers the topic and passes over in silence what is held."""

    demand: str
    document: str
    dated_on: date


class Course(NamedTuple):
    """Spells in order of process, party, topic and demand, and what happened in them."""

    spells: list[Version]
    citations: list[Citation]
    endings: list[Ending]
    silences: list[Silence]
    meetings: list[Meeting]


def course(reader: Reader, names: list[str], scope: Scope = EVERYTHING) -> Course:
    """Of the demands that bear these names and lie in the scope; of all in it where there are none."""
    where = {**scope._asdict(), "demand": names or None}
    spells = select(reader, Version, "version", where=where, order="process*, party*, topic*, demand*, spell")
    found = sorted({row.demand for row in spells})
    processes = {row.process for row in spells}
    return Course(
        spells,
        demands.citations(reader, found),
        demands.endings(reader, found),
        silences(reader, names, scope),
        [row for row in people.meetings(reader, scope.process) if row.process in processes],
    )


def silences(reader: Reader, names: list[str], scope: Scope = EVERYTHING) -> list[Silence]:
    """Of these demands, or of all in the scope where none is named."""
    where = {"party": scope.party, "topic": scope.topic, "demand": names or None}
    return select(reader, Silence, "silences(%s)", [scope.process], where=where, order="demand*, dated_on")


def movements(reader: Reader, scope: Scope = EVERYTHING) -> list[Change]:
    """Every step of every demand, but for those that say the same in other words or under another name."""
    rows = select(
        reader, Change, "change", where=scope._asdict(), order="process*, party*, topic*, changed_on, demand*"
    )
    return [row for row in rows if row.change not in ("reworded", "persisted")]


def precisions(reader: Reader, rows: Sequence[Change]) -> Known:
    """How exactly the days of these steps are dated."""
    names = sorted({row.demand for row in rows})
    spells = select(reader, Version, "version", where={"demand": names}, order="demand*, spell")
    endings = demands.endings(reader, names)
    known = demands.precisions(spells, endings)
    left = [row for row in rows if (row.demand, row.changed_on) not in known]
    citations = demands.citations(reader, sorted({row.demand for row in left})) if left else []
    return demands.precisions(spells, endings, demands.turning(left, citations))
