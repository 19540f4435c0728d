"""The four roles and what each may do. Reading is limited by privileges; settings are only defaults on top."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import psycopg
from psycopg import errors

from tracker.database import build, failures
from tracker.database.connect import open_url

OWNER, EDITOR, ANALYST, REPORTER = ROLES = ("tracker_owner", "tracker_editor", "tracker_analyst", "tracker_reporter")
MAY = {
    OWNER: "own the schema and upgrade it",
    EDITOR: "write the live rows, and all that analysts may",
    ANALYST: "read analysis and past",
    REPORTER: "write report, and all that analysts may",
}

# What the database writes by itself, and editors only read.
KEPT = (
    "tracker.changeset",
    "tracker.checksum",
    "tracker.spell",
    "tracker.shown",
    "tracker.heard",
    "tracker.derived_object",
    "tracker.set_aside",
    "tracker.alembic_version",
)
# What analysts may call of schema known: the time looked at, and the steps of the record.
RECORD = ("at", "steps_between", "steps_about", "changesets_about", "records_named")

# To see who stands idle with a lock, and to end him: tracker.idle_writers, tracker.end_idle_writer.
IDLERS = ("pg_read_all_stats", "pg_signal_backend")

# What PostgreSQL lets everybody do, and readers need not: make objects and large objects, and lock who reads settings.
_EVERYBODY = {
    "TEMPORARY ON DATABASE {database}": ("pg_database", "datname = current_database()", "datacl", "'d', datdba"),
    "UPDATE ON pg_catalog.pg_settings": ("pg_class", "oid = 'pg_settings'::regclass", "relacl", "'r', relowner"),
    "CREATE ON SCHEMA public": ("pg_namespace", "nspname = 'public'", "nspacl", "'n', nspowner"),
    **{
        f"EXECUTE ON FUNCTION pg_catalog.{function}": (
            "pg_proc",
            f"oid = to_regprocedure('pg_catalog.{function}')",
            "proacl",
            "'f', proowner",
        )
        for function in ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")
    },
}


class Step(NamedTuple):
    """A statement that sets the roles up, and the condition in SQL that holds once it is done."""

    statement: str
    done: str


def steps(connection: psycopg.Connection) -> list[Step]:
    """All that the roles need before anything is granted to them, in this order; and that this user is one of them."""
    names = connection.execute("SELECT quote_ident(current_database()), quote_ident(current_user)").fetchone()
    database, user = names or ("", "")
    made = [Step(f"CREATE ROLE {role} NOLOGIN", f"to_regrole('{role}') IS NOT NULL") for role in ROLES]
    joined = [Step(f"GRANT {role} TO {user}", _member("current_user", role)) for role in ROLES]
    reads = [
        Step(f"GRANT {ANALYST} TO {role}", _member(f"to_regrole('{role}')::oid", ANALYST))
        for role in (EDITOR, REPORTER)
    ]
    closed = [
        Step(f"REVOKE {what.format(database=database)} FROM PUBLIC", _withheld(what.partition(" ")[0], *where))
        for what, where in _EVERYBODY.items()
    ]
    owns = Step(
        f"GRANT CREATE, TEMPORARY ON DATABASE {database} TO {OWNER}",
        f"{_database_right(OWNER, 'CREATE')} AND {_database_right(OWNER, 'TEMPORARY')}",
    )
    stages = Step(f"GRANT TEMPORARY ON DATABASE {database} TO {EDITOR}", _database_right(EDITOR, "TEMPORARY"))
    ends = [Step(f"GRANT {right} TO {OWNER}", _member(f"to_regrole('{OWNER}')::oid", right)) for right in IDLERS]
    return [*made, *joined, *reads, *closed, owns, stages, *ends]


def _member(who: str, role: str) -> str:
    return f"coalesce(pg_has_role({who}, to_regrole('{role}')::oid, 'MEMBER'), false)"


def _database_right(role: str, right: str) -> str:
    return f"coalesce(has_database_privilege(to_regrole('{role}')::oid, current_database(), '{right}'), false)"


def _withheld(right: str, catalogue: str, which: str, acl: str, default: str) -> str:
    """That everybody has not got a right on one object of a catalogue."""
    return (
        f"NOT EXISTS (SELECT FROM {catalogue}, aclexplode(coalesce({acl}, acldefault({default}))) a"
        f" WHERE {which} AND a.grantee = 0 AND a.privilege_type = '{right}')"
    )


_CLOSED = _withheld("CONNECT", "pg_database", "datname = current_database()", "datacl", "'d', datdba")


def missing(connection: psycopg.Connection) -> list[str]:
    """The statements for a superuser that set up what is not there yet.

    They make this user a member, who may grant the roles on, only where it may build the schema.
    """
    (owns, user) = connection.execute(
        "SELECT has_database_privilege(current_database(), 'CREATE'), ' TO ' || quote_ident(current_user)"
    ).fetchone() or (False, "")
    left = [step.statement for step in steps(connection) if not _holds(connection, step.done)]
    joining = {statement: f"{statement} WITH ADMIN OPTION" for statement in left if statement.endswith(user)}
    return [joining.get(statement, statement) for statement in left if owns or statement not in joining]


def present(connection: psycopg.Connection) -> list[str]:
    found = {
        row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(ROLES)])
    }
    return [role for role in ROLES if role in found]


def ensure(connection: psycopg.Connection) -> None:
    """Creates the roles where this user may, and becomes the owner; else everything stays this user's own."""
    for step in steps(connection):
        if not _holds(connection, step.done):
            _try(connection, step.statement)
    if _may_own(connection):
        connection.execute(f"SET LOCAL ROLE {OWNER}")


