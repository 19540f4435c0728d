"""The questions: each through the product, as the analysts' role, and as the same rows from a table that has no others.

The product is asked in the transaction that a reading command has. Questions in SQL are compared before Python makes
values of the answer, so that this work, which both would share, does not hide a difference.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import arguments, database, floors, limits
from benchmarks.loaded import Loaded
from benchmarks.measure import FLOOR, Operation, Timed, timed
from tracker.database.connect import Reader, reading
from tracker.export import csv
from tracker.export.about import about
from tracker.export.job import Job
from tracker.export.tables import Table, extent, tables
from tracker.query import demands
from tracker.query.select import Scope

SETTINGS = "set jit = off; set timezone = 'UTC'; set datestyle = 'ISO'; set plan_cache_mode = force_custom_plan"
PAST = "changeset 1"
ALONE = "the same rows, alone in a table"
FIRST = 2  # after this the changesets are of one document each


class Question(NamedTuple):
    """One question with several arguments; `sources` are calls of functions of the contract, one an argument.

    Where the answer is a matter of a few rows, the limit is an empty round trip.
    """

    name: str
    target: float
    sources: Sequence[str]
    past: bool = False
    few: bool = False


def questions(asked: arguments.Arguments, last: int) -> list[Question]:
    one_process = [f"positions_on('{day}', '{process}')" for process, day in asked.processes]
    histories = [f"demand_history('{demand}')" for demand in asked.demands]
    return [
        Question("positions_on, one process", 1.3, one_process),
        Question("positions_on, everything", 1.4, [f"positions_on('{asked.days[2]}')"]),
        Question("positions_on in past, one process", 1.6, one_process, past=True),
        Question("demand_history", 3, histories, few=True),
        Question(
            "diff of two dates, some 300 changes", 1.3, [f"diff('{start}', '{end}')" for start, end in asked.spans()]
        ),
        Question("compare_documents", 1.5, [f"compare_documents('{a}', '{b}')" for a, b in asked.documents]),
        Question(f"changes_since, {last - FIRST} changesets", 1.4, [f"changes_since({FIRST})"]),
    ]


@dataclass
class Desk:
    """The connections that questions are asked on; `limit` is the owner's, in a transaction as the product's are.

    `found`: the floor of each question by its name, for the number of an argument.
    """

    reader: Reader
    past: Reader
    limit: database.Connection
    asked: arguments.Arguments
    folder: Path
    found: Mapping[str, Callable[[int], str]]

    def of(self, question: Question) -> Reader:
        return self.past if question.past else self.reader


def operations(loaded: Loaded, wanted: Callable[[str], bool]) -> Iterator[Operation]:
    """Those that are wanted by their names, each when it is its turn."""
    with ExitStack() as stack:
        limit = stack.enter_context(database.connect(loaded.url, autocommit=False))
        limit.execute(SETTINGS)
        asked = arguments.find(limit)
        last = limit.execute("select max(changeset) from tracker.changeset").fetchone() or (0,)
        chosen = [q for q in questions(asked, last[0]) if wanted(q.name) or _shared(q.name, wanted)]
        kept = _keep_all(limit, chosen)
        found = {q.name: floors.found(limit, nth, kept[q.name]) for nth, q in enumerate(chosen)}
        limits.settle(limit, (f"bench.found_{nth}" for nth in range(len(found))))
        limit.execute("begin isolation level repeatable read read only")
        settings = database.settings(loaded.url)
        past = stack.enter_context(reading(replace(settings, known_at=PAST)))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desk = Desk(stack.enter_context(reading(settings)), past, limit, asked, folder, found)
        for question in chosen:
            if wanted(question.name):
                yield _in_sql(desk, question, kept[question.name])
        yield from (made for name, make in OTHERS.items() if wanted(name) for made in [make(desk, kept, name)])


def _shared(name: str, wanted: Callable[[str], bool]) -> bool:
    """Whether an operation through Python is measured against the same table."""
    return any(other == name and wanted(through) for through, other in SHARED.items())


def _keep_all(limit: database.Connection, chosen: Sequence[Question]) -> dict[str, list[str]]:
    """The answers of each question as tables; the catalogue is asked as it is by a reader."""
    kept: dict[str, list[str]] = {}
    floors.drop(limit)
    for nth, question in enumerate(chosen):
        if question.past:
            limit.execute("select analysis.as_known(%s)", [PAST])
        schema = "past" if question.past else "analysis"
        kept[question.name] = [
            limits.keep(limit, f"answer_{nth}_{n}", f"select * from {schema}.{source}")
            for n, source in enumerate(question.sources)
        ]
        limit.commit()
    limits.settle(limit, (table for tables_ in kept.values() for table in tables_))
    return kept


def _in_sql(desk: Desk, question: Question, kept: Sequence[str]) -> Operation:
    reader, count = desk.of(question), len(kept)
    queries = [f"select * from {reader.schema}.{source}" for source in question.sources]
    bare = [f"select * from {table}" for table in kept]
    answers = (
        limits.answer(limits.asked(reader.connection, query) for query in queries),
        limits.answer(limits.asked(desk.limit, query) for query in bare),
    )
    if question.few:
        bare = ["select 1"]
    return Operation(
        question.name,
        "an empty round trip" if question.few else ALONE,
        question.target,
        timed(lambda n: limits.asked(reader.connection, queries[n % count])),
        timed(lambda n: limits.asked(desk.limit, bare[n % len(bare)])),
        {FLOOR: timed(lambda n: limits.asked(desk.limit, desk.found[question.name](n % count)))},
        answers=answers,
        units=answers[0].rows / count,
    )


# --- through Python -------------------------------------------------------------------------------------------------


def _typed(
    desk: Desk, kept: Sequence[str], name: str, target: float, calls: Sequence[Callable[[], Sequence[Any]]]
) -> Operation:
    """A function of the query layer, which makes typed rows, against the bare rows."""
    bare, count = [f"select * from {table}" for table in kept], len(kept)
    columns = calls[0]()[0]._fields
    rows = [desk.limit.execute(f"select {', '.join(columns)} from {table}".encode()).fetchall() for table in kept]
    answers = (
        limits.digest(row for call in calls for row in call()),
        limits.digest(row for some in rows for row in some),
    )
    return Operation(
        name,
        ALONE,
        target,
        timed(lambda n: calls[n % count]()),
        timed(lambda n: limits.asked(desk.limit, bare[n % count])),
        {FLOOR: timed(lambda n: desk.limit.execute(desk.found[SHARED[name]](n % count).encode()).fetchall())},
        answers=answers,
        units=answers[0].rows / count,
    )


def _positions_of_one(desk: Desk, kept: dict[str, list[str]], name: str) -> Operation:
    calls = [_call(demands.positions, desk.reader, day, Scope(process)) for process, day in desk.asked.processes]
    return _typed(desk, kept[SHARED[name]], name, 3, calls)


def _call(function: Callable[..., Sequence[Any]], *given: object) -> Callable[[], Sequence[Any]]:
    return lambda: function(*given)


def _export(desk: Desk, _: dict[str, list[str]], name: str) -> Operation:
    """One table of the export: streamed to a file by the product, and by COPY of the same query and nothing else."""
    day = desk.asked.days[2]
    table = _table(desk.reader, day)
    told = about(desk.reader, extent(desk.reader, on=day), None)
    copied = _copy_out(desk.reader.connection, f"({table.query()})", desk.folder / "limit", table.parameters)
    exported = timed(lambda _: csv.write(Job(desk.reader, desk.folder, [table], told, None, _silent)))
    return Operation(name, "COPY out of the same query", 1.3, exported, copied)


def _exported_alone(desk: Desk, kept: dict[str, list[str]], name: str) -> Operation:
    copied = _copy_out(desk.limit, kept[SHARED[name]][0], desk.folder / "limit")
    return replace(
        _export(desk, kept, name), against="COPY out of a table of these rows alone", limit=copied, target=None
    )


def _copy_out(connection: database.Connection, source: str, to: Path, given: Mapping[str, Any] | None = None) -> Timed:
    def copied(_: int) -> None:
        sql = f"copy {source} to stdout (format csv)"
        with to.open("wb") as file, connection.cursor() as cursor, cursor.copy(sql, given) as copy:
            file.writelines(copy)

    return timed(copied)


def _table(reader: Reader, day: date) -> Table:
    return next(table for table in tables(reader, extent(reader, on=day)) if table.name == "position")


def _silent(*_: object) -> None:
    pass


SHARED = {
    "positions_on, one process, typed rows": "positions_on, one process",
    "export --as csv, against rows alone": "positions_on, everything",
}
OTHERS: dict[str, Callable[[Desk, dict[str, list[str]], str], Operation]] = {
    "positions_on, one process, typed rows": _positions_of_one,
    "export --as csv": _export,
    "export --as csv, against rows alone": _exported_alone,
}
