"""Processes, actors, meetings: who negotiates, with whom, when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import one, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Process(NamedTuple):
    """A negotiation or peace process."""

    process: str
    title: str
    summary: str | None


class Actor(NamedTuple):
    """A state, an organisation or a person."""

    actor: str
    kind: str
    name: str
    description: str | None


class Affiliation(NamedTuple):
    """A person acting for an actor, in a role, for a period."""

    person: str
    actor: str
    role: str
    from_date: date | None
    to_date: date | None
    from_precision: str | None
    to_precision: str | None


class Party(NamedTuple):
    """An actor's part in a process."""

    process: str
    actor: str
    role: str
    from_date: date | None
    to_date: date | None
    from_precision: str | None
    to_precision: str | None


class Meeting(NamedTuple):
    """A dated round of talks."""

    process: str
    meeting: str
    held_on: date
    held_precision: str
    place: str | None
    duration: str | None
    approximate: bool
    summary: str | None


class Delegation(NamedTuple):
    """Who was at a meeting, for whom."""

    process: str
    meeting: str
    party: str
    person: str
    role: str


class ExternalId(NamedTuple):
    """The id of a record in another database."""

    entity: str
    key: str
    scheme: str
    id: str


def processes(reader: Reader) -> list[Process]:
    return select(reader, Process, "process", order="process*")


def process(reader: Reader, name: str) -> Process:
    return one(reader, Process, "process", name)


def parties(reader: Reader, process: str | None = None) -> list[Party]:
    return select(reader, Party, "party", where={"process": process}, order="process*, role*, actor*, from_date")


def actors(reader: Reader, names: list[str] | None = None, kind: str | None = None) -> list[Actor]:
    return select(reader, Actor, "actor", where={"actor": names, "kind": kind}, order="actor*")


def actor(reader: Reader, name: str) -> Actor:
    return one(reader, Actor, "actor", name)


def affiliations(reader: Reader, *, person: str | None = None, of_actor: str | None = None) -> list[Affiliation]:
    where = {"person": person, "actor": of_actor}
    return select(
        reader, Affiliation, "affiliation", where=where, order="from_date nulls first, person*, actor*, role*"
    )


def meetings(reader: Reader, process: str | None = None) -> list[Meeting]:
    return select(reader, Meeting, "meeting", where={"process": process}, order="held_on, meeting*")


def meeting(reader: Reader, name: str) -> Meeting:
    return one(reader, Meeting, "meeting", name)


def delegations(reader: Reader, of_meeting: str) -> list[Delegation]:
    return select(reader, Delegation, "delegation", where={"meeting": of_meeting}, order="party*, role*, person*")


def external_ids(reader: Reader, entity: str, key: str) -> list[ExternalId]:
    return select(reader, ExternalId, "external_id", where={"entity": entity, "key": key}, order="scheme*, id*")
