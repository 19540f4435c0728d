"""CSV -> trees, one for each row: for the kinds of record that people keep in spreadsheets.

The header names fields, or columns of the view of the same kind, so that what `tracker figure list --format csv`
prints can be changed and imported. An empty cell says nothing, `null` clears the field; lists stand as JSON.

Rows are counted as spreadsheets count them: the header is 1, a cell of several lines makes no row more.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator

from tracker.bundle.entities import Field
from tracker.bundle.json_tree import parse_json_line
from tracker.bundle.suggest import unknown
from tracker.bundle.tables import Table, sections
from tracker.bundle.tree import Tree
from tracker.bundle.values import DAY, Refused, coarse_end, refused
from tracker.bundle.yaml_tree import Broken

FLAT = ("actors", "places", "figures", "documents")
DELIMITERS = ",;\t"
NULL = "null"
# Columns of a view that follow from something else; they are passed over.
DERIVED = {"document": ("has_text",)}

Cells = list[str]
Report = Callable[[int, str, str, str], None]  # row, column, value, message
Read = Callable[[str, int], Tree]


def section_of(stem: str) -> str | None:
    """The section that the name of a file means, without its ending: `figures`, `2025-figures`, `figures_draft`."""
    named = set(re.split(r"[^a-z]+", stem.lower())).intersection(FLAT)
    return named.pop() if len(named) == 1 else None


def parse_csv(lines: Iterable[str], section: str, report: Report) -> Iterator[tuple[int, Tree]]:
    """The row and the tree of each record; what is wrong is reported, and left out. Raises Broken."""
    rows = _rows(lines)
    table = sections()[section]
    for row, cells in rows:
        header = _Header(table, cells, row, report)
        if header.usable:
            for at, below in rows:
                yield at, {section: [header.record(at, below)]}
        return


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, Cells]]:
    """The rows that hold something, without the empty cells at their ends."""
    row = 0
    reader = _reader(iter(lines))
    try:
        for row, raw in enumerate(reader, 1):
            cells = [cell.strip().replace("\r\n", "\n") for cell in raw]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield row, cells
    except csv.Error as error:
        raise Broken(row + 1, f"broken CSV: {error}; is a quote missing?") from None


def _reader(lines: Iterator[str]) -> Iterator[Cells]:
    """Excel writes semicolons where the comma is the decimal sign."""
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)

    def all_lines() -> Iterator[str]:
        yield first
        yield from lines

    return csv.reader(all_lines(), delimiter=delimiter, strict=True)


class _Header:
    """Which column holds what. It is not `usable` where no row could say which record it is about."""

    def __init__(self, table: Table, cells: Cells, row: int, report: Report) -> None:
        self._report = report
        self._names = cells
        self._derived = {*DERIVED.get(table.entity.name, ())}
        self._dates = {of.stored[1]: of for of in table.entity.fields if of.kind in ("coarse", "coarse-end")}
        self._reads = {name: _reads(table, name) for name in table.takes}
        known = [*table.takes, *self._dates, *self._derived]
        for index, name in enumerate(cells):
            if not name:
                report(row, "", "", f"column {index + 1} has no name")
            elif name in cells[:index]:
                report(row, name, "", "the same column twice")
            elif name not in known:
                report(row, name, "", unknown("column", name, known))
        missing = [name for name in table.needs if name not in cells]
        for name in missing:
            report(row, name, "", f"no column of this name; every {table.entity.name} needs it")
        self.usable = not missing and len(set(cells)) == len(cells)

    def record(self, row: int, cells: Cells) -> Tree:
        if len(cells) > len(self._names):
            told = f"{len(cells)} cells, and {len(self._names)} columns in the header; does a text need quotes?"
            self._report(row, "", cells[len(self._names)], told)
        given = {name: cell for name, cell in zip(self._names, cells, strict=False) if cell}
        record: dict[str, Tree] = {}
        for name, cell in given.items():
            if name in self._reads:
                try:
                    record[name] = None if cell == NULL else self._reads[name](cell, row)
                except Broken as broken:
                    self._report(row, name, cell, broken.message)
        for name, of in self._dates.items():
            if name in given and of.name in given:
                self._with_precision(record, of, given[name], row)
        return record

    def _with_precision(self, record: dict[str, Tree], of: Field, precision: str, row: int) -> None:
        """A day and the precision beside it, as the view has them, are the date as a person writes it."""
        day = record.get(of.name)
        if isinstance(day, str) and DAY.fullmatch(day):
            try:
                record[of.name] = _coarse(day, precision, of)
            except Refused as error:
                self._report(row, of.stored[1], precision, error.wrongs[0].message)


def _reads(table: Table, name: str) -> Read:
    """Lists are JSON; a list of texts may be one text without it."""
    kinds = {of.name: of.kind for of in table.entity.fields}
    if name in table.children:
        return _json
    if kinds.get(name) in ("texts", "refs", "terms"):
        return lambda cell, row: _json(cell, row) if cell.startswith(("[", "{")) else cell
    return lambda cell, _: cell


def _json(cell: str, row: int) -> Tree:
    if not cell.startswith("["):
        raise Broken(row, 'expected a list as JSON, such as ["a", "b"] or [{"scheme": "pa-x", "id": "1"}]')
    return parse_json_line(cell, row)


def _coarse(day: str, precision: str, of: Field) -> str:
    written = {"day": day, "by": f"..{day}", "month": day[:7], "year": day[:4]}.get(precision)
    if written is None:
        raise refused("expected day, month, year or by; or leave the cell empty and write the date as it is known")
    if precision in ("month", "year") and day != _whole(written, of):
        raise refused(f"{day} is not how a whole {precision} is written here; write `{of.name}` as {written}")
    return written


def _whole(written: str, of: Field) -> str | None:
    first = (written + "-01-01")[:10]
    return coarse_end(written)[0] if of.kind == "coarse-end" else first
