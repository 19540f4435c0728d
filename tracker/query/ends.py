"""How exactly the ends of spells are dated, as the record knew it: a spell itself says only on which day it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.query import demands
from tracker.query.changesets import Step
from tracker.query.demands import Known
from tracker.query.select import select

if TYPE_CHECKING:
    from tracker.database.connect import Reader

Values = Mapping[str, Any]  # a spell, as the side of a step has it


class Ends(NamedTuple):
    """Precisions by demand and day, as they were known before a change and after it."""

    before: Known
    after: Known


NO_ENDS = Ends({}, {})


class _Start(NamedTuple):
    """Of a version the little that is asked for: to read all of it takes long."""

    demand: str
    held_from: date
    held_from_precision: str


def by_changeset(reader: Reader, steps: Iterable[Step]) -> dict[int, Ends]:
    """Of each changeset in which spells moved. The steps come by changeset."""
    moved = (row for row in steps if row.derived)
    return {
        number: between(reader, _last_before(reader, number), number, list(rows))
        for number, rows in groupby(moved, key=lambda row: row.changeset)
    }


def between(reader: Reader, before: int, after: int, moved: Sequence[Step]) -> Ends:
    """Of the spells that moved, as two changesets know them; 0 is the one before the first."""
    return Ends(
        _known(reader, before, [row.before for row in moved if row.before]),
        _known(reader, after, [row.after for row in moved if row.after]),
    )


def _last_before(reader: Reader, number: int) -> int:
    sql = "select coalesce(max(changeset), 0) from analysis.changeset where changeset < %s"
    return reader.rows(int, sql, [number])[0]


def _known(reader: Reader, changeset: int, spells: Sequence[Values]) -> Known:
    """What ends by an ending, or by a spell that did not move with it, is looked up; the rest tells it by itself."""
    names = sorted({row["demand"] for row in spells if row.get("held_to", row["held_from"]) != row["held_from"]})
    if not changeset or not names:
        return {}
    starts = [_Start(row["demand"], _day(row["held_from"]), row["held_from_precision"]) for row in spells]
    begun = {(row.demand, row.held_from) for row in starts}
    with demands.as_known(reader, changeset) as then:
        endings = demands.endings(then, names)
        told = begun | {(row.demand, row.ended_on) for row in endings}
        ends = {(row["demand"], _day(row["held_to"])) for row in spells if "held_to" in row}
        left = sorted({demand for demand, _ in ends - told})
        starts += select(then, _Start, "version", where={"demand": left}) if left else []
    return demands.precisions(starts, endings)


def _day(text: str) -> date:
    return date.fromisoformat(text)
