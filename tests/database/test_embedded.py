"""The embedded server: starting, stopping, surviving, and what it says where it cannot."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from platformdirs import user_data_path

from tests.servers import QUICK
from tracker import config
from tracker.config import Settings
from tracker.database import connect, embedded, embedded_cluster, embedded_user
from tracker.errors import InputError, SurroundingsError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")

START = "from tracker import config; from tracker.database import embedded; print(embedded.start(config.load()))"


@pytest.fixture(scope="module")
def place() -> Iterator[Settings]:
    """A data folder with a cluster in it, running or stopped as the last test left it."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        settings = Settings(database_url=None, data_dir=Path(folder) / "data")
        embedded.start(settings, options=QUICK)
        try:
            yield settings
        finally:
            embedded.stop(settings)


@pytest.fixture
def running(place: Settings) -> Settings:
    embedded.start(place, options=QUICK)
    return place


@pytest.fixture
def stopped(place: Settings) -> Settings:
    embedded.stop(place)
    return place


@pytest.fixture
def nothing() -> Iterator[Settings]:
    """A data folder that is not there yet."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        yield Settings(database_url=None, data_dir=Path(folder) / "data")


def pid(settings: Settings) -> int:
    found = embedded.status(settings).pid
    assert found is not None
    return found


def ask(settings: Settings, question: str) -> object:
    with connect.connect(settings) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def in_another_process(settings: Settings, **env: str) -> subprocess.Popen[str]:
    given = {**os.environ, "TRACKER_DATA_DIR": str(settings.data_dir), **env}
    given.pop("XDG_RUNTIME_DIR", None)
    return subprocess.Popen(
        [sys.executable, "-c", START],
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


# --- starting and stopping ----------------------------------------------------------------------------------------


def test_starting_twice_is_harmless(running: Settings) -> None:
    before = pid(running)
    assert embedded.start(running) == embedded.running_url(running)
    assert pid(running) == before


def test_the_database_holds_text_of_all_languages_and_sorts_by_code_point(running: Settings) -> None:
    assert ask(running, "show server_encoding") == "UTF8"
    assert ask(running, "select upper('україна')") == "УКРАЇНА"
    assert ask(running, "select array_agg(x order by x) from unnest(array['b', 'a', 'Z']) x") == ["Z", "a", "b"]


def test_nobody_else_can_connect(running: Settings) -> None:
    assert ask(running, "show listen_addresses") == ""
    assert running.data_dir.joinpath("run").stat().st_mode & 0o077 == 0
    assert running.data_dir.joinpath("run", ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_stopping_keeps_the_data(running: Settings) -> None:
    ask(running, "select set_config('x.y', 'z', false)")
    with connect.connect(running) as connection:
        connection.execute("create table kept as select 42 as answer")
    assert embedded.stop(running)
    assert embedded.running_url(running) is None
    assert embedded.status(running).state == "stopped"
    assert not embedded.stop(running)
    assert ask(running, "table kept") == 42
    assert embedded.status(running).state == "running"


def test_the_data_folder_may_have_any_name(nothing: Settings) -> None:
    settings = Settings(None, nothing.data_dir / "Zoë's data 100%")
    try:
        embedded.start(settings, options=QUICK)
        assert ask(settings, "select 42") == 42
    finally:
        embedded.stop(settings)


def test_two_shells_start_one_server(nothing: Settings) -> None:
    shells = [in_another_process(nothing), in_another_process(nothing)]
    try:
        answers = {shell.communicate(timeout=120) for shell in shells}
        assert [shell.returncode for shell in shells] == [0, 0]
        assert len({url for url, _ in answers}) == 1
        assert ask(nothing, "select 42") == 42
    finally:
        embedded.stop(nothing)


def test_the_server_outlives_its_starter_and_interrupts_quietly(stopped: Settings) -> None:
    shell = in_another_process(stopped)
    _, noise = shell.communicate(timeout=60)  # would hang if the server held the pipes open
    assert noise == ""
    assert os.getpgid(pid(stopped)) != shell.pid
    assert os.getsid(pid(stopped)) != shell.pid
    assert ask(stopped, "select 42") == 42


def test_variables_of_other_servers_do_not_matter(stopped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "nowhere.invalid", "PGDATA": "/nonexistent", "PGUSER": "who"}.items():
        monkeypatch.setenv(name, value)
    assert ask(stopped, "select current_user::text") == "postgres"


def test_reading_makes_no_database(nothing: Settings) -> None:
    with pytest.raises(SurroundingsError, match="no database yet") as caught, connect.reading(nothing):
        pass
    assert "tracker quickstart" in str(caught.value)
    assert not nothing.data_dir.exists()
    assert embedded.status(nothing).state == "absent"


def test_the_data_folder_is_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_DATA_DIR", raising=False)
    for value in (None, "", "/somewhere/data"):
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        if value is not None:
            monkeypatch.setenv("XDG_DATA_HOME", value)
        assert config.load().data_dir == user_data_path("tracker", appauthor=False)


@pytest.mark.parametrize("name", ["TRACKER_DATA_DIR", "XDG_DATA_HOME"])
def test_a_home_folder_that_nobody_has_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("TRACKER_DATA_DIR", raising=False)
    monkeypatch.setenv(name, "~nobody-of-that-name/data")
    with pytest.raises(InputError, match=f"{name} cannot be found: ~nobody-of-that-name/data"):
        config.load()


# --- what dead servers leave --------------------------------------------------------------------------------------


def test_a_killed_server_is_replaced(running: Settings) -> None:
    killed = pid(running)
    os.kill(killed, signal.SIGKILL)
    assert ask(running, "select 42") == 42
    assert pid(running) != killed


def test_a_note_that_names_another_process_is_removed(running: Settings) -> None:
    noted = running.data_dir / "postgresql" / "postmaster.pid"
    lines = noted.read_text().split("\n")
    embedded.stop(running)
    noted.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert embedded.status(running).state == "stopped"
    assert ask(running, "select 42") == 42


def test_no_server_starts_beside_processes_of_the_last(running: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_cluster, "ORPHANS_TIMEOUT", 0.3)
    child = psutil.Process(pid(running)).children()[0]
    child.suspend()
    try:
        os.kill(pid(running), signal.SIGKILL)
        with pytest.raises(SurroundingsError, match=f"still at work: .*{child.pid}"):
            embedded.start(running, options=QUICK)
    finally:
        child.resume()
    monkeypatch.undo()
    assert ask(running, "select 42") == 42


def kill_one_of_its_processes(settings: Settings) -> None:
    """The server goes on: once it notices, it ends all connections and recovers."""
    with connect.connect(settings) as connection:
        killed = connection.info.backend_pid
        os.kill(killed, signal.SIGKILL)
        while psutil.pid_exists(killed):
            time.sleep(0.001)


def test_a_server_that_recovers_is_waited_for(running: Settings) -> None:
    before = pid(running)
    for _ in range(3):
        kill_one_of_its_processes(running)
        assert ask(running, "select 42") == 42
    assert pid(running) == before


def test_a_server_that_recovers_can_be_stopped(running: Settings) -> None:
    kill_one_of_its_processes(running)
    assert embedded.stop(running)
    assert ask(running, "select 42") == 42


def test_a_server_that_cannot_end_is_ended(running: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its processes stands still, so that it never gets to the end of its shutdown."""
    monkeypatch.setattr(embedded_cluster, "STOP_TIMEOUT", 1)
    (still,) = [p for p in psutil.Process(pid(running)).children() if "checkpointer" in " ".join(p.cmdline())]
    os.kill(still.pid, signal.SIGSTOP)
    assert embedded.stop(running)
    assert embedded.status(running).state == "stopped"
    assert embedded.start(running, options=QUICK)


