"""The settings of one run, read in one place: global options first, then the environment, then defaults."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command needs to know.

    `database_url` is anything that libpq takes; None means the embedded PostgreSQL in `data_dir`.
    `known_at` is a value for `analysis.as_known`: a date, a timestamp or `changeset N`.
    """

    database_url: str | None
    data_dir: Path
    known_at: str | None = None
    verbose: bool = False


def load(database: str | None = None, known_at: str | None = None, verbose: bool = False) -> Settings:
    """Settings from the global options; an option that is not given falls back to its environment variable."""
    return Settings(
        database_url=database or os.environ.get("TRACKER_DATABASE_URL") or None,
        data_dir=_data_dir(),
        known_at=known_at,
        verbose=verbose,
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
