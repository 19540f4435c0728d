"""Restoring a backup, in one transaction: what was there goes, the backup comes, and the normal upgrade follows.

In the order in which pg_restore writes it: tables and functions; rows, with no trigger or foreign key there yet, so
that every row keeps its stamp; then indexes, constraints and triggers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import errors

from tracker.database import failures, removal, roles, upgrade
from tracker.database.archive import Archive
from tracker.database.backup import LAST, SCHEMAS
from tracker.database.connect import open_url
from tracker.errors import InputError, SurroundingsError, TrackerError
from tracker.progress import Progress

EXTENSIONS = ("pg_trgm",)  # what the functions of every revision call

_LOCK_WRITERS = "LOCK TABLE tracker.changeset IN SHARE UPDATE EXCLUSIVE MODE"
_LOCK_TIMEOUT = "10s"
_BLOCK = 1 << 16  # bytes of rows that are sent at once
_WHERE_TRGM = "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'"
_OPERATORS = re.compile(rb"(?:\w+|\"[^\"]+\")\.gin_trgm_ops\b")
_HEADING = re.compile(rb"\n--\n-- Name: [^\n]*\n--\n")
_SETTING = re.compile(rb"SET (\w+) = ")
_END_OF_SCRIPT = re.compile(rb"\n\\unrestrict \w+\s*\Z")


@dataclass(frozen=True, slots=True)
class Restored:
    """How the database stands now; null without any changeset. `upgraded` where the backup was an older tracker's."""

    changeset: int | None
    recorded_at: datetime | None
    upgraded: bool


def restore(url: str, archive: Archive, *, replace: bool = False, progress: Progress = lambda *_: None) -> Restored:
    """Fills a database from a backup; all of it, or nothing is changed.

    Raises InputError where the database holds data, unless `replace`, and where the file is damaged;
    SurroundingsError where somebody else's object or session is in the way, or the server does not take the SQL.
    """
    open_url(url).close()  # tells best what is wrong with a URL or a server
    with upgrade.transaction(url) as (connection, raw), failures.translated():
        _make_room(raw, replace)
        roles.ensure(raw)
        _fill(raw, archive, progress)
        raw.execute("RESET ROLE")
        upgrade.bring_up(connection, raw, progress)
        changeset, recorded_at = raw.execute(LAST).fetchone() or (None, None)
        return Restored(changeset, recorded_at, archive.stamp.schema != upgrade.status_of(raw).revision)


# --- room ---------------------------------------------------------------------------------------------------------


def _make_room(connection: psycopg.Connection, replace: bool) -> None:
    names = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY (%s) ORDER BY 1", [list(SCHEMAS)])
    present = [row[0] for row in names]
    if not present:
        return
    found = upgrade.status_of(connection)
    if found.revision is None:
        raise SurroundingsError(
            f"the database has a schema {present[0]} that is not the tracker's", "Restore into another database."
        )
    if found.newer:
        raise SurroundingsError(upgrade.newer(found))
    connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'".encode())
    try:
        connection.execute(_LOCK_WRITERS)
        held = None if replace else _held(connection)
        if held:
            raise InputError(
                f"the database holds {held}; a backup is restored into an empty one",
                "Name another database, or give --replace to lose what this one holds.",
            )
        removal.drop_schemas(connection, present)
    except errors.LockNotAvailable as error:
        raise SurroundingsError(
            "somebody is using the database", "Nothing was changed. Try again when all others have left it."
        ) from error


def _held(connection: psycopg.Connection) -> str | None:
    """What the database holds: without a changeset nothing is recorded, but reports are kept without one."""
    row = connection.execute("SELECT max(changeset) FROM tracker.changeset").fetchone()
    if row and row[0]:
        return f"data up to changeset {row[0]}"
    tables = connection.execute(
        "SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE nspname = 'report' AND relkind = 'r'"
    )
    for (table,) in tables.fetchall():
        if connection.execute(f"SELECT FROM {table} LIMIT 1".encode()).rowcount:
            return f"rows in {table}"
    return None


# --- the backup's own SQL -----------------------------------------------------------------------------------------


