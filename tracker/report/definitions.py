"""What a report is: the definition, its runs, and the checks of what a user gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import InputError
from tracker.query import names
from tracker.query.demands import Demand
from tracker.query.select import select
from tracker.report.message import FORMATS, Since
from tracker.report.schedule import last_missed

if TYPE_CHECKING:
    from tracker.database.connect import Reader

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
DELIVERED, SKIPPED, FAILED = "delivered", "skipped", "failed"


class Narrowing(NamedTuple):
    """What a report is narrowed to: slugs, or none for all."""

    process: str | None = None
    party: str | None = None
    topic: str | None = None
    demand: str | None = None


class Definition(NamedTuple):
    """A report as it is asked for, and how far it has told the news; the columns of `report.definition`."""

    id: int
    name: str
    every: str
    time_zone: str
    process: str | None
    party: str | None
    topic: str | None
    demand: str | None
    view: str
    formats: list[str]
    targets: list[str]
    only_when_changed: bool
    ignored: list[str]
    paused: bool
    author: str
    created_at: datetime
    due_after: datetime
    told_changeset: int
    told_day: date

    @property
    def told(self) -> Since:
        return Since(self.told_changeset, self.told_day)

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing(self.process, self.party, self.topic, self.demand)

    def missed(self, now: datetime) -> datetime | None:
        """The last of its times that has come since the one it was last made for."""
        return last_missed(self.every, self.time_zone, self.due_after, now)


class Run(NamedTuple):
    """One run; the columns of `report.run`. `moves` where the next report begins where this one ends."""

    id: int
    definition_id: int
    due_at: datetime | None
    moves: bool
    started_at: datetime
    made_at: datetime | None
    ended_at: datetime | None
    status: str
    from_changeset: int
    from_day: date
    to_changeset: int | None
    to_day: date | None
    attempts: int
    next_attempt_at: datetime | None
    reason: str | None
    subject: str | None

    @property
    def since(self) -> Since:
        return Since(self.from_changeset, self.from_day)

    @property
    def until(self) -> Since | None:
        """None where it is not made and no interval was given."""
        return None if self.to_changeset is None or self.to_day is None else Since(self.to_changeset, self.to_day)

    def waits(self, now: datetime) -> bool:
        """Whether it has failed and its next attempt is still to come."""
        return self.next_attempt_at is not None and self.next_attempt_at > now


def checked_name(text: str) -> str:
    if NAME.fullmatch(text):
        return text
    raise InputError(
        f"{text!r} is no name for a report", "Expected a letter or digit, then letters, digits, '.' and '-', up to 100."
    )


def checked_formats(text: str) -> list[str]:
    """`html,csv` as a list, each once, in the order given."""
    found = list(dict.fromkeys(part.strip() for part in text.split(",")))
    for form in found:
        if form not in FORMATS:
            raise InputError(f"there is no format {form!r}", f"Expected some of {', '.join(FORMATS)}, with commas.")
    return found


def narrowed(reader: Reader, given: Narrowing) -> Narrowing:
    """The slugs that are meant today, by their older names too.

    InputError with the nearest for an unknown one, and where the demand is of another party, topic or process.
    """
    process = names.optional(reader, "process", given.process)
    found = Narrowing(
        process,
        names.party(reader, given.party, process),
        names.optional(reader, "topic", given.topic),
        names.optional(reader, "demand", given.demand),
    )
    if found.demand:
        _refuse_contradiction(reader, found, found.demand)
    return found


def _refuse_contradiction(reader: Reader, given: Narrowing, demand: str) -> None:
    """A report that nothing could ever be in would say for ever that nothing is new."""
    if select(reader, Demand, "demand", where=given._asdict()):
        return
    (row,) = select(reader, Demand, "demand", where={"demand": demand})
    is_of = f"it is of {row.process}, of {row.party}, on {row.topic}"
    raise InputError(f"the demand {demand} is not of what else is given; {is_of}", "Give --demand alone.")


def unknown(name: str, known: Sequence[str]) -> InputError:
    near = names.nearest(name, list(known))
    hint = f"The nearest are: {', '.join(near)}" if near else "See: tracker report list"
    return InputError(
        f"there is no report {name!r}", hint if known else "There is none yet. See: tracker report add -h"
    )
