"""Errors that a user may see: what is wrong, where, and what to do next.

Every class carries the exit code of the command line: 1 the answer is "no", 2 wrong usage or bad input,
3 the surroundings (no database, not migrated, no right, disk full).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TrackerError(Exception):
    """Base of everything that is shown as one clear message and never as a traceback."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(TrackerError):
    """Wrong usage or bad input: an unknown name, a date that is none, a bundle that is refused."""


class NegativeAnswer(TrackerError):
    """The command ran, and the answer is no: a check failed."""

    exit_code = 1


class SurroundingsError(TrackerError):
    """The database or the machine does not allow it: not there, not migrated, newer, read-only, full."""

    exit_code = 3


def place(file: str, line: int) -> str:
    """Where something stands in a bundle, for people; rows of a spreadsheet are no lines."""
    if not line:
        return file
    return f"{file}, row {line}" if file.lower().endswith(".csv") else f"{file}:{line}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a bundle. `line` counts from 1; 0 where a file as a whole is at fault. In CSV it is the row."""

    file: str
    line: int
    field: str
    value: str
    message: str

    def __str__(self) -> str:
        what = f"{self.field}: " if self.field else ""
        value = f" (got {self.value!r})" if self.value else ""
        return f"{place(self.file, self.line)}: {what}{self.message}{value}"


class BundleError(InputError):
    """All faults of a bundle, reported together and in order of file and line; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        count = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"
        super().__init__("\n".join(map(str, self.faults)), f"{count}; nothing was written")
