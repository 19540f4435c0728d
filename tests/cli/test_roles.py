"""tracker db roles, grant and revoke: what they print, how they get a password; an analyst's login suffices to read."""

from __future__ import annotations

import json
import os
import pty
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.test_help import LINES, arguments
from tests.cli.test_help import reads as is_reading
from tests.cli_runner import run_cli
from tests.database.logins import login
from tests.servers import Database, Server, url_of


@pytest.fixture
def name(database: Database) -> Iterator[str]:
    """Of a login that is not there yet, and not afterwards."""
    chosen = f"anna_{secrets.token_hex(4)}"
    yield chosen
    if database.execute("select 1 from pg_roles where rolname = %s", [chosen]):
        database.execute(f"drop owned by {chosen} cascade")
        database.execute(f"drop role {chosen}")


def analyst(database: Database, name: str, *, password: str) -> str:
    return url_of(database.url, user=name, password=password)


def reads(database: Database, name: str, password: str) -> bool:
    with psycopg.connect(analyst(database, name, password=password)) as connection:
        return connection.execute("select count(*) from demand").fetchone() == (0,)


def test_the_roles_are_listed_with_their_logins(database: Database, name: str) -> None:
    told = run_cli(database.url, "db", "grant", name, "--role", "analyst", "--no-password")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == f"Made the login {name}.\n{name} may now read analysis and past (tracker_analyst).\n"
    listed = run_cli(database.url, "db", "roles", "--format", "json")
    assert listed.exit_code == 0, listed.stderr
    found = {row["role"]: row for row in json.loads(listed.stdout)}
    assert list(found) == ["tracker_owner", "tracker_editor", "tracker_analyst", "tracker_reporter"]
    assert all(row["there"] for row in found.values())
    assert name in found["tracker_analyst"]["logins"]
    assert name not in found["tracker_editor"]["logins"]
    assert f"REVOKE CONNECT ON DATABASE {database.name} FROM PUBLIC" in listed.stderr


def test_repeating_says_already(database: Database, name: str) -> None:
    words = ("db", "grant", name, "--role", "analyst", "--no-password")
    run_cli(database.url, *words)
    assert run_cli(database.url, *words).stdout == f"{name} has the role tracker_analyst already.\n"
    run_cli(database.url, "db", "revoke", name)
    again = run_cli(database.url, "db", "revoke", name)
    assert (again.exit_code, again.stdout) == (0, f"{name} has no such role.\n")


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_a_password_comes_from_standard_input(database: Database, name: str, ending: str) -> None:
    told = run_cli(database.url, "db", "grant", name, "--role", "analyst", input=f" secret word {ending}")
    assert told.exit_code == 0, told.stderr
    assert "secret" not in told.stdout + told.stderr
    assert reads(database, name, " secret word ")


def test_a_password_comes_from_a_file(database: Database, name: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file\nand no further\n", "utf-8")
    words = ("db", "grant", name, "--role", "analyst", "--password-file", str(file))
    assert run_cli(database.url, *words).exit_code == 0
    assert reads(database, name, "from a file")


def test_without_a_password_nothing_is_made(database: Database, name: str) -> None:
    told = run_cli(database.url, "db", "grant", name, "--role", "analyst", input="")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "no password in standard input" in told.stderr
    assert database.execute("select 1 from pg_roles where rolname = %s", [name]) == []


def test_a_person_is_asked_twice_and_sees_no_password(database: Database, name: str) -> None:
    told = at_a_terminal(
        "db", "grant", name, "--role", "analyst", database=database, answers=["one", "two", "hidden", "hidden"]
    )
    assert "do not match" in told
    assert f"Made the login {name}." in told
    assert "hidden" not in told
    assert reads(database, name, "hidden")


def at_a_terminal(*words: str, database: Database, answers: list[str]) -> str:
    """All that a person sees of `tracker WORDS`, who answers each question in turn."""
    mine, theirs = pty.openpty()
    program = [sys.executable, "-m", "tracker", "--database", database.url, *words]
    with subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                block = os.read(mine, 4096)
            except OSError:  # the other side is closed
                block = b""
            if not block:
                break
            seen += block
            if block.endswith(b": ") and answers:
                os.write(mine, f"{answers.pop(0)}\n".encode())
    os.close(mine)
    assert running.returncode == 0, seen
    return seen.decode()


@pytest.mark.parametrize("given", [("--new-password",), ("--password-file", "-")])
def test_no_password_goes_with_no_other(database: Database, name: str, given: tuple[str, ...]) -> None:
    told = run_cli(database.url, "db", "grant", name, "--role", "analyst", "--no-password", *given)
    assert told.exit_code == 2
    assert "--no-password goes with no other option" in told.stderr


def test_a_login_goes_with_all_that_is_its(database: Database, name: str) -> None:
    run_cli(database.url, "db", "grant", name, "--role", "analyst", "--own-schema", "--no-password")
    kept = run_cli(database.url, "db", "revoke", name, "--drop-login")
    assert (kept.exit_code, kept.stdout) == (2, "")
    assert f"owner of schema {name}" in kept.stderr
    told = run_cli(database.url, "db", "revoke", name, "--drop-schema", "--drop-login")
    assert told.stdout == (
        f"{name} may no longer read analysis and past (tracker_analyst).\n"
        f"Dropped the schema {name} with all that was in it.\nDropped the login {name}.\n"
    )


def test_a_lost_role_of_another_database_is_told(server: Server, database: Database, name: str) -> None:
    run_cli(database.url, "db", "grant", name, "--role", "analyst", "--no-password")
    with server.fresh_database() as other:
        run_cli(other.url, "db", "grant", name, "--role", "analyst", "--no-password")
        told = run_cli(database.url, "db", "revoke", name)
    assert told.exit_code == 0
    assert f"{name} lost them in {other.name}, too" in told.stderr


def test_who_has_no_role_is_told_of_the_command(server: Server, seeds_readonly: Database) -> None:
    with server.connect() as owner:
        name = f"nobody_{secrets.token_hex(4)}"
        owner.execute(f"create role {name} login password 'x'".encode())
        try:
            told = run_cli(analyst(seeds_readonly, name, password="x"), "positions")
        finally:
            owner.execute(f"drop role {name}".encode())
    assert told.exit_code == 3
    assert "tracker db grant LOGIN --role analyst" in " ".join(told.stderr.split())


# They read the tables and texts themselves, which are open to editors only, and say so.
OF_EDITORS = ("tracker document verify", "tracker export")


def test_every_reading_command_works_for_a_login_that_only_reads(
    server: Server, seeded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the examples in the help of every command that reads."""
    monkeypatch.chdir(tmp_path)
    lines = [line for line in dict.fromkeys(LINES) if is_reading(line)]
    assert len(lines) > 25
    with login(server, seeded, "tracker_analyst") as connection:
        url = analyst(seeded, connection.info.user, password=connection.info.password)
        for line in lines:
            told = run_cli(url, *arguments(line))
            if line.startswith(OF_EDITORS) and "--as" not in line:
                assert (told.exit_code, told.stdout) == (3, "")
                assert "permission denied" in told.stderr
            else:
                assert told.exit_code == (1 if "--exit-code" in line else 0), told.stderr
                assert told.stdout or "--to" in line, line
