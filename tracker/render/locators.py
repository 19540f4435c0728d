"""What checking the locators of a text found: what is out of place, and how many are right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from tracker.render.dates import counted
from tracker.render.evidence import place
from tracker.render.paper import Paper, Span


class Located(Protocol):
    """A checked locator: of a whole document (no passage), a passage or a quote."""

    @property
    def document(self) -> str: ...
    @property
    def passage(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def expected(self) -> str | None: ...
    @property
    def found(self) -> str | None: ...


class Locators(NamedTuple):
    """Orphans one by one, then the count."""

    rows: Sequence[Located]

    def told(self, paper: Paper) -> Iterator[str]:
        orphans = [row for row in self.rows if not row.ok]
        for row in orphans:
            where = place(row.document, *filter(None, [row.passage]))
            yield from paper.flow([Span("- ", "removed"), f"{row.kind} ", Span(where, "slug"), " does not match"])
            yield from paper.flow(row.expected or "(nothing)", "    expected  ")
            yield from paper.flow(row.found or "(nothing)", "    found     ")
        right = counted(len(self.rows) - len(orphans), "locator")
        yield f"{right} right, {counted(len(orphans), 'orphan')} to mend." if orphans else f"{right} right."