def test_a_server_whose_folder_was_deleted_makes_way(nothing: Settings) -> None:
    embedded.start(nothing, options=QUICK)
    try:
        deleted = pid(nothing)
        shutil.rmtree(nothing.data_dir)
        assert embedded.status(nothing).state == "absent"
        embedded.start(nothing, options=QUICK)
        assert not psutil.pid_exists(deleted) or psutil.Process(deleted).status() == psutil.STATUS_ZOMBIE
        assert ask(nothing, "select 42") == 42
    finally:
        embedded.stop(nothing)


def test_the_copy_of_a_running_servers_folder_is_a_database_of_its_own(stopped: Settings, nothing: Settings) -> None:
    shutil.copytree(stopped.data_dir, nothing.data_dir)
    embedded.start(stopped, options=QUICK)
    shutil.copy(stopped.data_dir / "postgresql/postmaster.pid", nothing.data_dir / "postgresql")
    owner = stopped.data_dir.joinpath("postgresql").stat()
    for path in (nothing.data_dir, *nothing.data_dir.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    try:
        assert embedded.status(nothing).state == "stopped"
        with connect.connect(nothing) as connection:
            connection.execute("create table of_the_copy ()")
        assert ask(stopped, "select to_regclass('of_the_copy')::text") is None
    finally:
        embedded.stop(nothing)


def test_a_server_whose_folder_was_moved_is_reached_there(stopped: Settings) -> None:
    embedded.start(stopped, options=QUICK)
    before, moved = pid(stopped), Settings(None, stopped.data_dir.with_name("moved"))
    stopped.data_dir.rename(moved.data_dir)
    try:
        assert embedded.running_url(moved) == embedded.status(moved).url == embedded.start(moved)
        assert (ask(moved, "select 42"), pid(moved)) == (42, before)
    finally:
        embedded.stop(moved)
        moved.data_dir.rename(stopped.data_dir)


def test_a_server_whose_socket_was_deleted_makes_way(running: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_cluster, "START_TIMEOUT", 5)
    before = pid(running)
    running.data_dir.joinpath("run", ".s.PGSQL.5432").unlink()
    assert ask(running, "select 42") == 42
    assert pid(running) != before
    running.data_dir.joinpath("run", ".s.PGSQL.5432").unlink()
    assert embedded.stop(running)


def test_an_interrupted_initialisation_is_begun_again(nothing: Settings) -> None:
    half = nothing.data_dir / "postgresql.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    try:
        embedded.start(nothing, options=QUICK)
        assert not half.exists()
    finally:
        embedded.stop(nothing)


# --- surroundings that do not allow it ----------------------------------------------------------------------------


def test_another_major_version_is_named(stopped: Settings) -> None:
    version = stopped.data_dir / "postgresql" / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(SurroundingsError, match=r"PostgreSQL 16.*comes with PostgreSQL 18") as caught:
            embedded.start(stopped)
        assert "tracker db restore" in str(caught.value)
    finally:
        version.write_text("18\n")


def test_a_folder_with_something_else_is_left_alone(nothing: Settings) -> None:
    mine = nothing.data_dir / "postgresql" / "letter.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(SurroundingsError, match="holds something that is no database"):
        embedded.start(nothing)
    assert mine.read_text() == "mine"


def test_a_new_server_keeps_an_eighth_of_the_memory_in_pages(
    nothing: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = tmp_path / "memory.max"
    monkeypatch.setattr(embedded_cluster, "_CONTAINER", container)
    container.write_text(f"{4 << 30}\n")
    embedded.start(nothing)
    try:
        assert ask(nothing, "select current_setting('shared_buffers')") == "512MB"
    finally:
        embedded.stop(nothing)


@as_root
def test_a_full_disk_is_told(nothing: Settings) -> None:
    nothing.data_dir.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(nothing.data_dir)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with pytest.raises(SurroundingsError, match=r"the disk of .* is full"):
            embedded.start(nothing)
        assert not (nothing.data_dir / "postgresql").exists()
        assert not (nothing.data_dir / "postgresql.new").exists()
    finally:
        subprocess.run(["umount", str(nothing.data_dir)], check=True)


def test_a_folder_that_cannot_be_made_is_told(nothing: Settings) -> None:
    file = nothing.data_dir.parent / "file"
    file.write_text("")
    with pytest.raises(SurroundingsError, match="cannot write to the data folder") as caught:
        embedded.start(Settings(None, file / "data"))
    assert "TRACKER_DATA_DIR" in str(caught.value)


@not_as_root
def test_a_folder_closed_to_writing_is_told(nothing: Settings) -> None:
    nothing.data_dir.mkdir(mode=0o500)
    with pytest.raises(SurroundingsError, match="cannot write to the data folder"):
        embedded.start(nothing)


def test_a_path_too_long_for_a_socket_is_told(nothing: Settings) -> None:
    with pytest.raises(SurroundingsError, match="longer than 107 bytes"):
        embedded.start(Settings(None, nothing.data_dir / ("long" * 25)))


def test_a_comma_in_the_path_is_told_since_clients_would_split_it(nothing: Settings) -> None:
    with pytest.raises(SurroundingsError, match="comma"):
        embedded.start(Settings(None, nothing.data_dir / "a,b"))


@pytest.mark.parametrize("sign", ['"', "$", "`", "\n"])
def test_a_sign_in_the_path_that_pg_ctl_misreads_is_told(nothing: Settings, sign: str) -> None:
    settings = Settings(None, nothing.data_dir / f"a{sign}b")
    with pytest.raises(SurroundingsError, match="PostgreSQL cannot be started in a path with"):
        embedded.start(settings)
    assert not (settings.data_dir / "postgresql").exists()


def test_a_broken_configuration_shows_the_servers_own_words(stopped: Settings) -> None:
    with pytest.raises(SurroundingsError, match=r"FATAL:.*no_such_setting|unrecognized.*no_such_setting") as caught:
        embedded.start(stopped, options={"no_such_setting": "1"})
    assert "server.log" in str(caught.value)


# --- root and its system user -------------------------------------------------------------------------------------


@as_root
def test_root_starts_it_in_a_closed_home_without_opening_that(capfd: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="tracker-") as home:
        Path(home).chmod(0o700)
        settings = Settings(None, Path(home) / "data")
        try:
            embedded.start(settings, options=QUICK)
            assert f"may now pass through {home}" in capfd.readouterr().err
            assert Path(home).stat().st_mode & 0o007 == 0
            assert Path(home, "data", "postgresql").stat().st_uid != 0
            embedded.start(settings)
            assert capfd.readouterr().err == ""
        finally:
            embedded.stop(settings)


@as_root
def test_an_entry_for_passing_keeps_the_others() -> None:
    with tempfile.TemporaryDirectory(prefix="tracker-") as name:
        folder = Path(name)
        folder.chmod(0o750)
        users = [embedded_user.ServerUser("somebody", uid, uid) for uid in (4242, 4243, 4244)]
        for user in users[:2]:
            embedded_user.allow_passing(folder, user.uid)
        assert [user.may_pass(folder) for user in users] == [True, True, False]
        assert not users[0].succeeds("/bin/ls", name)


@as_root
def test_a_system_user_that_cannot_be_made_is_told(nothing: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_user, "NAME", "no such name/")
    with pytest.raises(SurroundingsError, match=r"does not run as root.*cannot be made: .*no such name") as caught:
        embedded.start(nothing)
    assert "ordinary user" in str(caught.value)


@as_root
def test_a_file_system_without_access_lists_is_told(nothing: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(embedded_user, "allow_passing", refuse)
    nothing.data_dir.parent.chmod(0o700)
    with pytest.raises(SurroundingsError, match="is closed to it") as caught:
        embedded.start(nothing)
    assert "chmod o+x" in str(caught.value)


@as_root
def test_another_users_database_is_told(running: Settings) -> None:
    os.chmod(running.data_dir.parent, 0o755)  # noqa: PTH101
    os.seteuid(65534)
    try:
        with pytest.raises(SurroundingsError, match="belongs to another user"):
            connect.connect(running)
    finally:
        os.seteuid(0)


def test_two_commands_share_the_server_that_one_of_them_started(stopped: Settings) -> None:
    with connect.connect(stopped) as one, connect.connect(stopped) as two:
        started = time.time() - psutil.Process(pid(stopped)).create_time()
        pids = {one.info.backend_pid, two.info.backend_pid}
    assert len(pids) == 2
    assert started < 60
    with psycopg.connect(embedded.running_url(stopped) or "") as three:
        assert three.execute("select 42").fetchone() == (42,)
