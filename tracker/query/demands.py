"""Demands: what is held, its history and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracker.query.select import EVERYTHING, Scope, one, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.changes import Change

Known = Mapping[tuple[str, date], str]  # by demand and day, how exactly what happened then is dated


class Demand(NamedTuple):
    """The lasting identity of one thing that a party asks or offers."""

    process: str
    party: str
    addressee: str
    demand: str
    kind: str
    topic: str
    title: str
    first_stated_on: date | None
    last_affirmed_on: date | None
    versions: int
    spells: int
    status: str
    current_version: str | None
    first_stated_precision: str | None
    last_affirmed_precision: str | None


class Version(NamedTuple):
    """One spell of one content of a demand; also the row of `position` and `positions_on`."""

    process: str
    party: str
    addressee: str
    demand: str
    kind: str
    topic: str
    title: str
    version: str
    spell: int
    summary: str
    terms: list[str]
    held_from: date
    held_from_precision: str
    held_to: date | None
    stated_in: str
    change: str
    direction: str | None
    direction_computed: str | None
    direction_reason: str | None
    choices: list[str]
    last_affirmed_on: date
    affirmations: int
    silent_in: list[str]
    changeset: int
    recorded_at: datetime
    last_affirmed_precision: str


class Spell(NamedTuple):
    """A spell in the history of a demand: a version, what changed to it, its documents."""

    process: str
    party: str
    addressee: str
    demand: str
    kind: str
    topic: str
    title: str
    version: str
    spell: int
    summary: str
    terms: list[str]
    held_from: date
    held_from_precision: str
    held_to: date | None
    stated_in: str
    change: str
    direction: str | None
    direction_computed: str | None
    direction_reason: str | None
    choices: list[str]
    last_affirmed_on: date
    affirmations: int
    silent_in: list[str]
    changeset: int
    recorded_at: datetime
    added_terms: list[str]
    removed_terms: list[str]
    moved_terms: list[str]
    from_summary: str | None
    documents: list[str]
    responses: int
    last_affirmed_precision: str
    obliged: str | None
    weighed: list[str]


class Term(NamedTuple):
    """One typed fact of a version."""

    process: str
    party: str
    demand: str
    version: str
    attribute: str
    value: str
    place: str | None
    actor: str | None
    other_demand: str | None
    event: str | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    unit: str | None
    approximate: bool
    from_date: date | None
    to_date: date | None
    certainty: str


class TermEvidence(NamedTuple):
    """A place that says a term."""

    process: str
    demand: str
    version: str
    attribute: str
    value: str
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None


class Citation(NamedTuple):
    """A document in which a version is affirmed."""

    process: str
    demand: str
    version: str
    relation: str
    dated_on: date
    dated_precision: str
    certainty: str
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None


class Ending(NamedTuple):
    """How and where a demand ended."""

    process: str
    demand: str
    ended_on: date
    ended_precision: str
    how: str
    agreement: str | None
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None


class Link(NamedTuple):
    """A relation of two demands."""

    process: str
    demand: str
    relation: str
    other_demand: str


def demands(reader: Reader, scope: Scope = EVERYTHING, status: str | None = None) -> list[Demand]:
    where = {**scope._asdict(), "status": status}
    return select(reader, Demand, "demand", where=where, order="process*, party*, topic*, demand*")


def demand(reader: Reader, name: str) -> Demand:
    return one(reader, Demand, "demand", name)


def positions(reader: Reader, on: date | None = None, scope: Scope = EVERYTHING) -> list[Version]:
    """What is held on a date; without one today, or in `past` on the day of the changeset looked at."""
    order = "process*, party*, topic*, demand*"
    if on is None:
        return select(reader, Version, "position", where=scope._asdict(), order=order)
    where = {"party": scope.party, "topic": scope.topic}
    return select(reader, Version, "positions_on(%s, %s)", [on, scope.process], where=where, order=order)


def history(reader: Reader, name: str) -> list[Spell]:
    return select(reader, Spell, "demand_history(%s)", [name], order="held_from, demand*, spell")


def terms(reader: Reader, name: str) -> list[Term]:
    return select(reader, Term, "term", where={"demand": name})


def term_evidence(reader: Reader, names: list[str]) -> list[TermEvidence]:
    return select(reader, TermEvidence, "term_evidence", where={"demand": names})


def citations(reader: Reader, names: list[str]) -> list[Citation]:
    return select(
        reader, Citation, "citation", where={"demand": names}, order="dated_on, document*, passage*, speaker*"
    )


def citations_in(reader: Reader, document: str) -> list[Citation]:
    """The citations that a document makes itself, and those that it reports."""
    made = select(reader, Citation, "citation", where={"document": document})
    reported = select(reader, Citation, "citation", where={"via_document": document})
    return [*made, *(row for row in reported if row.document != document)]


def versions(reader: Reader, name: str | list[str]) -> list[Version]:
    return select(reader, Version, "version", where={"demand": name}, order="spell")


def endings(reader: Reader, names: list[str]) -> list[Ending]:
    return select(reader, Ending, "ending", where={"demand": names}, order="ended_on, document*")


def endings_between(reader: Reader, start: date, end: date) -> list[Ending]:
    """Those after one day, up to and with another."""
    return select(reader, Ending, "ending", after=("ended_on", start, end), order="ended_on, document*")


class Started(Protocol):
    """A spell, or what of it dates its start."""

    @property
    def demand(self) -> str: ...
    @property
    def held_from(self) -> date: ...
    @property
    def held_from_precision(self) -> str: ...


def precisions(spells: Iterable[Started], endings: Iterable[Ending], turning: Iterable[Citation] = ()) -> Known:
    """How exactly the start of a spell, or an ending, is dated, and so the end of the one before.

    `turning` are citations that made an option of what was held already: a day of a change, and of no start.
    """
    turned = {(row.demand, row.dated_on): row.dated_precision for row in turning}
    starts = {(row.demand, row.held_from): row.held_from_precision for row in spells}
    return turned | starts | {(row.demand, row.ended_on): row.ended_precision for row in endings}


def turning(changes: Iterable[Change], citations: Iterable[Citation]) -> list[Citation]:
    """The citations by which the content of a demand came to be what it is after a change."""
    found = {(row.demand, row.to_version, row.changed_on, row.to_document) for row in changes}
    return [row for row in citations if (row.demand, row.version, row.dated_on, row.document) in found]


def links(reader: Reader, name: str) -> list[Link]:
    return select(reader, Link, "link", where={"demand": name}, order="relation*, other_demand*")


def lineage(reader: Reader, name: str) -> list[Link]:
    """The links of those that this demand was split into, or that were merged into it."""
    where = {"other_demand": name, "relation": ["split-from", "merged-into"]}
    return select(reader, Link, "link", where=where, order="relation*, demand*")


def against(reader: Reader, names: list[str]) -> list[Link]:
    """What opposes or counters what, both ends among these demands."""
    where = {"demand": names, "other_demand": names, "relation": ["opposes", "counters"]}
    return select(reader, Link, "link", where=where, order="demand*, relation*, other_demand*")


def held_then(reader: Reader, changeset: int, day: date, names: list[str]) -> dict[str, tuple[str, date]]:
    """Of demands that were held on a day, as a changeset knew it: the version, and since when."""
    if not changeset:
        return {}
    sql = "select demand, version, held_from from past.positions_on(%s) where demand = any(%s)"
    with as_known(reader, changeset) as then:
        rows = then.connection.execute(sql, [day, names]).fetchall()
    return {demand: (version, since) for demand, version, since in rows}


@contextmanager
def as_known(reader: Reader, changeset: int) -> Iterator[Reader]:
    """Meanwhile a reader, the same one, of what a changeset knew; afterwards it reads what it read before."""
    reader.connection.execute("select analysis.as_known(%s)", [f"changeset {changeset}"])
    yield replace(reader, schema="past", changeset=changeset)
    if reader.schema == "past":
        reader.connection.execute("select analysis.as_known(%s)", [f"changeset {reader.changeset}"])
    else:
        reader.connection.execute("select analysis.as_now()")


def titled(reader: Reader, names: list[str]) -> dict[str, str]:
    return {row.demand: row.title for row in select(reader, Demand, "demand", where={"demand": names})}
