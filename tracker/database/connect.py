"""Connections: one read-only transaction for a reading command, one writing transaction for a writing one.

A warm reading command pays for psycopg, one connection and one round trip of set-up; keep it so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg.rows import args_row
from psycopg.types.json import set_json_loads

from tracker.config import Settings
from tracker.database import build, embedded, failures, stamp
from tracker.database.replica import CONNECT_TIMEOUT, Comparison, Told
from tracker.errors import SurroundingsError, TrackerError

# What the driver notes of a connection that is given up, by Ctrl-C for one, is noise before our own message.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

OLDEST_SERVER = 15
# The numbers of a JSON document keep all their digits.
_EXACTLY = partial(json.loads, parse_float=Decimal)
Row = TypeVar("Row")

# The right to become a role: since PostgreSQL 16 a member need not have it.
TO_BECOME = "case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end"
# Take the role where the login may.
_TAKE_ROLE = f"""(
  select set_config('role', rolname, true) from pg_catalog.pg_roles
  where rolname = '{{role}}' and pg_has_role(session_user, oid, {TO_BECOME}))"""
# Readers wait for nobody but those who lock whole tables.
_WAIT_A_MINUTE = "set_config('lock_timeout', coalesce(nullif(current_setting('lock_timeout'), '0'), '1min'), true)"
COMMENT = "obj_description(to_regnamespace('analysis'), 'pg_namespace')"
# Only below a Gather Merge is a table sorted before it is joined: for the sake of that order the planner would read all
# demands, where an index finds the one that is asked for.
_IN_ANY_ORDER = "set_config('enable_gathermerge', 'off', true)"
_BEGIN_READING = f"""
begin isolation level repeatable read read only;
select {COMMENT}, set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  {_IN_ANY_ORDER}, set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true), {_WAIT_A_MINUTE},
  {_TAKE_ROLE.format(role="tracker_analyst")};
select changeset, recorded_at from analysis.changeset order by changeset desc limit 1
"""
_RECORDED_AT = "select recorded_at from analysis.changeset where changeset = %s"
# Rows that are looked up lie in memory, or on a disk without an arm: else ten thousand of half a million would be found
# by reading all.
_LOOK_UP = "set_config('random_page_cost', least(current_setting('random_page_cost')::float, 1.1)::text, true)"
_BEGIN_WRITING = f"""
select {COMMENT}, current_setting('transaction_read_only') = 'on', pg_backend_pid(),
  set_config('jit', 'off', true), {_LOOK_UP},
  set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true), {_TAKE_ROLE}
