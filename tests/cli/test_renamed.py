"""A record that was renamed is still found by the slug that it bore before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database

RENAMED = """
demands:
  - {demand: ru.leave-four-oblasts, renamed_from: ru.withdraw-four-oblasts}
documents:
  - {document: russian-memorandum, renamed_from: ru-memorandum-2025-06-02}
actors:
  - {actor: rf, renamed_from: russia}
"""


@pytest.fixture
def renamed(seeded: Database, tmp_path: Path) -> Database:
    bundle = tmp_path / "renamed.yaml"
    bundle.write_text(RENAMED)
    outcome = run_cli(seeded.url, "import", str(bundle), "--cause", "identity")
    assert outcome.exit_code == 0, outcome.stderr
    return seeded


@pytest.mark.parametrize(
    "command",
    [
        ("history", "ru.withdraw-four-oblasts"),
        ("demand", "show", "ru.withdraw-four-oblasts"),
        ("document", "show", "ru-memorandum-2025-06-02"),
        ("options", "ru-memorandum-2025-06-02"),
        ("compare", "ru-memorandum-2025-06-02", "putin-2024-06-14"),
        ("positions", "--on", "2024-07-01", "--party", "russia"),
        ("diff", "2024-06-14", "ru-memorandum-2025-06-02", "--party", "russia"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_older_slug_is_understood(renamed: Database, command: tuple[str, ...]) -> None:
    outcome = (
        run_cli(renamed.url, *command, "--format", "csv") if command[0] != "options" else run_cli(renamed.url, *command)
    )
    assert outcome.exit_code == 0, outcome.stderr
    assert "ru.leave-four-oblasts" in outcome.stdout or "russian-memorandum" in outcome.stdout


def test_past_knows_the_slug_of_its_time(renamed: Database) -> None:
    outcome = run_cli(renamed.url, "--known-at", "changeset 1", "demand", "show", "ru.withdraw-four-oblasts")
    assert outcome.exit_code == 0, outcome.stderr
    assert "ru.withdraw-four-oblasts" in outcome.stdout


@pytest.mark.parametrize("name", ["ru.leave-four-oblasts", "ru.withdraw-four-oblasts"])
def test_past_understands_the_slug_of_today_too(renamed: Database, name: str) -> None:
    for command in (("demand", "show", name), ("history", name)):
        outcome = run_cli(renamed.url, "--known-at", "changeset 1", *command)
        assert outcome.exit_code == 0, outcome.stderr
        assert "ru.withdraw-four-oblasts" in outcome.stdout
        assert "ru.leave-four-oblasts" not in outcome.stdout


def test_past_does_not_know_what_came_later(renamed: Database, tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    later.write_text("actors: [{actor: newcomer, kind: state, name: Newcomer}]")
    assert run_cli(renamed.url, "import", str(later)).exit_code == 0
    outcome = run_cli(renamed.url, "--known-at", "changeset 1", "actor", "show", "newcomer")
    assert outcome.exit_code == 2
    assert "there is no actor 'newcomer'" in outcome.stderr
