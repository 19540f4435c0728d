"""The address of the database for one role: what psql, pandas or a BI tool is given.

The embedded server asks for no password, so it gets a login for each role on demand. It is a wall: such a login is a
member of its role and of nothing else, and no statement leads from it back to the owner. Of a database of one's own
only one login is known. Where that may do more, the role is put into the address: a default, which a query can lift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tracker.config import Settings
from tracker.database import embedded, failures, roles, stamp
from tracker.database.connect import COMMENT, TO_BECOME, open_url
from tracker.errors import SurroundingsError

ROLES = {"analyst": roles.ANALYST, "editor": roles.EDITOR, "reporter": roles.REPORTER, "owner": roles.OWNER}
_DEFAULTS = {"analyst": {"search_path": "analysis", "default_transaction_read_only": "on"}}
_RIGHTS = f"""
select login.oid is not null, role.oid is not null,
  coalesce(pg_has_role(login.oid, role.oid, {TO_BECOME}), false),
  coalesce(pg_has_role(login.oid, role.oid, 'MEMBER'), false)
    and not (login.rolsuper or login.rolcreaterole or login.rolreplication or login.rolbypassrls)
    and not exists (select from pg_database d where d.datname = current_database() and d.datdba = login.oid)
    and not exists (select from pg_namespace n where n.nspname in ('tracker', 'analysis') and n.nspowner = login.oid)
    and not exists (select from pg_roles other where other.oid <> login.oid
      and pg_has_role(login.oid, other.oid, 'MEMBER') and not pg_has_role(role.oid, other.oid, 'MEMBER'))
from (select) one
left join pg_roles login on login.rolname = coalesce(%(login)s, session_user)
left join pg_roles role on role.rolname = %(role)s
"""


@dataclass(frozen=True, slots=True)
class Address:
    """`wall`: the login itself may do no more than the role; else a query can lift it."""

    url: str
    wall: bool


class _Rights(NamedTuple):
    """Whether login and role are there, whether the login may become the role, and whether it may nothing else."""

    login: bool
    role: bool
    may_take: bool
    wall: bool


def address(settings: Settings, role: str) -> Address:
    """Where to connect as `analyst`, `editor`, `reporter` or `owner`; the embedded server is started if it is down.

    Raises SurroundingsError where the database has no tracker's schema, or its login may not take the role.
    """
    given = settings.read_url or settings.database_url
    if given:
        return _of_url(given, ROLES[role])
    owner = embedded.start(settings, create=False)
    if role == "owner":
        return Address(owner, False)
    with failures.translated(), open_url(owner) as connection:
        _refuse_without_schema(connection)
        _ensure_login(connection, role)
    return Address(with_user(owner, role), True)


def address_on_port(settings: Settings) -> str:
    """The analyst's address on a port of this machine; it names the file that holds the password.

    Raises SurroundingsError where the server cannot be reached so.
    """
    door = embedded.listen(settings)
    with failures.translated(), open_url(embedded.start(settings, create=False)) as connection:
        _refuse_without_schema(connection)
        _ensure_login(connection, "analyst")
        # The server's log may show a statement; it shows what the password was turned into.
        secret = connection.pgconn.encrypt_password(door.password.encode(), b"analyst", b"scram-sha-256").decode()
        connection.execute(sql.SQL("alter role analyst password {}").format(sql.Literal(secret)))
    open_url(f"{door.url}&require_auth=scram-sha-256").close()  # whoever else has the port is not told the password
    return door.url


def _of_url(url: str, role: str) -> Address:
    with failures.translated(), open_url(url) as connection:
        _refuse_without_schema(connection)
        rights = _rights(connection, role)
        login = connection.info.user
    if rights.wall:
        return Address(url, True)
    if rights.may_take:
        return Address(with_settings(url, {"role": role}), False)
    missing = f"the login {login} may not take the role {role}" if rights.role else f"there is no role {role}"
    raise SurroundingsError(missing, "The owner of the database can give it: tracker db grant (see tracker db --help)")


def _ensure_login(connection: psycopg.Connection[Any], name: str) -> None:
    """The embedded server's login of that name, made if it is not there."""
    if not _rights(connection, ROLES[name], name).login:
        login, role = sql.Identifier(name), sql.Identifier(ROLES[name])
        with connection.transaction():
            connection.execute(sql.SQL("create role {} login in role {}").format(login, role))
            for setting, value in _DEFAULTS.get(name, {}).items():
                words = sql.SQL("alter role {} set {} = {}")
                connection.execute(words.format(login, sql.Identifier(setting), sql.Literal(value)))
    if not _rights(connection, ROLES[name], name).wall:
        raise SurroundingsError(
            f"the login {name!r} of the embedded database is no mere {name}: it has other rights than {ROLES[name]}",
            f"Take them away, or drop it (DROP ROLE {name}): it is made anew.",
        )


def is_wall(connection: psycopg.Connection[Any], role: str = roles.ANALYST) -> bool:
    """Whether the login that is connected may do no more than the role, whatever it has become since."""
    return _rights(connection, role).wall


def _rights(connection: psycopg.Connection[Any], role: str, login: str | None = None) -> _Rights:
    """Of a login, or of the one that is connected."""
    row = connection.execute(_RIGHTS.encode(), {"login": login, "role": role}).fetchone()
    return _Rights(*(row or (False,) * 4))


def _refuse_without_schema(connection: psycopg.Connection[Any]) -> None:
    (comment,) = connection.execute(f"select {COMMENT}".encode()).fetchone() or (None,)
    stamp.required(comment)


# --- URLs ---------------------------------------------------------------------------------------------------------


def with_user(url: str, user: str) -> str:
    return _url({**conninfo_to_dict(url), "user": user})


def with_settings(url: str, settings: Mapping[str, str]) -> str:
    """The same address, where a session begins with these settings of the server besides those that it has."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    words = [f"-c {name}={_escaped(value)}" for name, value in settings.items()]
    return _url({**parts, "options": " ".join(filter(None, [parts.get("options"), *words]))})


def _escaped(value: str) -> str:
    """As the server splits its options."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _url(parts: dict[str, Any]) -> str:
    """A URL that libpq and SQLAlchemy read alike: what is no plain host stands behind the question mark."""
    parts = dict(parts)
    user, password, name = (quote(str(parts.pop(key, "") or ""), safe="") for key in ("user", "password", "dbname"))
    login = f"{user}{f':{password}' if password else ''}@" if user or password else ""
    host = str(parts.get("host") or "")
    place = ""
    if host and not set(host) & set("/,:%@ ") and "," not in str(parts.get("port") or ""):
        place = parts.pop("host") + (f":{parts.pop('port')}" if parts.get("port") else "")
    rest = urlencode({key: value for key, value in parts.items() if value is not None}, quote_via=quote, safe="")
    return f"postgresql://{login}{place}/{name}{f'?{rest}' if rest else ''}"
