"""Delivery: finished bytes to one target. Nothing here knows a demand or a database.

A delivery returns when the report is safely there, and raises TrackerError or OSError where it is not known to be. It
may be repeated with the same parcel: a folder has it once, and what mail and webhooks get bears the same key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import NamedTuple
from uuid import UUID

from tracker.report import targets
from tracker.report.message import Message

TIMEOUT = 30  # seconds that a server may be silent


class Parcel(NamedTuple):
    """What one target gets: the report's name, the number of its run, when it was made (in its time zone), and up to
    which day it tells.

    `key` is the same at every attempt, and no other delivery's.
    """

    report: str
    run: int
    key: UUID
    made_at: datetime
    until: date
    message: Message


Deliver = Callable[[str, Parcel], None]


def deliver(target: str, parcel: Parcel) -> None:
    """Delivers to a target as `targets.checked` stores it."""
    module = import_module(f"tracker.report.delivery.{targets.kind(target)}")
    module.deliver(target, parcel)
