"""tracker db and tracker document attach/verify: what they say about a database and a text."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database
from tracker.database.build import fingerprint


def test_status_of_a_database_that_is_ready(seeds_readonly: Database) -> None:
    outcome = run_cli(seeds_readonly.url, "db", "status")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout.startswith("Ready.\n")
    assert "reads as     tracker_analyst" in " ".join(outcome.stdout.split()).replace("reads as ", "reads as     ", 1)


def test_status_of_an_empty_database_says_what_to_do(empty_database: Database) -> None:
    outcome = run_cli(empty_database.url, "db", "status")
    assert outcome.exit_code == 3
    assert outcome.stdout.startswith("Not ready.\n")
    assert "tracker db upgrade" in outcome.stdout


def test_status_tells_a_problem_and_what_to_do_apart(empty_database: Database) -> None:
    told = run_cli(empty_database.url, "db", "status").stdout
    assert "problem   the database has no tracker schema yet\n" in told
    found = json.loads(run_cli(empty_database.url, "db", "status", "--format", "json").stdout)
    assert (found["ready"], found["schema"], found["problem"]) == (
        False,
        None,
        "the database has no tracker schema yet",
    )
    assert found["to_do"].startswith("Run: tracker db upgrade")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (f"comment on schema analysis is '[tracker schema=9999 fingerprint={fingerprint()}]'", 3),
        ("update tracker.alembic_version set version_num = '9999'", 0),
    ],
)
def test_status_sees_a_revision_that_is_not_this_programs(database: Database, change: str, code: int) -> None:
    """A reader is refused where the stamp is another one; Alembic's note is for those who write."""
    database.execute(change)
    outcome = run_cli(database.url, "db", "status", "--format", "json")
    found = json.loads(outcome.stdout)
    assert (outcome.exit_code, found["ready"]) == (3, False)
    assert "9999" in found["problem"]
    assert run_cli(database.url, "db", "upgrade").exit_code == 3
    assert run_cli(database.url, "positions").exit_code == code


def test_status_of_a_server_that_is_not_there_is_no_fault_of_ours() -> None:
    outcome = run_cli("postgresql://me@127.0.0.1:1/x", "db", "status", "--format", "csv")
    assert (outcome.exit_code, outcome.stderr) == (3, "")
    assert "Connection refused" in outcome.stdout


def test_status_where_nothing_was_ever_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)
    outcome = run_cli(None, "db", "status")
    assert outcome.exit_code == 3
    assert "embedded PostgreSQL, absent" in outcome.stdout
    assert "tracker quickstart" in outcome.stdout
    assert not (tmp_path / "data").exists()


def test_upgrading_makes_a_database_ready_and_can_be_repeated(empty_database: Database) -> None:
    for _ in range(2):
        outcome = run_cli(empty_database.url, "db", "upgrade")
        assert outcome.exit_code == 0, outcome.stderr
        assert outcome.stdout.startswith("The schema is current (")
    assert run_cli(empty_database.url, "positions").stdout.endswith("nothing.\n")


def test_url_is_that_of_the_database(seeds_readonly: Database) -> None:
    assert run_cli(seeds_readonly.url, "db", "url").stdout == f"{seeds_readonly.url}\n"


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_only_the_embedded_database_is_started_and_stopped(seeds_readonly: Database, verb: str) -> None:
    outcome = run_cli(seeds_readonly.url, "db", verb)
    assert outcome.exit_code == 2
    assert "embedded" in outcome.stderr


def test_a_text_is_attached_where_every_locator_is_right(seeded: Database) -> None:
    sources = os.environ.get("TRACKER_TEST_SOURCES")
    if not sources:
        pytest.skip("TRACKER_TEST_SOURCES names no folder of sources")
    file = Path(sources) / "isw-2025-06-02.txt"
    told = run_cli(seeded.url, "document", "attach", "isw-2025-06-02", str(file))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.endswith(" locators right.\n")
    assert run_cli(seeded.url, "document", "verify").stdout == told.stdout
    assert "attached" in run_cli(seeded.url, "document", "show", "isw-2025-06-02").stdout


def test_a_text_that_is_another_is_refused(seeded: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Something else.", "utf-8")
    outcome = run_cli(seeded.url, "document", "attach", "isw-2025-06-02", str(other))
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert "is not the text that was coded" in outcome.stderr
    assert "not attached" in run_cli(seeded.url, "document", "show", "isw-2025-06-02").stdout


LOCATED = """\
documents:
  - document: note
    kind: statement
    title: A note
    issued_on: 2025-06-03
    passages: [{passage: p, char_start: 0, char_end: 3}]
"""


def test_verifying_tells_machines_every_locator(seeded: Database, tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(LOCATED, "utf-8")
    (tmp_path / "note.txt").write_text("One two.", "utf-8")
    nothing = run_cli(seeded.url, "document", "verify")
    assert (nothing.exit_code, nothing.stdout) == (0, "No attached text has locators, so nothing was checked.\n")
    for words in (("import", "note.yaml"), ("document", "attach", "note", "note.txt")):
        outcome = run_cli(seeded.url, *words[:-1], str(tmp_path / words[-1]))
        assert outcome.exit_code == 0, outcome.stderr
    seeded.execute("update tracker.passage set digest = sha256('x') where label = 'p'")
    verified = run_cli(seeded.url, "document", "verify", "--format", "json")
    assert verified.exit_code == 1
    assert [(row["document"], row["passage"], row["ok"]) for row in json.loads(verified.stdout)][-1] == (
        "note",
        "p",
        False,
    )
    assert "passage note#p does not match" in run_cli(seeded.url, "document", "verify", "note").stdout
