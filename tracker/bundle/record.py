"""What a checked bundle consists of: flat records in the form in which they are staged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tracker.bundle.entities import precision_of

# Texts, dates as YYYY-MM-DD, decimal numbers as text, whole numbers, booleans, lists of texts, terms (a list of
# JSON objects); None clears the field.
Values: TypeAlias = dict[str, Any]

NO_SETS: frozenset[str] = frozenset()
# Where a stored field was not written by its own name: the names under which it may have been.
WRITTEN_AS = {
    "passage": ("document",),
    "via_document": ("via",),
    "via_passage": ("via", "via_document"),
    "on_passage": ("on_document",),
    "parent": (),
}


@dataclass(slots=True)
class Record:
    """One record of a bundle.

    `values` has the fields that the bundle names, under the names of `Field.stored`, and always all fields of
    the key (None where a part of the key is left out). `sets` names the whole lists (`parties`, `coverage`)
    that the record gives, empty ones included: they replace what stood before. `file` is an index into
    `Bundle.files`. Of a `faulty` record some of what was written is missing.
    """

    entity: str
    values: Values
    file: int
    line: int
    remove: bool = False
    renamed_from: str | None = None
    sets: frozenset[str] = NO_SETS
    lines: Mapping[str, int] | None = None  # of each field as written; None in JSONL
    faulty: bool = False

    def line_of(self, field: str) -> int:
        """The line on which a stored field was written, the record's own where that is not known."""
        if not self.lines:
            return self.line
        for written in (field, *WRITTEN_AS.get(field, ())):
            if written in self.lines:
                return self.lines[written]
        dates = (name for name in self.lines if precision_of(name) == field)
        return self.lines.get(next(dates, ""), self.line)


@dataclass(frozen=True, slots=True)
class Scope:
    """What `--prune` may remove from: a process, or documents with all evidence that cites them."""

    process: str | None
    documents: tuple[str, ...]
    file: int
    line: int

    @property
    def names(self) -> tuple[str | None, tuple[str, ...]]:
        return self.process, self.documents