def due(connection: psycopg.Connection) -> bool:
    """Whether the schema stands and a role that is there was not given what it needs: it was made afterwards."""
    return any(
        _holds(connection, f"coalesce(NOT has_schema_privilege(to_regrole('{role}')::oid, {schema}, 'USAGE'), false)")
        for role, schema in ((ANALYST, "to_regnamespace('analysis')"), (EDITOR, "to_regnamespace('tracker')"))
    )


def grant(connection: psycopg.Connection) -> None:
    """Gives each role that exists what it needs, and everybody else nothing."""
    for schema in ("tracker", "history", "known", "analysis", "past"):
        connection.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC".encode())
    there = present(connection)
    for statement in _grants():
        if statement.rsplit(" ", 1)[1] in there:
            connection.execute(statement.encode())


def _grants() -> Iterator[str]:
    for schema in ("analysis", "past", "tracker", "known", "extensions"):
        yield f"GRANT USAGE ON SCHEMA {schema} TO {ANALYST}"
    for schema in ("analysis", "past"):
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {ANALYST}"
        yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {ANALYST}"
    for name in RECORD:
        yield f"GRANT EXECUTE ON FUNCTION known.{name} TO {ANALYST}"
    # The analysts' functions are inlined into their queries, so what they call must be open to analysts too.
    for kind, schema, name in build.shared_objects():
        privilege = "SELECT ON" if kind == "view" else "EXECUTE ON FUNCTION"
        yield f"GRANT {privilege} {schema}.{name} TO {ANALYST}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA tracker TO {EDITOR}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA known TO {EDITOR}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(KEPT)} FROM {EDITOR}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA tracker TO {EDITOR}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tracker TO {EDITOR}"
    yield f"GRANT USAGE ON SCHEMA report TO {REPORTER}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA report TO {REPORTER}"


def _holds(connection: psycopg.Connection, condition: str) -> bool:
    return connection.execute(f"SELECT {condition}".encode()).fetchone() == (True,)


def _try(connection: psycopg.Connection, statement: str) -> None:
    """Runs a statement that this user may not be allowed, or that another shell may have run just before."""
    try:
        with connection.transaction():
            connection.execute(statement.encode())
    except (errors.InsufficientPrivilege, errors.DuplicateObject, errors.UniqueViolation, errors.UndefinedObject):
        return
    except errors.InternalError_ as error:  # roles belong to all databases: another upgrade was at the same row
        if "concurrently" not in str(error):
            raise


def _may_own(connection: psycopg.Connection) -> bool:
    """Also not where the schema is another's already, as of an upgrade before the roles were there."""
    row = connection.execute(
        "SELECT pg_has_role(oid, 'MEMBER') AND has_database_privilege(oid, current_database(), 'CREATE') AND NOT EXISTS"
        " (SELECT FROM pg_namespace WHERE nspname = 'tracker' AND nspowner <> r.oid) FROM pg_roles r"
        " WHERE rolname = %s",
        (OWNER,),
    ).fetchone()
    return bool(row and row[0])


# --- tracker db roles ---------------------------------------------------------------------------------------------

_ADMINISTERS = """current_setting('transaction_read_only') = 'off' AND (
    SELECT rolsuper OR rolcreaterole OR has_database_privilege(current_database(), 'CREATE')
    FROM pg_roles WHERE rolname = current_user)"""
_MEMBERS = """
SELECT g.rolname::text, l.rolname::text FROM pg_roles g JOIN pg_auth_members m ON m.roleid = g.oid
JOIN pg_roles l ON l.oid = m.member AND l.rolcanlogin WHERE g.rolname = ANY (%s) GROUP BY 1, 2 ORDER BY 2
"""


class State(NamedTuple):
    """How the roles stand: `logins` are the members of each that is there, `missing` statements for a superuser.

    `due` where they have no rights yet, `open_to_all` where every login of the server may connect.
    """

    database: str
    logins: dict[str, list[str]]
    missing: list[str]
    due: bool
    open_to_all: bool


def bring(url: str) -> State:
    """Sets up what is not there yet, where this user may, and says how the roles stand."""
    with failures.translated(), open_url(url, autocommit=False) as connection, connection.transaction():
        administers = _holds(connection, _ADMINISTERS)
        if administers and (missing(connection) or due(connection)):
            ensure(connection)
            if due(connection):
                _grant_where_owner(connection)
            connection.execute("RESET ROLE")
        logins: dict[str, list[str]] = {role: [] for role in present(connection)}
        for role, login in connection.execute(_MEMBERS, [list(ROLES)]):
            logins[role].append(login)
        left = missing(connection) if administers or len(logins) < len(ROLES) else []
        return State(connection.info.dbname, logins, left, due(connection), not _holds(connection, _CLOSED))


def _grant_where_owner(connection: psycopg.Connection) -> None:
    with suppress(errors.InsufficientPrivilege), connection.transaction():
        grant(connection)
