"""A database with reports, a clock that tests set, and deliveries that are noted instead of made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.database.builder import Talks
from tests.report.making import make
from tests.servers import Database
from tracker.config import Settings
from tracker.report import store
from tracker.report.delivery import Deliver, Parcel
from tracker.report.rounds import Engine, Make, Outcome, run_due

START = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # a Monday


class World:
    """`sent` are the parcels of a delivery that only notes them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.talks = Talks(database)
        self.settings = Settings(database.url, Path("unused"))
        self.now = START
        self.sent: list[tuple[str, Parcel]] = []
        self.said: list[str] = []

    def close(self) -> None:
        self.talks.connection.close()

    def change(self) -> int:
        """A changeset, and its number."""
        self.talks.actor(f"actor{self.talks.last_changeset()}")
        return self.talks.last_changeset()

    def add(self, name: str = "hourly", **given: Any) -> None:
        values = {
            "name": name,
            "every": "0 * * * *",
            "time_zone": "UTC",
            "view": "both",
            "formats": ["json"],
            "targets": ["mailto:desk@example.org"],
            "only_when_changed": False,
            "ignored": [],
            "author": "anna",
            "created_at": self.now,
            "due_after": self.now,
            "told_changeset": self.talks.last_changeset(),
            "told_day": self.now.date(),
        }
        with self.engine().step() as connection:
            store.add(connection, {**values, **given})

    def engine(self, make: Make = make, deliver: Deliver | None = None, **given: Any) -> Engine:
        clock: Callable[[], datetime] = lambda: self.now  # noqa: E731
        return Engine(self.settings, make, self.said.append, deliver or self.note, clock, **given)

    def note(self, target: str, parcel: Parcel) -> None:
        self.sent.append((target, parcel))

    def round(self, hours: float = 1, **given: Any) -> list[Outcome]:
        """What is due so much later."""
        self.now += timedelta(hours=hours)
        return run_due(self.engine(**given))

    def told(self) -> list[str]:
        """The subjects of what was delivered, in order."""
        return [parcel.message.subject.removeprefix("changesets: ") for _, parcel in self.sent]

    def run(self, number: int = -1) -> Any:
        with self.engine().step() as connection:
            return store.runs(connection)[::-1][number].run

    def watermark(self, name: str = "hourly") -> tuple[int, date]:
        with self.engine().step() as connection:
            return tuple(store.definition(connection, name).told)  # type: ignore[return-value]
