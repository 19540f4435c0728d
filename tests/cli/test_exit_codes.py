"""Every way to end has its exit code, and one clear message without a traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.servers import Database
from tracker.cli import run as running
from tracker.errors import BundleError, Fault, InputError, NegativeAnswer, SurroundingsError


def ends_with(monkeypatch: pytest.MonkeyPatch, error: BaseException, *words: str) -> Outcome:
    def fail(*_: Any, **__: Any) -> int:
        raise error

    monkeypatch.setattr(running.program, "main", fail)
    return run_cli(None, *(words or ("positions",)))


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (NegativeAnswer("two locators are orphans"), 1, "Error: two locators are orphans\n"),
        (InputError("there is no demand 'x'", "Nearest: y"), 2, "Error: there is no demand 'x'\nNearest: y\n"),
        (SurroundingsError("the database is not there"), 3, "Error: the database is not there\n"),
        (
            BundleError([Fault("a.yaml", 3, "f", "v", "is wrong")]),
            2,
            "a.yaml:3: f: is wrong (got 'v')\nError: 1 fault; nothing was written\n",
        ),
        (KeyboardInterrupt(), 130, "Interrupted; nothing is left half done.\n"),
        (OSError(28, "No space left on device", "out/x.yaml"), 3, "Error: out/x.yaml: No space left on device\n"),
    ],
)  # fmt: skip
def test_errors_have_their_code_and_one_message(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    assert ends_with(monkeypatch, error) == Outcome(code, "", told)


def test_a_fault_of_ours_shows_its_traceback_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = ends_with(monkeypatch, RuntimeError("oops"))
    assert quiet.exit_code == 3
    assert quiet.stderr == (
        "Error: unexpected fault in tracker: RuntimeError: oops\nRun it again with -v for the traceback.\n"
    )
    assert "Traceback" in ends_with(monkeypatch, RuntimeError("oops"), "-v", "positions").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["histroy"], "there is no command 'histroy'. Did you mean history?"),
        (["history"], "Missing argument 'DEMAND'"),
        (["positions", "--parti", "russia"], "No such option '--parti'"),
        (["positions", "--format", "xml"], "'xml' is not one of"),
        (["import", "no-such-folder"], "does not exist"),
        (["--known-at", "", "positions"], "Invalid value for '--known-at': it is empty."),
        (["positions", "--known-at", " "], "Invalid value for '--known-at': it is empty."),
        (["positions", "--on", ""], "Invalid value for '--on': it is empty."),
        (["--database", "", "positions"], "Invalid value for '--database': it is empty."),
        (["--known-at", "2024", "db", "upgrade"], "leave out --known-at"),
    ],
)
def test_wrong_usage_is_2_and_says_what_was_expected(words: list[str], told: str) -> None:
    outcome = run_cli(None, *words)
    assert outcome.exit_code == 2
    assert told in outcome.stderr
    assert outcome.stdout == ""


def test_an_empty_variable_of_the_environment_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seeds_readonly: Database
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    assert "absent" in run_cli(None, "db", "status").stdout
    assert run_cli(seeds_readonly.url, "positions").exit_code == 0


def test_a_database_that_is_not_there_is_3() -> None:
    outcome = run_cli("postgresql://nobody@localhost:1/nothing", "positions")
    assert outcome.exit_code == 3
    assert outcome.stderr.startswith("Error: cannot connect to postgresql://nobody@localhost:1/nothing")
    assert "Traceback" not in outcome.stderr


def test_a_database_without_schema_says_what_to_run(empty_database: Database) -> None:
    outcome = run_cli(empty_database.url, "positions")
    assert outcome.exit_code == 3
    assert "tracker db upgrade" in outcome.stderr


@pytest.fixture
def process(seeds_readonly: Database) -> Callable[..., subprocess.Popen[bytes]]:
    def start(*words: str, **options: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tracker", "--database", seeds_readonly.url, *words]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    return start


def test_a_reader_that_goes_away_is_no_error(process: Callable[..., subprocess.Popen[bytes]]) -> None:
    child = process("positions", "--format", "json", env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    told = child.stderr.read().decode()
    assert child.wait() == 0
    assert "Broken" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("words", ["positions", "db url", "--help"])
def test_a_closed_output_is_no_fault(seeds_readonly: Database, words: str) -> None:
    line = f"{sys.executable} -m tracker --database '{seeds_readonly.url}' {words} >&- <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Error" not in done.stderr
    assert subprocess.run(["sh", "-c", f"{line} 2>&-"], capture_output=True).returncode == 0


def test_a_device_is_no_text_to_attach(seeds_readonly: Database) -> None:
    outcome = run_cli(seeds_readonly.url, "document", "attach", "isw-2025-06-02", "/dev/zero")
    assert outcome.exit_code == 2
    assert "Invalid value for 'FILE': /dev/zero is no regular file." in outcome.stderr


def test_numbers_beyond_what_the_server_counts_are_no_fault(seeds_readonly: Database) -> None:
    listed = run_cli(seeds_readonly.url, "log", "-n", "99999999999999999999")
    assert (listed.exit_code, listed.stdout) == (0, run_cli(seeds_readonly.url, "log").stdout)
    assert run_cli(seeds_readonly.url, "revert", "99999999999999999999").exit_code == 2


def test_hints_are_broken_where_the_line_ends_and_messages_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = " ".join(["word"] * 40)
    told = ends_with(monkeypatch, InputError(words, words)).stderr.splitlines()
    assert told[0] == f"Error: {words}"
    assert len(told) == 4
    assert max(map(len, told[1:])) <= 80


def test_no_control_character_of_a_message_reaches_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ends_with(monkeypatch, InputError("no \x1b[31mname\nsecond line", "near: \x07")).stderr
    assert told == "Error: no ␛[31mname\nsecond line\nnear: ␇\n"


def test_an_interrupted_import_says_only_that(database: Database, tmp_path: Path) -> None:
    """The driver would tell of the query that was cut off, and of the rollback that failed."""
    (tmp_path / "in.yaml").write_text("actors:\n  - {actor: corona, kind: state, name: Corona}\n", "utf-8")
    with database.connect(autocommit=False) as other:
        other.execute("select tracker.lock_writers()")
        child = subprocess.Popen(
            [sys.executable, "-m", "tracker", "--database", database.url, "import", str(tmp_path / "in.yaml")],
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        waiting = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        while database.execute(waiting) == [(0,)]:
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        told = child.communicate(timeout=60)[1].splitlines()
    assert child.returncode == 130
    assert [line for line in told if line and not line.startswith("waiting for another writer")] == [
        "Interrupted; nothing is left half done."
    ]


def test_the_drivers_notes_are_not_for_users() -> None:
    """In a process of its own: here pytest catches what is noted."""
    script = "import logging, tracker.database.connect; logging.getLogger('psycopg').warning('ignored in rollback')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_is_130() -> None:
    """The server accepts and never answers, so that the command certainly waits when it is interrupted."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://me@127.0.0.1:{silent.getsockname()[1]}/x"
        child = subprocess.Popen(
            [sys.executable, "-m", "tracker", "--database", url, "positions"],
            stderr=subprocess.PIPE,
            text=True,
            # Tests started in the background would hand down that interrupts are ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        with silent.accept()[0]:
            child.send_signal(signal.SIGINT)
            told = child.communicate(timeout=60)[1]
    assert child.returncode == 130
    assert told.strip() == "Interrupted; nothing is left half done."
