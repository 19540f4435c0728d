"""Roles and logins: who may make them, what they are given, what is taken away, and what the server gets to see."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from tests.servers import Database, Server, url_of
from tracker.database import logins, roles, stamp
from tracker.database.upgrade import upgrade
from tracker.errors import InputError, SurroundingsError

PASSWORD = "geheim, mit Ümlaut"


@contextmanager
def gone_afterwards(server: Server, *names: str) -> Iterator[None]:
    """Roles belong to the server: whatever a test made of these names, it goes."""
    try:
        yield
    finally:
        with server.connect() as owner:
            for (name,) in owner.execute(
                "select rolname from pg_roles where rolname = any(%s)", [list(names)]
            ).fetchall():
                owner.execute(sql.SQL("drop owned by {0}; drop role {0}").format(sql.Identifier(name)))


@pytest.fixture
def anna(server: Server, database: Database) -> Iterator[str]:
    """The name of a login that is not there yet; it needs quoting."""
    name = f'Anna "{secrets.token_hex(4)}'
    with gone_afterwards(server, name):
        try:
            yield name
        finally:
            if database.execute("select 1 from pg_roles where rolname = %s", [name]):
                database.owner.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(name)))


def opened(database: Database, name: str, password: str = PASSWORD) -> psycopg.Connection[Any]:
    return psycopg.connect(url_of(database.url, user=name, password=password), autocommit=True)


def settings(database: Database, name: str) -> dict[str, str]:
    with opened(database, name) as connection:
        return {
            key: connection.execute(f"show {key}".encode()).fetchone()[0]  # type: ignore[index]
            for key in ("default_transaction_read_only", "statement_timeout", "search_path")
        }


# --- a login and its role ---------------------------------------------------------------------------------------


def test_an_analyst_reads_by_names_without_a_schema_and_may_not_write(database: Database, anna: str) -> None:
    done = logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    assert done == [f"Made the login {anna}.", f"{anna} may now read analysis and past (tracker_analyst)."]
    with opened(database, anna) as connection:
        assert connection.execute("select count(*) from demand").fetchone() == (0,)
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("create table mine (one integer)")
    assert settings(database, anna) == {
        "default_transaction_read_only": "on",
        "statement_timeout": "5min",
        "search_path": "analysis",
    }


def test_with_a_schema_of_her_own_an_analyst_builds_on_analysis(database: Database, anna: str) -> None:
    done = logins.grant(database.url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)
    assert done[-1] == f"Made the schema {anna}, which {anna} owns."
    with opened(database, anna) as connection:
        connection.execute("create view mine as select * from demand")
        connection.execute("create table marks (demand text)")
        assert connection.execute("select count(*) from mine left join marks using (demand)").fetchone() == (0,)
    found = database.execute("select schemaname from pg_views where viewname = 'mine'")
    assert found == [(anna,)]


def test_the_past_comes_before_analysis_and_after_her_own(database: Database, anna: str) -> None:
    database.execute("insert into tracker.actor (slug, kind, name) values ('a', 'state', 'A')")
    database.execute("update tracker.actor set name = 'B'")
    logins.grant(database.url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)
    with opened(database, anna) as connection, connection.transaction():
        connection.execute("select * from as_known('changeset 1')")
        assert connection.execute("select name from actor").fetchall() == [("A",)]
        connection.execute("create view actor as select 'mine' as name")
        assert connection.execute("select name from actor").fetchall() == [("mine",)]


def test_an_own_schema_can_be_given_later(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    logins.grant(database.url, anna, roles.ANALYST, own_schema=True)
    assert settings(database, anna)["default_transaction_read_only"] == "off"
    assert logins.grant(database.url, anna, roles.ANALYST, own_schema=True) == []


def test_what_somebody_else_has_set_stays(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    with database.connect() as owner:
        owner.execute(
            sql.SQL("alter role {} in database {} set statement_timeout = '1h'").format(
                sql.Identifier(anna), sql.Identifier(database.name)
            )
        )
    logins.grant(database.url, anna, roles.EDITOR)
    assert settings(database, anna)["statement_timeout"] == "1h"
    assert settings(database, anna)["default_transaction_read_only"] == "off"
    logins.revoke(database.url, anna, [roles.EDITOR])
    assert settings(database, anna)["statement_timeout"] == "1h"
    assert settings(database, anna)["default_transaction_read_only"] == "on"


def test_an_editor_writes(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.EDITOR, password=PASSWORD)
    with opened(database, anna) as connection:
        connection.execute("insert into tracker.actor (slug, kind, name) values ('a', 'state', 'A')")
        assert connection.execute("select actor from analysis.actor").fetchall() == [("a",)]


def test_the_server_sees_no_password(database: Database, anna: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does any statement that it might log."""
    sent: list[str] = []
    execute = psycopg.Connection.execute

    def noted(self: psycopg.Connection[Any], query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(query.as_string(self) if isinstance(query, sql.Composable) else str(query))
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Connection, "execute", noted)
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    assert any("SCRAM-SHA-256$" in statement for statement in sent)
    assert not any("geheim" in statement for statement in sent)


