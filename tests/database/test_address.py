"""The address for one role: of a login that is no more than the role, or one that takes it."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from tests.database.logins import login_url
from tests.servers import QUICK, Database, Server
from tracker.config import Settings
from tracker.database import embedded, embedded_cluster
from tracker.database.address import address, address_on_port, with_settings
from tracker.database.upgrade import upgrade
from tracker.errors import SurroundingsError

NOWHERE = Path("/nonexistent")
ESCAPES = (
    "set role tracker_owner",
    "set role tracker_editor",
    "set role postgres",
    "set session authorization postgres",
    "do $$ begin execute 'reset role'; execute 'set role tracker_owner'; end $$",
    "alter role analyst superuser",
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/passwd')",
    "select * from tracker.demand",
    "create table analysis.x ()",
    "create temp table x ()",
)


def of_url(url: str, role: str = "analyst") -> tuple[str, bool]:
    found = address(Settings(url, NOWHERE), role)
    return found.url, found.wall


def asked(url: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchone() or ()


# --- a database of one's own --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["analyst", "editor", "reporter"])
def test_a_login_that_is_no_more_than_the_role_keeps_its_address(server: Server, database: Database, role: str) -> None:
    with login_url(server, database, f"tracker_{role}") as url:
        assert of_url(url, role) == (url, True)


@pytest.mark.parametrize("role", ["analyst", "editor", "reporter", "owner"])
def test_a_login_that_may_more_takes_the_role_by_its_address(database: Database, role: str) -> None:
    url, wall = of_url(database.url, role)
    assert asked(url, "select current_user::text") == (f"tracker_{role}",)
    with psycopg.connect(url) as connection:
        connection.execute("reset role")
        assert connection.execute("select current_user::text").fetchone() == (f"tracker_{role}",)
    assert not wall


def test_a_member_of_two_roles_is_no_mere_analyst(server: Server, database: Database) -> None:
    with login_url(server, database, "tracker_editor") as url:
        assert not of_url(url, "analyst")[1]


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_a_login_that_may_not_take_the_role_is_told_so(server: Server, database: Database, role: str) -> None:
    with login_url(server, database, "tracker_analyst") as url:
        with pytest.raises(SurroundingsError, match=f"may not take the role tracker_{role}") as caught:
            of_url(url, role)
        assert str(conninfo_to_dict(url)["password"]) not in str(caught.value)


def test_a_database_without_a_schema_has_no_analysts(empty_database: Database) -> None:
    with pytest.raises(SurroundingsError, match="no tracker schema yet"):
        of_url(empty_database.url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:p%40ss%3A%2F%20w%25@db.example:5433/my%20base?sslmode=verify-full&sslrootcert=%2Fa%20b%2Fca.pem",
        "host=/run/my\\ socket user=me dbname='a b' options='-c statement_timeout=5s'",
        "postgresql://me@/x?host=a,b&port=1,2&target_session_attrs=read-write",
        "postgresql://me@[::1]:5433/x",
        "postgresql:///x",
    ],
)
def test_a_setting_changes_nothing_else_of_an_address(url: str) -> None:
    made = with_settings(url, {"search_path": "past, analysis"})
    before, after = conninfo_to_dict(url), conninfo_to_dict(made)
    options = str(after.pop("options"))
    assert options == " ".join(filter(None, [before.pop("options", None), "-c search_path=past,\\ analysis"]))
    assert after == before
    seen = make_url(made)
    assert (seen.username, seen.password, seen.database) == tuple(
        before.get(key) for key in ("user", "password", "dbname")
    )


def test_a_setting_arrives_at_the_server(seeds_readonly: Database) -> None:
    url = with_settings(seeds_readonly.url, {"search_path": "past, analysis"})
    assert asked(url, "show search_path") == ("past, analysis",)


# --- the embedded one ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own() -> Iterator[Settings]:
    """A data folder whose server has the schema."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        settings = Settings(database_url=None, data_dir=Path(folder) / "data")
        try:
            upgrade(embedded.start(settings, options=QUICK))
            yield settings
        finally:
            embedded.stop(settings)


