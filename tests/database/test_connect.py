"""Reading and writing transactions, and one clear message for every database that cannot be used."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from tests.servers import Database, Server, url_of
from tracker.config import Settings
from tracker.database import build, connect, failures, waits
from tracker.errors import InputError, SurroundingsError

SECRET = "s3cret-w0rd"


class Answer(NamedTuple):
    number: int
    text: str


def settings(database: Database, known_at: str | None = None) -> Settings:
    return Settings(database.url, Path("/nonexistent"), known_at)


def refusal(url: str) -> str:
    with pytest.raises(SurroundingsError) as caught, connect.reading(Settings(url, Path("/nonexistent"))):
        pass
    assert SECRET not in str(caught.value)
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def process(database: Database) -> Database:
    """A database with one changeset in it."""
    database.execute("insert into tracker.process (slug, title) values ('p', 'One process')")
    return database


@pytest.fixture
def login(server: Server, database: Database) -> Iterator[str]:
    """The URL of a login without any rights of its own."""
    name = f"login_of_{database.name}"
    with server.connect() as connection:
        connection.execute(f"create role {name} login password '{SECRET}'")
    try:
        yield url_of(database.url, user=name, password=SECRET)
    finally:
        with server.connect() as connection:
            connection.execute(f"drop role {name}")


# --- reading ------------------------------------------------------------------------------------------------------


def test_rows_come_as_the_row_type(database: Database) -> None:
    with connect.reading(settings(database)) as reader:
        assert reader.rows(Answer, "select %s::int, 'a'", [7]) == [Answer(7, "a")]
        assert reader.rows(Answer, "select 8, '100%'") == [Answer(8, "100%")]


def test_a_reader_tells_the_changeset_that_it_reads(process: Database) -> None:
    with connect.reading(settings(process)) as reader:
        number, recorded_at = reader.changeset, reader.recorded_at
        process.execute("update tracker.process set title = 'Another title'")
        titles = reader.rows(str, "select title from analysis.process")
    assert titles == ["One process"], "one snapshot for the whole transaction"
    assert process.execute("select min(changeset), min(recorded_at) from analysis.changeset") == [(number, recorded_at)]


def test_a_reader_reads_what_was_known(process: Database) -> None:
    process.execute("update tracker.process set title = 'Another title'")
    [(first,)] = process.execute("select min(changeset) from analysis.changeset")
    with connect.reading(settings(process, f"changeset {first}")) as reader:
        assert (reader.schema, reader.changeset) == ("past", first)
        assert reader.rows(str, "select title from past.process") == ["One process"]


def test_a_time_that_is_none_is_bad_input(process: Database) -> None:
    with pytest.raises(InputError, match="changeset 99"), connect.reading(settings(process, "changeset 99")):
        pass


def test_reading_needs_no_rights_but_the_analysts(process: Database, login: str) -> None:
    process.execute(f"grant tracker_analyst to login_of_{process.name}")
    with connect.reading(Settings(login, Path("/nonexistent"))) as reader:
        assert reader.rows(str, "select current_user::text") == ["tracker_analyst"]
        assert reader.rows(str, "select title from analysis.process") == ["One process"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.rows(str, "select title from tracker.process")


def test_reading_writes_nothing(process: Database) -> None:
    with pytest.raises(SurroundingsError, match="read-only"), connect.reading(settings(process)) as reader:
        reader.rows(str, "create table analysis.x ()")


def test_plans_are_made_for_looking_up(database: Database) -> None:
    """Whatever the server prefers: what is asked for is found by index, in any order, and so is what a writer needs."""
    settings = Settings(database.url, Path())
    show = "select current_setting(unnest('{jit,enable_gathermerge,random_page_cost}'::text[]))"
    with connect.reading(settings) as reader:
        assert [value for (value,) in reader.connection.execute(show)][:2] == ["off", "off"]
    with connect.writing(settings) as connection:
        assert [value for (value,) in connection.execute(show)] == ["off", "on", "1.1"]


def test_a_server_that_writes_dates_in_its_own_way_is_read(process: Database) -> None:
    process.execute(f"alter database {process.name} set datestyle = 'German, DMY'")
    with connect.reading(Settings(process.url, Path())) as reader:
        assert reader.recorded_at is not None
        day = reader.rows(lambda day: day, "select date '2025-06-02'")[0]
        assert (day.year, day.month, day.day) == (2025, 6, 2)


def test_reading_takes_one_round_trip_of_set_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = psycopg.Connection.execute
    noting = lambda self, query, *rest: (asked.append(query), execute(self, query, *rest))[1]  # noqa: E731
    monkeypatch.setattr(psycopg.Connection, "execute", noting)
    with connect.reading(settings(database)):
        pass
    assert len(asked) == 1


# --- writing ------------------------------------------------------------------------------------------------------


def test_writing_is_done_at_the_end_or_not_at_all(database: Database) -> None:
    insert = "insert into tracker.process (slug, title) values (%s, 'A title')"
    with connect.writing(settings(database)) as connection:
        connection.execute(insert, ["kept"])
    with pytest.raises(ZeroDivisionError), connect.writing(settings(database)) as connection:  # noqa: PT012
        connection.execute(insert, ["lost"])
        raise ZeroDivisionError
    assert database.execute("select slug from tracker.process") == [("kept",)]


def test_writing_takes_the_editors_role(database: Database, login: str) -> None:
    database.execute(f"grant tracker_editor to login_of_{database.name}")
    with connect.writing(Settings(login, Path("/nonexistent"))) as connection:
        assert connection.execute("select current_user::text").fetchone() == ("tracker_editor",)


def test_writing_without_the_right_is_told(process: Database, login: str) -> None:
    process.execute(f"grant tracker_analyst to login_of_{process.name}")
    told = "no right to do this: permission denied"
    with (
        pytest.raises(SurroundingsError, match=told),
        connect.writing(Settings(login, Path("/nonexistent"))) as connection,
    ):
        connection.execute("delete from tracker.process")


def test_a_read_only_database_is_told_before_anything_is_done(database: Database) -> None:
    database.execute(f"alter database {database.name} set default_transaction_read_only = on")
    with pytest.raises(SurroundingsError, match=f"{database.name}' is read-only"), connect.writing(settings(database)):
        pytest.fail("the body must not run")


def test_a_rule_of_the_database_is_bad_input(process: Database) -> None:
    with pytest.raises(InputError, match="duplicate key") as caught, connect.writing(settings(process)) as connection:
        connection.execute("insert into tracker.process (slug, title) values ('p', 'Again')")
    assert "(slug)=(p)" in str(caught.value)


def test_a_wait_for_another_writer_is_announced(
    process: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.1)
    first = process.connect(autocommit=False)
    blocker = first.info.backend_pid
    first.execute("update tracker.process set title = 'First'")

    def second() -> None:
        with connect.writing(settings(process)) as connection:
            connection.execute("update tracker.process set title = 'Second'")

    writer = threading.Thread(target=second)
    writer.start()
    told = ""
    deadline = time.monotonic() + 20
    while "waiting for another writer" not in told and time.monotonic() < deadline:
        time.sleep(0.05)
        told += capfd.readouterr().err
    time.sleep(10 * waits.LOOK_EVERY)
    first.commit()
    first.close()
    writer.join()
    told += capfd.readouterr().err
    assert told.count("waiting for another writer") == 1
    assert f"(process {blocker}, " in told
    assert process.execute("select title from tracker.process") == [("Second",)]


# --- databases that cannot be used --------------------------------------------------------------------------------


def test_a_database_without_a_schema_is_told(empty_database: Database) -> None:
    for opened in (connect.reading, connect.writing):
        with pytest.raises(SurroundingsError, match="no tracker schema yet") as caught:
            enter(opened(settings(empty_database)))
        assert "tracker db upgrade" in str(caught.value)


def enter(context: Any) -> None:
    with context:
        pytest.fail("the body must not run")


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("schema=0001 fingerprint=abc", "tracker db upgrade"),
        ("schema=9999 fingerprint=abc", "newer than this program"),
        (f"schema=9999_future fingerprint={build.fingerprint()}", "newer than this program"),
    ],
)
def test_a_database_of_another_version_is_told(database: Database, stamp: str, told: str) -> None:
    database.execute(f"comment on schema analysis is '[tracker {stamp}]'")
    for opened in (connect.reading, connect.writing):
        with pytest.raises(SurroundingsError, match=told):
            enter(opened(settings(database)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update tracker.alembic_version set version_num = '9999'", "says 9999"),
        ("delete from tracker.alembic_version", "is empty"),
    ],
)
def test_a_writer_refuses_tables_of_another_revision(process: Database, change: str, told: str) -> None:
    process.execute(change)
    with pytest.raises(SurroundingsError, match=rf"tracker\.alembic_version {told}"):
        enter(connect.writing(settings(process)))
    with connect.reading(settings(process)) as reader:
        assert reader.rows(str, "select title from analysis.process") == ["One process"]


def test_no_such_host() -> None:
    told = refusal(f"postgresql://me:{SECRET}@nowhere.invalid/db")
    assert told.startswith("cannot connect to postgresql://me@nowhere.invalid/db: ")
    assert "host" in told


def test_no_server_at_the_port() -> None:
    told = refusal(f"postgresql://me:{SECRET}@127.0.0.1:1/db").splitlines()
    assert told[0].endswith("Connection refused")
    assert told[1:] == ["Is the server running, and are host and port right?"]


def test_hosts_that_all_fail_are_told_once() -> None:
    told = refusal(f"postgresql://me:{SECRET}@127.0.0.1:1,127.0.0.2:1/db")
    assert len(told.splitlines()) == 2
    assert "All failures" not in told


def test_no_such_database(database: Database) -> None:
    told = refusal(url_of(database.url, dbname="no_such_database"))
    assert "no_such_database" in told
    assert "Create the database first" in told


def test_no_such_user(database: Database) -> None:
    assert "no_such_user" in refusal(url_of(database.url, user="no_such_user", password=SECRET))


@pytest.mark.parametrize(
    "url", [f"postgres:{SECRET}@host/db", f"postgresql://me:{SECRET}@host/db?nonsense=1", "nonsense"]
)
def test_a_url_that_is_none_is_bad_input(url: str) -> None:
    with pytest.raises(InputError, match="cannot be understood") as caught, connect.reading(Settings(url, Path())):
        pass
    assert SECRET not in str(caught.value)
    assert "postgresql://USER@HOST:PORT/DATABASE" in str(caught.value)


def test_a_wrong_password_is_told_without_showing_it() -> None:
    reason = (
        'connection failed: connection to server at "h" failed: FATAL:  password authentication failed for user "me"'
    )
    told = failures.of_connecting(f"postgresql://me:{SECRET}@h:5432/db", psycopg.OperationalError(reason))
    assert str(told).startswith("cannot connect to postgresql://me@h:5432/db: ")
    assert "PGPASSWORD" in str(told)
    assert SECRET not in str(told)


def test_a_server_that_is_too_old_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "OLDEST_SERVER", 99)
    assert "The tracker needs PostgreSQL 99 or newer." in refusal(database.url)


def test_a_lost_connection_is_told(database: Database) -> None:
    with pytest.raises(SurroundingsError, match="lost"), connect.reading(settings(database)) as reader:  # noqa: PT012
        database.execute("select pg_terminate_backend(%s, 5000)", [reader.connection.info.backend_pid])
        reader.rows(str, "select 'x'")
