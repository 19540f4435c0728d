"""Who kept silent when: every document that passes over what its party holds, also where a later one says it again."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

SQL = "select demand, version, spell, document, dated_on::text from {}.silences() order by demand, dated_on, document"
# The same by the days of the documents: what a position of that day says of the documents of that day.
BY_DAYS = """
    select p.demand, p.version, p.spell, d.document, d.issued_on::text from {0}.document d
    join lateral {0}.positions_on(d.issued_on) p on d.document = any(p.silent_in)
    order by p.demand, d.issued_on, d.document
"""


@pytest.fixture(scope="module")
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        for demand in ("alba.said", "alba.over", "borea.stay"):
            talks.says(demand, "A", "2024-01-10")
        talks.demand("alba.elsewhere", topic="ceasefire")
        talks.says("alba.elsewhere", "A", "2024-01-10")
        talks.document("hush", "2024-02-01", covers=["territory"])
        talks.document("again", "2024-03-01")
        talks.says("alba.said", "A", document="again")
        talks.document("same-day", "2024-03-01", covers=["territory"])
        talks.document("uncovered", "2024-03-10")
        talks.ends("alba.over", "withdrawn", "2024-03-15")
        talks.says("alba.said", "B", "2024-04-01")
        talks.document("later", "2024-05-01", covers=["territory"])
        talks.document("last", "2024-06-01", covers=["territory"])
        yield talks
        talks.connection.close()


def test_a_silence_is_told_with_what_is_held_on_its_day(talks: Talks) -> None:
    assert talks.ask(SQL.format("analysis")) == [
        ("alba.over", "A", 1, "hush", "2024-02-01"),
        ("alba.over", "A", 1, "same-day", "2024-03-01"),
        ("alba.said", "A", 1, "hush", "2024-02-01"),
        ("alba.said", "B", 2, "later", "2024-05-01"),
        ("alba.said", "B", 2, "last", "2024-06-01"),
    ]


def test_it_is_what_the_positions_of_those_days_say(talks: Talks) -> None:
    assert talks.ask(SQL.format("analysis")) == talks.ask(BY_DAYS.format("analysis"))


def test_the_past_gives_the_same_answers_of_what_was_known(talks: Talks) -> None:
    now = talks.ask(SQL.format("analysis"))
    with talks.analyst(known_at=f"changeset {talks.last_changeset()}") as analyst:
        assert analyst.execute(SQL.format("past").encode()).fetchall() == now
    with talks.analyst(known_at=f"changeset {talks.last_changeset() - 1}") as analyst:
        then = [row for row in now if row[3] != "last"]
        assert analyst.execute(SQL.format("past").encode()).fetchall() == then


def test_a_process_narrows_and_an_unknown_one_is_an_error(talks: Talks) -> None:
    assert len(talks.ask("select * from analysis.silences('talks')")) == 5
    with pytest.raises(psycopg.errors.NoDataFound, match="there is no process 'tolks'"):
        talks.ask("select * from analysis.silences('tolks')")
