"""The settings of one run, read in one place: global options first, then the environment, then defaults."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command needs to know.

    `database_url` is anything that libpq takes; None means the embedded PostgreSQL in `data_dir`.
    `known_at` is a value for `analysis.as_known`: a date, a timestamp or `changeset N`.
    `read_url` is a replica of that database, for whatever only reads; None where the database itself is read.
    """

    database_url: str | None
    data_dir: Path
    known_at: str | None = None
    verbose: bool = False
    read_url: str | None = None

    def at_primary(self) -> Settings:
        """For what writes, or is about the database itself: it must not meet an older state of it."""
        return replace(self, read_url=None)


def load(database: str | None = None, known_at: str | None = None, verbose: bool = False) -> Settings:
    """Settings from the global options; an option that is not given falls back to its environment variable.

    Who names a database means it: TRACKER_READ_URL stands beside TRACKER_DATABASE_URL, not beside `database`.
    """
    return Settings(
        database_url=database or os.environ.get("TRACKER_DATABASE_URL") or None,
        data_dir=_data_dir(),
        known_at=known_at,
        verbose=verbose,
        read_url=None if database else os.environ.get("TRACKER_READ_URL") or None,
    )


def _data_dir() -> Path:
    chosen = os.environ.get("TRACKER_DATA_DIR")
    return Path(chosen).expanduser().absolute() if chosen else user_data_dir()


def user_data_dir() -> Path:
    """Where platformdirs puts a user's data.

    Its import costs a warm command more than everything else here, so the answer for Linux is worked out by hand;
    a test holds the two equal.
    """
    if sys.platform == "linux":
        return Path(os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share").expanduser() / "tracker"
    from platformdirs import user_data_path

    return user_data_path("tracker", appauthor=False)
