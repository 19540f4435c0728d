"""The faults that only the database can tell: gathered in a temporary table, and told by file and line.

A record is whole as long as it has no row there. One without a fault of its own that cannot be written, because what
it rests on is at fault, has a row without a message: so nothing is told twice, and all that is left out is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg

from tracker.errors import place
from tracker.record.stage import Stage

# `seq` is the staged record at fault; `first` another one that it disagrees with, named in the message for {first}.
TABLE = """
CREATE TEMP TABLE fault (seq bigint, field text, value text, message text, first bigint) ON COMMIT DROP;
CREATE INDEX ON fault (seq)
"""


class Found(NamedTuple):
    """A fault of a staged record, or of none (`seq` is null) where the bundle does not have what it is about."""

    seq: int | None
    field: str
    value: str | None
    message: str
    first: int | None = None


class Faults:
    """The table `fault` of one import, and how its rows are told to people, after those that its files have."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, elsewhere: tuple[str, int]) -> None:
        """`elsewhere` is the file and line that stand for what is in the database only."""
        self._connection = connection
        self._stage = stage
        self._elsewhere = elsewhere
        self._found: list[Found] = []
        self._there = self._any = False  # the table; rows in it
        if stage.told:
            for name in stage.counts:
                self._insert("INSERT INTO fault (seq)", f"SELECT seq FROM stage_{name} WHERE faulty")

    def sound(self, seq: str) -> str:
        """SQL: nothing is wrong with a record."""
        return f"NOT EXISTS (SELECT FROM fault f WHERE f.seq = {seq})" if self._there else "true"

    def make(self) -> None:
        """Makes the table, which most imports do without."""
        if not self._there:
            self._connection.execute(TABLE)
            self._there = True

    def add(self, *selects: str) -> None:
        """Adds what queries find, each of them: seq, field, value, message, and possibly first."""
        if selects:
            columns = "seq, field, value, message" + (", first" if " AS first" in selects[0] else "")
            self._insert(f"INSERT INTO fault ({columns})", " UNION ALL ".join(selects))

    def one(self, seq: int | None, field: str, value: str | None, message: str) -> None:
        self._insert("INSERT INTO fault", "VALUES (%s::bigint, %s, %s, %s)", (seq, field, value, message))

    def _insert(self, into: str, rows: str, params: tuple[object, ...] | None = None) -> None:
        self.make()
        self._any = self._connection.execute(f"{into} {rows}".encode(), params).rowcount > 0 or self._any

    def found(self, found: Iterable[Found]) -> None:
        """Adds what was found otherwise, at the end: nothing is planned any more."""
        self._found += found

    def __bool__(self) -> bool:
        return self._any or bool(self._found) or bool(self._stage.told)

    def raise_if_any(self) -> None:
        """Raises all of them as one BundleError: each with file and line, the record's key, field and value."""
        if not self:
            return
        self.make()
        query = "SELECT DISTINCT seq, field, value, message, first FROM fault WHERE message IS NOT NULL"
        faults = [*(Found(*row) for row in self._connection.execute(query)), *self._found]
        keys = self._keys({fault.seq for fault in faults if fault.seq is not None})
        told = self._stage.told
        for fault in faults:
            file, line = self._elsewhere if fault.seq is None else self._stage.place(fault.seq, fault.field)
            record = keys.get(fault.seq or 0, "")
            message = fault.message
            if fault.first is not None:
                message = message.replace("{first}", place(*self._stage.place(fault.first, fault.field)))
            told.add(file, line, ": ".join(filter(None, [record, fault.field])), fault.value or "", message)
        assert told, "records were left out and nothing says why"
        told.raise_if_any()

    def _keys(self, seqs: set[int]) -> dict[int, str]:
        """What people call these records: `version ru.x@2024-06-14`."""
        by_kind: dict[str, list[int]] = defaultdict(list)
        for seq in seqs:
            by_kind[self._stage.kind(seq)].append(seq)
        keys: dict[int, str] = {}
        for kind, own in by_kind.items():
            key = self._stage.layouts[kind].key_staged()
            query = f"SELECT s.seq, {key} FROM stage_{kind} s WHERE s.seq = ANY (%s)"
            keys |= {seq: f"{kind} {text}" for seq, text in self._connection.execute(query.encode(), (own,))}
        return keys
