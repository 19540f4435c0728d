"""The scheduler as a process: alone, two at once, told to end, and while the database restarts."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.report.world import World
from tests.servers import Database
from tracker.config import Settings
from tracker.database import embedded
from tracker.database.upgrade import upgrade

PATIENCE = 60
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def begin(url: str, folder: Path, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.report.serving", url, str(folder), *words]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def due(world: World, folder: Path) -> int:
    """A report that has been due for a while, with one change to tell."""
    world.now = datetime.now(UTC) - timedelta(days=2)
    world.add(targets=[str(folder)])
    return world.change()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ended(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    return told


def status(world: World) -> list[str]:
    return [state for (state,) in world.database.execute("select status from report.run order by id")]


def test_two_schedulers_deliver_once(world: World, tmp_path: Path, start: Start) -> None:
    due(world, tmp_path)
    both = [start(world.database.url, tmp_path, "0.3") for _ in range(2)]
    until(lambda: "delivered" in status(world))
    time.sleep(0.5)
    told = [ended(process) for process in both]
    assert status(world) == ["delivered"]
    assert sum(text.count("sent to") for text in told) == 1
    assert len(list(tmp_path.glob("hourly-*"))) == 1


def test_told_to_end_it_finishes_the_run_in_hand(world: World, tmp_path: Path, start: Start) -> None:
    due(world, tmp_path)
    scheduler = start(world.database.url, tmp_path, "1")
    assert scheduler.stdout is not None
    assert scheduler.stdout.readline() == "delivering\n"
    assert status(world) == ["running"]
    told = ended(scheduler)
    assert status(world) == ["delivered"]
    assert told.splitlines()[-1] == "the scheduler stops"


def test_it_outlives_a_schedule_that_is_none_and_complains_once(world: World, tmp_path: Path, start: Start) -> None:
    due(world, tmp_path)
    world.add("broken", every="whenever")
    scheduler = start(world.database.url, tmp_path, "0")
    until(lambda: status(world) == ["delivered"])
    world.add("later", every="* * * * *", targets=[str(tmp_path)])
    until(lambda: world.database.execute("select * from report.run where status = 'delivered' offset 1"))
    assert ended(scheduler).count("broken: failed: its schedule, 'whenever' in 'UTC', cannot be read") == 1


def test_it_outlives_a_restart_of_the_database(start: Start, tmp_path: Path) -> None:
    """On a server of its own, which is stopped for a while."""
    with tempfile.TemporaryDirectory(prefix="tracker-scheduler-") as folder:
        Path(folder).chmod(0o711)  # as root the server has a user of its own
        settings = Settings(None, Path(folder) / "data")
        url = embedded.start(settings)
        try:
            upgrade(url)
            world = World(Database("own", url))
            due(world, tmp_path)
            world.database.execute("update report.definition set paused = true")
            world.close()
            world.database.close()
            scheduler = start(url, tmp_path)
            _line_with(scheduler, "waits for reports")
            embedded.stop(settings)
            assert "; trying again in 1 s" in _line_with(scheduler, "trying again")
            embedded.start(settings)
            again = Database("own", url)
            again.execute("update report.definition set paused = false")
            until(lambda: again.execute("select status from report.run") == [("delivered",)])
            ended(scheduler)
            again.close()
        finally:
            embedded.stop(settings)


def _line_with(process: subprocess.Popen[str], words: str) -> str:
    assert process.stderr is not None
    while words not in (line := process.stderr.readline()):
        assert line, "it ended"
    return line