@pytest.mark.parametrize("role", ["analyst", "editor", "reporter"])
def test_the_embedded_server_has_a_login_for_each_role(own: Settings, role: str) -> None:
    for _ in range(2):
        found = address(own, role)
        assert asked(found.url, "select session_user::text, current_user::text") == (role, role)
        assert found.wall


@pytest.mark.parametrize("statement", ESCAPES)
def test_no_statement_leads_from_the_analyst_to_other_rights(own: Settings, statement: str) -> None:
    """Read-only is a default that anybody lifts: what holds are the privileges."""
    url = with_settings(address(own, "analyst").url, {"default_transaction_read_only": "off"})
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement.encode())
    assert caught.value.sqlstate in ("42501", "22023"), str(caught.value)


def test_resetting_the_role_leaves_the_analyst(own: Settings) -> None:
    with psycopg.connect(address(own, "analyst").url, autocommit=True) as connection:
        for statement in ("reset role", "set role none", "reset session authorization", "discard all"):
            connection.execute(statement)
            assert connection.execute("select current_user, session_user").fetchone() == ("analyst", "analyst")


def test_an_analyst_that_was_given_more_is_refused(own: Settings) -> None:
    address(own, "analyst")
    with psycopg.connect(embedded.start(own), autocommit=True) as owner:
        owner.execute("grant tracker_editor to analyst")
        try:
            with pytest.raises(SurroundingsError, match="no mere analyst"):
                address(own, "analyst")
        finally:
            owner.execute("revoke tracker_editor from analyst")


# --- through a port -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def port(own: Settings) -> str:
    return address_on_port(own)


def test_the_analyst_comes_in_through_a_port_with_the_password_of_a_file(own: Settings, port: str) -> None:
    assert asked(port, "select session_user::text, inet_client_addr()::text") == ("analyst", "127.0.0.1/32")
    parts = conninfo_to_dict(port)
    file = Path(str(parts["passfile"]))
    password = file.read_text().strip().rpartition(":")[2]
    assert len(password) > 20
    assert password not in port
    assert file.stat().st_mode & 0o777 == 0o600
    seen = make_url(port)
    assert (seen.host, str(seen.port)) == ("127.0.0.1", parts["port"])
    assert (seen.username, seen.password, seen.database) == ("analyst", None, "tracker")
    assert address_on_port(own) == port


@pytest.mark.parametrize(
    ("user", "password"), [("analyst", "wrong"), ("analyst", ""), ("postgres", "x"), ("editor", "x")]
)
def test_nobody_else_comes_in_through_it(own: Settings, port: str, user: str, password: str) -> None:
    address(own, "editor")
    parts = {**conninfo_to_dict(port), "passfile": "/nonexistent", "user": user, "password": password or None}
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry|password"):
        psycopg.connect(**parts)  # type: ignore[arg-type]


def test_the_port_is_there_after_the_next_start(own: Settings, port: str) -> None:
    embedded.stop(own)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(port)
    assert asked(address(own, "analyst").url, "select 1") == (1,)
    assert asked(port, "select session_user::text") == ("analyst",)


def test_a_port_that_is_taken_meanwhile_is_no_hindrance_to_the_rest(own: Settings, port: str) -> None:
    embedded.stop(own)
    with socket.create_server(("127.0.0.1", int(str(conninfo_to_dict(port)["port"])))):
        assert asked(embedded.start(own), "select 1") == (1,)
        embedded.stop(own)
    assert address_on_port(own) == port
    assert asked(port, "select 1") == (1,)


def test_the_port_is_closed_by_deleting_its_file_and_a_stop(
    own: Settings, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_cluster, "START_TIMEOUT", 5)
    embedded.start(own)
    Path(str(conninfo_to_dict(port)["passfile"])).unlink()
    assert asked(embedded.start(own), "select 1") == (1,)
    assert embedded.stop(own)
    assert asked(embedded.start(own), "show listen_addresses") == ("",)
