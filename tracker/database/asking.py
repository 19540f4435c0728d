"""Queries of a user's own, as the analyst: one statement, rows one by one, values as PostgreSQL means them.

The query is sent as it is written, in the extended protocol, which takes one statement and no more: what is put
after it cannot end the transaction and go on with other rights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any

import psycopg
from psycopg import RawCursor, capabilities
from psycopg.abc import Buffer, Loader
from psycopg.postgres import types
from psycopg.types import datetime as dates
from psycopg.types import numeric
from psycopg.types.string import TextLoader

from tracker.config import Settings
from tracker.database import failures
from tracker.database.address import address, is_wall
from tracker.database.connect import Reader, reading
from tracker.errors import InputError, TrackerError

AT_ONCE = 500  # rows that come from the server together, where libpq can
# Of what the command line has no picture of its own, it shows PostgreSQL's.
_AS_TEXT = (
    *("bytea", "uuid", "interval", "time", "timetz", "timestamp", "inet", "cidr", "record"),
    *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
    *("int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange", "tstzmultirange"),
)
# Statements that can only read, or end with nothing after them. The others can run further statements.
_PLAIN = ("select", "with", "values", "table", "explain", "show", "set", "reset")
_NOT_SO_MANY = "08P01"  # other parameters than the query has: a fault of the protocol to the server
_NO_SYNTAX = "42601"
_BEFORE_WORD = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|\()+")
_PATH = """
select set_config('search_path', concat_ws(', ', %s::text,
  nullif(tracker.path_without_past(current_setting('search_path')), '')), true)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """No columns: a statement that returns no rows. The rows come while they are read, once."""

    columns: Sequence[str]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asking(settings: Settings) -> Iterator[Reader]:
    """A reader whose names without a schema are those of `analysis`, or of `past` with `settings.known_at`.

    In the embedded database the login itself is the analyst's; of another one the analysts' role is taken.
    """
    if settings.database_url is None and settings.read_url is None:
        settings = replace(settings, database_url=address(settings, "analyst").url)
    with reading(settings) as reader:
        reader.connection.execute(_PATH, [path(reader)])
        yield reader


def path(reader: Reader) -> str:
    return "past, analysis" if reader.schema == "past" else "analysis"


def ask(reader: Reader, query: str, parameters: Sequence[str] = ()) -> Answer:
    """Runs one statement; `$1` in it is the first of the parameters.

    Where the role was only taken, what can run statements of its own (DO, CALL) is refused: it could lift the role.
    Raises InputError with PostgreSQL's own words and place.
    """
    _refuse(reader, _first_word(query))
    cursor = RawCursor(reader.connection)
    _register(cursor)
    rows = _streamed(cursor, query, parameters)
    try:
        first = next(rows, None)
    except psycopg.ProgrammingError as error:
        if error.sqlstate is not None:
            raise
        return Answer((), iter(()))  # psycopg streams rows, and says so of what has none
    if first is None:
        return Answer(_described(reader, query), iter(()))
    titles = [column.name for column in cursor.description or ()]
    return Answer(_apart(titles), chain([first], rows))


