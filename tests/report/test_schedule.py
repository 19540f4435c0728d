"""When a report is due: real zones, across both changes of the clock, and after missed times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.errors import InputError
from tracker.report.schedule import checked_every, checked_zone, following, last_missed


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(every: str, zone: str, start: str, end: str, step: timedelta = timedelta(minutes=5)) -> list[str]:
    """All times that a scheduler which looks every few minutes finds, in UTC."""
    now, after, found = utc(start), utc(start), []
    while now <= utc(end):
        if due := last_missed(every, zone, after, now):
            assert after < due <= now
            after = due
            found.append(f"{due.astimezone(UTC):%d %H:%M}")
        now += step
    return found


@pytest.mark.parametrize(
    ("every", "zone", "start", "end", "expected"),
    [
        # Kyiv goes from 03:00 +2 to 04:00 +3 on 29 March 2026: 03:30 does not exist, and comes at 04:00.
        ("30 3 * * *", "Europe/Kyiv", "2026-03-28T00:00", "2026-03-30T12:00", ["28 01:30", "29 01:00", "30 00:30"]),
        ("0 7 * * *", "Europe/Kyiv", "2026-03-28T00:00", "2026-03-30T12:00", ["28 05:00", "29 04:00", "30 04:00"]),
        # And from 04:00 +3 back to 03:00 +2 on 25 October: 03:30 comes once, the first time.
        ("30 3 * * *", "Europe/Kyiv", "2026-10-24T00:00", "2026-10-26T12:00", ["24 00:30", "25 00:30", "26 01:30"]),
        ("0 7 * * *", "Europe/Kyiv", "2026-10-24T00:00", "2026-10-26T12:00", ["24 04:00", "25 05:00", "26 05:00"]),
        ("*/30 * * * *", "Europe/Kyiv", "2026-10-25T00:10", "2026-10-25T01:40", ["25 00:30", "25 01:00", "25 01:30"]),
        # New York, and half an hour on Lord Howe.
        ("30 2 * * *", "America/New_York", "2026-03-08T00:00", "2026-03-09T12:00", ["08 07:00", "09 06:30"]),
        ("30 1 * * *", "America/New_York", "2026-11-01T00:00", "2026-11-02T12:00", ["01 05:30", "02 06:30"]),
        ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00", "2026-04-06T00:00", ["04 14:45", "05 15:15"]),
    ],
)
def test_a_time_comes_once_a_day_also_when_the_clock_changes(
    every: str, zone: str, start: str, end: str, expected: list[str]
) -> None:
    assert times(every, zone, start, end) == expected


def test_a_report_asked_for_in_the_second_of_two_equal_hours_waits_for_the_next_day() -> None:
    after = utc("2026-10-25T01:10")  # 03:10 the second time
    assert following("30 3 * * *", "Europe/Kyiv", after).astimezone(UTC) == utc("2026-10-26T01:30")


def test_of_several_missed_times_the_last_counts() -> None:
    found = last_missed("0 7 * * mon", "Europe/Kyiv", utc("2026-06-01T12:00"), utc("2026-07-01T12:00"))
    assert found is not None
    assert found.astimezone(UTC) == utc("2026-06-29T04:00")


@pytest.mark.parametrize(("second", "due"), [(59.7, False), (60.0, True), (60.5, True)])
def test_it_is_due_from_the_second_on(second: float, due: bool) -> None:
    now = utc("2026-06-01T12:59") + timedelta(seconds=second)
    assert (last_missed("0 * * * *", "UTC", utc("2026-06-01T12:00"), now) is not None) == due


@pytest.mark.parametrize("second", [59.7, 60.0, 60.5])
def test_missed_times_are_one_whatever_the_second(second: float) -> None:
    now = utc("2026-06-01T15:59") + timedelta(seconds=second)
    due = last_missed("0 * * * *", "UTC", utc("2026-06-01T12:00"), now)
    assert due is not None
    assert last_missed("0 * * * *", "UTC", due, now) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has 0 fields"),
        ("7 mon", "has 2 fields"),
        ("0 0 7 * * mon", "has 6 fields"),
        ("60 7 * * *", "bad minute"),
        ("0 7 * * moon", "bad day-of-week"),
        ("0 7 31 2 *", "bad day-of-month"),
        ("@daily", "has 1 fields"),
    ],
)
def test_a_line_that_is_no_cron_is_refused(text: str, told: str) -> None:
    with pytest.raises(
        InputError, match=rf"{text!r} is no line of cron: .*{told}".replace("*", r"\*").replace(r".\*", ".*")
    ):
        checked_every(text)


def test_a_star_that_the_shell_made_into_names_of_files_is_not_shown_whole() -> None:
    with pytest.raises(InputError) as caught:
        checked_every(f"0 7 {'file.txt ' * 400} mon")
    assert caught.value.message.endswith("…' is no line of cron: it has 403 fields, not 5")
    assert len(caught.value.message) < 120


def test_a_line_of_cron_is_kept_with_single_spaces() -> None:
    assert checked_every("  0  7 * *   mon ") == "0 7 * * mon"


@pytest.mark.parametrize(("text", "near"), [("Europe/Kief", "Europe/Kiev"), ("kyiv", "Europe/Kyiv"), ("../UTC", "UTC")])
def test_an_unknown_time_zone_is_refused_with_the_nearest(text: str, near: str) -> None:
    with pytest.raises(InputError, match="there is no time zone") as caught:
        checked_zone(text)
    assert near in (caught.value.hint or "")