def stored(database: Database, name: str) -> str | None:
    found: str | None = database.execute("select rolpassword from pg_authid where rolname = %s", [name])[0][0]
    return found


def test_a_login_that_exists_keeps_its_password_unless_told(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    first = stored(database, anna)
    logins.grant(database.url, anna, roles.EDITOR, password="other")
    assert stored(database, anna) == first
    assert logins.grant(database.url, anna, roles.EDITOR, password="other", replace=True) == [
        f"{anna} has a new password."
    ]
    assert stored(database, anna) != first


def test_without_a_password_none_is_stored(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST)
    assert stored(database, anna) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "cannot be a login"),
        ("a\nb", "cannot be a login"),
        ("ü" * 32, "cannot be a login"),
        ("pg_anna", "is reserved"),
        ("tracker_anna", "is reserved"),
        ("public", "is reserved"),
        ("none", "is reserved"),
    ],
)
def test_a_name_that_cannot_be_a_login_is_refused(database: Database, name: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        logins.grant(database.url, name, roles.ANALYST)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("create role {} superuser login", "is a superuser and may do everything"),
        ("create role {} login in role tracker_owner", "is a member of tracker_owner and may do everything"),
        ("create role {} nologin", "is a group, not a login"),
    ],
)
def test_who_cannot_be_limited_is_refused(database: Database, anna: str, made: str, told: str) -> None:
    database.owner.execute(sql.SQL(made).format(sql.Identifier(anna)))  # type: ignore[arg-type]
    before = stored(database, anna)
    for replace in (False, True):
        with pytest.raises(InputError, match=told):
            logins.grant(database.url, anna, roles.ANALYST, password="x", replace=replace)
    assert stored(database, anna) == before


@pytest.mark.parametrize("name", ["analysis", "report", "information_schema"])
def test_a_schema_of_ours_becomes_nobodys_own(server: Server, database: Database, name: str) -> None:
    with gone_afterwards(server, name), pytest.raises(InputError, match="is a schema of the tracker or of everybody"):
        logins.grant(database.url, name, roles.ANALYST, own_schema=True)
    assert database.execute("select 1 from pg_roles where rolname = %s", [name]) == []


def test_anothers_schema_of_that_name_is_refused(database: Database, anna: str) -> None:
    database.owner.execute(sql.SQL("create schema {}").format(sql.Identifier(anna)))
    with pytest.raises(InputError, match="is there and belongs to"):
        logins.grant(database.url, anna, roles.ANALYST, own_schema=True)


# --- taking away ------------------------------------------------------------------------------------------------


def test_revoking_takes_the_rights_and_the_settings(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)
    assert logins.revoke(database.url, anna) == [
        f"{anna} may no longer read analysis and past (tracker_analyst).",
        f"{anna} still owns the schema {anna}.",
    ]
    with opened(database, anna) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from analysis.demand")
    assert (
        database.execute("select 1 from pg_db_role_setting where setrole = to_regrole(quote_ident(%s))", [anna]) == []
    )


