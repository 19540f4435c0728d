"""Reading at a streaming replica: the same answers, and never an older one without a word."""

from __future__ import annotations

import json
import shlex
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.replicas.pair import Pair, replicated
from tests.servers import Server, url_of, wait_for
from tracker import resources
from tracker.config import Settings, load
from tracker.database import connect, embedded, replica
from tracker.database.upgrade import upgrade
from tracker.errors import SurroundingsError

SECRET = "s3cret-w0rd"
READING = """
positions --on 2025-06-02|history ru.withdraw-four-oblasts|history ru.withdraw-four-oblasts --recorded
diff 2024-06-14 2025-06-02|compare putin-2024-06-14 ru-memorandum-2025-06-02|matrix|options ru-memorandum-2025-06-02
search withdraw Zaporizhia|document list|document show ru-memorandum-2025-06-02|demand list
demand show ua.ceasefire|response list|agreement list|figure list|assessment list|process list
process show russia-ukraine|actor list|actor show medinsky|meeting list|meeting show istanbul-2025-06-02
codebook|codebook talks|log|show 1|positions --known-at "changeset 1"|log --demand ua.ceasefire
"""


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Both have the shipped seed data, as changeset 1."""
    with replicated() as pair:
        imported = run_cli(pair.primary.url, "import", str(resources.seeds()))
        assert imported.exit_code == 0, imported.stderr
        pair.catch_up()
        yield pair


def run(pair: Pair, *words: str, primary: str | None = None, replica: str | None = None, **options: Any) -> Outcome:
    """The command line as somebody uses it who has set both addresses."""
    env = {"TRACKER_DATABASE_URL": primary or pair.primary.url, "TRACKER_READ_URL": replica or pair.replica.url}
    return run_cli(None, *words, env=env, **options)


def put_actor(folder: Path, actor: str) -> str:
    file = folder / "actor.yaml"
    file.write_text(f"actors: [{{actor: {actor}, kind: person, name: Somebody}}]", "utf-8")
    return str(file)


def changeset(database: Any) -> int:
    [(number,)] = database.execute("select max(changeset) from analysis.changeset")
    return int(number)


@pytest.mark.parametrize("words", [line for line in READING.strip().replace("\n", "|").split("|") if line])
def test_every_reading_command_answers_the_same_at_a_replica(pair: Pair, words: str) -> None:
    """A replica allows no temporary table and no write."""
    before = run_cli(pair.primary.url, *shlex.split(words), "--format", "json")
    outcome = run(pair, *shlex.split(words), "--format", "json")
    assert (outcome.exit_code, outcome.stdout) == (before.exit_code, before.stdout), outcome.stderr
    assert "; of a replica" in outcome.stderr
    assert "the primary" not in outcome.stderr


def test_an_import_reads_and_writes_at_the_primary_and_a_lag_is_told(pair: Pair, tmp_path: Path) -> None:
    old = changeset(pair.primary)
    pair.lag()
    try:
        imported = run(pair, "import", put_actor(tmp_path, "newcomer"))
        assert f"Recorded as changeset {old + 1}." in imported.stdout, imported.stderr
        again = run(pair, "import", put_actor(tmp_path, "newcomer"))
        assert "1 added" not in again.stdout
        stale = run(pair, "actor", "list", "--format", "csv")
        past = run(pair, "actor", "list", "--known-at", "changeset 1", "--format", "csv")
        status = json.loads(run(pair, "db", "status", "--format", "json").stdout)
    finally:
        pair.catch_up()
    assert "newcomer" not in stale.stdout
    assert f"(read at changeset {old}, " in stale.stderr
    assert f"; of a replica; the primary is at changeset {old + 1})" in stale.stderr
    assert f"; of a replica, at changeset {old}; the primary is at changeset {old + 1})" in past.stderr
    assert (status["ready"], status["changeset"], status["replica_changeset"]) == (True, old + 1, old)
    current = run(pair, "actor", "list", "--format", "csv")
    assert "newcomer" in current.stdout
    assert f"(read at changeset {old + 1}, " in current.stderr
    assert current.stderr.endswith("; of a replica)\n")


def test_a_query_and_an_export_of_tables_read_at_the_replica(pair: Pair, tmp_path: Path) -> None:
    told = run(pair, "sql", "select pg_is_in_recovery() as replica, count(*) as demands from demand", "--format", "csv")
    assert told.stdout.splitlines()[1].startswith("true,"), told.stderr
    assert "; of a replica" in told.stderr
    past = run(pair, "sql", "--known-at", "changeset 1", "select pg_is_in_recovery(), count(*) from past.demand")
    assert "yes" in past.stdout, past.stderr
    written = run(pair, "export", "--as", "csv", "--to", str(tmp_path / "out"))
    assert written.exit_code == 0, written.stderr
    assert "; of a replica" in written.stderr


def test_status_tells_of_the_replica(pair: Pair) -> None:
    told = run(pair, "db", "status", replica=url_of(pair.replica.url, user="postgres", password=SECRET))
    assert f"at changeset {changeset(pair.primary)}, current" in " ".join(told.stdout.split())
    assert SECRET not in told.stdout + told.stderr


def test_who_names_a_database_on_the_command_line_means_it(pair: Pair) -> None:
    env = {"TRACKER_READ_URL": "postgresql://127.0.0.1:1/none"}
    outcome = run_cli(pair.primary.url, "actor", "list", env=env)
    assert outcome.exit_code == 0
    assert "replica" not in outcome.stderr


@pytest.mark.parametrize("words", ["quickstart", "db check", "db url", "document verify", "export --to {}/out"])
def test_what_is_about_the_database_itself_asks_the_primary(pair: Pair, tmp_path: Path, words: str) -> None:
    outcome = run(pair, *words.format(tmp_path).split(), replica="postgresql://127.0.0.1:1/none")
    assert outcome.exit_code == 0, outcome.stderr
    assert "replica" not in outcome.stderr


def test_settings_of_a_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_READ_URL", "postgresql://replica/x")
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://primary/x")
    assert (load().database_url, load().read_url) == ("postgresql://primary/x", "postgresql://replica/x")
    assert load(database="postgresql://other/x").read_url is None
    assert load().at_primary().read_url is None
    monkeypatch.setenv("TRACKER_READ_URL", "")
    assert load().read_url is None


def test_without_the_primary_the_replica_goes_on_answering(pair: Pair) -> None:
    pair.stop_primary()
    try:
        outcome = run(pair, "actor", "list")
    finally:
        pair.start_primary()
    assert outcome.exit_code == 0
    assert "medinsky" in outcome.stdout
    assert "; of a replica; the primary cannot be asked: cannot connect to " in outcome.stderr


def test_a_primary_that_does_not_answer_keeps_nobody_waiting(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "PATIENCE", 0.2)
    with silent_port() as port:
        outcome = run(pair, "actor", "list", primary=f"postgresql://127.0.0.1:{port}/none")
    assert outcome.exit_code == 0
    assert "; of a replica; the primary cannot be asked: it did not answer within 0.2 seconds)" in outcome.stderr


@contextmanager
def silent_port() -> Iterator[int]:
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_replica_that_is_not_there_is_named_by_its_variable(pair: Pair) -> None:
    outcome = run(pair, "actor", "list", replica=f"postgresql://me:{SECRET}@127.0.0.1:1/none")
    assert outcome.exit_code == 3
    assert "Error: the replica: cannot connect to postgresql://me@127.0.0.1:1/none: " in outcome.stderr
    assert "TRACKER_READ_URL" in outcome.stderr
    assert SECRET not in outcome.stderr
    status = run(pair, "db", "status", replica=f"postgresql://me:{SECRET}@127.0.0.1:1/none")
    assert status.exit_code == 3
    assert "Not ready." in status.stdout
    assert SECRET not in status.stdout
    assert run(pair, "actor", "list", replica=f"postgres:{SECRET}@x/y").exit_code == 2


def test_another_database_is_refused_as_a_replica(pair: Pair) -> None:
    with Server(pair.primary.url).fresh_database() as other:
        empty = run(pair, "actor", "list", replica=other.url)
        assert empty.exit_code == 3
        assert "Error: the replica: the database has no tracker schema yet" in empty.stderr
        upgrade(other.url)
        other.execute("insert into tracker.process (slug, title) values ('p', 'Another')")
        outcome = run(pair, "actor", "list", replica=other.url)
    assert outcome.exit_code == 3
    assert outcome.stdout == ""
    assert "what TRACKER_READ_URL names is no replica of this database" in outcome.stderr


def test_a_query_in_the_way_of_the_primarys_changes_is_told(pair: Pair) -> None:
    with pair.impatient(), pytest.raises(SurroundingsError, match="the replica cancelled the query") as caught:
        read_while_rows_are_removed(pair)
    assert "Run the command again" in str(caught.value)


def read_while_rows_are_removed(pair: Pair) -> None:
    ask = "select actor from analysis.actor"
    with connect.reading(Settings(pair.primary.url, Path("/nonexistent"), read_url=pair.replica.url)) as reader:
        reader.rows(str, ask)
        pair.primary.execute("update tracker.actor set name = name || ' x'")
        pair.primary.execute("vacuum tracker.actor")
        wait_for(lambda: not reader.rows(str, ask))


def test_names_are_completed_from_the_replica_without_the_primary(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "tracker actor show medin")
    monkeypatch.setenv("COMP_CWORD", "3")
    outcome = run(pair, primary="postgresql://127.0.0.1:1/none")
    assert "medinsky" in outcome.stdout


def test_an_embedded_primary_is_not_started_to_be_asked(pair: Pair, tmp_path: Path) -> None:
    env = {"TRACKER_DATA_DIR": str(tmp_path), "TRACKER_READ_URL": pair.replica.url, "TRACKER_DATABASE_URL": ""}
    outcome = run_cli(None, "actor", "list", env=env)
    assert outcome.exit_code == 0
    assert "the primary cannot be asked: the database in " in outcome.stderr
    assert embedded.status(Settings(None, tmp_path)).state == "absent"
