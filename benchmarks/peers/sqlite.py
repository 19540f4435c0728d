"""SQLite, a live table and triggers that copy every superseded row into a table of history: the usual recipe."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.base import Axis, Event, Held, Peer

SCHEMA = """
create table moment (number integer);
insert into moment values (0);
create table demand (demand text primary key, process text, party text, topic text, title text, version text,
    summary text, terms text, since integer) without rowid;
create table history (demand text, process text, party text, topic text, title text, version text,
    summary text, terms text, since integer, until integer);
create index demand_process on demand (process);
create index demand_since on demand (since);
create index history_demand on history (demand);
create index history_process on history (process);
create index history_until on history (until);
create index history_since on history (since);
create trigger changed after update on demand begin
    insert into history values (old.demand, old.process, old.party, old.topic, old.title, old.version, old.summary,
        old.terms, old.since, (select number from moment)); end;
create trigger removed after delete on demand begin
    insert into history values (old.demand, old.process, old.party, old.topic, old.title, old.version, old.summary,
        old.terms, old.since, (select number from moment)); end;
"""
SET = """
insert into demand values (?, ?, ?, ?, ?, ?, ?, ?, (select number from moment))
on conflict (demand) do update set version = excluded.version, summary = excluded.summary, terms = excluded.terms,
    since = excluded.since
"""
POSITIONS = """
select demand, version, summary, terms from demand where since <= :at {only}
union all select demand, version, summary, terms from history where since <= :at and until > :at {only}
"""
HISTORY = """
select version, summary from (select version, summary, since from history where demand = :demand
    union all select version, summary, since from demand where demand = :demand) order by since
"""


class Sqlite(Peer):
    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002
        self._path = folder / "sqlite.db"
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection.executescript(
            "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -262144"
        )
        self._axis = Axis()
        self._played = 0

    def prepare(self) -> None:
        self._connection.executescript(SCHEMA)

    def play(self, day: str, events: Sequence[Event]) -> None:
        self._played += 1
        self._connection.execute("begin")
        self._connection.execute("update moment set number = ?", [self._played])
        self._connection.executemany(SET, [event[1:] for event in events if event.version])
        gone = [[event.demand] for event in events if not event.version]
        self._connection.executemany("delete from demand where demand = ?", gone)
        self._connection.execute("commit")
        self._axis.add(day, self._played)

    def settle(self) -> None:
        self._connection.execute("analyze")

    def positions(self, day: str, process: str | None) -> list[Held]:
        sql = POSITIONS.format(only="and process = :process" if process else "")
        rows = self._connection.execute(sql, {"at": self._axis.at(day), "process": process})
        return [Held(*row) for row in rows]

    def history(self, demand: str) -> list[tuple[str, str]]:
        return self._connection.execute(HISTORY, {"demand": demand}).fetchall()

    def size(self) -> int:
        self._connection.execute("pragma wal_checkpoint(truncate)")
        return self._path.stat().st_size


PEER = Sqlite
