"""Staging: records of a bundle into temporary tables, one for each kind, by COPY.

Records of all kinds come mixed, and one connection copies into one table at a time: so their lines are spooled
first, in memory while they are few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import psycopg

from tracker.bundle.faults import Faults
from tracker.record.columns import Layout, quoted
from tracker.record.layouts import in_order
from tracker.record.lines import HEAD, KINDS, Block

IN_MEMORY = 16 * 1024 * 1024
PIECE = 1024 * 1024
MANY = 500  # rows of a kind from which on statistics and indexes are worth more than they cost


class Stage:
    """What was staged: how many records of each kind, and where each was written; `told`: the faults of the files."""

    def __init__(self, files: list[str], told: Faults) -> None:
        self.files = files
        self.told = told
        self.layouts = {made.name: made for made in in_order()}
        self.counts: dict[str, int] = {}
        self.named: dict[str, int] = {}  # of each kind the bits of the columns that any record names
        self.renamed: set[str] = set()  # the kinds of which a record says what it was called
        self.removed: set[str] = set()  # the kinds of which any is to go
        self.next = 1  # the number of the record that comes next
        self._blocks: list[Block] = []
        self._spools: dict[str, IO[bytes]] = {}

    @property
    def present(self) -> tuple[Layout, ...]:
        """The kinds of record that the bundle has, in the order in which they can be written."""
        return tuple(layout for name, layout in self.layouts.items() if name in self.counts)

    def take(self, block: Block) -> None:
        """Takes records that follow those before."""
        for name, text in block.text.items():
            if name not in self._spools:
                self._spools[name] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
                self.counts[name] = self.named[name] = 0
            self._spools[name].write(text)
            self.counts[name] += block.counts[name]
            self.named[name] |= block.named[name]
        self.renamed |= block.renamed
        self.removed |= block.removed
        if block.kinds:
            block.text = {}
            self._blocks.append(block)
            self.next = block.first + len(block.kinds)

    def copy(self, connection: psycopg.Connection[Any], tick: Callable[[int], None]) -> None:
        """Creates the staging tables of what there is and fills them; `tick` hears of the rows."""
        if not self._spools:
            return  # and an ANALYZE of nothing is one of everything
        connection.execute("; ".join(self._table(name) for name in self._spools).encode())
        for name, spool in self._spools.items():
            spool.seek(0)
            with connection.cursor().copy(f"COPY stage_{name} FROM STDIN (FORMAT csv)".encode()) as copy:
                while piece := spool.read(PIECE):
                    copy.write(piece)
            spool.close()
            tick(self.counts[name])
        # How many rows there are must be known, lest few of them be joined by reading whole tables; more need not.
        connection.execute(f"ANALYZE {', '.join(f'stage_{name} (seq)' for name in self._spools)}".encode())

    def _table(self, name: str) -> str:
        types = HEAD | self.layouts[name].staged
        columns = ", ".join(f"{quoted(column)} {type_}" for column, type_ in types.items())
        return f"CREATE TEMP TABLE stage_{name} ({columns}) ON COMMIT DROP"

    def kind(self, seq: int) -> str:
        block = self._block(seq)
        return KINDS[block.kinds[seq - block.first]]

    def place(self, seq: int, field: str = "") -> tuple[str, int]:
        """The file and the line on which a record, or a field of it, was written."""
        block = self._block(seq)
        record = block.with_lines.get(seq)
        line = record.line_of(field) if record and field else block.lines[seq - block.first]
        return self.files[block.files[seq - block.first]], line

    def _block(self, seq: int) -> Block:
        return self._blocks[bisect_right(self._blocks, seq, key=lambda block: block.first) - 1]
