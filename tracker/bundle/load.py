"""Paths -> the documents of a bundle, as trees whose values know their lines.

A bundle is a file, or a folder of them in any layout; hidden files and folders are skipped. What cannot be
read is reported to the collected faults, and the reading goes on with the next file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tracker.bundle.csv_tree import FLAT, parse_csv, section_of
from tracker.bundle.faults import Faults
from tracker.bundle.json_tree import parse_json, parse_json_line
from tracker.bundle.tree import Tree
from tracker.bundle.yaml_tree import Broken, Finding, parse_yaml

YAML = (".yaml", ".yml")
CSV, JSONL = ".csv", ".jsonl"
ENDINGS = (*YAML, ".json", JSONL, CSV)
BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Source:
    """A file of the bundle; `name` is how the user named it, `done` the bytes read so far.

    It is not `whole` where something in it could not be read. Of a `part` of a JSONL file there are `size` bytes, from
    the byte `start`, which begins line `line`.
    """

    path: Path
    name: str
    size: int
    done: int = 0
    whole: bool = True
    part: bool = False
    start: int = 0
    line: int = 1

    @property
    def of_lines(self) -> bool:
        return _ending(self) == JSONL


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file, one line of JSONL or one row of CSV; `line` is where it starts, or its row."""

    tree: Tree
    line: int


def find_sources(paths: Sequence[Path], faults: Faults) -> list[Source]:
    """The files that the paths name, each once, those of a folder in order of name."""
    found: dict[Path, Source] = {}
    for path in paths:
        for file in _files(path, faults):
            try:
                source = Source(file, str(file), file.stat().st_size)
            except OSError as error:
                faults.add(str(file), 0, "", "", _why(error))
            else:
                found.setdefault(file.resolve(), source)
    return list(found.values())


def _files(path: Path, faults: Faults) -> list[Path]:
    if path.is_dir():
        files = sorted(_below(path, faults))
        if not files:
            faults.add(str(path), 0, "", "", f"a folder without bundles; expected files *{', *'.join(ENDINGS)}")
        return files
    if not path.exists():
        faults.add(str(path), 0, "", "", "no such file or folder")
        return []
    if path.suffix.lower() not in ENDINGS:
        faults.add(str(path), 0, "", "", f"not a bundle by its name; expected one that ends in {', '.join(ENDINGS)}")
        return []
    return [path]


def _below(folder: Path, faults: Faults) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        faults.add(str(error.filename), 0, "", "", _why(error))

    for at, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(at, name)
            if not name.startswith(".") and file.suffix.lower() in ENDINGS:
                yield file


def load(source: Source, faults: Faults) -> Iterator[Document]:
    """The documents of a file that hold something; JSONL is read line by line, CSV row by row."""
    before = faults.count
    empty = True
    try:
        for document in READERS.get(_ending(source), _whole)(source, faults):
            empty = False
            yield document
    except Broken as broken:
        source.whole = False
        faults.add(source.name, broken.line, "", broken.value, broken.message)
    except OSError as error:
        source.whole = False
        faults.add(source.name, 0, "", "", f"cannot be read: {_why(error)}")
    if empty and faults.count == before and not source.part:
        expected = "a header and rows" if _ending(source) == CSV else "sections such as `demands` or `documents`"
        faults.add(source.name, 0, "", "", f"an empty file; expected {expected}")


def _ending(source: Source) -> str:
    return source.path.suffix.lower()


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _whole(source: Source, faults: Faults) -> Iterator[Document]:
    findings: list[Finding] = []
    text = _decoded(source.path.read_bytes(), 1)
    try:
        if _ending(source) in YAML:
            yield from (Document(tree, line) for line, tree in parse_yaml(text, findings))
        elif text.strip() and (tree := parse_json(text, findings)) is not None:
            yield Document(tree, 1)
    finally:
        source.done = source.size
        for line, key, value, message in findings:
            faults.add(source.name, line, key, value, message)


def _lines(source: Source, faults: Faults) -> Iterator[Document]:
    with source.path.open("rb") as file:
        file.seek(source.start)
        for number, raw in enumerate(file, source.line):
            source.done += len(raw)
            try:
                text = _decoded(raw, number).strip()
                if text:
                    yield Document(parse_json_line(text, number), number)
            except Broken as broken:
                source.whole = False
                faults.add(source.name, broken.line, "", broken.value, broken.message)
            if source.part and source.done >= source.size:
                return


def _rows(source: Source, faults: Faults) -> Iterator[Document]:
    section = section_of(source.path.stem)
    if section is None:
        expected = f"expected one of {', '.join(FLAT)} in the file's name, such as 2025-{FLAT[0]}.csv"
        raise Broken(0, f"nothing says what its rows are; {expected}")

    def report(row: int, column: str, value: str, message: str) -> None:
        source.whole = False
        faults.add(source.name, row, column, value, message)

    with source.path.open("rb") as file:
        for row, tree in parse_csv(_text_of(source, file), section, report):
            yield Document(tree, row)


def _text_of(source: Source, file: BinaryIO) -> Iterator[str]:
    for number, raw in enumerate(file, 1):
        source.done += len(raw)
        try:
            yield _decoded(raw, number)
        except Broken as broken:
            hint = "Excel does as `CSV UTF-8`"
            raise Broken(0, f"line {number}: {broken.message}; {hint}", broken.value) from None


READERS = {JSONL: _lines, CSV: _rows}


def _decoded(raw: bytes, line: int) -> str:
    """The text, read as UTF-8; `line` is that of its first byte."""
    if line == 1 and raw.startswith(UTF16):
        raise Broken(1, "expected UTF-8, not UTF-16; save the file as UTF-8")
    try:
        return raw.removeprefix(BOM).decode() if line == 1 else raw.decode()
    except UnicodeDecodeError as error:
        skipped = len(BOM) if line == 1 and raw.startswith(BOM) else 0
        at = error.start + skipped
        place = f"byte {at + 1} of the {'line' if line > 1 else 'file'}"
        message = f"expected UTF-8, but {place} is something else; save the file as UTF-8"
        raise Broken(line + raw.count(b"\n", 0, at), message, f"0x{raw[at]:02x}") from None
