"""What a report tells: rows, gathered by what kind of news they are. What is not there is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tracker.query.changes import Change, Difference
from tracker.query.changesets import Changeset, Step
from tracker.query.codebook import Topic
from tracker.query.demands import Citation, Ending, Version
from tracker.query.labels import Labels
from tracker.query.outcomes import Agreement, AgreementTerm, Response, Settlement
from tracker.query.sources import Passage
from tracker.render.held import Moved


class Frame(NamedTuple):
    """The interval told of, after `since` up to and with `until`, in both times; and what it is narrowed to."""

    name: str
    since: date
    until: date
    since_changeset: int
    until_changeset: int
    recorded_at: datetime | None
    view: str
    narrowed: Mapping[str, str]
    ignored: Sequence[str]
    time_zone: str


class Late(NamedTuple):
    """What parties did up to the day `since`, recorded in the interval: by true date.

    `moved` are the spells whose days up to then are otherwise than the report before knew them.
    """

    changes: Sequence[Change]
    moved: Sequence[Moved]
    citations: Sequence[Citation]
    endings: Sequence[Ending]
    responses: Sequence[Response]
    agreements: Sequence[Agreement]

    def __bool__(self) -> bool:
        return any(self)


class Recorded(NamedTuple):
    """A changeset, and those of its steps that are told nowhere else in the report."""

    changeset: Changeset
    steps: Sequence[Step]

    @property
    def ours(self) -> bool:
        """Whether it corrected or arranged what was coded, and did not bring what sources say."""
        return self.changeset.cause not in ("new-source", "unstated")


class Besides(NamedTuple):
    """What stands beside the news: all versions, citations and endings of the demands told of, by demand; names."""

    spells: Mapping[str, Sequence[Version]]
    citations: Mapping[str, Sequence[Citation]]
    endings: Mapping[str, Sequence[Ending]]
    agreed: Mapping[str, Sequence[AgreementTerm]]
    settled: Mapping[str, Sequence[Settlement]]
    labels: Labels
    passages: Sequence[Passage]
    topics: Mapping[str, Topic]
    polarity: Mapping[str, str]
    single: frozenset[str]


class News(NamedTuple):
    """All of a report. `persisted` is no news, nor are endings of demands that stand in `changes`."""

    frame: Frame
    changes: Sequence[Difference]
    endings: Sequence[Ending]
    responses: Sequence[Response]
    agreements: Sequence[Agreement]
    persisted: Sequence[Difference]
    late: Late
    recorded: Sequence[Recorded]
    besides: Besides

    def __bool__(self) -> bool:
        told = (self.changes, self.endings, self.responses, self.agreements, self.late, self.recorded)
        return any(map(bool, told))

    def held(self, row: Difference, version: str | None, on: date) -> Version | None:
        """The spell of a version of the row's demand that ran on a day."""
        return next((spell for spell in self.spells(row.demand) if spell.version == version and _runs(spell, on)), None)

    def spells(self, demand: str) -> Sequence[Version]:
        return self.besides.spells.get(demand, ())

    def steps_between(self, demand: str) -> list[Version]:
        """The spells of a demand that began in the interval, in order."""
        return [row for row in self.spells(demand) if self.within(row.held_from)]

    def within(self, day: date) -> bool:
        return self.frame.since < day <= self.frame.until


def _runs(spell: Version, on: date) -> bool:
    return spell.held_from <= on and (spell.held_to is None or spell.held_to > on)