def test_only_the_role_named_is_taken(database: Database, anna: str) -> None:
    for role in (roles.ANALYST, roles.EDITOR):
        logins.grant(database.url, anna, role, password=PASSWORD)
    assert len(logins.revoke(database.url, anna, [roles.EDITOR])) == 1
    assert logins.revoke(database.url, anna, [roles.EDITOR]) == []
    with opened(database, anna) as connection:
        assert connection.execute("select count(*) from demand").fetchone() == (0,)


def test_what_another_has_granted_is_taken_as_well(server: Server, database: Database, anna: str) -> None:
    """Since PostgreSQL 16 a membership belongs to who granted it."""
    other = f"other-{secrets.token_hex(4)}"
    with gone_afterwards(server, other):
        quoted = sql.Identifier(other), sql.Identifier(anna)
        database.owner.execute(
            sql.SQL("create role {}; grant tracker_analyst to {} with admin option").format(quoted[0], quoted[0])
        )
        logins.grant(database.url, anna, roles.ANALYST)
        database.owner.execute(sql.SQL("grant tracker_analyst to {1} granted by {0}").format(*quoted))
        logins.revoke(database.url, anna)
        assert database.execute("select pg_has_role(%s, 'tracker_analyst', 'member')", [anna]) == [(False,)]


def test_a_login_goes_only_if_it_owns_nothing(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)
    with opened(database, anna) as connection:
        connection.execute("create view mine as select * from demand")
    with pytest.raises(InputError, match=r"cannot be dropped: owner of schema"):
        logins.revoke(database.url, anna, drop_login=True)
    assert database.execute("select pg_has_role(%s, 'tracker_analyst', 'member')", [anna]) == [(True,)]
    assert logins.revoke(database.url, anna, drop_schema=True, drop_login=True)[-2:] == [
        f"Dropped the schema {anna} with all that was in it.",
        f"Dropped the login {anna}.",
    ]
    assert database.execute("select 1 from pg_namespace where nspname = %s", [anna]) == []


def test_a_schema_stays_where_somebody_else_builds_on_it(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)
    with opened(database, anna) as connection:
        connection.execute("create view mine as select 1 as one")
    database.owner.execute(sql.SQL("create view public.theirs as select * from {}.mine").format(sql.Identifier(anna)))
    with pytest.raises(InputError, match=r"the view public\.theirs would be lost with it"):
        logins.revoke(database.url, anna, drop_schema=True)


def test_a_login_that_is_not_there_is_told(database: Database, anna: str) -> None:
    with pytest.raises(InputError, match="there is no login"):
        logins.revoke(database.url, anna)


def test_another_database_that_knows_the_login_is_named(server: Server, database: Database, anna: str) -> None:
    with server.fresh_database() as other:
        logins.grant(database.url, anna, roles.ANALYST)
        logins.grant(other.url, anna, roles.EDITOR)
        assert logins.elsewhere(database.url, anna) == [other.name]


# --- without the right ------------------------------------------------------------------------------------------


@pytest.fixture
def maker(server: Server, database: Database) -> Iterator[str]:
    """A login with CREATEROLE, and the right to give the analysts' role and make schemas here."""
    name = f"maker-{secrets.token_hex(4)}"
    with gone_afterwards(server, name):
        with server.connect() as owner:
            owner.execute(sql.SQL("create role {} login createrole password {}").format(sql.Identifier(name), PASSWORD))
            owner.execute(sql.SQL("grant tracker_analyst to {} with admin option").format(sql.Identifier(name)))
            owner.execute(
                sql.SQL("grant create, connect on database {} to {} with grant option").format(
                    *map(sql.Identifier, (database.name, name))
                )
            )
        yield name
        database.owner.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(name)))


