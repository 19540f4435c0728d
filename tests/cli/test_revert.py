"""tracker revert: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database

TITLE = "demands: [{demand: ru.neutrality, title: Another title}]"


@pytest.fixture
def corrected(seeded: Database, tmp_path: Path) -> Database:
    """The shipped data, and a title corrected in changeset 2."""
    bundle = tmp_path / "title.yaml"
    bundle.write_text(TITLE)
    assert run_cli(seeded.url, "import", str(bundle), "--cause", "correction").exit_code == 0
    return seeded


def title(database: Database) -> str:
    return str(database.execute("select title from analysis.demand where demand = 'ru.neutrality'")[0][0])


@pytest.mark.parametrize("words", [("2",), ("changeset", "2")])
def test_it_says_what_stands_again_and_in_which_changeset(corrected: Database, words: tuple[str, ...]) -> None:
    outcome = run_cli(corrected.url, "revert", *words)
    assert outcome.exit_code == 0, outcome.stderr
    assert "~ demand ru.neutrality" in outcome.stdout
    assert outcome.stdout.splitlines()[-1] == "Recorded as changeset 3."
    assert title(corrected) != "Another title"


def test_a_dry_run_writes_nothing(corrected: Database) -> None:
    outcome = run_cli(corrected.url, "revert", "2", "--dry-run", "--format", "json")
    assert [row["key"] for row in json.loads(outcome.stdout)] == ["ru.neutrality"]
    assert title(corrected) == "Another title"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("4711",), "there is no changeset 4711\nThe first is 1, the last is 2."),
        (("99999999999999999",), "there is no changeset"),
        (("last",), "must be said by its number"),
        (("two",), "'two' is no changeset\nExpected a number as tracker log shows them\n"),
        (("1",), "changeset 1 cannot be reverted:\ndemand ru.neutrality: changeset 2 has touched it since"),
        (("2", "--cause", "whim"), "Invalid value for '--cause'"),
    ],
)
def test_bad_input_gets_one_message_and_changes_nothing(
    corrected: Database, words: tuple[str, ...], message: str
) -> None:
    outcome = run_cli(corrected.url, "revert", *words)
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert corrected.execute("select max(changeset) from analysis.changeset") == [(2,)]
