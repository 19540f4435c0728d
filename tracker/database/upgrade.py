"""Brings a database to the newest schema: roles, tables by the migrations, then everything derived from files.

All of it is one transaction under a lock, so that two shells may upgrade at once and a failure leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import errors
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from tracker import resources
from tracker.database import build, failures, removal, roles, stamp
from tracker.database.connect import open_url
from tracker.errors import SurroundingsError
from tracker.progress import Progress

LOCK = "SELECT pg_advisory_xact_lock(1953653099, 2)"


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """How a database stands to this program. `revision` is null where it is not migrated.

    `astray` are the error and the hint where Alembic's note of the migrations tells another revision.
    """

    revision: str | None
    head: str
    current: bool
    newer: bool
    owner: str | None
    astray: tuple[str, str] | None = None


def upgrade(url: str, progress: Progress = lambda *_: None) -> SchemaStatus:
    """Migrates and rebuilds what is due; SurroundingsError where the database is newer, read-only or has guests."""
    with transaction(url) as (connection, raw):
        found = status_of(raw)
        if found.newer:
            raise SurroundingsError(newer(found))
        if found.astray:
            raise SurroundingsError(*found.astray)
        if not found.current:
            if found.revision:
                _refuse_guests(raw)
            bring_up(connection, raw, progress)
        return status_of(raw)


@contextmanager
def transaction(url: str) -> Iterator[tuple[Connection, psycopg.Connection]]:
    """One transaction that changes the schema, as SQLAlchemy's connection and as psycopg's; one at a time."""
    with _translated(), _engine(url).begin() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        raw.execute(LOCK)
        yield connection, raw


def status(url: str) -> SchemaStatus:
    """The revision of a database beside that of the program."""
    with failures.translated(), open_url(url) as connection:
        return status_of(connection)


@contextmanager
def _translated() -> Iterator[None]:
    """What the surroundings do not allow as one clear message, also where SQLAlchemy wraps it; all else is ours."""
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        clear = failures.of_query(cause) if isinstance(cause, psycopg.Error) else None
        if isinstance(cause, errors.InsufficientPrivilege):
            told = f"this login may not upgrade the database: {cause.diag.message_primary}"
            clear = SurroundingsError(told, "Run it as the owner of the database, or as a superuser.")
        if isinstance(clear, SurroundingsError):
            raise clear from error
        raise


def newer(found: SchemaStatus) -> str:
    return (
        f"the database is newer than this program: its schema is {found.revision}, the program's is {found.head}."
        " Install a newer tracker."
    )


def _engine(url: str) -> Engine:
    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: open_url(url, autocommit=False, application_name="tracker upgrade"),
        poolclass=NullPool,
    )


def status_of(connection: psycopg.Connection) -> SchemaStatus:
    """As `status`, on a connection that is open already."""
    ours = build.expected()
    row = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace'), pg_get_userbyid(nspowner) FROM pg_namespace"
        " WHERE nspname = 'analysis'"
    ).fetchone()
    found = stamp.parse(row[0]) if row else None
    if row is None or found is None:
        return SchemaStatus(None, ours.schema, current=False, newer=False, owner=None)
    newer, astray = found.schema not in stamp.revisions(), _astray(connection, found)
    current = found == ours and not astray
    return SchemaStatus(found.schema, ours.schema, current, newer, owner=row[1], astray=astray)


def _astray(connection: psycopg.Connection, found: stamp.Stamp) -> tuple[str, str] | None:
    """What to say where Alembic notes another revision than the stamp; a login that only reads cannot see the note."""
    try:
        with connection.transaction():
            applied = stamp.applied(connection)
    except errors.InsufficientPrivilege:
        return None
    except errors.UndefinedTable:
        applied = []
    return stamp.astray(found, applied) if applied != [found.schema] else None


def _refuse_guests(raw: psycopg.Connection) -> None:
    roles.ensure(raw)  # who may upgrade as a member of the owner only
    removal.refuse_guests(raw)
    raw.execute("RESET ROLE")


def bring_up(connection: Connection, raw: psycopg.Connection, progress: Progress = lambda *_: None) -> None:
    """Makes the roles, migrates, rebuilds all that is derived, and grants, in the caller's transaction."""
    roles.ensure(raw)
    config = Config(str(resources.alembic_ini()))
    config.set_main_option("script_location", str(resources.migrations()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    build.rebuild(raw, progress)
    roles.grant(raw)
