"""One value as text, for people and for machines."""

from __future__ import annotations

from datetime import datetime
from decimal import MAX_PREC, Context, Decimal
from typing import Protocol

from tracker.render.dates import moment

EXACT = Context(prec=MAX_PREC)


class Amount(Protocol):
    """The four columns of an amount."""

    @property
    def amount_min(self) -> Decimal | None: ...
    @property
    def amount_max(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def approximate(self) -> bool: ...


def shown(value: object) -> str:
    """For people: nothing for none, yes and no, lists with commas, objects as JSON, times to the second in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        from tracker.render.json import dumped

        return dumped(value)
    return number(value) if isinstance(value, Decimal) else str(value)


def amount(row: Amount) -> str:
    """`about 35,000 children`, `at least 1,000 prisoners-total`, `2 to 3 day`; nothing without bounds."""
    low, high = row.amount_min, row.amount_max
    if low is None and high is None:
        return ""
    about = "about " if row.approximate else ""
    return f"{about}{_bounds(low, high)} {row.unit or ''}".rstrip()


def _bounds(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return f"at least {number(low)}" if low is not None else f"at most {number(high or Decimal())}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def number(value: Decimal) -> str:
    """With thousands separated: 19,456; 79.8."""
    plain = plainest(value)
    return f"{plain:,}" if isinstance(plain, int) else f"{plain:,f}"


def plainest(value: Decimal) -> int | Decimal:
    """A whole number as an int, so that 19456 is not 19456.0; any other without zeros at its end, all digits kept."""
    return int(value) if value == value.to_integral_value() else value.normalize(EXACT)