def test_no_superuser_is_needed(database: Database, maker: str, anna: str) -> None:
    url = url_of(database.url, user=maker, password=PASSWORD)
    assert len(logins.grant(url, anna, roles.ANALYST, own_schema=True, password=PASSWORD)) == 3
    with opened(database, anna) as connection:
        connection.execute("create view mine as select * from demand")
    assert logins.revoke(url, anna, drop_schema=True, drop_login=True)[-1] == f"Dropped the login {anna}."


def test_without_the_right_it_is_one_clear_message(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    url = url_of(database.url, user=anna, password=PASSWORD)
    with pytest.raises(SurroundingsError, match="this login may not do that: permission denied") as caught:
        logins.grant(url, "bert", roles.ANALYST)
    assert "CREATEROLE" in (caught.value.hint or "")


# --- the roles themselves ---------------------------------------------------------------------------------------


@pytest.fixture
def new_roles(server: Server, empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of roles that are not there, where the program has those of the server."""
    mark = secrets.token_hex(4)
    names = [f"{role}_{mark}" for role in roles.ROLES]
    for constant, name in zip(("OWNER", "EDITOR", "ANALYST", "REPORTER"), names, strict=True):
        monkeypatch.setattr(roles, constant, name)
    monkeypatch.setattr(roles, "ROLES", tuple(names))
    with gone_afterwards(server, *names):
        yield names
        with server.connect() as connection:
            connection.execute(f"alter database {empty_database.name} owner to current_user".encode())
        there = empty_database.execute("select rolname from pg_roles where rolname = any(%s)", [names])
        for (name,) in there:
            empty_database.execute(f"drop owned by {name} cascade")


@pytest.fixture
def host(server: Server, empty_database: Database) -> Iterator[str]:
    """The URL of a login that owns its database and may do nothing else."""
    name = f"host-{secrets.token_hex(4)}"
    with gone_afterwards(server, name):
        with server.connect() as owner:
            owner.execute(sql.SQL("create role {} login password {}").format(sql.Identifier(name), PASSWORD))
            owner.execute(
                sql.SQL("alter database {} owner to {}").format(*map(sql.Identifier, (empty_database.name, name)))
            )
        yield url_of(empty_database.url, user=name, password=PASSWORD)
        with server.connect() as owner:
            owner.execute(f"alter database {empty_database.name} owner to current_user".encode())
        empty_database.execute(f'drop owned by "{name}" cascade')


def test_a_superuser_makes_all_four(empty_database: Database, new_roles: list[str]) -> None:
    state = roles.bring(empty_database.url)
    assert (list(state.logins), state.missing) == (new_roles, [])
    assert roles.bring(empty_database.url) == state


def test_what_a_superuser_must_do_is_said_in_sql(empty_database: Database, new_roles: list[str], host: str) -> None:
    state = roles.bring(host)
    assert state.logins == {}
    assert [f"CREATE ROLE {name} NOLOGIN" for name in new_roles] == state.missing[:4]
    for statement in state.missing:
        empty_database.execute(statement)
    state = roles.bring(host)
    assert (list(state.logins), state.missing) == (new_roles, [])
    found = upgrade(host)
    assert (found.current, found.owner) == (True, new_roles[0])


def test_roles_that_come_after_the_schema_get_their_rights(
    empty_database: Database, new_roles: list[str], host: str
) -> None:
    """The schema stays its owner's; the next upgrade leaves it there, too."""
    first = upgrade(host)
    assert first.owner not in new_roles
    roles.bring(empty_database.url)
    assert roles.bring(host).due is False
    with empty_database.connect() as connection:
        connection.execute(f"set role {new_roles[2]}".encode())
        assert connection.execute("select count(*) from analysis.demand").fetchone() == (0,)
    empty_database.execute(f"comment on schema analysis is '[tracker schema={stamp.revisions()[-1]} fingerprint=0]'")
    assert upgrade(host).owner == first.owner


def test_looking_is_for_everybody(database: Database, anna: str) -> None:
    logins.grant(database.url, anna, roles.ANALYST, password=PASSWORD)
    state = roles.bring(url_of(database.url, user=anna, password=PASSWORD))
    assert anna in state.logins[roles.ANALYST]
    assert state.missing == []
