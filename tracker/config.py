"""The settings of one run, read in one place: global options first, then the environment, then defaults."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.errors import InputError


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


@dataclass(frozen=True, slots=True)
class Delivering:
    """How reports leave: the mail server and the secrets. They are never stored, and no `repr` shows a secret."""

    smtp_url: str | None
    smtp_from: str | None
    smtp_password: str | None = field(repr=False)
    webhook_secret: str | None = field(repr=False)


def delivering() -> Delivering:
    """As the environment stands; InputError, without the value, where a secret cannot be read."""
    return Delivering(
        smtp_url=os.environ.get("TRACKER_SMTP_URL") or None,
        smtp_from=os.environ.get("TRACKER_SMTP_FROM") or None,
        smtp_password=_secret("TRACKER_SMTP_PASSWORD"),
        webhook_secret=_secret("TRACKER_WEBHOOK_SECRET"),
    )


def _secret(name: str) -> str | None:
    """What the variable says, or the first line of the file that NAME_FILE names."""
    said, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if not file:
        return said or None
    if said:
        raise InputError(f"both {name} and {name}_FILE are set", "Set one of them.")
    try:
        return expanded(file, f"{name}_FILE").read_text("utf-8").partition("\n")[0].rstrip("\r") or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(
            f"{name}_FILE cannot be read: {file}: {reason}", "Name a file that holds the secret."
        ) from None


def expanded(text: str, what: str) -> Path:
    """The path, with `~` and `~USER` as home folders; InputError where there is no such folder, as for some services.

    `what` says of which setting it is.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise InputError(
            f"{what} cannot be found: {text}: no home folder is known",
            "Give a full path: for the data in TRACKER_DATA_DIR.",
        ) from None


def _data_dir() -> Path:
    chosen = os.environ.get("TRACKER_DATA_DIR")
    return expanded(chosen, "TRACKER_DATA_DIR").absolute() if chosen else user_data_dir()


def user_data_dir() -> Path:
    """Where platformdirs puts a user's data.

    Its import costs a warm command more than everything else here, so the answer for Linux is worked out by hand;
    a test holds the two equal.
    """
    if sys.platform == "linux":
        chosen = os.environ.get("XDG_DATA_HOME", "").strip()
        return expanded(chosen or "~/.local/share", "XDG_DATA_HOME" if chosen else "the data folder") / "tracker"
    from platformdirs import user_data_path

    return user_data_path("tracker", appauthor=False)
