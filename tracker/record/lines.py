"""Records of a bundle as lines for COPY, by kind, numbered in the order in which they stand."""

from __future__ import annotations

import csv
import json
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from tracker.bundle.entities import ALIAS, SLUGGED
from tracker.bundle.faults import Faults
from tracker.bundle.record import Record, Values
from tracker.errors import InputError
from tracker.record.columns import ATTACHED, CONFIRMATION, Layout
from tracker.record.layouts import in_order
from tracker.record.text_file import read_text

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
KINDS = tuple(made.name for made in in_order())


@dataclass(slots=True)
class Block:
    """Some records that follow each other; the first has the number `first`.

    `text` has their lines by kind, `counts` how many there are, `named` the bits of all that they name; `renamed` has
    the kinds of those that say what they were called, `removed` of those that are to go. `kinds` (of `KINDS`), `files`
    and `lines` tell what each record is and where it was written; `with_lines` has those that know the line of each
    field, without values.
    """

    first: int
    text: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    kinds: array[int] = field(default_factory=lambda: array("B"))
    files: array[int] = field(default_factory=lambda: array("i"))
    lines: array[int] = field(default_factory=lambda: array("i"))
    named: dict[str, int] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    with_lines: dict[int, Record] = field(default_factory=dict)


class Lines:
    """Turns records into lines, a block after the other; `told` hears of faults."""

    def __init__(self, files: list[str], told: Faults, first: int = 1) -> None:
        self._files = files
        self._told = told
        self._sheets = {made.name: Sheet(number, made) for number, made in enumerate(in_order())}
        self._last: dict[str, int] = {}  # the last record of each kind: the one around those that follow
        self._block = Block(first)

    def cut(self) -> Block:
        """What has come since the last cut."""
        block = self._block
        written = {name: sheet for name, sheet in self._sheets.items() if sheet.count}
        block.counts = {name: sheet.count for name, sheet in written.items()}
        block.named = {name: sheet.named for name, sheet in written.items()}
        block.text = {name: sheet.cut() for name, sheet in written.items()}
        self._block = Block(block.first + len(block.kinds))
        return block

    def add(self, record: Record) -> None:
        confirmed = record.values.pop("stated_by", None) if record.entity == "agreement" else None
        if confirmed is not None:
            record.sets = record.sets | {CONFIRMATION.section}
        content = self._content(record) if record.entity == ATTACHED.parent else None
        sheet = self._sheets[record.entity]
        seq = self._note(sheet.number, record)
        sheet.write(seq, record, self._last.get(sheet.whole_of))
        for actor in confirmed or ():
            confirmation = {"agreement": record.values["agreement"], "actor": actor}
            self._beside(record, CONFIRMATION.name, "stated_by", confirmation)
        if content is not None:
            attached = {"document": record.values["document"], "content": content}
            self._beside(record, ATTACHED.name, ATTACHED.section, attached)
        if record.remove:
            self._block.removed.add(record.entity)
        if record.renamed_from:
            self._renamed(record)

    def _renamed(self, record: Record) -> None:
        self._block.renamed.add(record.entity)
        if record.entity in SLUGGED:
            alias = {"entity": record.entity, "key": record.values[record.entity], "alias": record.renamed_from}
            self._beside(record, ALIAS.name, "renamed_from", alias)

    def _content(self, record: Record) -> str | None:
        """The text of a document that names a file of it; one that is none is a fault."""
        name = record.values.pop(ATTACHED.section, None)
        if name is None:
            return None
        file = self._files[record.file]
        try:
            return read_text(_below(Path(file).parent, name), name)
        except InputError as error:
            record.faulty = True
            place = f"document {record.values['document']}: {ATTACHED.section}"
            self._told.add(file, record.line_of(ATTACHED.section), place, "", error.message)
            return None

    def _beside(self, record: Record, kind: str, of: str, values: Values) -> None:
        """What is one field in a bundle and a record of its own in the database."""
        self.add(Record(kind, values, record.file, record.line_of(of)))

    def _note(self, number: int, record: Record) -> int:
        block = self._block
        seq = block.first + len(block.kinds)
        block.kinds.append(number)
        block.files.append(record.file)
        block.lines.append(record.line)
        self._last[record.entity] = seq
        if record.lines is not None:
            block.with_lines[seq] = replace(record, values={})
        return seq


class Sheet:
    """The lines of one kind of record, as CSV: no writer of Python is faster. `number` is its place in KINDS."""

    def __init__(self, number: int, layout: Layout) -> None:
        self.number = number
        self.whole_of = layout.entity.parent if layout.entity.whole else ""
        self.count = self.named = 0
        self._names = tuple(layout.staged)
        self._bit = {name: layout.bit(name) for name in layout.staged}.__getitem__
        self._nested = tuple(name for name, type_ in layout.staged.items() if type_ == "jsonb")
        self._text = StringIO()
        self._writer = self._anew()

    def write(self, seq: int, record: Record, owner: int | None) -> None:
        values = record.values
        named = sum(map(self._bit, values))
        for name in self._nested:
            if (value := values.get(name)) is not None:
                values[name] = _dumped(value)
        sets = f"{{{','.join(sorted(record.sets))}}}" if record.sets else "{}"
        head = (seq, named, record.remove, record.renamed_from, sets, owner, record.faulty)
        self._writer((*head, *map(values.get, self._names)))
        self.count += 1
        self.named |= named

    def cut(self) -> bytes:
        """What was written since the last cut."""
        text = self._text.getvalue().encode()
        self._text, self.count, self.named = StringIO(), 0, 0
        self._writer = self._anew()
        return text

    def _anew(self) -> Callable[[Iterable[object]], object]:
        # Both characters of a line's end are quoted where they stand in a text. None is empty; no text is.
        return csv.writer(self._text, lineterminator="\r\n").writerow


def _below(folder: Path, name: str) -> Path:
    """The path of a file of the bundle; raises InputError where a link leads out of the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{name} is a link that leads out of the folder of this file")
    return path


_dumped = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
