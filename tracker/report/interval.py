"""From when to when: what users give as --since, --from and --to."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING

from tracker.errors import InputError
from tracker.query import changesets, dates
from tracker.report.message import Since

if TYPE_CHECKING:
    from tracker.database.connect import Reader

FORMS = "Expected a date (2024-06-14, 2024-06, 30d-ago, a document's slug) or 'changeset N'."
_PREFIX = "changeset"


def latest(reader: Reader) -> Since:
    """Where the database and the world stand: the last changeset, and today in UTC."""
    return Since(reader.changeset or 0, dates.now(reader))


def since(reader: Reader, text: str) -> Since:
    """As if a report had told everything up to then: a changeset and its day, or a day and its last changeset.

    Before the first changeset nothing was recorded that could have been told: then all that stands by now was.
    """
    if text.startswith(_PREFIX):
        return _changeset(reader, text)
    day = _day(reader, text)
    sql = """
        select coalesce(max(changeset), 0) from analysis.changeset
        where recorded_at < (%s::date + 1)::timestamp at time zone 'UTC'"""
    return Since(reader.rows(int, sql, [day])[0] or reader.changeset or 0, day)


def between(reader: Reader, start: str, end: str | None) -> tuple[Since, Since]:
    """Two changesets, with their days; or two days, as known now and without anything that was recorded between."""
    if end is not None and start.startswith(_PREFIX) != end.startswith(_PREFIX):
        raise InputError(f"{start} and {end} are of two kinds", "Give two dates, or two changesets.")
    if start.startswith(_PREFIX):
        first, last = _changeset(reader, start), _changeset(reader, end) if end else latest(reader)
    else:
        now = latest(reader)
        first, last = now._replace(day=_day(reader, start)), now._replace(day=_day(reader, end) if end else now.day)
    if first.day > last.day or first.changeset > last.changeset:
        raise InputError(f"{start} comes after {end or 'now'}", "--from is the earlier one.")
    return first, last


def told(start: Since, end: Since) -> str:
    """`2026-01-02 to 2026-02-03, changesets 5 to 9`; of the changesets those after the first."""
    days = f"{start.day} to {end.day}"
    first = start.changeset + 1
    if first > end.changeset:
        return f"{days}, no changeset"
    return f"{days}, changeset {first}" if first == end.changeset else f"{days}, changesets {first} to {end.changeset}"


def _changeset(reader: Reader, text: str) -> Since:
    number = text.removeprefix(_PREFIX).strip()
    if number == "0":
        raise InputError("there is no changeset 0", "Give a date before the first one instead.")
    if not number.isdecimal() or len(number) > 18:
        raise InputError(f"{text!r} is no changeset", FORMS)
    found = changesets.changeset(reader, int(number))
    return Since(found.changeset, found.recorded_at.astimezone(UTC).date())


def _day(reader: Reader, text: str) -> date:
    day = dates.resolve(reader, text)
    if day > dates.now(reader):
        raise InputError(f"{text} is still to come", FORMS)
    return day
