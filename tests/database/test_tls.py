"""Encrypted connections: what the URL says of them holds for every connection that a command makes."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli_runner import Outcome, run_cli
from tests.database.encrypted import INSTALLED, Encrypted, encrypted
from tracker import resources
from tracker.config import Settings
from tracker.database import address, client_programs, connect, shell

pytestmark = pytest.mark.skipif(not INSTALLED, reason="needs a PostgreSQL of the distribution, which can encrypt")

MINE = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
BUNDLE = "actors:\n  - {actor: corona, kind: state, name: Corona}\n"


@pytest.fixture(scope="module")
def tls() -> Iterator[Encrypted]:
    """A server with the shipped data."""
    with encrypted() as server:
        for words in (("db", "upgrade"), ("import", str(resources.seeds()))):
            told = run_cli(server.url(**server.verified), *words)
            assert told.exit_code == 0, told.stderr
        with psycopg.connect(server.url(**server.verified), autocommit=True) as owner:
            owner.execute("create role reader login in role tracker_analyst")
            owner.execute("create role writer login in role tracker_editor")
        yield server


def positions(url: str) -> Outcome:
    return run_cli(url, "positions", "--format", "csv")


def refusal(url: str) -> list[str]:
    """The lines of the one message."""
    told = positions(url)
    assert (told.exit_code, told.stdout) == (3, "")
    assert told.stderr.count("Error: ") == 1
    return told.stderr.splitlines()


def test_a_verified_connection_is_encrypted(tls: Encrypted) -> None:
    with (
        connect.reading(Settings(tls.url(**tls.verified), Path("/nonexistent"))) as reader,
        psycopg.connect(tls.url(**tls.verified)) as owner,
    ):
        [process] = reader.rows(int, "select pg_backend_pid()")
        assert owner.execute("select ssl from pg_stat_ssl where pid = %s", [process]).fetchone() == (True,)


def test_a_certificate_is_a_login(tls: Encrypted) -> None:
    told = run_cli(tls.certified("reader"), "sql", "select session_user", "--format", "csv")
    assert (told.exit_code, told.stdout) == (0, "session_user\nreader\n"), told.stderr
    without, hint = refusal(tls.url(user="reader", **tls.verified))
    assert "connection requires a valid client certificate" in without
    assert hint == "Check sslcert, sslkey and sslrootcert in the URL."


@pytest.mark.parametrize(
    ("host", "options", "told", "hint"),
    [
        ("localhost", {"sslrootcert": "other-ca.pem"}, "certificate verify failed", "not signed by an authority in"),
        ("127.0.0.1", {}, "does not match host name", "Name the host as in its certificate"),
        ("localhost", {"sslrootcert": "none.pem"}, "none.pem", "in sslrootcert"),
        ("localhost", {"sslmode": "disable"}, "no encryption", "wants encrypted connections: give sslmode=verify-full"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_one_message(
    tls: Encrypted, host: str, options: dict[str, str], told: str, hint: str
) -> None:
    given = {**tls.verified, **options}
    given["sslrootcert"] = str(tls.folder / given["sslrootcert"])
    message, *rest = refusal(tls.url(host, **given))
    assert told in message
    assert hint in " ".join(rest)


def test_a_server_that_cannot_encrypt_is_refused() -> None:
    """The embedded one cannot; a server that says no to everything does as well, and is quicker to be had."""
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def say_no() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.recv(8)
                connection.sendall(b"N")

        threading.Thread(target=say_no, daemon=True).start()
        url = f"postgresql://me@127.0.0.1:{plain.getsockname()[1]}/x?sslmode=require&gssencmode=disable"
        message, hint = refusal(url)
    assert "server does not support SSL, but SSL was required" in message
    assert hint.startswith("The server does not encrypt")


# --- connections that a command makes besides its first -----------------------------------------------------------


def test_a_backup_is_made_over_an_encrypted_connection(tls: Encrypted, tmp_path: Path) -> None:
    told = run_cli(tls.url(**tls.verified), "db", "backup", str(tmp_path / "b.dump"))
    assert told.exit_code == 0, told.stderr


def test_psql_connects_as_the_url_says(tls: Encrypted) -> None:
    found = shell.shell(Settings(tls.certified("reader"), Path("/nonexistent")))
    word, env = client_programs.connection(found.url, "a test")
    words = [str(found.program.path), "--no-psqlrc", "-Atc", MINE, word]
    done = subprocess.run(words, capture_output=True, text=True, env=env)
    assert (done.stdout, done.returncode) == ("t\n", 0), done.stderr


def test_an_address_for_a_role_is_as_safe_as_the_one_given(tls: Encrypted) -> None:
    found = address.address(Settings(tls.url(**tls.verified), Path("/nonexistent")), "analyst")
    with psycopg.connect(found.url) as connection:
        assert connection.pgconn.ssl_in_use
    other = found.url.replace("ca.pem", "other-ca.pem")
    with pytest.raises(psycopg.OperationalError, match="verify failed"):
        psycopg.connect(other)


def test_who_waits_for_another_writer_is_told_over_an_encrypted_connection(tls: Encrypted, tmp_path: Path) -> None:
    """The writer's second connection gets in by the same certificate, or not at all."""
    (tmp_path / "in.yaml").write_text(BUNDLE, "utf-8")
    words = [
        sys.executable,
        "-m",
        "tracker",
        "--database",
        tls.certified("writer"),
        "import",
        str(tmp_path / "in.yaml"),
    ]
    with psycopg.connect(tls.url(**tls.verified, application_name="other")) as other:
        other.execute("select tracker.lock_writers()")
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as child:
            assert child.stderr is not None
            assert child.stderr.readline().startswith("waiting for another writer: ")
            other.rollback()
            assert child.wait(60) == 0
