"""When a report is due: a line of cron in a time zone, across daylight-saving changes as Debian's cron does it.

A fixed time that a clock skips comes when the clock has gone forward; one that a clock shows twice comes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from tracker.errors import InputError

FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
FORM = 'Expected minute, hour, day, month and weekday, as cron has them: "0 7 * * mon" is Mondays at seven.'
LONGEST = 60  # characters of a line that a message shows
_SOME_TIME = datetime(2026, 1, 1)


def checked_every(text: str) -> str:
    """The line with single spaces; InputError where cron would not take it, or where it never comes."""
    words = text.split()
    try:
        if len(words) != len(FIELDS):
            raise CronSimError(f"it has {len(words)} fields, not {len(FIELDS)}")
        next(CronSim(" ".join(words), _SOME_TIME))
    except CronSimError as error:
        raise InputError(f"{_begun(text)!r} is no line of cron: {_lower(str(error))}", FORM) from None
    except StopIteration:
        raise InputError(f"{text!r} never comes: no year has such a day", FORM) from None
    return " ".join(words)


def _begun(text: str) -> str:
    """A shell turns a `*` that is not quoted into the names of all files."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def checked_zone(text: str) -> str:
    """The name of a time zone; InputError with the nearest."""
    known = available_timezones()
    if text in known:
        return text
    from tracker.query.names import nearest

    near = nearest(text, sorted(known))
    hint = f"The nearest are: {', '.join(near)}" if near else "Expected a name as Europe/Kyiv or UTC."
    raise InputError(f"there is no time zone {text!r}", hint)


def following(every: str, zone: str, after: datetime) -> datetime:
    """The first time of the schedule after a moment, in UTC: two times of one zone compare by what its clock shows.

    InputError where it is none: nobody checked what was written by SQL, or knows the zones of another machine.
    """
    times = (time.astimezone(UTC) for time in _times(every, zone, after))
    return next(time for time in times if time > after.astimezone(UTC))


def _times(every: str, zone: str, start: datetime, *, reverse: bool = False) -> Iterator[datetime]:
    try:
        return CronSim(every, start.astimezone(ZoneInfo(zone)), reverse=reverse)
    except (CronSimError, ZoneInfoNotFoundError, ValueError) as error:
        told = _lower(str(error.args[0] if error.args else error))
        raise InputError(f"its schedule, {_begun(every)!r} in {zone!r}, cannot be read: {told}", FORM) from None


def last_missed(every: str, zone: str, after: datetime, now: datetime) -> datetime | None:
    """The last time of the schedule after one moment and up to another, in UTC; none where there is none."""
    first = following(every, zone, after)
    if first > now:
        return None
    second = now.replace(microsecond=0) + timedelta(seconds=1)
    last = next(_times(every, zone, second, reverse=True)).astimezone(UTC)
    return max(first, last) if last <= now else first
