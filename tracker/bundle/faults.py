"""Collecting the faults of a bundle, so that all of them are reported together."""

from __future__ import annotations

from tracker.errors import BundleError, Fault

LIMIT = 1000
WIDTH = 80


class Faults:
    """The faults found so far. Beyond `LIMIT` they are only counted: nobody reads more."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, file: str, line: int, field: str, value: str, message: str) -> None:
        self.count += 1
        if len(self.kept) < LIMIT:
            self.kept.append(Fault(file, line, field, shortened(value), message))

    def take(self, others: Faults) -> None:
        """Adds what was found elsewhere."""
        self.count += others.count
        self.kept += others.kept[: max(LIMIT - len(self.kept), 0)]

    def raise_if_any(self) -> None:
        """Raise BundleError with all faults kept; its hint says how many more there were."""
        if not self.count:
            return
        error = BundleError(self.kept)
        if self.count > len(self.kept):
            error.hint = f"and {self.count - len(self.kept)} more faults; nothing was written"
        raise error


def shortened(value: str) -> str:
    return value if len(value) <= WIDTH else value[: WIDTH - 1] + "…"
