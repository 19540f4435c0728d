"""Where the parties stand to each other on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

AIR, AIR_SEA = {"domain": ["air"]}, {"domain": ["air", "sea"]}


@pytest.fixture(scope="module")
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.says("alba.leave", "A", "2024-01-01", AIR)
        talks.says("alba.leave", "B", "2024-02-01", AIR_SEA)
        talks.says("alba.leave", "C", "2024-03-01", AIR_SEA)
        talks.says("alba.also", "A", "2024-01-15", summary="also")
        talks.says("borea.stay", "A", "2024-01-20", summary="stay")
        talks.says("borea.gone", "A", "2023-01-20")
        talks.ends("borea.gone", "withdrawn", "2024-01-25")
        talks.demand("borea.quiet", topic="ceasefire")
        talks.says("borea.quiet", "A", "2024-06-01")
        talks.links("alba.leave", "opposes", "borea.stay")
        talks.links("borea.gone", "opposes", "alba.also")
        talks.links("alba.leave", "specifies", "alba.also")
        yield talks
        talks.connection.close()


def gap(talks: Talks, on: str, party: str, topic: str = "territory.withdrawal") -> Any:
    rows = talks.ask("select * from analysis.gap(%s) where party = %s and topic = %s", on, party, topic)
    return rows[0] if rows else None


def test_a_row_holds_what_a_party_holds_on_a_topic(talks: Talks) -> None:
    row = gap(talks, "2024-04-01", "alba")
    assert (row.process, row.demands) == ("talks", ["alba.also", "alba.leave"])
    assert row.summaries == ["also", "content C"]
    assert gap(talks, "2024-01-10", "alba").demands == ["alba.leave"]
    assert gap(talks, "2023-01-01", "alba") is None
    assert gap(talks, "2024-06-01", "borea", "ceasefire").demands == ["borea.quiet"]


def test_held_demands_of_others_oppose_both_ways(talks: Talks) -> None:
    assert gap(talks, "2024-04-01", "alba").opposed_by == ["borea.stay"]
    assert gap(talks, "2024-04-01", "borea").opposed_by == ["alba.leave"]
    assert gap(talks, "2024-01-18", "alba").opposed_by == ["borea.gone"]


def test_the_last_move_is_the_last_change_that_is_no_new_wording(talks: Talks) -> None:
    row = gap(talks, "2024-04-01", "alba")
    assert (str(row.last_moved_on), row.last_direction) == ("2024-02-01", "hardened")
    early = gap(talks, "2024-01-31", "alba")
    assert (str(early.last_moved_on), early.last_direction) == ("2024-01-15", None)


def test_an_ending_is_a_move(talks: Talks) -> None:
    row = gap(talks, "2024-04-01", "borea")
    assert (row.demands, str(row.last_moved_on)) == (["borea.stay"], "2024-01-25")


def test_a_process_narrows_and_an_unknown_one_is_an_error(talks: Talks) -> None:
    everything = talks.ask("select * from analysis.gap('2024-04-01')")
    assert talks.ask("select * from analysis.gap('2024-04-01', 'talks')") == everything
    with pytest.raises(psycopg.errors.NoDataFound, match="there is no process 'tolks'"):
        talks.ask("select * from analysis.gap('2024-04-01', 'tolks')")


@pytest.fixture(scope="module")
def empty(server: Server, talks_template: Database) -> Iterator[Talks]:
    """Where no demand is yet, so that no row makes a query look up what it narrows by."""
    with server.fresh_database(talks_template) as database:
        yield Opened(database)


@pytest.mark.parametrize("schema", ["analysis", "past"])
@pytest.mark.parametrize(
    ("call", "unknown"),
    [
        ("gap('1990-01-01', $1)", "process"),
        ("positions_on('1990-01-01', $1)", "process"),
        ("silences($1)", "process"),
        ("diff('1990-01-01', '1990-02-01', $1)", "process"),
        ("diff('1990-01-01', '1990-02-01', $1, true)", "process"),
        ("compare_documents($1, $1)", "document"),
        ("options($1)", "document"),
        ("demand_history($1)", "demand"),
        ("figure_series($1)", "metric"),
    ],
)
def test_an_unknown_slug_is_an_error_however_the_query_was_prepared(
    empty: Talks, schema: str, call: str, unknown: str
) -> None:
    with empty.analyst(known_at="changeset 1") as analyst:
        analyst.execute("set local plan_cache_mode = force_generic_plan")
        analyst.execute(f"prepare question (text) as select * from {schema}.{call}".encode())
        with pytest.raises(psycopg.errors.NoDataFound, match=unknown):
            analyst.execute("execute question ('tolks')")


def test_the_past_gives_the_same_answers(talks: Talks) -> None:
    now = talks.ask("select * from analysis.gap('2024-04-01')")
    with talks.analyst(known_at=f"changeset {talks.last_changeset()}") as analyst:
        assert analyst.execute("select * from past.gap('2024-04-01')").fetchall() == now
