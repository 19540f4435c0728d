"""The note that a PostgreSQL server keeps about itself in its data directory, postmaster.pid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Note:
    """May be stale: a server that was killed leaves its note behind, and a copy of a running one's folder has one too.

    So the folder of the socket, which it names as well, is not taken from it: a copy's note names that of the original.
    """

    pid: int
    port: int
    state: str  # starting, ready, stopping

    @property
    def ready(self) -> bool:
        return self.state == "ready"


def note(pgdata: Path) -> Note | None:
    """The note, or None where there is none. PermissionError where the directory is another user's."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().split("\n")
        return Note(int(lines[0]), int(lines[3]), lines[7].strip())
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return None  # IndexError, ValueError: it is being written
