"""What a report tells: rows, gathered by what kind of news they are. What is not there is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tracker.query.changes import Change, Difference
from tracker.query.changesets import Changeset, Step
from tracker.query.codebook import Topic
from tracker.query.demands import Citation, Ending, Version
from tracker.query.ends import Ends
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

    @property
    def over(self) -> date:
        """The last day that was over at the report before: what is dated up to it and recorded since is late."""
        return self.since - timedelta(days=1)


class Late(NamedTuple):
    """What parties did up to the day `Frame.over`, recorded in the interval: by true date.

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
    """What stands beside the news: all versions, citations and endings of the demands told of, by demand; names.

    `titles` are those of all demands that are named, `processes` those of processes.
    `brought` are the changesets of what was found late, by demand and document; by demand alone where a spell moved; by
    the slug of an answer or an agreement.
    `ends` are how exactly the ends of the spells that moved are dated, as the first and the last changeset of the
    interval know it.
    """

    spells: Mapping[str, Sequence[Version]]
    citations: Mapping[str, Sequence[Citation]]
    endings: Mapping[str, Sequence[Ending]]
    agreed: Mapping[str, Sequence[AgreementTerm]]
    settled: Mapping[str, Sequence[Settlement]]
    labels: Labels
    passages: Sequence[Passage]
    topics: Mapping[str, Topic]
    titles: Mapping[str, str]
    processes: Mapping[str, str]
    single: frozenset[str]
    brought: Mapping[tuple[str, str | None], Changeset]
    ends: Ends


class OfTheDay(NamedTuple):
    """What is dated on the day `since` and was recorded in the interval: it is news, as that day was not over.

    Demands whose spells moved there; versions that came to be held; citations, by version and document; endings.
    """

    moved: frozenset[str] = frozenset()
    began: frozenset[tuple[str, str]] = frozenset()
    said: frozenset[tuple[str, str, str]] = frozenset()
    ended: frozenset[tuple[str, str]] = frozenset()

    @property
    def demands(self) -> set[str]:
        return {*self.moved, *(one[0] for some in (self.began, self.said, self.ended) for one in some)}


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
    of_the_day: OfTheDay = OfTheDay()

    def __bool__(self) -> bool:
        told = (self.changes, self.endings, self.responses, self.agreements, self.late, self.recorded)
        return any(map(bool, told))

    def held(self, row: Difference, version: str | None, on: date) -> Version | None:
        """The spell of a version of the row's demand that ran on a day, or else the last that had begun by then."""
        begun = [spell for spell in self.spells(row.demand) if spell.version == version and spell.held_from <= on]
        return next((spell for spell in begun if _runs(spell, on)), begun[-1] if begun else None)

    def until_then(self, row: Change) -> Version | None:
        """The spell that ended when a demand changed."""
        found = (row.from_version, row.changed_on)
        return next((spell for spell in self.spells(row.demand) if (spell.version, spell.held_to) == found), None)

    def brought(self, slug: str, document: str | None = None) -> Changeset | None:
        """The changeset that brought what was found late."""
        found = self.besides.brought
        return found.get((slug, document)) or found.get((slug, None))

    def spells(self, demand: str) -> Sequence[Version]:
        return self.besides.spells.get(demand, ())

    def steps_between(self, demand: str) -> list[Version]:
        """The spells of a demand that began in the interval, in order."""
        return [
            row
            for row in self.spells(demand)
            if self._within(row.held_from, (demand, row.version) in self.of_the_day.began)
        ]

    def said(self, row: Citation) -> bool:
        """Whether it was said in the interval."""
        return self._within(row.dated_on, (row.demand, row.version, row.document) in self.of_the_day.said)

    def ended(self, row: Ending) -> bool:
        """Whether it ended in the interval."""
        return self._within(row.ended_on, (row.demand, row.document) in self.of_the_day.ended)

    def _within(self, day: date, of_the_day: bool) -> bool:
        return self.frame.since < day <= self.frame.until or (day == self.frame.since and of_the_day)


def _runs(spell: Version, on: date) -> bool:
    return spell.held_from <= on and (spell.held_to is None or spell.held_to > on)
