"""Staging: records of a bundle into temporary tables, one for each kind, by COPY.

Records of all kinds come mixed, and one connection copies into one table at a time: so their lines are spooled
first, in memory while they are few.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import psycopg

from tracker.bundle.entities import ALIAS, SLUGGED
from tracker.bundle.faults import Faults
from tracker.bundle.record import Record, Values
from tracker.errors import InputError
from tracker.record.columns import ATTACHED, CONFIRMATION, Layout, quoted
from tracker.record.layouts import in_order
from tracker.record.text_file import read_text

IN_MEMORY = 16 * 1024 * 1024
BLOCK = 1024 * 1024
# What stands before the fields: `named` has a bit for each staged column that the bundle names; `owner` is the
# record around one that is part of a whole list; of a `faulty` one some of what was written is missing.
HEAD = {
    "seq": "bigint",
    "named": "bigint",
    "remove": "boolean",
    "renamed_from": "text",
    "sets": "text[]",
    "owner": "bigint",
    "faulty": "boolean",
}
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Stage:
    """What was staged: how many records of each kind, and where each was written; `told`: the faults of the files."""

    def __init__(self, files: list[str], told: Faults) -> None:
        self.files = files
        self.told = told
        self.layouts = {made.name: made for made in in_order()}
        self.counts: dict[str, int] = {}
        self._kinds = list(self.layouts)
        self._number = {name: number for number, name in enumerate(self._kinds)}
        self._spools: dict[str, IO[bytes]] = {}
        self._bits = {name: {s: made.bit(s) for s in made.staged} for name, made in self.layouts.items()}
        self._last: dict[str, int] = {}  # the last record of each kind: the one around those that follow
        self._places = (array("B"), array("i"), array("i"))  # of each record: its kind, file and line
        self._with_lines: dict[int, Record] = {}  # those that know the line of each field, without their values

    @property
    def present(self) -> tuple[Layout, ...]:
        """The kinds of record that the bundle has, in the order in which they can be written."""
        return tuple(layout for name, layout in self.layouts.items() if name in self.counts)

    def add(self, record: Record) -> None:
        confirmed = record.values.pop("stated_by", None) if record.entity == "agreement" else None
        if confirmed is not None:
            record.sets = record.sets | {CONFIRMATION.section}
        content = self._content(record)
        seq = self._note(record)
        spool = self._spools.get(record.entity)
        if spool is None:
            spool = self._spools[record.entity] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
            self.counts[record.entity] = 0
        self.counts[record.entity] += 1
        spool.write(self._line(seq, record))
        for actor in confirmed or ():
            confirmation = {"agreement": record.values["agreement"], "actor": actor}
            self._beside(record, CONFIRMATION.name, "stated_by", confirmation)
        if content is not None:
            attached = {"document": record.values["document"], "content": content}
            self._beside(record, ATTACHED.name, ATTACHED.section, attached)
        if record.renamed_from and record.entity in SLUGGED:
            alias = {"entity": record.entity, "key": record.values[record.entity], "alias": record.renamed_from}
            self._beside(record, ALIAS.name, "renamed_from", alias)

    def _content(self, record: Record) -> str | None:
        """The text of a document that names a file of it; one that is none is a fault."""
        name = record.values.pop(ATTACHED.section, None) if record.entity == ATTACHED.parent else None
        if name is None:
            return None
        file = self.files[record.file]
        try:
            return read_text(Path(file).parent / name, name)
        except InputError as error:
            record.faulty = True
            field = f"document {record.values['document']}: {ATTACHED.section}"
            self.told.add(file, record.line_of(ATTACHED.section), field, "", error.message)
            return None

    def _beside(self, record: Record, kind: str, field: str, values: Values) -> None:
        """What is one field in a bundle and a record of its own in the database."""
        self.add(Record(kind, values, record.file, record.line_of(field)))

    def copy(self, connection: psycopg.Connection[Any], tick: Callable[[int], None]) -> None:
        """Creates the staging tables of what there is and fills them; `tick` hears of the rows."""
        for name, spool in self._spools.items():
            types = HEAD | self.layouts[name].staged
            columns = ", ".join(f"{quoted(column)} {type_}" for column, type_ in types.items())
            connection.execute(f"CREATE TEMP TABLE stage_{name} ({columns}) ON COMMIT DROP".encode())
            spool.seek(0)
            with connection.cursor().copy(f"COPY stage_{name} FROM STDIN".encode()) as copy:
                while block := spool.read(BLOCK):
                    copy.write(block)
            spool.close()
            connection.execute(f"ANALYZE stage_{name}".encode())
            tick(self.counts[name])

    def kind(self, seq: int) -> str:
        return self._kinds[self._places[0][seq - 1]]

    def place(self, seq: int, field: str = "") -> tuple[str, int]:
        """The file and the line on which a record, or a field of it, was written."""
        _, files, lines = self._places
        record = self._with_lines.get(seq)
        line = record.line_of(field) if record and field else lines[seq - 1]
        return self.files[files[seq - 1]], line

    def _note(self, record: Record) -> int:
        kinds, files, lines = self._places
        kinds.append(self._number[record.entity])
        files.append(record.file)
        lines.append(record.line)
        seq = len(kinds)
        self._last[record.entity] = seq
        if record.lines is not None:
            self._with_lines[seq] = replace(record, values={})
        return seq

    def _line(self, seq: int, record: Record) -> bytes:
        entity, values, bits = self.layouts[record.entity].entity, record.values, self._bits[record.entity]
        named = sum(bits[name] for name in values)
        owner = self._last.get(entity.parent) if entity.whole else None
        head = (seq, named, record.remove, record.renamed_from, _array(record.sets), owner, record.faulty)
        cells = [_cell(value) for value in head]
        cells += [_cell(values.get(name)) for name in bits]
        return ("\t".join(cells) + "\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return str(value)


def _array(names: Iterable[str]) -> str:
    return "{" + ",".join(sorted(names)) + "}"
