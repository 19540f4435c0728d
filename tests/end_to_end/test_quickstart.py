"""`tracker quickstart` as a new user runs it: a process of its own, an empty data folder, no settings."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.config import Settings
from tracker.database import connect, embedded


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
        embedded.stop(settings(Path(folder)))


def settings(home: Path) -> Settings:
    return Settings(database_url=None, data_dir=home / ".local" / "share" / "tracker")


def quickstart(home: Path) -> subprocess.Popen[str]:
    left_out = ("TRACKER_", "XDG_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(left_out)} | {"HOME": str(home)}
    words = [sys.executable, "-m", "tracker", "quickstart"]
    return subprocess.Popen(words, env=env, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def last_changeset(home: Path) -> int | None:
    with connect.reading(settings(home)) as reader:
        return reader.changeset


def test_two_shells_at_once_and_again_later_get_the_same_answer(home: Path) -> None:
    shells = [quickstart(home), quickstart(home)]
    told = [shell.communicate(timeout=300) for shell in shells]
    assert [shell.returncode for shell in shells] == [0, 0], told
    assert told[0][0] == told[1][0]
    before = last_changeset(home)
    again = quickstart(home)
    answer, _ = again.communicate(timeout=300)
    assert again.returncode == 0
    assert answer == told[0][0]
    assert last_changeset(home) == before
