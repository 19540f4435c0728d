"""Logins and their roles: who may read, who may write. Roles belong to the whole server, settings to this database.

Each function is one transaction. What it did is returned in sentences; none where there was nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
from psycopg import errors, sql
from psycopg.rows import args_row

from tracker.database import failures, removal
from tracker.database.connect import TO_BECOME, open_url
from tracker.database.roles import ANALYST, EDITOR, MAY, OWNER, REPORTER
from tracker.errors import InputError, SurroundingsError

GRANTED = (ANALYST, EDITOR, REPORTER)
# Schemas that are the tracker's or everybody's; nobody's own.
TAKEN = {"tracker", "history", "known", "analysis", "past", "report", "extensions", "public", "information_schema"}
LONGEST = 63  # bytes of a name
TIMEOUT = "5min"
NO_RIGHT = "A superuser can do it, or a login with CREATEROLE that may grant {}."

_FOUND = """
SELECT r.rolcanlogin, r.rolsuper,
    coalesce(NOT r.rolsuper AND pg_has_role(r.oid, to_regrole('tracker_owner')::oid, 'MEMBER'), false),
    ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
          WHERE m.member = r.oid AND g.rolname = ANY (%s) GROUP BY 1 ORDER BY 1),
    EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = r.rolname AND n.nspowner = r.oid)
FROM pg_roles r WHERE r.rolname = %s
"""
_SETTINGS = """
SELECT split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) setting
WHERE s.setrole = to_regrole(quote_ident(%s))
    AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_CONNECTS = """
SELECT EXISTS (SELECT FROM pg_database d CROSS JOIN aclexplode(d.datacl) a WHERE d.datname = current_database()
    AND a.grantee = to_regrole(quote_ident(%s)) AND a.privilege_type = 'CONNECT')
"""
# Other databases of the server that know the login: by a right to connect of its own, or by settings.
_ELSEWHERE = """
SELECT d.datname::text FROM pg_database d WHERE d.datname <> current_database() AND (
    EXISTS (SELECT FROM aclexplode(d.datacl) a WHERE a.grantee = to_regrole(quote_ident(%(name)s)))
    OR EXISTS (SELECT FROM pg_db_role_setting s
        WHERE s.setdatabase = d.oid AND s.setrole = to_regrole(quote_ident(%(name)s)))) ORDER BY 1
"""
_GRANTORS = """
SELECT DISTINCT pg_get_userbyid(m.grantor)::text FROM pg_auth_members m
WHERE m.roleid = to_regrole(%s) AND m.member = to_regrole(quote_ident(%s))
"""


_BEGUN = "SELECT rolname::text FROM pg_roles WHERE rolcanlogin AND starts_with(rolname::text, %s) ORDER BY 1"


class Found(NamedTuple):
    """What is known of a name: a login with these of our roles, and with a schema of its own name or not."""

    login: bool
    superuser: bool
    owner: bool
    roles: list[str]
    own_schema: bool


def begun(connection: psycopg.Connection, typed: str) -> list[str]:
    """The logins of the server that begin as typed."""
    return [row[0] for row in connection.execute(_BEGUN, [typed])]


def is_there(url: str, name: str) -> bool:
    """Whether there is such a login, to know if a password is needed. Raises InputError for a name that is none."""
    _check_name(name)
    with failures.translated(), open_url(url) as connection:
        return _find(connection, name) is not None


def grant(
    url: str, name: str, role: str, *, own_schema: bool = False, password: str | None = None, replace: bool = False
) -> list[str]:
    """Makes the login where there is none and gives it a role, with settings that suit it.

    `password` is for a new login, with `replace` for one that exists as well. Raises InputError where the name cannot
    be a login with this role, SurroundingsError where this user may not do it.
    """
    _check_name(name)
    with _administering(url, role) as connection:
        _require_role(connection, role)
        done = _make(connection, name, password, replace)
        found = _limited(connection, name)
        if role not in found.roles:
            _run(connection, "GRANT {} TO {}", role, name)
            done.append(f"{name} may now {MAY[role]} ({role}).")
        if not _connects(connection, name):
            _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", connection.info.dbname, name)
        if own_schema and not found.own_schema:
            _make_schema(connection, name)
            done.append(f"Made the schema {name}, which {name} owns.")
        if done:
            _settle(connection, name)
        return done


