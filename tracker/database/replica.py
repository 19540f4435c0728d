"""What a replica's answer is worth: how far the replica was behind its primary when it was read.

A replica cannot tell that itself. So the primary is asked, beside the reading and without holding it up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tracker.errors import SurroundingsError, TrackerError

CONNECT_TIMEOUT = 2  # seconds; libpq knows no less
PATIENCE = 3.0  # seconds that an answer waits for the primary, however that one hangs

# (its last changeset, when it recorded the replica's last one)
Told: TypeAlias = "tuple[int | None, datetime | None]"


@dataclass(frozen=True, slots=True)
class Standing:
    """The last changesets of both; `problem` says why the primary's is not known."""

    changeset: int | None
    primary: int | None
    problem: str | None = None

    def __str__(self) -> str:
        if self.problem:
            return f"the primary cannot be asked: {self.problem}"
        return "" if self.changeset == self.primary else f"the primary is at changeset {self.primary}"


class Comparison:
    """Begins with asking; `standing` waits for the answer."""

    def __init__(self, changeset: int | None, recorded_at: datetime | None, ask: Callable[[], Told]) -> None:
        self._changeset = changeset
        self._recorded_at = recorded_at
        self._ask = ask
        self._told: Told | None = None
        self._problem = f"it did not answer within {PATIENCE:g} seconds"
        # A daemon: a primary that hangs keeps no command from ending.
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._told = self._ask()
        except TrackerError as error:
            self._problem = error.message
        except Exception as error:
            self._problem = f"{type(error).__name__}: {error}"

    def standing(self) -> Standing:
        """Raises SurroundingsError where the replica has changesets that the primary does not have."""
        self._thread.join(PATIENCE)
        if self._told is None:
            return Standing(self._changeset, None, self._problem)
        primary, recorded_at = self._told
        if recorded_at != self._recorded_at:  # asked after the replica was read, the primary has all that it had
            raise SurroundingsError(
                f"what TRACKER_READ_URL names is no replica of this database: its changeset {self._changeset} "
                "is another one here, or not here",
                "Give both addresses of one database in TRACKER_READ_URL and TRACKER_DATABASE_URL.",
            )
        return Standing(self._changeset, primary)
