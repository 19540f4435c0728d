"""Behind a pooler in transaction mode: clients take turns on one connection, and none sees the time of another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.cli_runner import Outcome
from tests.database.everything import everything
from tests.poolers.pgbouncer import PROGRAM, pooled
from tests.servers import Database, Server
from tracker import config
from tracker.database import waits
from tracker.record.importing import import_paths

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs the program pgbouncer (Debian's package of that name)")

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def direct(server: Server, template: Database) -> Iterator[Database]:
    """A small world, reached without the pooler."""
    with server.fresh_database(template) as database:
        everything(database).connection.close()
        yield database


@pytest.fixture(scope="module")
def pooler(direct: Database) -> Iterator[Database]:
    """The same through a pooler that has one connection to the server."""
    with pooled(direct) as through:
        yield through


@pytest.fixture
def two(pooler: Database) -> Iterator[tuple[psycopg.Connection[Any], psycopg.Connection[Any]]]:
    with pooler.connect() as one, pooler.connect() as other:
        yield one, other


def one(connection: psycopg.Connection[Any], sql: str) -> Any:
    """The only value of a query."""
    row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


PAST_DEMANDS = "select count(*) from past.demand"
BACKEND = "select pg_backend_pid()"


def sees_the_present(connection: psycopg.Connection[Any]) -> bool:
    """Names without a schema do not mean the past, and the past refuses."""
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="no time is set"):
        connection.execute(PAST_DEMANDS.encode())
    return "past" not in one(connection, "show search_path")


def test_a_time_set_by_one_client_is_never_seen_by_the_other(
    two: tuple[psycopg.Connection[Any], psycopg.Connection[Any]],
) -> None:
    first, second = two
    backend = one(first, BACKEND)
    for ending in ("commit", "rollback"):
        first.execute("begin")
        first.execute("select analysis.as_known('changeset 2')")
        answer: list[bool] = []
        beside = threading.Thread(target=lambda to=answer: to.append(sees_the_present(second)))
        beside.start()  # its turn comes when the transaction of the first has ended
        assert one(first, PAST_DEMANDS) == 0
        assert one(first, "show search_path").startswith("past")
        first.execute(ending.encode())
        beside.join(10)
        assert answer == [True]
        assert sees_the_present(first)
        assert one(second, BACKEND) == backend


def test_each_client_sees_its_own_time(two: tuple[psycopg.Connection[Any], psycopg.Connection[Any]]) -> None:
    first, second = two
    for _ in range(3):
        for connection, number in ((first, 1), (second, 4)):
            with connection.transaction():
                connection.execute("select analysis.as_known(%s)", [f"changeset {number}"])
                assert one(connection, "select max(changeset) from past.changeset") == number


def test_a_client_that_leaves_in_the_middle_takes_its_time_along(pooler: Database) -> None:
    with pooler.connect() as leaving:
        leaving.execute("begin")
        leaving.execute("select analysis.as_known('changeset 2')")
        leaving.close()
    with pooler.connect() as next_one:
        assert sees_the_present(next_one)


@pytest.mark.parametrize("name", [None, "psql"])
def test_a_time_for_the_session_is_refused(pooler: Database, name: str | None) -> None:
    """The session is not the client's: whoever comes next would get the time with it."""
    named = {"application_name": name} if name else {}
    with pooler.connect(**named) as first, pooler.connect(**named) as second:
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match="may be shared by a pooler") as caught:
            first.execute("select analysis.as_known('changeset 2', for_session => true)")
        assert "in a transaction" in (caught.value.diag.message_hint or "")
        assert sees_the_present(first)
        assert sees_the_present(second)


def test_undoing_a_time_undoes_nothing_of_the_other(
    two: tuple[psycopg.Connection[Any], psycopg.Connection[Any]],
) -> None:
    first, second = two
    path = one(second, "show search_path")
    with first.transaction():
        first.execute("select analysis.as_known('changeset 2')")
        first.execute("select analysis.as_now()")
        assert one(first, "show search_path") == path
    assert one(second, "show search_path") == path


