"""DuckDB, which keeps no history: the spells themselves as a table, written once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.peers.base import Changed, Days, Event, Held, Peer

SCHEMA = """
create table event (day date, demand text, process text, party text, topic text, title text, version text,
    summary text, terms text)
"""
SPELLS = """
create table spell as select *, lead(day) over (partition by demand order by day) as until
from event order by process, demand, day;
delete from spell where version is null;
drop table event;
checkpoint
"""
POSITIONS = "select demand, version, summary, terms from spell where day <= $1 and (until is null or until > $1)"
DIFF = """
with was as (select * from spell where day <= $1 and (until is null or until > $1)),
    becomes as (select * from spell where day <= $2 and (until is null or until > $2))
select coalesce(w.demand, b.demand), w.version, b.version from was w full join becomes b on b.demand = w.demand
where (w.summary, w.terms) is distinct from (b.summary, b.terms)
"""


class DuckDB(Peer):
    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002
        self._path = folder / "duck.db"
        self._connection = duckdb.connect(str(self._path))

    def load(self, days: Days) -> None:
        import pyarrow

        self._connection.execute(SCHEMA)
        rows = [event._asdict() for _, events in days for event in events]
        self._connection.register("rows", pyarrow.Table.from_pylist(rows))
        self._connection.execute("insert into event select * replace (day::date as day) from rows")
        self._connection.unregister("rows")
        self._connection.execute(SPELLS)

    def prepare(self) -> None:
        """Loading makes the table."""

    def play(self, day: str, events: Sequence[Event]) -> None:
        rows = [(day, *event[1:], None) for event in events if event.version]
        self._connection.executemany("insert into spell values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def settle(self) -> None:
        """Loading ends with a checkpoint."""

    def positions(self, day: str, process: str | None) -> list[Held]:
        only, given = (" and process = $2", [day, process]) if process else ("", [day])
        return [Held(*row) for row in self._rows(POSITIONS + only, given)]

    def history(self, demand: str) -> list[tuple[str, str]]:
        return self._rows("select version, summary from spell where demand = $1 order by day", [demand])

    def diff(self, before: str, after: str) -> list[Changed]:
        return [Changed(*row) for row in self._rows(DIFF, [before, after])]

    def size(self) -> int:
        return self._path.stat().st_size

    def _rows(self, sql: str, given: list[Any]) -> list[Any]:
        return self._connection.execute(sql, given).fetchall()


PEER = DuckDB
