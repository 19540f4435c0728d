"""What was held when, said once more and independently: straight from the rules for citations, endings and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tests.database.cases import CONTENTS, Case, Terms, last_day, precision

LAST = 10**6  # an ending comes after all citations of its day unless its order says otherwise


class Spell(NamedTuple):
    version: str
    held_from: date
    known: frozenset[str]  # the precisions with which the first day is known; one of them is shown
    held_to: date | None
    change: str


@dataclass
class Moment:
    """A citation of a version, or an ending (no version)."""

    day: date
    order: int
    version: str | None
    known: str

    @property
    def place(self) -> tuple[date, int, bool]:
        return self.day, self.order, self.version is None


def spells(case: Case, demand: int) -> list[Spell]:
    """The spells of a demand, in order."""
    found: list[Spell] = []
    held: str | None = None
    ended = False
    moments = sorted(_moments(case, demand), key=lambda moment: moment.place)
    for moment in moments:
        if moment.version == held:
            continue
        if held is not None:
            found[-1] = found[-1]._replace(held_to=moment.day)
        if moment.version is not None:
            change = _change(case, demand, found, moment.version, ended)
            found.append(Spell(moment.version, moment.day, _known(moments, moment), None, change))
        ended = ended or moment.version is None
        if moment.version is not None:
            ended = False
        held = moment.version
    return found


def _moments(case: Case, demand: int) -> list[Moment]:
    moments = [
        Moment(case.day_of(c), c.order or 0, c.version, precision(case.documents[c.document].issued_on))
        for c in case.citations
        if c.demand == demand
    ]
    for ending in case.endings:
        if ending.demand == demand:
            day = last_day(ending.ended_on or case.documents[ending.document].issued_on)
            moments.append(Moment(day, LAST if ending.order is None else ending.order, None, ""))
    for agreement in case.agreements:
        if (demand, "fully") in agreement.settles:
            day = last_day(agreement.agreed_on or case.documents[agreement.document].issued_on)
            moments.append(Moment(day, LAST, None, ""))
    return moments


def _known(moments: list[Moment], start: Moment) -> frozenset[str]:
    return frozenset(m.known for m in moments if (m.place, m.version) == (start.place, start.version))


def _change(case: Case, demand: int, before: list[Spell], version: str, ended: bool) -> str:
    if not before:
        return "first"
    if ended:
        return "revived"
    contents = case.versions[demand]
    return word(CONTENTS[contents[before[-1].version]], CONTENTS[contents[version]])


def word(was: Terms, becomes: Terms) -> str:
    """The word for a change of terms of attributes that have no polarity and contain nothing."""
    moved = was.get("duration") and becomes.get("duration") and was["duration"] != becomes["duration"]
    old, new = _facts(was), _facts(becomes)
    added, removed = new - old, old - new
    if moved or (added and removed):
        return "altered"
    return "expanded" if added else "narrowed" if removed else "reworded"


def _facts(terms: Terms) -> set[tuple[str, str]]:
    return {(attribute, value) for attribute, values in terms.items() for value in values}
