"""What every peer is asked, and the corpus that it is given. Nothing but the standard library: a peer may run under a
Python of its own.

The peers keep one time: that of their own writing. So the corpus is played to them day by day, in order of the dates
of the documents, one transaction a day, and their time stands for ours. They get no citations, no second time, and
have nothing to derive: less work than the product has.
"""

from __future__ import annotations

import bisect
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple


class Event(NamedTuple):
    """From this day on a demand has this content; without a version it is held no more."""

    day: str
    demand: str
    process: str
    party: str
    topic: str
    title: str
    version: str | None
    summary: str | None
    terms: str | None  # JSON


class Held(NamedTuple):
    """A content that was held."""

    demand: str
    version: str
    summary: str
    terms: str


class Changed(NamedTuple):
    """A demand whose content on two days differs; no version where it was not held."""

    demand: str
    before: str | None
    after: str | None


# The bytes of all tables of a PostgreSQL database that are a peer's, with their indexes.
SIZE = """
select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
"""
Days = Iterable[tuple[str, list[Event]]]


def read(path: Path) -> Iterator[tuple[str, list[Event]]]:
    """The events of each day, from lines of JSON in order of days."""
    with path.open(encoding="utf-8") as file:
        events = (Event(*json.loads(line)) for line in file)
        for day, some in groupby(events, lambda event: event.day):
            yield day, list(some)


def compared(before: Iterable[Held], after: Iterable[Held]) -> list[Changed]:
    """The difference of two states, for those that have no better way."""
    was = {held.demand: held for held in before}
    found = []
    for held in after:
        old = was.pop(held.demand, None)
        if old is None or old[2:] != held[2:]:
            found.append(Changed(held.demand, old.version if old else None, held.version))
    return [*found, *(Changed(old.demand, old.version, None) for old in was.values())]


class Axis:
    """The days that were played, each with the peer's own name of that time: a number, a time, a commit."""

    def __init__(self) -> None:
        self._days: list[str] = []
        self._names: list[object] = []

    def add(self, day: str, name: object) -> None:
        self._days.append(day)
        self._names.append(name)

    def at(self, day: str) -> object:
        """The last that is not after a day."""
        return self._names[max(0, bisect.bisect_right(self._days, day) - 1)]


class Peer(ABC):
    """Rows come as Python values, as whoever uses the peer gets them."""

    @abstractmethod
    def __init__(self, url: str, folder: Path) -> None:
        """`url` is a PostgreSQL database of its own, `folder` is for those that keep files."""

    def load(self, days: Days) -> None:
        self.prepare()
        for day, events in days:
            self.play(day, events)
        self.settle()

    @abstractmethod
    def prepare(self) -> None:
        """Makes the tables."""

    @abstractmethod
    def play(self, day: str, events: Sequence[Event]) -> None:
        """Writes what a day brings, and commits it."""

    @abstractmethod
    def settle(self) -> None:
        """After many days."""

    @abstractmethod
    def positions(self, day: str, process: str | None) -> list[Held]: ...

    @abstractmethod
    def history(self, demand: str) -> list[tuple[str, str]]:
        """The versions that it had, one after the other, with their summaries."""

    def diff(self, before: str, after: str) -> list[Changed]:
        return compared(self.positions(before, None), self.positions(after, None))

    @abstractmethod
    def size(self) -> int:
        """Bytes on disk."""
