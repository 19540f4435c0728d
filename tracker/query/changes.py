"""What became of demands between two dates or documents, and where the parties stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import EVERYTHING, Scope, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Change(NamedTuple):
    """A step in the life of a demand."""

    process: str
    party: str
    demand: str
    topic: str
    changed_on: date
    change: str
    direction: str | None
    from_version: str | None
    to_version: str | None
    added_terms: list[str]
    removed_terms: list[str]
    moved_terms: list[str]
    from_choices: list[str]
    to_choices: list[str]
    from_summary: str | None
    to_summary: str | None
    from_document: str | None
    to_document: str | None
    direction_computed: str | None
    direction_reason: str | None
    obliged: str | None
    weighed: list[str]


class Difference(NamedTuple):
    """What became of one demand between two dates."""

    process: str
    party: str
    demand: str
    topic: str
    title: str
    change: str
    direction: str | None
    affirmed: bool
    interrupted: bool
    ended: str | None
    from_version: str | None
    to_version: str | None
    added_terms: list[str]
    removed_terms: list[str]
    moved_terms: list[str]
    from_choices: list[str]
    to_choices: list[str]
    from_summary: str | None
    to_summary: str | None
    from_document: str | None
    to_document: str | None
    last_affirmed_on: date | None
    silent_in: list[str]
    direction_computed: str | None
    direction_reason: str | None
    obliged: str | None
    weighed: list[str]
    in_passing: list[str]
    last_affirmed_precision: str | None


class Comparison(NamedTuple):
    """What became of one demand between two documents."""

    in_documents: str
    process: str
    party: str
    demand: str
    topic: str
    title: str
    change: str
    direction: str | None
    affirmed: bool
    interrupted: bool
    ended: str | None
    from_version: str | None
    to_version: str | None
    added_terms: list[str]
    removed_terms: list[str]
    moved_terms: list[str]
    from_choices: list[str]
    to_choices: list[str]
    from_summary: str | None
    to_summary: str | None
    from_document: str | None
    to_document: str | None
    last_affirmed_on: date | None
    silent_in: list[str]
    direction_computed: str | None
    direction_reason: str | None
    obliged: str | None
    weighed: list[str]
    in_passing: list[str]
    last_affirmed_precision: str | None


class Compared(NamedTuple):
    """Two versions of one demand; no change where one of the two is missing."""

    process: str
    party: str
    demand: str
    topic: str
    title: str
    change: str | None
    direction: str | None
    from_version: str | None
    to_version: str | None
    added_terms: list[str]
    removed_terms: list[str]
    moved_terms: list[str]
    from_choices: list[str]
    to_choices: list[str]
    from_summary: str | None
    to_summary: str | None
    from_document: str | None
    to_document: str | None
    direction_computed: str | None
    direction_reason: str | None
    obliged: str | None
    weighed: list[str]


class Stand(NamedTuple):
    """Where one party stands on a topic."""

    process: str
    topic: str
    party: str
    demands: list[str]
    summaries: list[str]
    opposed_by: list[str]
    last_moved_on: date | None
    last_direction: str | None
    last_moved_precision: str | None


def changes(reader: Reader, demand: str | list[str]) -> list[Change]:
    return select(reader, Change, "change", where={"demand": demand}, order="changed_on")


def differences(
    reader: Reader,
    start: date,
    end: date,
    scope: Scope = EVERYTHING,
    only: Sequence[str] = (),
    *,
    persisted: bool = False,
) -> list[Difference]:
    """`only` such changes, all of them if it is empty; `persisted` also what is as it was."""
    where = {"party": scope.party, "topic": scope.topic, "change": list(only) or None}
    order = "process*, party*, topic*, demand*, to_version*"  # the last for the contents that were held only in between
    arguments = [start, end, scope.process, persisted]
    return select(reader, Difference, "diff(%s, %s, %s, %s)", arguments, where=where, order=order)


def versions_compared(
    reader: Reader, pairs: Sequence[tuple[str, str | None, str | None]], on: date, until: date
) -> list[Compared]:
    """A row for each demand with the version before and the one after; choices are counted up to the day of each."""
    sql = f"""
        select {", ".join(f"c.{name}" for name in Compared._fields)}
        from unnest(%s::text[], %s::text[], %s::text[]) p (demand, before, after)
        cross join lateral {reader.schema}.compare_versions(p.demand, p.before, p.after, %s, %s) c
    """
    return reader.rows(Compared, sql, [*map(list, zip(*pairs, strict=True)), on, until])


def comparisons(
    reader: Reader, document_a: str, document_b: str, topic: str | None = None, only: Sequence[str] = ()
) -> list[Comparison]:
    where = {"topic": topic, "change": list(only) or None}
    order = "process*, topic*, demand*"
    return select(reader, Comparison, "compare_documents(%s, %s)", [document_a, document_b], where=where, order=order)


def stands(reader: Reader, on: date, scope: Scope = EVERYTHING) -> list[Stand]:
    where = {"party": scope.party, "topic": scope.topic}
    return select(reader, Stand, "gap(%s, %s)", [on, scope.process], where=where, order="process*, topic*, party*")
