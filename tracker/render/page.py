"""What a command answers with: rows for machines, and the same told for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import starmap
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tracker.render import fields
from tracker.render.paper import Paper

if TYPE_CHECKING:
    from tracker.render.pictures.canvas import Canvas, Caption

FORMATS = ("table", "json", "jsonl", "csv", "markdown")
Human = Callable[[Paper], Iterable[str]]
Draw = Callable[["Caption"], "Canvas"]
Pick = Mapping[str, Callable[[Any], object]]  # title of a column -> its value in a row


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one type. `pick` chooses what a table shows of them; `human` replaces the table, `document` that of
    Markdown.

    `nested` gives for each row, in JSON only, further lists of rows below it: {"citations": [...]}. `negative`
    says that the answer is "no" (exit code 1). `picture` draws it, where a command offers that.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    pick: Pick
    human: Human | None = None
    empty: str = "Nothing found."
    nested: Sequence[Mapping[str, Sequence[Any]]] = ()
    negative: bool = False
    document: Callable[[], Iterable[str]] | None = None
    picture: Draw | None = None

    def lines(self, form: str, paper: Paper) -> Iterator[str]:
        if form == "table":
            return iter(self._told(paper))
        if form == "markdown" and self.document:
            return iter(self.document())
        if form == "markdown":
            return _made(form, list(self.pick), self._picked())
        if form != "csv" and self.nested:
            return _made(form, *self._with_nested())
        return _made(form, self.columns, self.rows)

    def _told(self, paper: Paper) -> Iterable[str]:
        if not self.rows:
            return [self.empty]
        if self.human:
            return self.human(paper)
        from tracker.render.table import table

        return table(paper, list(self.pick), self._picked())

    def _picked(self) -> list[list[object]]:
        return [[value(row) for value in self.pick.values()] for row in self.rows]

    def _with_nested(self) -> tuple[list[str], list[list[Any]]]:
        below = [[_objects(rows) for rows in lists.values()] for lists in self.nested]
        rows = [[*row, *lists] for row, lists in zip(self.rows, below, strict=True)]
        return _apart(self.columns, self.nested[0]), rows


@dataclass(frozen=True, slots=True)
class Record:
    """One record and, by a name that is no column of it, the rows that belong to it: those of a view, in the plural."""

    row: Any
    below: Mapping[str, Sequence[Any]]
    human: Human
    negative: bool = False

    def lines(self, form: str, paper: Paper) -> Iterator[str]:
        if form == "table":
            return iter(self.human(paper))
        if form == "markdown":
            from tracker.render import markdown

            return markdown.record(self._fields(), filter(None, starmap(self._section, self.below.items())))
        if form == "csv":
            return _made(form, self.row._fields, [self.row])
        from tracker.render import json

        below = [_objects(rows) for rows in self.below.values()]
        whole = dict(zip(_apart(self.row._fields, self.below), [*self.row, *below], strict=True))
        return json.record(whole) if form == "json" else iter([json.dumped(whole)])

    def _fields(self) -> list[tuple[str, object]]:
        found = [(fields.title(name), fields.value(self.row, name)) for name in fields.told(self.row._fields)]
        return [(title, value) for title, value in found if value not in (None, [])]

    def _section(self, name: str, rows: Sequence[Any]) -> tuple[str, list[str], list[list[object]]] | None:
        """Without the columns that say nothing in any row, or what the record itself says there."""
        if not rows:
            return None
        own = _object(self.row)
        columns = [
            column
            for column in fields.told(rows[0]._fields)
            if any(getattr(row, column) not in (None, [], own.get(column)) for row in rows)
        ]
        cells = [[fields.value(row, column) for column in columns] for row in rows]
        return fields.title(name).capitalize(), list(map(fields.title, columns)), cells


Page = Listing | Record


def picked(*names: str) -> Pick:
    """Columns shown under their own names."""
    return {fields.title(name): _value(name) for name in names}


def placed(*names: str) -> Pick:
    """The same of rows that are plain tuples of these columns."""
    return {fields.title(name): itemgetter(place) for place, name in enumerate(names)}


def _value(name: str) -> Callable[[Any], object]:
    return lambda row: fields.value(row, name)


def _apart(columns: Sequence[str], lists: Iterable[str]) -> list[str]:
    """The keys of an object in JSON: a list below a row must not take the name, and so the place, of a column."""
    assert not {*columns} & {*lists}, f"{lists} would overwrite columns"
    return [*columns, *lists]


def _object(row: Any) -> dict[str, Any]:
    return dict(zip(row._fields, row, strict=True))


def _objects(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [_object(row) for row in rows]


def _made(form: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    make: Callable[..., Iterator[str]] = import_module(f"tracker.render.{form}").lines
    return make(columns, rows)
