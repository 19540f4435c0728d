"""The changes of the database: changesets newest first, and the steps of one, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from posixpath import commonpath
from typing import Any, NamedTuple, Protocol

from tracker.query.changesets import Changeset, Step
from tracker.render.changes import STYLES, words
from tracker.render.dates import moment
from tracker.render.paper import Paper, Span
from tracker.render.values import shown

SIGNS = {"added": "+", "changed": "~", "removed": "-", "left": "="}
INDENT = "    "
FEW = 3


class Log(NamedTuple):
    """Changesets, as `git log` shows commits."""

    rows: Sequence[Changeset]

    def told(self, paper: Paper) -> Iterator[str]:
        dot = f" {paper.sign('dot')} "
        for number, row in enumerate(self.rows):
            yield from [""] if number else []
            head = Span(f"changeset {row.changeset}", "date")
            yield from paper.flow([head, Span(dot.join(["", moment(row.recorded_at), row.author]))])
            yield from paper.flow(row.message or "", INDENT)
            counts = f"{row.rows_added} added, {row.rows_changed} changed, {row.rows_removed} removed"
            yield from paper.flow(Span(f"{row.cause}: {counts}{_sources(row.sources)}", "dim"), INDENT)


def _sources(files: Sequence[str]) -> str:
    """The files that a changeset came from; of many, how many and where."""
    if len(files) <= FEW:
        return f"; from {', '.join(files)}" if files else ""
    return f"; from {len(files)} files below {commonpath(files) or 'several folders'}"


class Recorded(NamedTuple):
    """How the coding of something changed: the steps, by changeset."""

    rows: Sequence[Step]

    def told(self, paper: Paper) -> Iterator[str]:
        key = lambda row: (row.changeset, row.recorded_at, row.author, row.cause)  # noqa: E731
        for (changeset, at, author, cause), rows in groupby(self.rows, key=key):
            dot = f" {paper.sign('dot')} "
            head = [Span(f"changeset {changeset}", "date"), Span(dot.join(["", moment(at), author, cause]))]
            yield from paper.flow(head)
            for row in rows:
                yield from step(paper, row, "  ")


class Stepped(Protocol):
    """What a step and a row of an import's plan have in common."""

    @property
    def operation(self) -> str: ...
    @property
    def entity(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def before(self) -> Mapping[str, Any] | None: ...
    @property
    def after(self) -> Mapping[str, Any] | None: ...


def step(paper: Paper, row: Stepped, indent: str = "") -> Iterator[str]:
    """`~ version demand@2024-06-14` and below it each field that changed, before and after."""
    sign = SIGNS.get(row.operation, "?")
    note = "  stands in the database, not in the bundle" if row.operation == "left" else ""
    head = [Span(f"{sign} {row.entity} ", STYLES.get(sign, "")), Span(row.key, "slug"), Span(note, "dim")]
    yield from paper.flow(head, indent, f"{indent}  ")
    if row.operation != "changed":
        return
    before, after = row.before or {}, row.after or {}
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            changed = _changed(paper, before.get(name), after.get(name))
            yield from paper.flow([Span(f"{name}: ", "dim"), *changed], f"{indent}{INDENT}")


def _changed(paper: Paper, before: object, after: object) -> list[Span]:
    if isinstance(before, str) and isinstance(after, str) and " " in before:
        return words(paper, before, after)
    arrow = paper.sign("arrow")
    return [Span(_value(before), "removed"), Span(f" {arrow} "), Span(_value(after), "added")]


def _value(value: object) -> str:
    return "(none)" if value in (None, []) else shown(value)