# --- the command line ---------------------------------------------------------------------------------------------


def test_commands_read_the_past_and_the_present_in_turn(pooler: Database, direct: Database, tracker_cli: Run) -> None:
    with pooler.connect() as between:
        backend = one(between, BACKEND)
        for words in (["log"], ["demand", "list"], ["positions", "--on", "2024-06-01"]):
            now = tracker_cli(pooler, *words)
            then = tracker_cli(pooler, *words, "--known-at", "changeset 4")
            assert (now.exit_code, then.exit_code) == (0, 0), now.stderr + then.stderr
            assert now.stdout != then.stdout
            assert now == tracker_cli(direct, *words)
            assert then == tracker_cli(direct, *words, "--known-at", "changeset 4")
            assert sees_the_present(between)
        # No command left in the middle of a transaction, for which the pooler would have closed the connection.
        assert one(between, BACKEND) == backend


def test_an_import_goes_through_and_does_not_wait_for_itself(
    pooler: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look for who is in the way needs a connection too, and there is but one."""
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.01)
    bundle = tmp_path / "bundle.yaml"
    bundle.write_text("actors: [{actor: pooled, kind: state, name: Pooled}]")
    started = time.monotonic()
    result = import_paths(config.Settings(pooler.url, tmp_path), [bundle])
    assert time.monotonic() - started < 10
    assert len(result.changesets) == 1
    assert import_paths(config.Settings(pooler.url, tmp_path), [bundle]).changesets == ()
    with pooler.connect() as other:
        assert one(other, "select count(*) from analysis.actor where actor = 'pooled'") == 1
        assert one(other, "select current_setting('idle_in_transaction_session_timeout')") == "0"
        assert one(other, "select current_user::text") == one(other, "select session_user::text")


def test_an_import_says_for_whom_it_waits(
    direct: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.05)
    bundle = tmp_path / "bundle.yaml"
    bundle.write_text("actors: [{actor: waiting, kind: state, name: Waiting}]")
    with pooled(direct, connections=2) as through, direct.connect() as writer:
        blocker = writer.info.backend_pid
        writer.execute("begin")
        writer.execute("update tracker.actor set description = 'x' where slug = 'alba'")
        settings = config.Settings(through.url, tmp_path)
        importing = threading.Thread(target=import_paths, args=(settings, [bundle]))
        importing.start()
        told, deadline = "", time.monotonic() + 10
        while "waiting" not in told and time.monotonic() < deadline:
            time.sleep(0.02)
            told += capfd.readouterr().err
        writer.execute("commit")
        importing.join(10)
    assert f"(process {blocker}, since " in told


def test_the_schema_is_made_and_looked_at_through_the_pooler(
    server: Server, empty_database: Database, tracker_cli: Run
) -> None:
    with pooled(empty_database) as through:
        with server.alone():
            made = tracker_cli(through, "db", "upgrade")
        assert made.exit_code == 0, made.stderr
        for _ in range(2):
            again = tracker_cli(through, "db", "upgrade")
            assert again.exit_code == 0, again.stderr
            assert tracker_cli(through, "db", "status").exit_code == 0
        with through.connect() as other:
            assert one(other, "select count(*) from pg_prepared_statements") == 0


def test_a_query_of_ones_own_comes_through_as_now_and_as_known_before(pooler: Database, tracker_cli: Run) -> None:
    for words, path in (([], "analysis"), (["--known-at", "changeset 1"], "past, analysis")):
        told = tracker_cli(pooler, *words, "sql", "show search_path", "--format", "csv")
        assert told.exit_code == 0, told.stderr
        assert path in told.stdout
    assert tracker_cli(pooler, "sql", "select 1 as a where false", "--format", "csv").stdout == "a\n"