def _streamed(cursor: RawCursor[Any], query: str, parameters: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    size = AT_ONCE if capabilities.has_stream_chunked() else 1
    try:
        yield from cursor.stream(query.encode(), list(parameters), size=size)
    except psycopg.Error as error:
        clear = _of_query(error, query, len(parameters))
        if clear is None:
            raise
        raise clear from error


def _of_query(error: psycopg.Error, query: str, given: int) -> TrackerError | None:
    """The server's message as it words it: LINE, the caret, DETAIL and HINT below it."""
    state = error.sqlstate
    if state is None or (state.startswith(("08", "53", "57")) and state != _NOT_SO_MANY):
        return failures.of_query(error) if state else None
    if state == _NOT_SO_MANY and (told := _of_missing(str(error), given)):
        return told
    if "multiple commands" in str(error):
        return InputError(str(error), "Give one statement; tracker sql without a query opens psql for more.")
    if state in ("42501", "25006"):
        return InputError(str(error), "tracker sql only reads, as the analyst.")
    place = int(error.diag.statement_position or 0)
    named = state == _NO_SYNTAX and place and re.match(r":\w", query[place - 1 :])
    return InputError(str(error), "Values stand in a query as $1, $2, … and are given with -p." if named else None)


def _of_missing(told: str, given: int) -> InputError | None:
    """Which values are missing; the server's message has both numbers, in whichever language."""
    wanted = max(map(int, re.findall(r"\d+", told)), default=0)
    names = [f"${number}" for number in range(given + 1, wanted + 1)]
    if not names:
        return None
    what = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    none = "no values are given for them" if len(names) > 1 else "no value is given for it"
    each = "each with -p, in this order" if wanted > 1 else "it with -p"
    return InputError(f"the query has {what}, and {none}", f"Give {each}: tracker sql{' -p VALUE' * wanted} QUERY")


def _first_word(query: str) -> str:
    rest = query
    while True:
        rest = rest[found.end() :] if (found := _BEFORE_WORD.match(rest)) else rest
        if not rest.startswith("/*"):
            break
        rest = rest[_end_of_comment(rest) :]
    found = re.match(r"\w+", rest)
    return found[0].lower() if found else rest[:1]


def _end_of_comment(text: str) -> int:
    """Comments of PostgreSQL hold others."""
    depth = 0
    for mark in re.finditer(r"/\*|\*/", text):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _refuse(reader: Reader, word: str) -> None:
    if word in ("", ";"):
        raise InputError("the query is empty")
    if word == "copy":
        raise InputError("tracker sql takes no COPY", "Give the query itself, with --format csv or jsonl.")
    if word == "\\":
        raise InputError("commands of psql begin with a backslash, queries do not", "Open psql with: tracker sql")
    if word not in _PLAIN and not is_wall(reader.connection):
        raise InputError(
            f"{word.upper()} is not run with rights that are only lent: this login may do more than an analyst",
            f"Expected: {', '.join(map(str.upper, _PLAIN))}; or make a login of its own: tracker db grant",
        )


def _described(reader: Reader, query: str) -> list[str]:
    """The columns of a query that has just been run and had no rows."""
    server = reader.connection.pgconn
    server.prepare(b"", query.encode())
    found = server.describe_prepared(b"")
    return _apart([(found.fname(place) or b"").decode() for place in range(found.nfields)])


def _apart(titles: Sequence[str]) -> list[str]:
    """Two columns of one name would be one key in JSON: the second `n` is `n_2`."""
    known: list[str] = []
    for title in titles:
        name, number = title, 1
        while name in known:
            number += 1
            name = f"{title}_{number}"
        known.append(name)
    return known


# --- values -------------------------------------------------------------------------------------------------------


def _register(cursor: RawCursor[Any]) -> None:
    for name in _AS_TEXT:
        cursor.adapters.register_loader(types[name].oid, TextLoader)
    for name, loader in _LOADERS.items():
        cursor.adapters.register_loader(types[name].oid, loader)


def _or_text(base: type[Loader]) -> type[Loader]:
    """What Python cannot hold (infinity, years before Christ) or JSON cannot (NaN) stays as PostgreSQL prints it."""

    class OrText(base):  # type: ignore[valid-type, misc]
        def load(self, data: Buffer) -> Any:
            try:
                value = super().load(data)
            except psycopg.DataError:
                return bytes(data).decode()
            return value if not isinstance(value, float | Decimal) or math.isfinite(value) else str(value)

    return OrText


_LOADERS = {
    "date": _or_text(dates.DateLoader),
    "timestamptz": _or_text(dates.TimestamptzLoader),
    "float4": _or_text(numeric.FloatLoader),
    "float8": _or_text(numeric.FloatLoader),
    "numeric": _or_text(numeric.NumericLoader),
}
