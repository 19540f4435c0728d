"""The changes of the database: changesets newest first, and all that one of them did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from posixpath import commonpath
from typing import NamedTuple

from tracker.query.changesets import Changeset, Step
from tracker.query.ends import Ends
from tracker.render import held, steps
from tracker.render.dates import counted, moment
from tracker.render.natural import Key, natural
from tracker.render.paper import Paper, Span
from tracker.render.steps import KINDS, Wording
from tracker.render.table import table

INDENT = "    "
FEW = 3
MANY = 100  # steps from which a reader is told of shorter ways to see them


class Log(NamedTuple):
    """Changesets, as `git log` shows commits."""

    rows: Sequence[Changeset]

    def told(self, paper: Paper) -> Iterator[str]:
        for number, row in enumerate(self.rows):
            yield from [""] if number else []
            yield from head(paper, row)


def head(paper: Paper, row: Changeset) -> Iterator[str]:
    """Number, time and author; the message; the cause, how many rows, from which files."""
    dot = f" {paper.sign('dot')} "
    first = Span(f"changeset {row.changeset}", "date")
    yield from paper.flow([first, Span(dot.join(["", moment(row.recorded_at), row.author]))])
    yield from paper.flow(row.message or "", INDENT)
    yield from paper.flow(Span(why(row), "dim"), INDENT)


def why(row: Changeset) -> str:
    """`correction: 0 added, 1 changed, 0 removed; from demands.yaml`."""
    counts = f"{row.rows_added} added, {row.rows_changed} changed, {row.rows_removed} removed"
    return f"{row.cause}: {counts}{_sources(row.sources)}"


def _sources(files: Sequence[str]) -> str:
    """The files that a changeset came from; of many, how many and where."""
    if len(files) <= FEW:
        return f"; from {', '.join(files)}" if files else ""
    return f"; from {len(files)} files below {commonpath(files) or 'several folders'}"


class Shown(NamedTuple):
    """One changeset and its steps, or those of some kinds of record."""

    changeset: Changeset
    rows: Sequence[Step]
    wording: Wording
    ends: Ends

    def told(self, paper: Paper) -> Iterator[str]:
        yield from head(paper, self.changeset)
        yield ""
        rows = sorted(self.rows, key=place)
        coded, derived = ([row for row in rows if row.derived is flag] for flag in (False, True))
        for operation, kinds in steps.by_kind(coded).items():
            yield from paper.flow(steps.in_kinds(kinds), f"{operation}: ")
        if len(self.rows) > MANY:
            shorter = "--stat shows only how many of each kind, --kind only some kinds"
            yield from paper.flow(Span(f"({counted(len(self.rows), 'row')} below; {shorter})", "dim"))
        for kind, found in groupby(coded, key=lambda row: row.entity):
            yield from self._kind(paper, kind, list(found))
        yield from _derived(paper, derived, self.ends)

    def _kind(self, paper: Paper, kind: str, rows: Sequence[Step]) -> Iterator[str]:
        yield ""
        yield paper.rule([Span(KINDS.get(kind, kind), "bold"), Span(f"  {len(rows)}", "dim")])
        for number, row in enumerate(rows):
            told = list(steps.lines(paper, row, self.wording))
            yield from [""] if number and len(told) > 1 else []
            yield from told


def place(row: Step) -> tuple[int, Key]:
    """Where a row stands on a page: by kind, then by key."""
    return list(KINDS).index(row.entity), natural(row.key)


def _derived(paper: Paper, rows: Sequence[Step], ends: Ends) -> Iterator[str]:
    if rows:
        yield ""
        yield paper.rule(Span("Derived: in the world's time", "bold"))
        yield from held.lines(paper, held.moved(rows), ends)


class Count(NamedTuple):
    """How many records of a kind a changeset added, changed and removed."""

    entity: str
    derived: bool
    added: int
    changed: int
    removed: int


def counts(rows: Sequence[Step]) -> list[Count]:
    """By kind, in the order of the page; what is derived last."""
    found = []
    for (_, kind, derived), some in groupby(sorted(rows, key=_kind), key=_kind):
        done = [row.operation for row in some]
        found.append(Count(kind, derived, *(done.count(operation) for operation in ("added", "changed", "removed"))))
    return found


def _kind(row: Step) -> tuple[int, str, bool]:
    return list(KINDS).index(row.entity), row.entity, row.derived


class Counted(NamedTuple):
    """One changeset and how many rows of each kind it touched."""

    changeset: Changeset
    rows: Sequence[Count]

    def told(self, paper: Paper) -> Iterator[str]:
        yield from head(paper, self.changeset)
        yield ""
        cells = [
            (f"{row.entity} (derived)" if row.derived else row.entity, row.added, row.changed, row.removed)
            for row in self.rows
        ]
        yield from table(paper, ["kind", "added", "changed", "removed"], cells)
