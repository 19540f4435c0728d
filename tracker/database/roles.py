"""The four roles and what each may do. Reading is limited by privileges; settings are only defaults on top."""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

from tracker.database import build

OWNER, EDITOR, ANALYST, REPORTER = ROLES = ("tracker_owner", "tracker_editor", "tracker_analyst", "tracker_reporter")

# What the database writes by itself, and editors only read.
KEPT = (
    "tracker.changeset",
    "tracker.checksum",
    "tracker.spell",
    "tracker.derived_object",
    "tracker.alembic_version",
)
# What analysts may call of schema known: the time looked at, and the steps of the record.
RECORD = ("at", "steps_between", "steps_about", "changesets_about", "records_named")

# To see who stands idle with a lock, and to end him: tracker.idle_writers, tracker.end_idle_writer.
IDLERS = ("pg_read_all_stats", "pg_signal_backend")

CREATE = tuple(f"CREATE ROLE {role} NOLOGIN" for role in ROLES)


def ensure(connection: psycopg.Connection) -> bool:
    """Creates the roles where this user may, and becomes the owner. False: everything stays this user's own."""
    name = connection.info.dbname
    for statement in CREATE:
        _try(connection, statement)
    for right in IDLERS:
        _try(connection, f"GRANT {right} TO {OWNER}", unless=f"pg_has_role('{OWNER}', '{right}', 'MEMBER')")
    for role in ROLES:
        _try(connection, f"GRANT {role} TO CURRENT_USER", unless=f"pg_has_role('{role}', 'MEMBER')")
    for role in (EDITOR, REPORTER):
        _try(connection, f"GRANT {ANALYST} TO {role}", unless=f"pg_has_role('{role}', '{ANALYST}', 'MEMBER')")
    _try(
        connection, sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(name), sql.SQL(OWNER))
    )
    _try(connection, sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    _try(connection, sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(name), sql.SQL(EDITOR)))
    if not _may_own(connection):
        return False
    connection.execute(f"SET LOCAL ROLE {OWNER}")
    return True


def grant(connection: psycopg.Connection) -> None:
    """Gives each role that exists what it needs, and everybody else nothing."""
    for schema in ("tracker", "history", "known", "analysis", "past"):
        connection.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC".encode())
    present = {
        row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", (list(ROLES),))
    }
    for statement in _grants():
        if statement.rsplit(" ", 1)[1] in present:
            connection.execute(statement.encode())


def _grants() -> list[str]:
    reached = ("analysis", "past", "tracker", "known", "extensions")
    read = [f"GRANT USAGE ON SCHEMA {schema} TO {ANALYST}" for schema in reached]
    read += [f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {ANALYST}" for schema in ("analysis", "past")]
    read += [f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {ANALYST}" for schema in ("analysis", "past")]
    read += [f"GRANT EXECUTE ON FUNCTION known.{name} TO {ANALYST}" for name in RECORD]
    # The analysts' functions are inlined into their queries, so what they call must be open to analysts too.
    for kind, schema, name in build.shared_objects():
        privilege = "SELECT ON" if kind == "view" else "EXECUTE ON FUNCTION"
        read.append(f"GRANT {privilege} {schema}.{name} TO {ANALYST}")
    write = [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA tracker TO {EDITOR}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA known TO {EDITOR}",
        f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(KEPT)} FROM {EDITOR}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA tracker TO {EDITOR}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tracker TO {EDITOR}",
    ]
    report = [
        f"GRANT USAGE ON SCHEMA report TO {REPORTER}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA report TO {REPORTER}",
        f"GRANT SELECT ON tracker.alembic_version TO {REPORTER}",
    ]
    return read + write + report


def _try(connection: psycopg.Connection, statement: str | sql.Composed, unless: str | None = None) -> None:
    """Runs a statement that this user may not be allowed, or that another shell may have run just before."""
    if unless and connection.execute(f"SELECT {unless}".encode()).fetchone() == (True,):
        return
    try:
        with connection.transaction():
            connection.execute(statement.encode() if isinstance(statement, str) else statement)
    except (errors.InsufficientPrivilege, errors.DuplicateObject, errors.UniqueViolation, errors.UndefinedObject):
        return
    except errors.InternalError_ as error:  # roles belong to all databases: another upgrade was at the same row
        if "concurrently" not in str(error):
            raise


def _may_own(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT pg_has_role(oid, 'MEMBER') AND has_database_privilege(oid, current_database(), 'CREATE')"
        " FROM pg_roles WHERE rolname = %s",
        (OWNER,),
    ).fetchone()
    return bool(row and row[0])
