"""Topics, attributes, codes, places and events: what may be coded, and what it means."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Place(NamedTuple):
    """A place of the codebook."""

    place: str
    parent: str | None
    kind: str
    name: str
    definition: str | None
    when_to_use: str | None
    when_not: str | None
    example: str | None


class Event(NamedTuple):
    """A named moment that terms refer to."""

    process: str
    event: str
    title: str
    happened_on: date | None
    happened_precision: str | None


class Topic(NamedTuple):
    """A subject of the codebook."""

    topic: str
    parent: str | None
    title: str
    definition: str
    when_to_use: str | None
    when_not: str | None
    example: str | None


class Attribute(NamedTuple):
    """What a term says something about."""

    attribute: str
    type: str
    many: bool
    polarity: str
    definition: str
    when_to_use: str | None
    when_not: str | None
    example: str | None


class Code(NamedTuple):
    """A value that an attribute allows."""

    attribute: str
    code: str
    parent: str | None
    definition: str
    when_to_use: str | None
    when_not: str | None
    example: str | None
    rank: int | None


class Entry(NamedTuple):
    """A topic, attribute, code or place alike; `name` of a code is `attribute/code`, `type` of a place its kind."""

    entity: str
    name: str
    parent: str | None
    title: str | None
    type: str | None
    many: bool | None
    polarity: str | None
    definition: str | None
    when_to_use: str | None
    when_not: str | None
    example: str | None
    rank: int | None


def topics(reader: Reader, topic: str | None = None) -> list[Topic]:
    """All topics, or one with those below it."""
    return select(reader, Topic, "topic", where={"topic": topic}, order="topic*")


def attributes(reader: Reader, name: str | None = None) -> list[Attribute]:
    return select(reader, Attribute, "attribute", where={"attribute": name}, order="attribute*")


def codes(reader: Reader, attribute: str | None = None) -> list[Code]:
    return select(reader, Code, "code", where={"attribute": attribute}, order="attribute*, code*")


def places(reader: Reader, names: list[str] | None = None) -> list[Place]:
    return select(reader, Place, "place", where={"place": names}, order="place*")


def branch(reader: Reader, name: str | None = None) -> list[Place]:
    """All places, or one with those below it."""
    rows = places(reader)
    parents = {row.place: row.parent for row in rows}

    def lies_in(place: str | None) -> bool:
        return place is not None and (place == name or lies_in(parents[place]))

    return [row for row in rows if name is None or lies_in(row.place)]
