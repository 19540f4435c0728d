"""Backups: all that the tracker holds, the past included, in one file that pg_dump writes.

The file is written beside its place and gets its name when it is complete. It holds the tracker's own schemas; roles
and rights are made anew by restoring, and what others built in the same database is theirs to keep.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tracker.database import client_programs, failures, removal, stamp
from tracker.database.connect import TO_BECOME, open_url
from tracker.database.seal import seal
from tracker.errors import InputError, SurroundingsError
from tracker.interrupt import ended_by_interrupt
from tracker.progress import Progress

SCHEMAS = (*removal.OURS, "history", "report")
_DUMPING = 'pg_dump: dumping contents of table "'
_OPTIONS = (
    *("--format=custom", "--encoding=UTF8", "--verbose", "--no-password", "--lock-wait-timeout=60s"),
    *("--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels"),
    *(f"--schema={name}" for name in SCHEMAS),
)
_BEGIN = "begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = 0"
_UNREADABLE = """
select c.oid::regclass::text from pg_class c
where c.relnamespace::regnamespace::text = any (%s) and c.relkind in ('r', 'p', 'S')
    and not (case c.relkind when 'S' then has_sequence_privilege(c.oid, 'select')
        else has_table_privilege(c.oid, 'select') end)
order by 1 limit 1
"""
LAST = "select changeset, recorded_at from tracker.changeset order by changeset desc limit 1"
_MAY_TAKE = f"select pg_has_role(session_user, %s, {TO_BECOME})"
_SIZES = """
select n.nspname || '.' || c.relname, pg_table_size(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (%s) and c.relkind = 'r'
"""
_OTHERS = """
select n.nspname from pg_namespace n
where n.nspname <> all (%s) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and exists (select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm')
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
            and d.deptype = 'e'))
order by 1
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """The changeset that it ends with (null in a database without one) and what of the database is not in it."""

    changeset: int | None
    recorded_at: datetime | None
    left_out: tuple[str, ...]


@contextmanager
def beside(file: Path, *, force: bool = False) -> Iterator[Path]:
    """A new file to write, which takes the place of `file` when the block ends well, and else goes.

    Raises InputError where `file` exists, unless `force`, and SurroundingsError where its folder cannot be written.
    """
    place = file.resolve()
    _refuse_existing(file, force)
    try:
        number, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    except OSError as error:
        raise SurroundingsError(f"cannot write to {file}: {error.strerror}", "Nothing was written.") from error
    os.close(number)
    part = Path(name)
    try:
        with ended_by_interrupt():
            yield part
            _refuse_existing(file, force)
            part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def backup(url: str, part: Path, progress: Progress = lambda *_: None) -> Backup:
    """Writes all of the tracker's schemas as they stand at one moment.

    Raises SurroundingsError where there is no tracker's schema, no pg_dump that fits, or no right to read all.
    """
    with failures.translated(), open_url(url) as connection:
        info = connection.info
        program = client_programs.pg_dump_for(
            info.parameter_status("server_version") or str(info.server_version),
            info.server_version // 10000,
            encrypted=info.pgconn.ssl_in_use,
        )
        connection.execute(_BEGIN.encode())
        role = _become_reader(connection)
        words = [*_OPTIONS, f"--snapshot={_value(connection, 'select pg_export_snapshot()')}", f"--file={part}"]
        changeset, recorded_at = connection.execute(LAST).fetchone() or (None, None)
        others = connection.execute(_OTHERS, [list(SCHEMAS)]).fetchall()
        sizes = dict(connection.execute(_SIZES, [list(SCHEMAS)]).fetchall())
        _dump(program, url, [*words, *role], part, _Meter(sizes, progress))
    _seal(part, progress)
    return Backup(changeset, recorded_at, tuple(name for (name,) in others))


def _refuse_existing(file: Path, force: bool) -> None:
    if not file.exists():
        return
    if not file.is_file():
        raise InputError(f"{file} is no ordinary file", "Name a file to write.")
    if not force:
        raise InputError(f"{file} exists already", "Name another file, or replace this one with --force.")


def _become_reader(connection: psycopg.Connection[Any]) -> list[str]:
    """Options for a login that reads everything only as the schemas' owner; that is what the connection then is."""
    row = connection.execute(
        "select obj_description(oid, 'pg_namespace'), pg_get_userbyid(nspowner) from pg_namespace"
        " where nspname = 'analysis'"
    ).fetchone()
    if row is None or stamp.parse(row[0]) is None:
        raise SurroundingsError("the database has no tracker schema yet, so there is nothing to back up")
    closed = _value(connection, _UNREADABLE, [list(SCHEMAS)])
    if closed is None:
        return []
    if not _value(connection, _MAY_TAKE, [row[1]]):
        raise SurroundingsError(
            f"this login may not read {closed}, which belongs into a backup",
            f"Back up as the owner of the database, or as a member of {row[1]}.",
        )
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(row[1])))
    return [f"--role={row[1]}"]


def _value(connection: psycopg.Connection[Any], query: str, params: list[Any] | None = None) -> Any:
    row = connection.execute(query.encode(), params).fetchone()
    return row[0] if row else None


class _Meter:
    """Tells from the tables that pg_dump has come to how far it is, by their sizes."""

    def __init__(self, sizes: dict[str, int], progress: Progress) -> None:
        self._sizes = sizes
        self._progress = progress
        self._done = 0
        self._current = 0

    def come_to(self, table: str) -> None:
        self._done += self._current
        self._current = self._sizes.get(table, 0)
        self.tell()

    def tell(self) -> None:
        self._progress("backing up", self._done, sum(self._sizes.values()))


def _dump(program: client_programs.Program, url: str, words: list[str], part: Path, meter: _Meter) -> None:
    address, env = client_programs.connection(url, "tracker backup")
    said: deque[str] = deque(maxlen=200)
    with client_programs.started(
        program, [*words, address], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env
    ) as child:
        assert child.stderr is not None
        for line in client_programs.lines_or_pauses(child.stderr):
            if line is None:
                meter.tell()
            elif line.startswith(_DUMPING):
                meter.come_to(line.removeprefix(_DUMPING).rstrip('"'))
            else:
                said.append(line)
        code = child.wait()
    if code:
        raise _failure("\n".join(said), part)


def _seal(part: Path, progress: Progress) -> None:
    try:
        seal(part, progress)
    except OSError as error:
        raise SurroundingsError(f"cannot write to {part.parent}: {error.strerror}", "Nothing was written.") from error


def _failure(told: str, part: Path) -> SurroundingsError:
    if "No space left on device" in told:
        return SurroundingsError(f"the disk of {part.parent} is full", "Free some space; nothing was written.")
    return SurroundingsError(f"pg_dump failed: {client_programs.complaint(told)}", "Nothing was written.")
