"""Many at once: writers come one after the other and lose nothing, readers wait for nobody, no idler holds them up."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.bundles import DEMAND, DOCUMENTS, FIRST, Desk
from tests.database.logins import Login, login
from tests.servers import Server, url_of
from tracker.config import Settings
from tracker.database import connect, waits
from tracker.database.embedded_cluster import programs
from tracker.errors import SurroundingsError

IDLE_LIMIT = "idle_in_transaction_session_timeout"
PATIENCE = 20  # seconds


@pytest.fixture
def second(server: Server, talks: Talks) -> Iterator[Login]:
    """An editor's login beside that of `editor`."""
    with login(server, talks.database, "tracker_editor") as connection:
        yield connection


def add_actor(connection: Login, slug: str) -> None:
    connection.execute("insert into tracker.actor (slug, kind, name) values (%s, 'state', %s)", [slug, slug])


def until(condition: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def waiting(talks: Talks) -> list[str]:
    """The statements that wait for the writers' lock."""
    rows = talks.write(
        "select a.query from pg_locks l join pg_stat_activity a using (pid) where not l.granted"
        " and l.relation = 'tracker.changeset'::regclass and a.datname = current_database()"
    )
    return [row.query for row in rows]


@contextmanager
def at_once(work: Any, *given: object) -> Iterator[Future[Any]]:
    """Does the work in a thread beside the body; whatever it raised is raised at the end."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, *given)
        yield future
        future.result(PATIENCE)


@contextmanager
def program(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        list(map(str, words)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


class Paused:
    """A progress report that stops an import in the middle of its work, the lock taken and its rows written."""

    def __init__(self) -> None:
        self.reached, self.resume = threading.Event(), threading.Event()

    def __call__(self, what: str, done: int, total: int) -> None:
        if what == "applying" and done == total:
            self.reached.set()
            assert self.resume.wait(PATIENCE)

    @contextmanager
    def importing(self, desk: Desk, text: str) -> Iterator[None]:
        """The body runs while an import stands still."""
        with at_once(lambda: desk.imports(text, progress=self)):
            try:
                assert self.reached.wait(PATIENCE)
                yield
            finally:
                self.resume.set()


# --- who waits, and is told ---------------------------------------------------------------------------------------


def test_a_second_import_stages_waits_says_for_whom_and_succeeds(desk: Desk, talks: Talks, editor: Login) -> None:
    before = talks.last_changeset()
    url, bundle = talks.database.url, desk.put(FIRST)
    with program(sys.executable, "-m", "tracker", "--database", url, "import", bundle) as importing:
        with editor.transaction():
            add_actor(editor, "quick")
            told = first_line(importing)
            assert f"waiting for another writer: {editor.info.user} (process {editor.info.backend_pid}" in told
            assert "tracker.lock_writers()" in waiting(talks)[0]
        _, noise = importing.communicate(timeout=PATIENCE)
    assert (importing.returncode, noise) == (0, "")
    authors = [row.author for row in talks.ask("select author from analysis.changeset order by changeset")]
    assert authors[before] == editor.info.user
    assert len(authors) == before + 2


def test_an_editor_is_told_for_whom_it_waits(editor: Login, second: Login) -> None:
    """Also where it may not see what others do."""
    told: list[str] = []
    second.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
    editor.execute("begin")
    add_actor(editor, "first")
    with at_once(add_actor, second, "second"):
        until(lambda: told, "the second editor is told")
        editor.execute("commit")
    assert told == [f"waiting for another writer: {editor.info.user} (process {editor.info.backend_pid})"]


def test_psql_shows_that_it_waits(talks: Talks, editor: Login) -> None:
    insert = "insert into tracker.actor (slug, kind, name) values ('late', 'state', 'Late')"
    editor.execute("begin")
    add_actor(editor, "first")
    with program(programs() / "psql", "-X", url_of(talks.database.url), "-c", insert) as psql:
        assert "NOTICE:  waiting for another writer: " in first_line(psql)
        editor.execute("commit")
        assert psql.communicate(timeout=PATIENCE)[0] == "INSERT 0 1\n"


def test_the_command_line_names_another_login_that_it_may_not_look_into(
    desk: Desk, editor: Login, second: Login, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.1)
    desk.settings = Settings(url_of(editor.info.dsn, password=editor.info.password), desk.folder)
    told = f"waiting for another writer: {second.info.user} (process {second.info.backend_pid})\n"
    second.execute("begin")
    add_actor(second, "first")
    with at_once(lambda: desk.imports(FIRST)):
        until(lambda: capfd.readouterr().err == told, "the import says for whom it waits")
        second.execute("commit")


def test_a_long_import_keeps_no_other_from_staging(desk: Desk, talks: Talks) -> None:
    staged, long_one = threading.Event(), Paused()
    before = talks.last_changeset()

    def progress(what: str, done: int, total: int) -> None:
        if what == "staging" and done == total:
            staged.set()

    with (
        long_one.importing(desk, FIRST),
        at_once(lambda: desk.imports(DOCUMENTS, files=["b.yaml"], message="second", progress=progress)),
    ):
        assert staged.wait(PATIENCE)
        until(lambda: waiting(talks), "the second import waits")
        assert talks.last_changeset() == before
        long_one.resume.set()
    # The second one planned after the first had ended: what both bring was there.
    assert talks.last_changeset() == before + 1


def test_a_reader_during_a_long_import_sees_the_old_state_and_waits_for_nobody(desk: Desk, talks: Talks) -> None:
    questions = [
        f"select * from analysis.{view} t order by t" for view in ("demand", "version", "changeset", "document")
    ]
    seen = [talks.ask(question) for question in questions]
    with talks.analyst() as open_before, Paused().importing(desk, FIRST):
        for question, rows in zip(questions, seen, strict=True):
            assert open_before.execute(question.encode()).fetchall() == talks.ask(question) == rows
    assert talks.column("select demand from analysis.demand") == ["alba.leave"]


# --- who stands idle ----------------------------------------------------------------------------------------------


def limit(connection: Login) -> str:
    row = connection.execute(f"show {IDLE_LIMIT}".encode()).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("given", "holds"), [("0", "1min"), ("1h", "1min"), ("1min", "1min"), ("59s", "59s"), ("250ms", "250ms")]
)
def test_the_lock_brings_a_limit_on_idleness_and_takes_it_along(editor: Login, given: str, holds: str) -> None:
    editor.execute(f"set {IDLE_LIMIT} = '{given}'".encode())
    outside = limit(editor)
    with editor.transaction():
        assert limit(editor) == outside
        editor.execute("update tracker.actor set name = 'x' where slug = 'alba'")
        assert limit(editor) == holds
    assert limit(editor) == outside


def test_a_savepoint_undoes_lock_and_limit_together(editor: Login, second: Login) -> None:
    with editor.transaction():
        with editor.transaction(force_rollback=True):
            editor.execute("select tracker.lock_writers()")
            assert limit(editor) == "1min"
        assert limit(editor) == "0"
        second.execute("set lock_timeout = '5s'")
        add_actor(second, "unhindered")


def test_an_idle_editor_is_cut_off_and_the_next_one_goes_on(talks: Talks, editor: Login, second: Login) -> None:
    before = talks.last_changeset()
    editor.execute(f"set {IDLE_LIMIT} = '300ms'".encode())
    # In one message, so that the test itself is not idle in between.
    editor.execute("begin; insert into tracker.actor (slug, kind, name) values ('forgotten', 'state', 'Forgotten')")
    add_actor(second, "second")  # waits until the first is cut off
    with pytest.raises(errors.IdleInTransactionSessionTimeout, match="idle-in-transaction timeout"):
        editor.execute("commit")
    assert talks.last_changeset() == before + 1
    assert talks.column("select actor from analysis.actor where actor in ('forgotten', 'second')") == ["second"]


@pytest.mark.parametrize("works_on", [0, 0.5])
def test_a_command_that_hangs_is_cut_off_and_told_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, works_on: float
) -> None:
    """Also where it is the watch that hears, since the command has work of its own to do before it speaks again."""
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.1)
    with (  # noqa: PT012
        desk.unchanged(),
        pytest.raises(SurroundingsError, match="the transaction stood idle for too long") as caught,
        connect.writing(desk.settings) as connection,
    ):
        _lock_for(connection, "400ms")
        time.sleep(1)  # as one whose terminal was stopped
        _work(works_on)
        add_actor(connection, "late")
    assert "Nothing was written" in str(caught.value)


def test_a_row_that_an_idle_editor_holds_without_writing_stops_one_import_and_no_other(
    desk: Desk, talks: Talks, editor: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SELECT … FOR UPDATE takes no writers' lock; who waits for the row gives that lock back after a minute."""
    editor.execute("begin; select 1 from tracker.actor where slug = 'alba' for update")
    other = "actors: [{actor: corona, kind: state, name: Corona}]"
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=1s")  # a shorter limit stays
    with desk.unchanged(), pytest.raises(SurroundingsError, match="another writer holds the lock"):
        desk.imports("actors: [{actor: alba, name: Albania}]", cause="correction")
    monkeypatch.delenv("PGOPTIONS")
    desk.imports(other)
    with talks.changeset():
        talks.write("select tracker.lock_writers()")
        assert talks.write("show lock_timeout")[0][0] == "1min"
    assert talks.write("show lock_timeout")[0][0] == "0"
    editor.execute("rollback")


@pytest.fixture
def minutes_are_seconds(talks: Talks) -> None:
    """Idleness counts sixty times; all else keeps its time."""
    row = talks.database.execute("select pg_get_functiondef('tracker.idle_writers()'::regprocedure)")[0]
    real = "clock_timestamp() - a.state_change"
    assert real in row[0]
    talks.database.execute(row[0].replace(real, f"60 * ({real})"))


def idle_for_good(editor: Login, *statements: str) -> None:
    """One that lifted the limit in the very transaction in which it locked something, and went for lunch."""
    editor.execute("; ".join(["begin", *statements, f"set {IDLE_LIMIT} = 0"]).encode())


NEW_ROW = "insert into tracker.actor (slug, kind, name) values ('forgotten', 'state', 'Forgotten')"
HELD_ROW = "select 1 from tracker.actor where slug = 'alba' for update"
HELD_TABLE = "lock table tracker.actor in access exclusive mode"


@pytest.mark.usefixtures("minutes_are_seconds")
def test_who_lifted_the_limit_is_ended_by_the_editor_that_waits(talks: Talks, editor: Login, second: Login) -> None:
    before = talks.last_changeset()
    idle_for_good(editor, NEW_ROW)
    second.execute("set lock_timeout = '15s'")
    add_actor(second, "second")
    assert second.execute("show lock_timeout").fetchone() == ("15s",)
    with pytest.raises(errors.AdminShutdown):
        editor.execute("commit")
    assert talks.last_changeset() == before + 1
    assert talks.column("select actor from analysis.actor where actor in ('forgotten', 'second')") == ["second"]


@pytest.mark.usefixtures("minutes_are_seconds")
@pytest.mark.parametrize("held", [NEW_ROW, HELD_ROW, HELD_TABLE])
def test_who_holds_something_idly_is_ended_by_the_import_that_waits(
    desk: Desk, editor: Login, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.1)
    idle_for_good(editor, held)
    with at_once(lambda: desk.imports("actors: [{actor: alba, name: Albania}]", cause="correction")):
        pass
    with pytest.raises(errors.AdminShutdown):
        editor.execute("commit")


@pytest.mark.usefixtures("minutes_are_seconds")
def test_a_superuser_that_stands_idle_is_ended_by_another(desk: Desk, talks: Talks) -> None:
    with talks.database.connect() as idle:
        idle_for_good(idle, NEW_ROW)
        desk.imports("actors: [{actor: alba, name: Albania}]", cause="correction")
        with pytest.raises(errors.AdminShutdown):
            idle.execute("commit")


@pytest.mark.usefixtures("minutes_are_seconds")
def test_who_holds_a_row_idly_is_ended_by_whoever_writes_next(talks: Talks, editor: Login, second: Login) -> None:
    idle_for_good(editor, HELD_ROW)
    time.sleep(1.1)
    second.execute("set lock_timeout = '5s'; update tracker.actor set name = 'Albania' where slug = 'alba'")
    assert talks.column("select name from analysis.actor where actor = 'alba'") == ["Albania"]
    with pytest.raises(errors.AdminShutdown):
        editor.execute("commit")


def test_a_reader_gives_up_on_a_locked_table(desk: Desk, editor: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    idle_for_good(editor, HELD_TABLE)
    with connect.reading(desk.settings) as reader:
        assert reader.connection.execute("show lock_timeout").fetchone() == ("1min",)
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=300ms")
    with (
        pytest.raises(SurroundingsError, match="another writer holds the lock"),
        connect.reading(desk.settings) as reader,
    ):
        reader.connection.execute("select * from analysis.actor")
    editor.execute("rollback")


def test_nobody_is_ended_who_is_not_idle_for_a_minute_or_keeps_nobody_waiting(
    talks: Talks, editor: Login, second: Login
) -> None:
    second.execute("begin; select * from tracker.actor")  # reads
    idle_for_good(editor, NEW_ROW)
    found = talks.write("select pid, idle_for < interval '30 s' as young from tracker.idle_writers()")
    assert found == [(editor.info.backend_pid, True)]
    for caller in (talks.database.owner, second):
        assert caller.execute("select tracker.end_idle_writers() between '30 s' and '60 s'").fetchone() == (True,)
        for other in (editor, second):
            query = f"select tracker.end_idle_writer({other.info.backend_pid})"
            assert caller.execute(query.encode()).fetchone() == (None,)
    editor.execute("commit")
    second.execute("commit")


def test_an_analyst_ends_nobody(talks: Talks) -> None:
    for call in ("end_idle_writers()", "end_idle_writer(1)", "idle_writers()"):
        with talks.analyst() as analyst, pytest.raises(errors.InsufficientPrivilege):
            analyst.execute(f"select tracker.{call}".encode())


def test_a_command_at_work_between_its_statements_is_not_idle(
    desk: Desk, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "LOOK_EVERY", 0.1)
    with connect.writing(desk.settings) as connection:
        _lock_for(connection, "1200ms")
        _work(2.4)
        add_actor(connection, "busy")
    assert talks.column("select actor from analysis.actor where actor = 'busy'") == ["busy"]


def _work(seconds: float) -> None:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        pass


def _lock_for(connection: Login, idle: str) -> None:
    connection.execute(f"set local {IDLE_LIMIT} = '{idle}'; select tracker.lock_writers()".encode())


# --- many small writers -------------------------------------------------------------------------------------------

STATE = {
    "actor": "select actor, name, description from {}.actor order by 1",
    "position": "select demand, version, held_from, held_to, affirmations from {}.version order by 1, 2, 3",
}
ROUNDS = 6
EDITORS = 4


class Remembered:
    """What each writer saw when it ended its changeset, and how often the counter was raised."""

    def __init__(self) -> None:
        self.states: dict[int, dict[str, list[Any]]] = {}
        self.raised = 0
        self._lock = threading.Lock()

    def note(self, number: int, state: dict[str, list[Any]], raised: int) -> None:
        with self._lock:
            assert number not in self.states
            self.states[number] = state
            self.raised += raised


def state_in(connection: psycopg.Connection[Any], schema: str) -> dict[str, list[Any]]:
    return {name: connection.execute(sql.format(schema).encode()).fetchall() for name, sql in STATE.items()}


def raise_counter(connection: Login) -> None:
    connection.execute(
        "update tracker.actor set description = (coalesce(description, '0')::int + 1)::text where slug = 'press'"
    )


def read_then_raise_counter(connection: Login) -> None:
    """A value computed by the client is safe where it takes the lock before it reads."""
    connection.execute("select tracker.lock_writers()")
    row = connection.execute(
        "select coalesce(description, '0')::int from tracker.actor where slug = 'press'"
    ).fetchone()
    assert row is not None
    connection.execute("update tracker.actor set description = %s where slug = 'press'", [str(row[0] + 1)])


def edits(connection: Login, mine: str, remembered: Remembered) -> None:
    """Small changes of several kinds, each seen by its writer just before the commit."""
    for number in range(ROUNDS):
        kind = (number + ord(mine[-1])) % 4
        with connection.transaction(force_rollback=kind == 3):
            (raise_counter if kind else read_then_raise_counter)(connection)
            if kind == 1:
                for slug in sorted(("alba", "borea"), reverse=bool(number % 2)):  # in orders that cross
                    connection.execute("update tracker.actor set name = %s where slug = %s", [f"{mine}-{number}", slug])
                with connection.transaction(force_rollback=True):
                    raise_counter(connection)
            if kind == 2:
                connection.execute("select tracker.open_changeset('correction')")
                add_actor(connection, f"{mine}-{number}")
                raise_counter(connection)
            connection.execute("set constraints all immediate")
            row = connection.execute("select tracker.own_changeset()").fetchone()
            assert row is not None
            seen = state_in(connection, "analysis")
            if kind != 3:
                remembered.note(row[0], seen, raised=2 if kind == 2 else 1)


def imports(desk: Desk, mine: str, remembered: Remembered) -> None:
    """A demand that is new, then affirmed again and again."""
    for number in range(ROUNDS):
        document = f"{{document: {mine}-{number}, kind: statement, title: Said, issued_on: 2024-01-{number + 1:02}}}"
        demand = DEMAND.replace("alba.leave", f"alba.{mine}").replace("d1", f"{mine}-{number}")
        first_version = demand.partition("      - version: B")[0]
        result = desk.imports(f"documents: [{document}]\n{first_version}", files=[f"{mine}.yaml"])
        (changeset,) = result.changesets
        with connect.reading(desk.settings) as reader:
            reader.connection.execute("select analysis.as_known(%s)", [f"changeset {changeset}"])
            remembered.note(changeset, state_in(reader.connection, "past"), raised=0)


def looks(talks: Talks, done: threading.Event) -> None:
    """A reader: neither the number nor the time nor the counter ever goes back."""
    last: tuple[Any, ...] = ()
    while not done.is_set():
        with talks.analyst() as analyst:
            row = analyst.execute(
                "select max(changeset) as number, max(recorded_at) as at, (select coalesce(description, '0')::int"
                " from analysis.actor where actor = 'press') as counter from analysis.changeset"
            ).fetchone()
            assert row is not None
            assert not last or all(now >= before for now, before in zip(row, last, strict=True))
            last = tuple(row)


def test_many_small_writers_lose_nothing_and_stand_in_the_order_of_their_commits(
    server: Server, talks: Talks, tmp_path: Path
) -> None:
    before = talks.last_changeset()
    talks.write(f"alter database {talks.database.name} set jit = off")  # to compile a view takes longer than to read it
    remembered, done = Remembered(), threading.Event()
    with ExitStack() as opened, ThreadPoolExecutor(EDITORS + 3) as pool:
        logins = [opened.enter_context(login(server, talks.database, "tracker_editor")) for _ in range(EDITORS)]
        desks = [Desk(talks.database, tmp_path) for _ in range(2)]
        reader = pool.submit(looks, talks, done)
        writers = [pool.submit(edits, one, f"editor{n}", remembered) for n, one in enumerate(logins)]
        writers += [pool.submit(imports, desk, f"import{n}", remembered) for n, desk in enumerate(desks)]
        try:
            for writer in writers:
                writer.result(3 * PATIENCE)
        finally:
            done.set()
        reader.result(PATIENCE)
    recorded = talks.ask("select changeset, recorded_at from analysis.changeset order by 1")
    assert [row.changeset for row in recorded] == list(range(1, recorded[-1].changeset + 1))
    assert all(one.recorded_at < next_.recorded_at for one, next_ in pairwise(recorded))
    assert talks.column("select description from analysis.actor where actor = 'press'") == [str(remembered.raised)]
    assert set(remembered.states) <= set(range(before + 1, recorded[-1].changeset + 1))
    for number, seen in remembered.states.items():
        with talks.analyst(f"changeset {number}") as analyst:
            assert state_in(analyst, "past") == seen, number