def revoke(
    url: str, name: str, roles: Sequence[str] = GRANTED, *, drop_schema: bool = False, drop_login: bool = False
) -> list[str]:
    """Takes roles from a login, with the settings that came with them; the login and what it owns stay unless told.

    Raises InputError where there is no such login, or where what is to be dropped is needed or owns something.
    """
    with _administering(url, " and ".join(roles)) as connection:
        found = _find(connection, name)
        if found is None:
            raise InputError(f"there is no login {name!r}", "tracker db roles lists those that have a role.")
        done = [_leave(connection, name, role) for role in roles if role in found.roles]
        if drop_schema and found.own_schema:
            done.append(_drop_schema(connection, name))
        _settle(connection, name)
        if not set(found.roles) - set(roles) and _connects(connection, name):
            _run(connection, "REVOKE CONNECT ON DATABASE {} FROM {}", connection.info.dbname, name)
        if drop_login:
            done.append(_drop_login(connection, name))
        elif found.own_schema and not drop_schema:
            done.append(f"{name} still owns the schema {name}.")
        return done


def elsewhere(url: str, name: str) -> list[str]:
    """Other databases of the server that a login has rights or settings of its own in."""
    with failures.translated(), open_url(url) as connection:
        return [row[0] for row in connection.execute(_ELSEWHERE, {"name": name})]


# --- one transaction ----------------------------------------------------------------------------------------------


@contextmanager
def _administering(url: str, role: str) -> Iterator[psycopg.Connection]:
    try:
        with failures.translated(), open_url(url, autocommit=False) as connection:
            connection.read_only = False  # an analyst's own default would be told as that of the server
            yield connection
    except SurroundingsError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            told = f"this login may not do that: {error.__cause__.diag.message_primary}"
            raise SurroundingsError(told, NO_RIGHT.format(role)) from error
        raise


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    connection.execute(composed)


def _find(connection: psycopg.Connection, name: str) -> Found | None:
    with connection.cursor(row_factory=args_row(Found)) as cursor:
        return cursor.execute(_FOUND, [list(GRANTED), name]).fetchone()


