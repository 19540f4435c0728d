"""Rows out of the database, one after the other: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.export.tables import Table

Counted = Callable[[int], None]
EVERY = 1000  # rows, after which it is told how many there were
_ALIASES = {"timestamp with time zone": "timestamptz"}


@contextmanager
def lines_of_csv(reader: Reader, table: Table, counted: Counted = lambda _: None) -> Iterator[Iterator[bytes]]:
    """The table as CSV, as PostgreSQL writes it: a header, then a row at a time."""
    sql = f"copy ({table.query(_as_text)}) to stdout (format csv)"
    with reader.connection.cursor() as cursor, cursor.copy(sql, table.parameters) as copy:
        yield _header_and(table, _told(map(bytes, copy), counted))


def _header_and(table: Table, rows: Iterator[bytes]) -> Iterator[bytes]:
    yield (",".join(column.name for column in table.columns) + "\n").encode()
    yield from rows


def _as_text(column: str, type_: str) -> str:
    """A value in SQL as `--format csv` of the commands prints it: lists and objects as JSON, times in UTC."""
    if type_.endswith("[]") or type_ == "jsonb":
        return f"to_jsonb({column})::text"
    if type_ == "numeric":
        return f"trim_scale({column})"
    if type_ == "boolean":
        return f"{column}::text"
    if type_ == "timestamp with time zone":
        exact = f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
        return f"replace({exact}, '.000000', '')"
    return column


@contextmanager
def values(reader: Reader, table: Table, counted: Counted = lambda _: None) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of the table as Python's values."""
    sql = f"copy ({table.query()}) to stdout (format binary)"
    with reader.connection.cursor() as cursor, cursor.copy(sql, table.parameters) as copy:
        copy.set_types([_ALIASES.get(column.type, column.type) for column in table.columns])
        yield _told(copy.rows(), counted)


def _told(rows: Iterator[Any], counted: Counted) -> Iterator[Any]:
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % EVERY == 0:
            counted(number)
    counted(number)