def _fill(connection: psycopg.Connection, archive: Archive, progress: Progress) -> None:
    known = {row[0].encode() for row in connection.execute("SELECT name FROM pg_settings")}
    try:
        _make_extensions(connection)
        for part in _split(archive.script("pre-data"), known):
            connection.execute(part)
        _fill_tables(connection, archive, known, progress)
        _finish(connection, archive, known, progress)
    except psycopg.Error as error:
        raise _refused(error, archive, connection) from error


def _make_extensions(connection: psycopg.Connection) -> None:
    """As the first migration does; they are not in the backup, for they may stand elsewhere in the new database."""
    if connection.execute("SELECT to_regnamespace('extensions')").fetchone() == (None,):
        connection.execute("CREATE SCHEMA extensions")
        connection.execute("COMMENT ON SCHEMA extensions IS 'Extensions of PostgreSQL that the product uses.'")
    for name in EXTENSIONS:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA extensions".encode())


def _fill_tables(connection: psycopg.Connection, archive: Archive, known: set[bytes], progress: Progress) -> None:
    """The rows, as COPY with rows below it that end with `\\.`; all else is a line each."""
    with closing(archive.lines("data")) as lines:
        for line in lines:
            if line.startswith(b"COPY "):
                with connection.cursor().copy(line) as copy:
                    for block in _blocks(lines):
                        copy.write(block)
                        progress("restoring", archive.position, archive.size)
            elif line.strip() and not line.startswith(b"--") and _fits(line, known):
                connection.execute(line)


def _blocks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Rows until their end, many at a time. Where the file is cut off, `lines` raises."""
    block, size = [], 0
    for line in lines:
        if line == b"\\.\n":
            break
        block.append(line)
        size += len(line)
        if size > _BLOCK:
            yield b"".join(block)
            block, size = [], 0
    yield b"".join(block)


def _finish(connection: psycopg.Connection, archive: Archive, known: set[bytes], progress: Progress) -> None:
    """Indexes, constraints and triggers, and what the planner should know of the new rows."""
    preamble, rest = _split(archive.script("post-data"), known)
    connection.execute(preamble)
    (where,) = connection.execute(_WHERE_TRGM).fetchone() or ("extensions",)
    rest = _OPERATORS.sub(lambda _: f"{where}.gin_trgm_ops".encode(), rest)
    objects = _HEADING.split(rest)
    for done, statement in enumerate(objects):
        progress("indexing", done, len(objects))
        connection.execute(statement)
    tables = connection.execute(
        "SELECT format('%%I.%%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE nspname = ANY (%s) AND relkind = 'r' ORDER BY 1",
        [list(SCHEMAS)],
    )
    connection.execute(f"ANALYZE {', '.join(row[0] for row in tables)}".encode())
    connection.execute("RESET ALL")


def _split(script: bytes, known: set[bytes]) -> tuple[bytes, bytes]:
    """The settings before the first object, as far as they fit, and the objects."""
    found = _HEADING.search(script)
    start = found.start() if found else len(script)
    preamble = b"".join(line for line in script[:start].splitlines(keepends=True) if _fits(line, known))
    return preamble, _END_OF_SCRIPT.sub(b"\n", script[start:])


def _fits(line: bytes, known: set[bytes]) -> bool:
    """Neither a command of psql nor a setting that is younger than the server."""
    setting = _SETTING.match(line)
    return not line.startswith(b"\\") and (setting is None or setting[1] in known)


def _refused(error: psycopg.Error, archive: Archive, connection: psycopg.Connection) -> TrackerError:
    state = error.sqlstate or ""
    if not state or state.startswith(("08", "53", "57")) or state == "42501":  # the server or a right, not the SQL
        return failures.of_query(error) or SurroundingsError(f"the server stopped the restoring: {error}")
    told = f"{archive.file} cannot be restored here: {error.diag.message_primary or error}"
    server = connection.info.server_version // 10000
    if archive.server > server:
        return SurroundingsError(
            told, f"It was made on PostgreSQL {archive.server}, this is PostgreSQL {server}. Nothing was changed."
        )
    return InputError(told, "Nothing was changed.")