"""
# Whoever delivers a report holds its row meanwhile and is idle; a machine that is gone lets go of it in a minute.
_HOLDING = """
select set_config(name, value, true) from (values
  ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'), ('lock_timeout', '10s'),
  ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')) s (name, value)
where exists (select from pg_catalog.pg_settings p where p.name = s.name)
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """One REPEATABLE READ, READ ONLY transaction: everything read through it is of one changeset."""

    connection: psycopg.Connection[Any]
    schema: str
    changeset: int | None
    recorded_at: datetime | None
    replica: Comparison | None = None  # where a replica is read

    @property
    def tables(self) -> str:
        """The schema with the tables behind the views; `known` has them as of the changeset looked at."""
        return "known" if self.schema == "past" else "tracker"

    def rows(self, row_type: Callable[..., Row], sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """The rows of a query, each `row_type(*columns)`."""
        # In binary, arrays and dates are made in less than half the time.
        with self.connection.cursor(row_factory=args_row(row_type), binary=True) as cursor:
            return cursor.execute(sql, params or None).fetchall()


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """A reader of the live rows, or with `settings.known_at` of what was recorded then; as the analysts' role.

    It reads at `settings.read_url` where there is one; SurroundingsError if that is no replica of the database.
    """
    with failures.translated(), failures.of_standby(), _to_read(settings) as connection:
        try:
            with _naming_replica(settings):
                reader = _reader(connection, settings)
            yield reader
            if reader.replica:
                reader.replica.standing()
            # A pooler closes the server's connection behind a client that leaves in the middle of a transaction.
            with suppress(psycopg.Error):
                connection.rollback()
        finally:
            connection.close()


def as_editor(reader: Reader) -> None:
    """Goes on reading as the editors' role, which sees the tables behind the views."""
    reader.connection.execute("select " + _TAKE_ROLE.format(role="tracker_editor"))


@contextmanager
def writing(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A READ COMMITTED transaction as the editors' role: committed at the end, rolled back by an exception."""
    from tracker.database import waits

    with failures.translated(), connect(settings) as connection:
        found, backend = _begin_writing(connection, "tracker_editor")
        refuse_other_migrations(connection, found)
        with waits.attended(connection, backend):
            yield connection


@contextmanager
def reporting(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """The same as the reporters' role, which writes schema `report`; it may be idle while it holds a row."""
    with failures.translated(), connect(settings) as connection:
        _begin_writing(connection, "tracker_reporter")
        connection.execute(_HOLDING)
        yield connection


def _begin_writing(connection: psycopg.Connection[Any], role: str) -> tuple[stamp.Stamp, int]:
    """The schema's stamp, and the number of the server's process."""
    connection.autocommit = False
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    begin = _BEGIN_WRITING.format(role=role)
    comment, read_only, backend, *_ = connection.execute(begin.encode()).fetchone() or (None, False, 0)
    found = _refuse_other_schema(comment)
    if read_only:
        raise SurroundingsError(
            f"{_place(connection)} is read-only",
            "Write to the primary database, with a login that may write: see tracker db roles.",
        )
    return found, int(backend)


def connect(settings: Settings) -> psycopg.Connection[Any]:
    """An autocommitting connection to the database of the settings; starts the embedded server if it is down."""
    if settings.database_url:
        return open_url(settings.database_url)
    url = embedded.running_url(settings)
    if url is not None:
        try:
            return _open(url)
        except psycopg.OperationalError:
            pass  # what looked like a running server was left behind by a dead one
    return open_url(embedded.start(settings, create=False))


def _to_read(settings: Settings) -> psycopg.Connection[Any]:
    with _naming_replica(settings):
        return open_url(settings.read_url) if settings.read_url else connect(settings)


@contextmanager
def _naming_replica(settings: Settings) -> Iterator[None]:
    try:
        yield
    except TrackerError as error:
        if settings.read_url is None:
            raise
        hint = "TRACKER_READ_URL names this replica; without it the database itself is read."
        raise type(error)(f"the replica: {error.message}", "\n".join(filter(None, [error.hint, hint]))) from error


def _ask_primary(settings: Settings, changeset: int | None) -> Told:
    """The last changeset of the database, and when it recorded another one. No server is started for it."""
    url = settings.database_url or embedded.running_url(settings)
    if url is None:
        raise SurroundingsError(f"the database in {settings.data_dir} is not running")
    with failures.translated(), open_url(url, connect_timeout=CONNECT_TIMEOUT) as connection:
        reader = _reader(connection, replace(settings, known_at=None, read_url=None))
        row = connection.execute(_RECORDED_AT, [changeset]).fetchone()
        connection.rollback()
        return reader.changeset, row[0] if row else None


def open_url(url: str, **options: Any) -> psycopg.Connection[Any]:
    """An autocommitting connection to the server at a libpq URL; refuses a PostgreSQL that is too old.

    `options` are psycopg's, and go before ours.
    """
    try:
        connection = _open(url, **options)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise failures.of_connecting(url, error) from error
    major = connection.info.server_version // 10000
    if major < OLDEST_SERVER:
        connection.close()
        raise SurroundingsError(
            f"{failures.shown(url)} is PostgreSQL {major}", f"The tracker needs PostgreSQL {OLDEST_SERVER} or newer."
        )
    return connection


def _open(url: str, **options: Any) -> psycopg.Connection[Any]:
    # Statements are not prepared: few are repeated, and poolers between us and the server stay usable.
    ours = {"prepare_threshold": None, "client_encoding": "utf8", "fallback_application_name": "tracker"}
    connection = psycopg.connect(url, **{"autocommit": True, **ours, **options})
    set_json_loads(_EXACTLY, connection)
    return connection


def _reader(connection: psycopg.Connection[Any], settings: Settings) -> Reader:
    try:
        cursor = connection.execute(_BEGIN_READING)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        connection.rollback()
        _refuse_other_schema(connection.execute(f"select {COMMENT}").fetchone()[0])  # type: ignore[index]
        raise
    cursor.nextset()
    _refuse_other_schema(cursor.fetchone()[0])  # type: ignore[index]
    cursor.nextset()
    last, at = cursor.fetchone() or (None, None)
    replica = Comparison(last, at, partial(_ask_primary, settings, last)) if settings.read_url else None
    if settings.known_at is None:
        return Reader(connection, "analysis", last, at, replica)
    when = [settings.known_at]
    known = connection.execute("select changeset, recorded_at from analysis.as_known(%s)", when).fetchone()
    last, at = known or (None, None)
    return Reader(connection, "past", last, at, replica)


def _refuse_other_schema(comment: str | None) -> stamp.Stamp:
    """The stamp in a comment, where it is the one that this program leaves."""
    found = stamp.required(comment)
    if found == build.expected():
        return found
    if found.schema in stamp.revisions():
        raise SurroundingsError(
            f"the database's schema ({found.schema}) differs from this program's", "Run: tracker db upgrade"
        )
    raise SurroundingsError(
        f"the database's schema ({found.schema}) is newer than this program", "Install a newer tracker."
    )


def refuse_other_migrations(connection: psycopg.Connection[Any], found: stamp.Stamp) -> None:
    """Who reads or reports is content with the stamp; who edits must not trust tables that bear another revision."""
    applied = stamp.applied(connection)
    if applied != [found.schema]:
        raise SurroundingsError(*stamp.astray(found, applied))


def _place(connection: psycopg.Connection[Any]) -> str:
    return f"the database {connection.info.dbname!r}"
