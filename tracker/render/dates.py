"""Dates as a source gave them, and lengths of time in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute"}


def day(value: date | None, precision: str | None = "day") -> str:
    """2024-06-14, 2024-06, 2024 or `by 2025-05-28`; nothing where there is none."""
    if value is None:
        return ""
    text = value.isoformat()
    lengths = {"year": 4, "month": 7}
    return f"by {text}" if precision == "by" else text[: lengths.get(precision or "day", 10)]


def bound(value: date, precision: str) -> str:
    """Behind a preposition: `2024-06-14`; where a date is only the latest possible one, `2025-05-28 or before`."""
    return f"{value} or before" if precision == "by" else day(value, precision)


def since(value: date, precision: str) -> str:
    return f"since {bound(value, precision)}"


def lasted(start: date, precision: str, end: date, end_precision: str = "day") -> str:
    """How long, where the days tell it: `353 days`; `5 days or more` from what began by a day; nothing otherwise."""
    if end_precision != "day" or precision not in ("day", "by"):
        return ""
    return counted((end - start).days, "day") + (" or more" if precision == "by" else "")


def moment(value: datetime, zone: tzinfo = UTC) -> str:
    """To the second: 2026-01-02 03:04:05 UTC."""
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def counted(number: int | str, noun: str) -> str:
    return f"{number} {noun}" if str(number) == "1" else f"{number} {noun}s"


def duration(text: str) -> str:
    """An ISO 8601 duration, or a range of two, in words: `P2D/P3D` -> `2 to 3 days`. Anything else stays."""
    if "/" in text:
        low, high = (duration(part) for part in text.split("/", 1))
        number, _, unit = low.partition(" ")
        same = high.split(" ")[-1].rstrip("s") == unit.rstrip("s")
        return f"{number} to {high}" if same else f"{low} to {high}"
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", text)
    if not found or not any(found.groups()):
        return text
    parts = zip(found.groups(), UNITS.values(), strict=True)
    return " ".join(counted(number, unit) for number, unit in parts if number)
