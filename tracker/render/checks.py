"""What a check of the database found: each question with its answer, and what is wrong below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from tracker.render.dates import counted
from tracker.render.paper import Paper, Span

INDENT = " " * 9


class Found(Protocol):
    """One thing that is not as it should be."""

    @property
    def what(self) -> str: ...
    @property
    def problem(self) -> str: ...


class Asked(Protocol):
    """One question; `skipped` says why it could not be asked."""

    @property
    def question(self) -> str: ...
    @property
    def findings(self) -> Sequence[Found]: ...
    @property
    def skipped(self) -> str | None: ...


class Checks(NamedTuple):
    """The questions in the order in which they were asked."""

    rows: Sequence[Asked]

    def told(self, paper: Paper) -> Iterator[str]:
        for row in self.rows:
            word, style = _answer(row)
            yield from paper.flow(row.question, Span(f"{word:<9}", style))
            if row.skipped:
                yield from paper.flow(Span(row.skipped, "dim"), INDENT)
            for found in row.findings:
                yield from paper.flow([Span(found.what, "slug"), f": {found.problem}"], f"{INDENT}- ", f"{INDENT}  ")
        wrong = sum(len(row.findings) for row in self.rows)
        yield f"{counted(wrong, 'problem')} found." if wrong else "Nothing found."


def _answer(row: Asked) -> tuple[str, str]:
    if row.findings:
        return "WRONG", "removed"
    return ("skipped", "dim") if row.skipped else ("ok", "added")