def _connects(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute(_CONNECTS, [name]).fetchone() == (True,)


# --- the login ----------------------------------------------------------------------------------------------------


def _check_name(name: str) -> None:
    if not name.strip() or len(name.encode()) > LONGEST or re.search(r"[\x00-\x1f\x7f]", name):
        raise InputError(f"{name!r} cannot be a login", f"Expected 1 to {LONGEST} bytes without control characters.")
    if name.startswith(("pg_", "tracker_")) or name in ("public", "none"):
        raise InputError(
            f"the name {name!r} is reserved", "Names that begin with pg_ or tracker_ are PostgreSQL's and ours."
        )


def _require_role(connection: psycopg.Connection, role: str) -> None:
    if connection.execute("SELECT to_regrole(%s)", [role]).fetchone() == (None,):
        raise SurroundingsError(f"there is no role {role} yet", "Run: tracker db roles")


def _make(connection: psycopg.Connection, name: str, password: str | None, replace: bool) -> list[str]:
    """The login with its password, of which the server sees no more than what it stores."""
    found = _find(connection, name)
    if found is not None and not replace:
        return []
    if found is not None:
        _limited(connection, name)
    verb, done = ("CREATE", f"Made the login {name}.") if found is None else ("ALTER", f"{name} has a new password.")
    kept = sql.SQL(" PASSWORD {}").format(_hashed(connection, name, password)) if password else sql.SQL("")
    login = sql.SQL(" LOGIN" if found is None else "")
    connection.execute(sql.SQL(verb + " ROLE {}").format(sql.Identifier(name)) + login + kept)
    return [done]


def _hashed(connection: psycopg.Connection, name: str, password: str) -> sql.Literal:
    made = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    return sql.Literal(made.decode())


def _limited(connection: psycopg.Connection, name: str) -> Found:
    """The login, which a role can limit: neither a superuser nor the owner, nor a group of logins."""
    found = _find(connection, name)
    assert found is not None
    if found.superuser or found.owner:
        what = "a superuser" if found.superuser else f"a member of {OWNER}"
        raise InputError(f"{name} is {what} and may do everything", "Give the role to a login of its own.")
    if not found.login:
        raise InputError(f"{name} is a group, not a login", "Give the role to each of its logins.")
    return found


def _leave(connection: psycopg.Connection, name: str, role: str) -> str:
    """Since PostgreSQL 16 each who granted a membership has granted one of his own."""
    if connection.info.server_version < 160000:
        _run(connection, "REVOKE {} FROM {}", role, name)
    else:
        for (by,) in connection.execute(_GRANTORS, [role, name]).fetchall():
            _run(connection, "REVOKE {} FROM {} GRANTED BY {}", role, name, by)
    return f"{name} may no longer {MAY[role]} ({role})."


def _drop_login(connection: psycopg.Connection, name: str) -> str:
    _run(connection, "ALTER ROLE {} RESET ALL", name)
    try:
        _run(connection, "DROP ROLE {}", name)
    except errors.DependentObjectsStillExist as error:
        raise InputError(
            f"the login {name} cannot be dropped: {error.diag.message_detail}",
            "Nothing was changed. --drop-schema drops a schema of its own; the rest is for the owner to give away.",
        ) from error
    return f"Dropped the login {name}."


# --- a schema of one's own ----------------------------------------------------------------------------------------


def _make_schema(connection: psycopg.Connection, name: str) -> None:
    """Who makes it must be able to act as its owner; a login that is no superuser takes that right for this moment."""
    if name in TAKEN:
        raise InputError(f"{name} is a schema of the tracker or of everybody", "Choose another name for the login.")
    found = connection.execute(
        "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", [name]
    ).fetchone()
    if found:
        raise InputError(f"the schema {name} is there and belongs to {found[0]}", "Leave out --own-schema.")
    with _acting_as(connection, name):
        _run(connection, "CREATE SCHEMA {} AUTHORIZATION {}", name, name)


@contextmanager
def _acting_as(connection: psycopg.Connection, name: str) -> Iterator[None]:
    if connection.execute(f"SELECT pg_has_role(%s, {TO_BECOME})".encode(), [name]).fetchone() == (True,):
        yield
        return
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))
    yield
    connection.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(sql.Identifier(name)))


def _drop_schema(connection: psycopg.Connection, name: str) -> str:
    with _acting_as(connection, name):
        first = removal.strange(connection, [name])
        if first:
            raise InputError(
                f"the schema {name} cannot be dropped: the {first.type} {first.identity} would be lost with it",
                "Nothing was changed.",
            )
        _run(connection, "DROP SCHEMA {} CASCADE", name)
    return f"Dropped the schema {name} with all that was in it."


# --- settings: defaults on top of what the privileges allow ---------------------------------------------------------


def _settle(connection: psycopg.Connection, name: str) -> None:
    """Sets what suits the login's roles now, and takes away what does not; what somebody else has set stays."""
    found = _find(connection, name)
    assert found is not None
    (own,) = connection.execute("SELECT quote_ident(%s)", [name]).fetchone() or ("",)
    paths = {False: "analysis", True: f"{own}, analysis"}
    only_reads = found.roles == [ANALYST]
    wanted = {
        "default_transaction_read_only": "on" if only_reads and not found.own_schema else None,
        "statement_timeout": TIMEOUT if only_reads else None,
        "search_path": paths[found.own_schema] if ANALYST in found.roles else None,
    }
    current: dict[str, str] = dict(connection.execute(_SETTINGS, [name]).fetchall())
    for setting, value in wanted.items():
        before = current.get(setting)
        if value != before and before in (None, "on", TIMEOUT, *paths.values()):
            _set(connection, name, setting, value)


def _set(connection: psycopg.Connection, name: str, setting: str, value: str | None) -> None:
    head = sql.SQL("ALTER ROLE {} IN DATABASE {} ").format(sql.Identifier(name), sql.Identifier(connection.info.dbname))
    # The path is a list of names, each quoted already; anything else is one word.
    to = sql.Literal(value) if setting != "search_path" else sql.SQL(value or "")
    tail = sql.SQL(f"RESET {setting}") if value is None else sql.SQL(f"SET {setting} = ") + to
    connection.execute(head + tail)
