"""A date that a source gives by a month only, or as not later than a day, is told so wherever a page tells it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli_runner import run_cli
from tests.database.builder import Talks
from tests.report.made import report
from tests.servers import Database, Server

BOTH = {"territory": ["north", "south"]}


@pytest.fixture(scope="module")
def coarse(server: Server, template: Database) -> Iterator[Database]:
    """Spells that end by a coarse ending, or by a coarse spell; the tests of this file only read it."""
    with server.fresh_database(template) as database:
        talks = Talks(database)
        talks.says("alba.passing", "A", "2025-02-10", BOTH)
        talks.says("alba.passing", "B", "2025-03", {"territory": ["south"]})
        talks.says("alba.passing", "A", "2025-03-20", BOTH)
        talks.says("alba.passing", "C", "2025-04-01", {"territory": ["north"]}, order=1)
        talks.says("alba.passing", "B", "2025-04-01", order=2)
        talks.ends("alba.passing", "lapsed", "2025-05")
        talks.says("alba.leave", "A", "2025-02-10", {"territory": ["north"]})
        talks.ends("alba.leave", "withdrawn", "2025-07")
        talks.write(
            "update tracker.document set issued_on = '2025-07-15', issued_precision = 'day' where slug = 'alba-2025-07'"
        )
        talks.says("borea.turned", "A", "2025-02-10", BOTH)
        talks.document("paper", "2025-09", "borea", {"II": "any", "II.1": None, "II.2": None})
        talks.says("borea.turned", "A", document="paper", passage="II.1")
        talks.says("borea.leave", "A", "2025-02-10", {"territory": ["north"]})
        talks.says("borea.leave", "B", "..2025-05-28", BOTH)
        talks.says("borea.leave", "A", "2025-02-01")
        talks.connection.close()
        yield database


def page(database: Database, *words: str) -> str:
    """In one line, so that where lines break does not matter."""
    outcome = run_cli(database.url, *words)
    assert outcome.exit_code == 0, outcome.stderr
    return " ".join(outcome.stdout.split())


EARLIER = "version A: held from 2025-02-10 → 2025-02-01 until 2025-05-28 or before"
RECORDED = (
    ("alba.leave", "version A: held from 2025-02-10 on → until 2025-07"),
    ("alba.leave", "version A: held from 2025-02-10 until 2025-07 → 2025-07-15"),
    ("borea.leave", "version A: held from 2025-02-10 on → until 2025-05-28 or before"),
    ("borea.leave", EARLIER),
)


@pytest.mark.parametrize(("demand", "moved"), RECORDED)
def test_an_end_is_as_exact_as_it_was_known_when_a_changeset_moved_it(
    coarse: Database, demand: str, moved: str
) -> None:
    told = page(coarse, "history", demand, "--recorded")
    assert f"{moved} " in f"{told} "
    number = told.partition(moved)[0].rpartition("changeset ")[2].split()[0]
    assert moved.replace("version ", f"{demand}@") in page(coarse, "show", number)


def test_a_report_tells_an_end_as_exactly_as_it_is_known(coarse: Database) -> None:
    last = int(page(coarse, "log", "-n", "1").split()[1])
    told = " ".join(report(coarse, "2026-01-01", "2026-01-02", last - 1).text.split())
    assert EARLIER.replace("version A:", "borea.leave@A") in told


def test_contents_that_were_held_only_in_between_are_told_apart_by_their_days(coarse: Database) -> None:
    told = page(coarse, "diff", "2025-01-01", "2025-06-30", "--only", "transient")
    assert "5 transient (of 1 demand)" in told
    for days in (
        "from 2025-02-10 until 2025-03 ",
        "from 2025-03 until 2025-03-20 ",
        "from 2025-03-20 until 2025-04-01 (12 days)",
        "from 2025-04-01 superseded the same day",
        "from 2025-04-01 until 2025-05 ",
    ):
        assert told.count(days) == 1, days


def test_what_becomes_an_option_on_a_coarse_date_is_told_so(coarse: Database) -> None:
    steps = page(coarse, "movement", "--format", "markdown")
    assert "| 2025-09 | borea | territory.withdrawal | borea.turned | altered |" in steps
    late = " ".join(report(coarse, "2026-01-01", "2026-01-02").text.split())
    assert "~ 2025-09 altered ○ neutral borea.turned" in late
