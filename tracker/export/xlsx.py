"""One workbook, tracker.xlsx: a sheet a table behind one about the whole and one about the columns.

Text stays text, whatever it begins with. What Excel has no value for is written as text: dates before 1900 and numbers
of more than 15 digits. Lists are one text, their items separated by semicolons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from tracker.errors import InputError
from tracker.export.about import WHAT
from tracker.export.job import Job
from tracker.export.rows import values
from tracker.export.tables import Table

NAME = "tracker.xlsx"
MOST_ROWS = 1_048_576  # of a sheet, its header included
MOST_CHARACTERS = 32_767  # of a cell, in UTF-16 as Excel counts
MOST_DIGITS = 15
FIRST_DAY = date(1900, 1, 1)
MEASURED = 500  # rows of which the widest cell makes the width of a column
NARROWEST, WIDEST = 8, 60  # characters
LINE, LETTERS = 15, 115  # points that a line of text is high, and what fits into one of the sheet `about`
CUT = " […cut here: it has {} characters]"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NOTES = (
    "Times are in UTC, to the millisecond.",
    "Lists are written as one text, their items separated by semicolons.",
    "Excel has no dates before 1900 and no numbers of more than 15 digits: these are written as text.",
    "A cell holds 32,767 characters: a longer text is cut and ends by saying so.",
    "The forms csv and parquet of this export hold every value exactly.",
)


def write(job: Job) -> None:
    _refuse_too_many(job)
    with _workbook(job.folder) as book:
        styles = _Styles(book)
        about, columns = book.add_worksheet("about"), book.add_worksheet("columns")
        cut = sum(_write_table(job, table, book.add_worksheet(table.name), styles) for table in job.tables)
        if cut:
            job.notes.append(f"{cut} texts are longer than a cell can be and were cut; they end by saying so")
        _tell_columns(columns, job.tables, styles)
        _tell_about(about, job, styles)


@contextmanager
def _workbook(folder: Path) -> Iterator[xlsxwriter.Workbook]:
    """Saved when the block ends well. What it keeps meanwhile lies beside it, not where a small disk may be."""
    beside = folder / ".parts"
    beside.mkdir()
    book = xlsxwriter.Workbook(str(folder / NAME), {**_OPTIONS, "tmpdir": str(beside)})
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error
    beside.rmdir()


class _Styles:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#DDE5EE", "bottom": 1})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1})
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})


def _write_table(job: Job, table: Table, sheet: Any, styles: _Styles) -> int:
    """Returns how many texts had to be cut."""
    names = [column.name for column in table.columns]
    widths = [len(name) + 3 for name in names]  # beside the arrow of the filter
    cells = _Cells(sheet, styles)
    _head(sheet, names, styles)
    number = 0
    with values(job.reader, table, job.counter(table)) as rows:
        for number, row in enumerate(rows, 1):
            written = [cells.write(number, place, value) for place, value in enumerate(row)]
            if number <= MEASURED:
                widths = list(map(max, widths, written))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + 1, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(names) - 1)
    return cells.cut


def _refuse_too_many(job: Job) -> None:
    """Before anything is written: that takes minutes for a table of such a size."""
    for table in job.tables:
        sql = f"select count(*) from (select from {table.source} limit {MOST_ROWS}) t"
        if job.reader.rows(int, sql, dict(table.parameters))[0] >= MOST_ROWS:
            raise InputError(
                f"{table.name} has more rows than the {MOST_ROWS - 1:,} that a sheet of Excel holds",
                "Nothing was written. Use --as parquet or csv, or narrow it down by --process.",
            )


def _head(sheet: Any, names: Sequence[str], styles: _Styles) -> None:
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, styles.head)


class _Cells:
    """Writes values into a sheet, each as what Excel has for it."""

    def __init__(self, sheet: Any, styles: _Styles) -> None:
        self.cut = 0
        self._sheet = sheet
        self._styles = styles

    def write(self, row: int, column: int, value: Any) -> int:
        """Returns how many characters wide it is."""
        if value is None:
            return 0
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
            return len("FALSE")
        if isinstance(value, date) and _day(value) >= FIRST_DAY:
            return self._moment(row, column, value)
        if isinstance(value, (int, Decimal)) and _digits(value) <= MOST_DIGITS:
            self._sheet.write_number(row, column, value)
            return len(str(value))
        return self._text(row, column, _text(value))

    def _moment(self, row: int, column: int, value: date) -> int:
        timed = isinstance(value, datetime)
        bare = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        self._sheet.write_datetime(row, column, bare, self._styles.time if timed else self._styles.date)
        return len("2000-01-01 00:00:00") if timed else len("2000-01-01")

    def _text(self, row: int, column: int, text: str) -> int:
        short = _shortened(text)
        self.cut += short != text
        if short:
            self._sheet.write_string(row, column, short)
        return max(map(len, short.splitlines()), default=0)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _digits(value: int | Decimal) -> int:
    return len(Decimal(value).normalize().as_tuple().digits)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _shortened(text: str) -> str:
    if 2 * len(text) <= MOST_CHARACTERS or _units(text) <= MOST_CHARACTERS:
        return text
    end = CUT.format(f"{len(text):,}")
    kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(end))]
    return kept.decode("utf-16-le", "ignore") + end


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _tell_columns(sheet: Any, tables: Sequence[Table], styles: _Styles) -> None:
    _head(sheet, ("sheet", "column", "type", "meaning"), styles)
    rows = [(table.name, column) for table in tables for column in table.columns]
    for number, (table, column) in enumerate(rows, 1):
        for place, text in enumerate((table, column.name, column.type, column.comment)):
            sheet.write_string(number, place, text)
    for place, width in enumerate((18, 24, 26, 110)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), 3)


def _tell_about(sheet: Any, job: Job, styles: _Styles) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 110)
    sheet.write_string(0, 0, job.about.title, styles.title)
    sheet.write_string(1, 0, WHAT)
    row = 3
    for title, fact in job.about.facts():
        sheet.set_row(row, LINE * (1 + len(fact) // LETTERS))  # merged cells do not grow by themselves
        sheet.write_string(row, 0, title, styles.bold)
        sheet.merge_range(row, 1, row, 2, "", styles.wrapped)
        sheet.write_string(row, 1, fact, styles.wrapped)
        row += 1
    for row, note in enumerate(_NOTES, row + 1):  # noqa: B020
        sheet.write_string(row, 0, note)
    row += 2
    for place, name in enumerate(("sheet", "rows", "what is in it")):
        sheet.write_string(row, place, name, styles.head)
    for row, table in enumerate(job.tables, row + 1):  # noqa: B020
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", styles.link, table.name)
        sheet.write_number(row, 1, job.counts[table.name])
        sheet.write_string(row, 2, table.comment)
