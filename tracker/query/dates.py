"""Dates as users write them: 2024-06-14, 2024-06, 2024, today, 30d-ago, or a document's slug."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.errors import InputError
from tracker.query import names, sources

if TYPE_CHECKING:
    from tracker.database.connect import Reader

FORMS = "Expected 2024-06-14, 2024-06, 2024, today, 30d-ago or the slug of a document."
FORMS_RECORDED = "Expected 2024-06-14, 2024-06, 2024, today or 30d-ago: when it was recorded, in UTC."


def today() -> date:
    return datetime.now(UTC).date()


def now(reader: Reader) -> date:
    """The day of which a reader knows nothing later: today, or in `past` that of the changeset looked at."""
    if reader.schema == "past" and reader.recorded_at:
        return reader.recorded_at.astimezone(UTC).date()
    return today()


def resolve(reader: Reader, text: str) -> date:
    """The day meant; a month or a year means its last day, a document its date."""
    found = literal(text)
    if found:
        return found
    if text[:1].isdigit() and not names.slugs(reader, "document", "document = %s", text):
        raise InputError(f"{text!r} is neither a date nor a document", FORMS)
    try:
        slug = names.resolve(reader, "document", text)
    except Exception as error:
        if getattr(error, "sqlstate", None) != names.NO_DATA_FOUND:
            raise
        near = getattr(getattr(error, "diag", None), "message_hint", None)
        hint = "\n".join(filter(None, [near, FORMS]))
        raise InputError(f"{text!r} is neither a date nor a document", hint) from None
    return sources.document(reader, slug).issued_on


def literal(text: str) -> date | None:
    """A date written as one; none for anything else (a slug); an error for a day that no calendar has."""
    found = period(text)
    return found[1] if found else None


def period(text: str, forms: str = FORMS) -> tuple[date, date] | None:
    """The first and the last day of a date written as one, as `literal`: 2024 lasts from January to December."""
    try:
        if found := re.fullmatch(r"(\d+)d-ago", text):
            return _of_one_day(today() - timedelta(days=int(found[1])))
        if found := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text):
            return _ends(*(int(part) if part else None for part in found.groups()))
    except (ValueError, OverflowError):
        raise InputError(f"there is no day {text!r}", forms) from None
    return _of_one_day(today()) if text == "today" else None


def _of_one_day(day: date) -> tuple[date, date]:
    return day, day


def recorded(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """From the first day of one period to the last of another. A document's date is none: it is of the world."""
    first, last = ((_period(text) if text else None) for text in (since, until))
    if first and last and first[0] > last[1]:
        raise InputError(f"{since} comes after {until}", "--since is the earlier one.")
    return first and first[0], last and last[1]


def _period(text: str) -> tuple[date, date]:
    found = period(text, FORMS_RECORDED)
    if found is None:
        raise InputError(f"{text!r} is no date of recording", FORMS_RECORDED)
    return found


def _ends(year: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    first, last = month or 1, month or 12
    return date(year or 0, first, day or 1), date(year or 0, last, day or monthrange(year or 0, last)[1])
