"""A backup file, read with pg_restore: what is in it, and the SQL that makes it again, part by part.

pg_restore writes the SQL and is never connected to a database itself. So whoever restores can do it in a
transaction of his own, with more in it; and a server may be older than pg_restore.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Literal

from tracker.database import client_programs, stamp
from tracker.database.backup import SCHEMAS
from tracker.database.seal import is_broken
from tracker.errors import InputError, SurroundingsError
from tracker.progress import Progress

MAGIC = b"PGDMP"
Section = Literal["pre-data", "data", "post-data"]

_NEWER_FORMAT = "unsupported version"
# As in "218; 1259 16389 TABLE DATA tracker actor postgres": a kind, a schema (or -), a name, an owner.
_ENTRY = re.compile(r"^\d+; \d+ \d+ (?P<kind>[A-Z]+(?: [A-Z]+)*) (?P<schema>\S+) (?P<name>.+)$")
_SCHEMA_COMMENT = re.compile(rb"^COMMENT ON SCHEMA analysis IS '((?:[^']|'')*)';", re.MULTILINE)
_FROM_SERVER = re.compile(rb"^-- Dumped from database version (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Archive:
    """`stamp` tells the revision of its tables, `server` the major version of the server that they came from."""

    file: Path
    source: FileIO
    program: client_programs.Program
    contents: Path
    stamp: stamp.Stamp
    server: int

    @property
    def size(self) -> int:
        """In bytes."""
        return os.fstat(self.source.fileno()).st_size

    @property
    def position(self) -> int:
        """How far pg_restore has read, in bytes: it has our own place in the file."""
        return self.source.tell()

    def script(self, section: Section) -> bytes:
        """The whole SQL of a section. Raises InputError where the file is damaged."""
        return b"".join(self.lines(section))

    def lines(self, section: Section) -> Generator[bytes]:
        """The SQL of a section by lines, as psql takes it; InputError where the file is damaged, once that shows."""
        words = ["--file=-", f"--section={section}", f"--use-list={self.contents}"]
        words += ["--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels"]
        return _lines(self.file, self.source, self.program, words)


@contextmanager
def opened(file: Path, progress: Progress = lambda *_: None) -> Iterator[Archive]:
    """The backup in a file.

    Raises InputError where it is none or is damaged, and SurroundingsError where no pg_restore understands it, or a
    newer tracker made it.
    """
    with _opened(file) as source, tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        if source.read(len(MAGIC)) != MAGIC:
            raise _no_backup(file)
        if is_broken(source, progress):
            raise _damaged(file, "it is not as it was written")
        program, told = _listed(file, source)
        contents = Path(folder, "contents")
        contents.write_text("\n".join(ours(told)) + "\n", "utf-8")
        words = ["--file=-", "--section=pre-data", f"--use-list={contents}"]
        made = b"".join(_lines(file, source, program, words))
        found = _stamp(made)
        if found is None:
            raise _no_backup(file)
        if found.schema not in stamp.revisions():
            raise SurroundingsError(
                f"{file} was made by a newer tracker: its schema is {found.schema}", "Install a newer tracker."
            )
        server = _FROM_SERVER.search(made)
        yield Archive(file, source, program, contents, found, int(server[1]) if server else 0)


def ours(contents: list[str]) -> list[str]:
    """Of a table of contents what belongs to the tracker, in the same order."""
    return [line for line in contents if (entry := _ENTRY.match(line)) and _is_ours(entry)]


def _is_ours(entry: re.Match[str]) -> bool:
    words = entry["name"].split()
    if entry["schema"] != "-":
        return entry["schema"] in SCHEMAS
    if entry["kind"] == "SCHEMA":
        return words[0] in SCHEMAS
    return entry["kind"] == "COMMENT" and words[0] == "SCHEMA" and words[1] in SCHEMAS


def _opened(file: Path) -> FileIO:
    try:
        if file.exists() and not file.is_file():
            raise InputError(f"{file} is no ordinary file", "Name a file that tracker db backup wrote.")
        return file.open("rb", buffering=0)
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error


def _listed(file: Path, source: FileIO) -> tuple[client_programs.Program, list[str]]:
    """The first pg_restore that understands the file, and what it lists."""
    tried = []
    for program in client_programs.candidates("pg_restore"):
        tried.append(program)
        try:
            lines = list(_lines(file, source, program, ["--list"]))
            return program, [line.decode(errors="replace").rstrip("\n") for line in lines]
        except InputError as error:
            if _NEWER_FORMAT not in error.message:
                raise
    raise SurroundingsError(
        f"{file} needs {'a newer' if tried else 'a'} pg_restore; {client_programs.found_among(tried)}",
        "Install the client programs of the PostgreSQL that it was made with, or newer ones.",
    )


def _lines(file: Path, source: FileIO, program: client_programs.Program, words: list[str]) -> Generator[bytes]:
    source.seek(0)
    with (
        tempfile.TemporaryFile() as said,
        client_programs.started(program, words, stdin=source, stderr=said, env={}) as child,
    ):
        assert child.stdout is not None
        yield from child.stdout
        code = child.wait()
        if code < 0:
            raise SurroundingsError(f"{file} was not read to its end: pg_restore was ended by signal {-code}")
        if code:
            said.seek(0)
            raise _damaged(file, client_programs.complaint(said.read().decode(errors="replace")))


def _stamp(script: bytes) -> stamp.Stamp | None:
    found = _SCHEMA_COMMENT.search(script)
    return stamp.parse(found[1].decode()) if found else None


def _no_backup(file: Path) -> InputError:
    return InputError(f"{file} is no backup of a tracker's database", "Name a file that tracker db backup wrote.")


def _damaged(file: Path, why: str) -> InputError:
    return InputError(f"{file} is damaged: {why}", "Nothing was changed. Take another backup.")
