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
from alembic.script import ScriptDirectory
from psycopg import errors
from sqlalchemy import Connection, Engine, NullPool, create_engine

from tracker import resources
from tracker.database import build, roles, stamp
from tracker.errors import SurroundingsError

LOCK = "SELECT pg_advisory_xact_lock(1953653099, 2)"


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """How a database stands to this program. `revision` is null where it is not migrated."""

    revision: str | None
    head: str
    current: bool
    newer: bool
    owner: str | None


def upgrade(url: str) -> SchemaStatus:
    """Migrates and rebuilds what is due; raises SurroundingsError where the database is newer or read-only."""
    with transaction(url) as (connection, raw):
        found = status_of(raw)
        if found.newer:
            raise SurroundingsError(newer(found))
        if not found.current:
            bring_up(connection, raw)
        return status_of(raw)


@contextmanager
def transaction(url: str) -> Iterator[tuple[Connection, psycopg.Connection]]:
    """One transaction that changes the schema, as SQLAlchemy's connection and as psycopg's; one at a time."""
    try:
        with _engine(url).begin() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, psycopg.Connection)
            raw.execute(LOCK)
            yield connection, raw
    except errors.ReadOnlySqlTransaction as error:
        raise SurroundingsError("the database is read-only, so it cannot be upgraded") from error
    except errors.InsufficientPrivilege as error:
        raise SurroundingsError(f"this login may not upgrade the database: {error.diag.message_primary}") from error
    except psycopg.OperationalError as error:
        raise SurroundingsError(f"cannot reach the database: {error}") from error


def status(url: str) -> SchemaStatus:
    """The revision of a database beside that of the program."""
    with psycopg.connect(url) as connection:
        return status_of(connection)


def newer(found: SchemaStatus) -> str:
    return (
        f"the database is newer than this program: its schema is {found.revision}, the program's is {found.head}."
        " Install a newer tracker."
    )


def _engine(url: str) -> Engine:
    return create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(url, application_name="tracker upgrade"),
        poolclass=NullPool,
    )


def status_of(connection: psycopg.Connection) -> SchemaStatus:
    """The same within a transaction."""
    revisions = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    row = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace'), pg_get_userbyid(nspowner) FROM pg_namespace"
        " WHERE nspname = 'analysis'"
    ).fetchone()
    found = stamp.parse(row[0]) if row else None
    if row is None or found is None:
        return SchemaStatus(None, revisions[0], current=False, newer=False, owner=None)
    current = found == stamp.Stamp(revisions[0], build.fingerprint())
    return SchemaStatus(found.schema, revisions[0], current, newer=found.schema not in revisions, owner=row[1])


def _config() -> Config:
    config = Config(str(resources.alembic_ini()))
    config.set_main_option("script_location", str(resources.migrations()))
    return config


def bring_up(connection: Connection, raw: psycopg.Connection) -> None:
    """Makes the roles, migrates, rebuilds all that is derived, and grants, in the caller's transaction."""
    roles.ensure(raw)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    build.rebuild(raw, ScriptDirectory.from_config(config).get_current_head() or "")
    roles.grant(raw)
