"""Imports, against COPY of the same bytes and against commits of one row; and what the rows take on disk.

What writes is done to a clone of the loaded database, so that this one stays as it is for the next run. How long the
database was busy is what the server itself counted for the sessions of the import.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import corpus, database, floors, limits
from benchmarks.loaded import READY, SMALL, Loaded, Spent, command, document, raw_copy
from benchmarks.measure import FLOOR, Operation, Timed, Unit, tell, timed
from tracker.record.importing import import_paths

RATE = 20_000  # versions a second, end to end
WHOLE = "import into an empty database, the whole command"
WHOLE_IN_DATABASE = "import into an empty database, the database's part"
ADDED = "import into the loaded database, the whole command"
ADDED_IN_DATABASE = "import into the loaded database, the database's part"
DOCUMENT = "one document with three demands, the database's part"
DOCUMENT_WHOLE = "one document with three demands, without the start of the program"
CHANGE = "one document that changes three demands, the database's part"
BYTES = "bytes a version, with history, citations and indexes"
COPY = "COPY of the same rows into bare tables"
LAST = "select max(changeset) from tracker.changeset"


def operations(loaded: Loaded, wanted: Callable[[str], bool]) -> Iterator[Operation]:
    """Those that are wanted by their names, each when it is its turn."""
    yield from (operation for operation in _loading(loaded) if wanted(operation.name))
    if wanted(BYTES):
        yield sizes(loaded)
    if not any(map(wanted, (ADDED, ADDED_IN_DATABASE, DOCUMENT, DOCUMENT_WHOLE, CHANGE))):
        return
    tell("cloning the database …")
    with database.scratch(loaded.server, loaded.name) as url, tempfile.TemporaryDirectory() as folder:
        yield from (operation for operation in _documents(url, Path(folder)) if wanted(operation.name))
        yield from (operation for operation in _additions(url, loaded.corpus) if wanted(operation.name))


def _loading(loaded: Loaded) -> Iterator[Operation]:
    """As it went when the database was made."""
    noted, versions = loaded.noted(), loaded.corpus.versions
    told = f"{versions / noted['seconds']:.0f} versions a second, at most {noted['memory'] / 2**20:.0f} MB"
    due = versions / RATE
    yield _once(WHOLE, f"{RATE} versions a second", 1, noted["seconds"], due, note=told)
    yield _once(WHOLE_IN_DATABASE, COPY, 3, noted["busy"], noted["copy"], floor=noted.get("floor"))


def _once(
    name: str,
    against: str,
    target: float,
    product: float,
    limit: float,
    *,
    floor: float | None = None,
    unit: Unit = "s",
    note: str = "",
) -> Operation:
    """What was measured already."""
    sides: dict[str, Timed] = {} if floor is None else {FLOOR: lambda _: floor}
    taken = Operation(name, against, target, lambda _: product, lambda _: limit, sides, unit=unit, note=note)
    return replace(taken, slices=1, most=1, warmed=False)


# --- one document ---------------------------------------------------------------------------------------------------


class _Import(NamedTuple):
    seconds: float
    busy: float


def _documents(url: str, folder: Path) -> Iterator[Operation]:
    """Each run imports the next one, or the next change of one; how long both parts took is known from one run."""

    @cache
    def imported(number: int, *, change: bool = False) -> _Import:
        if change:
            imported(number)
        bundle = document(url, folder, SMALL + 1 + number, change=change)
        before = database.active_seconds(url)
        seconds = timed(lambda _: import_paths(database.settings(url), [bundle]))(number)
        return _Import(seconds, database.active_seconds(url) - before)

    commit, against = limits.commit(url), "a commit of one row"
    floor = {FLOOR: lambda _: floors.written_again(url, _last(url) - 1)}
    yield Operation(DOCUMENT, against, 5, lambda n: imported(n).busy, commit, floor, most=4)
    yield Operation(CHANGE, against, 5, lambda n: imported(n, change=True).busy, commit, floor, most=4)
    yield Operation(DOCUMENT_WHOLE, against, None, lambda n: imported(n).seconds, commit, most=4)


# --- some thousand versions -----------------------------------------------------------------------------------------


class _Addition(NamedTuple):
    spent: Spent
    busy: float
    since: int


def _additions(url: str, made: corpus.Corpus) -> Iterator[Operation]:
    @cache
    def imported(number: int) -> _Addition:
        since = _last(url)
        before = database.active_seconds(url)
        spent = command(["--database", url, "import", str(made.addition(number + 1))])
        return _Addition(spent, database.active_seconds(url) - before, since)

    once: dict[str, Any] = {"slices": corpus.ADDITIONS, "most": 1, "warmed": False}
    floor: dict[str, Timed] = {FLOOR: lambda n: floors.written_again(url, imported(n).since)}
    copy: Timed = lambda n: raw_copy(url, imported(n).since)  # noqa: E731
    yield Operation(ADDED_IN_DATABASE, COPY, 3, lambda n: imported(n).busy, copy, floor, **once)
    with made.addition(1).open() as file:
        versions = sum(line.count('"summary"') for line in file)
    yield Operation(
        ADDED, "one second", 2, lambda n: imported(n).spent.seconds, lambda _: 1.0, note=f"{versions} versions", **once
    )


def _last(url: str) -> int:
    with database.connect(url) as connection:
        ((last,),) = connection.execute(LAST).fetchall()
    return int(last)


# --- bytes ----------------------------------------------------------------------------------------------------------


def sizes(loaded: Loaded) -> Operation:
    """All tables with their indexes, against the live and superseded rows alone in tables without any."""
    tables = "select oid::regclass::text from pg_class where relnamespace = any ('{tracker, history}'::regnamespace[])"
    with database.scratch(loaded.server, loaded.name) as url, database.connect(url) as connection:
        names = [name for (name,) in connection.execute(f"{tables} and relkind = 'r'".encode()).fetchall()]
        mine = _bytes(connection, "pg_total_relation_size", names)
        connection.execute("create schema bare")
        recorded = [name for name in names if name not in READY]
        bare = [f"bare.t{n}" for n in range(len(recorded))]
        for name, table in zip(recorded, bare, strict=True):
            connection.execute(f"create table {table} as select * from {name}".encode())
        limit = _bytes(connection, "pg_table_size", bare)
        keys = (
            "select indexrelid::regclass::text from pg_index where indisunique and indrelid::regclass::text = any (%s)"
        )
        unique = [name for (name,) in connection.execute(keys.encode(), [recorded]).fetchall()]
        indexes = _bytes(connection, "pg_relation_size", unique)
    size, against = loaded.corpus.versions, "the same rows in tables without indexes"
    floor = (limit + indexes) / size
    return _once(BYTES, against, 1.7, mine / size, limit / size, unit="B", floor=floor)


def _bytes(connection: database.Connection, function: str, names: list[str]) -> float:
    query = f"select sum({function}(name::regclass)) from unnest(%s::text[]) name"
    ((found,),) = connection.execute(query.encode(), [names]).fetchall()
    return float(found)
