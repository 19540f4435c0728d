"""doltlite: Dolt's tables with commits and diffs in SQLite's clothes. A commit a day.

It takes the place of SQLite in its interpreter, so it needs a virtual environment of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import doltlite  # noqa: F401  must come before sqlite3

import sqlite3  # isort: skip

from benchmarks.peers.base import Axis, Changed, Event, Held, Peer

SCHEMA = """
create table demand (demand text primary key, process text, party text, topic text, title text, version text,
    summary text, terms text)
"""
SET = """
insert into demand values (?, ?, ?, ?, ?, ?, ?, ?)
on conflict (demand) do update set version = excluded.version, summary = excluded.summary, terms = excluded.terms
"""
POSITIONS = "select demand, version, summary, terms from dolt_at_demand(?)"
HISTORY = """
select to_version, to_summary from dolt_diff_demand where to_demand = ? and diff_type <> 'removed'
"""
DIFF = """
select coalesce(to_demand, from_demand), from_version, to_version from dolt_diff_demand(?, ?)
where from_summary is not to_summary or from_terms is not to_terms
"""


class Doltlite(Peer):
    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002
        self._path = folder / "dolt.db"
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._axis = Axis()

    def prepare(self) -> None:
        self._rows(SCHEMA)
        self._rows("create index demand_process on demand (process)")
        self._rows("select dolt_commit('-A', '-m', 'schema')")

    def play(self, day: str, events: Sequence[Event]) -> None:
        self._rows("begin")
        self._connection.executemany(SET, [event[1:] for event in events if event.version])
        gone = [[event.demand] for event in events if not event.version]
        self._connection.executemany("delete from demand where demand = ?", gone)
        self._rows("commit")
        ((name,),) = self._rows("select dolt_commit('-A', '-m', ?)", day)
        self._axis.add(day, name)

    def settle(self) -> None:
        self._rows("analyze")

    def positions(self, day: str, process: str | None) -> list[Held]:
        only, given = (" where process = ?", [process]) if process else ("", [])
        return [Held(*row) for row in self._rows(POSITIONS + only, self._axis.at(day), *given)]

    def history(self, demand: str) -> list[tuple[str, str]]:
        """The log goes from the newest commit to the oldest."""
        return self._rows(HISTORY, demand)[::-1]

    def diff(self, before: str, after: str) -> list[Changed]:
        return [Changed(*row) for row in self._rows(DIFF, self._axis.at(before), self._axis.at(after))]

    def size(self) -> int:
        self._rows("select dolt_gc()")
        return self._path.stat().st_size

    def _rows(self, sql: str, *given: object) -> list[Any]:
        return self._connection.execute(sql, given).fetchall()


PEER = Doltlite
