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
    return sources.document(reader, names.resolve(reader, "document", text)).issued_on


def literal(text: str) -> date | None:
    """A date written as one; none for anything else (a slug); an error for a day that no calendar has."""
    if text == "today":
        return today()
    try:
        if found := re.fullmatch(r"(\d+)d-ago", text):
            return today() - timedelta(days=int(found[1]))
        if found := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text):
            return _last_day(*(int(part) if part else None for part in found.groups()))
    except (ValueError, OverflowError):
        raise InputError(f"there is no day {text!r}", FORMS) from None
    return None


def _last_day(year: int | None, month: int | None, day: int | None) -> date:
    whole_month = month or 12
    return date(year or 0, whole_month, day or monthrange(year or 0, whole_month)[1])
