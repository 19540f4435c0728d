"""tracker import, export, schema: what they print, and that they leave alone what they should."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.servers import Database

NEW = """\
documents:
  - {document: example-2025-07-01, kind: statement, title: An example, issuer: ukraine, issued_on: 2025-07-01}
demands:
  - demand: ua.ceasefire
    versions:
      - version: "2025-07-01"
        summary: A ceasefire of 60 days.
        terms: {duration: P60D}
        citations: [{document: example-2025-07-01}]
"""
CORRECTION = """\
demands:
  - {demand: ua.ceasefire, title: A ceasefire under another title}
"""
WRONG = """\
demands:
  - demand: ua.ceasefire
    titel: misspelt
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "bundle.yaml"


def changesets(database: Database) -> int:
    return int(database.execute("select max(changeset) from analysis.changeset")[0][0])


def bring(database: Database, bundle: Path, text: str, *options: str) -> Outcome:
    bundle.write_text(text, "utf-8")
    return run_cli(database.url, "import", str(bundle), *options)


def test_a_dry_run_prints_the_plan_and_writes_nothing(seeded: Database, bundle: Path) -> None:
    outcome = bring(seeded, bundle, NEW, "--dry-run")
    assert outcome.exit_code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    assert "+ document example-2025-07-01" in lines
    assert "+ version ua.ceasefire@2025-07-01" in lines
    assert lines[-1] == "Dry run: nothing was written."
    assert changesets(seeded) == 1


def test_an_import_says_what_it_did_and_a_second_one_that_nothing_is_left_to_do(seeded: Database, bundle: Path) -> None:
    first = bring(seeded, bundle, NEW, "--author", "me", "--message", "An example")
    assert first.exit_code == 0, first.stderr
    assert first.stdout.splitlines()[-1] == "Recorded as changeset 2."
    assert "An example" in run_cli(seeded.url, "log", "-n", "1").stdout
    again = bring(seeded, bundle, NEW)
    assert again.stdout.splitlines()[-1].startswith("Nothing to change; ")
    assert changesets(seeded) == 2


def test_a_correction_shows_words_before_and_after(seeded: Database, bundle: Path) -> None:
    outcome = bring(seeded, bundle, CORRECTION, "--cause", "correction")
    assert outcome.exit_code == 0, outcome.stderr
    assert "~ demand ua.ceasefire" in outcome.stdout
    assert "under another title" in outcome.stdout
    recorded = run_cli(seeded.url, "history", "ua.ceasefire", "--recorded").stdout
    assert "changeset 2" in recorded
    assert "under another title" in recorded


def test_a_correction_without_a_cause_is_refused(seeded: Database, bundle: Path) -> None:
    outcome = bring(seeded, bundle, CORRECTION)
    assert outcome.exit_code == 2
    assert "cause" in outcome.stderr
    assert changesets(seeded) == 1


def test_a_plan_can_be_had_by_programs(seeded: Database, bundle: Path) -> None:
    outcome = bring(seeded, bundle, CORRECTION, "--cause", "correction", "--dry-run", "--format", "jsonl")
    [step] = [json.loads(line) for line in outcome.stdout.splitlines() if '"changed"' in line]
    assert (step["operation"], step["entity"], step["key"]) == ("changed", "demand", "ua.ceasefire")
    assert step["after"] == {"title": "A ceasefire under another title"}


def test_faults_begin_with_file_and_line(seeded: Database, bundle: Path) -> None:
    outcome = bring(seeded, bundle, WRONG)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(f"{bundle}:3: ")
    assert outcome.stderr.endswith("nothing was written\n")


def test_an_export_is_told_and_imports_to_the_same(seeded: Database, database: Database, tmp_path: Path) -> None:
    told = run_cli(seeded.url, "export", "--to", str(tmp_path / "out"))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("Wrote ")
    assert "as of changeset 1" in told.stdout
    assert run_cli(database.url, "import", str(tmp_path / "out")).exit_code == 0
    questions = (["positions"], ["history", "ru.withdraw"], ["figure", "list"])
    for words in questions:
        before, after = (json.loads(run_cli(d.url, *words, "--format", "json").stdout) for d in (seeded, database))
        for row in (*before, *after):
            row.pop("recorded_at", None)
        assert before == after


def test_an_export_never_writes_over_anything(seeded: Database, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    assert run_cli(seeded.url, "export", "--to", str(tmp_path)).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_schema_is_json() -> None:
    outcome = run_cli(None, "schema")
    assert outcome.exit_code == 0
    assert "demands" in json.loads(outcome.stdout)["properties"]


def test_a_plan_can_be_had_as_a_table_of_markdown(seeded: Database, bundle: Path) -> None:
    for options in (("--dry-run",), ()):
        outcome = bring(seeded, bundle, CORRECTION, "--cause", "correction", "--format", "markdown", *options)
        assert outcome.exit_code == 0, outcome.stderr
        lines = outcome.stdout.splitlines()
        assert lines[0] == "| operation | entity | key | before | after |"
        assert any(line.startswith("| changed | demand | ua.ceasefire | {") for line in lines)
    reverted = run_cli(seeded.url, "revert", "2", "--format", "markdown")
    assert reverted.exit_code == 0, reverted.stderr
    assert "| changed | demand | ua.ceasefire |" in reverted.stdout


def test_numbers_are_printed_with_all_their_digits(seeded: Database, bundle: Path) -> None:
    text = """
figures:
  - {figure: exact, process: russia-ukraine, metric: prisoners-exchanged, amount_min: 1234567890123456.75, unit: people,
     claimant: ukraine, basis: claimed, document: isw-2025-06-02}
"""
    metrics = seeded.execute("select metric, unit from analysis.figure limit 1")
    text = text.replace("prisoners-exchanged", metrics[0][0]).replace("unit: people", f"unit: {metrics[0][1]}")
    outcome = bring(seeded, bundle, text, "--dry-run", "--format", "json")
    assert '"amount_min": 1234567890123456.75' in outcome.stdout, outcome.stderr
    assert bring(seeded, bundle, text).exit_code == 0
    for words in (["figure", "show", "exact"], ["figure", "list"]):
        for form in ("json", "csv"):
            assert "1234567890123456.75" in run_cli(seeded.url, *words, "--format", form).stdout
