"""tracker quickstart: from nothing to the answer, and harmless ever after."""

from __future__ import annotations

from tests.cli_runner import run_cli
from tests.servers import Database

CORRECTED = """\
update tracker.demand set title = 'A title that somebody corrected' where slug = 'ru.withdraw-four-oblasts'
"""


def test_it_answers_the_question_from_an_empty_database(empty_database: Database) -> None:
    outcome = run_cli(empty_database.url, "quickstart", env={"COLUMNS": "80"})
    assert outcome.exit_code == 0, outcome.stderr
    told = " ".join(outcome.stdout.split())
    for fact in (
        "2024-06-14",
        "“completely withdraw”",
        "mixed",
        "extent begun → complete",
        "+ timing within 30 days after ceasefire-start",
        "- timing before ceasefire-start; before talks-start",
        "one of two alternatives",
        "read in isw-2025-06-02",
    ):
        assert fact in told
    assert told.count("tracker ") == 3
    assert max(map(len, outcome.stdout.splitlines())) <= 80
    assert "Importing" in outcome.stderr


def test_running_it_again_changes_nothing(seeded: Database) -> None:
    first, second = (run_cli(seeded.url, "quickstart") for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    assert second.stderr.startswith("(read at changeset 1, ")
    assert seeded.execute("select count(*) from analysis.changeset") == [(1,)]


def test_what_somebody_corrected_stays_corrected(seeded: Database) -> None:
    seeded.execute(CORRECTED)
    outcome = run_cli(seeded.url, "quickstart")
    assert outcome.exit_code == 0, outcome.stderr
    assert "A title that somebody corrected" in outcome.stdout
    assert seeded.execute("select count(*) from analysis.changeset") == [(2,)]


def test_other_data_are_left_as_they_are(database: Database) -> None:
    database.execute("insert into tracker.actor (slug, kind, name) values ('somebody', 'person', 'Somebody')")
    outcome = run_cli(database.url, "quickstart")
    assert outcome.exit_code == 0, outcome.stderr
    assert "other data" in outcome.stdout
    assert database.execute("select actor from analysis.actor") == [("somebody",)]
