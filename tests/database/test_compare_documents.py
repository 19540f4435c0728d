"""What became of demands between two documents of one party."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

BEFORE, FIRST, MIDDLE, SECOND = "2023-05-01", "2024-01-31", "2024-03-10", "2024-06-30"
AIR, AIR_SEA, SEA = {"domain": ["air"]}, {"domain": ["air", "sea"]}, {"domain": ["sea"]}
PAPER = {"II": "any", "II.1": None, "II.2": None}


@pytest.fixture(scope="module")
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    """Documents `first` and `second` of alba; the slug of a demand says how they stand to it."""
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.actor("speaker", "person")
        talks.affiliate("speaker", "alba", start="2024-01-01", end="2024-12-31")
        talks.document("first", FIRST, covers=["territory"])
        talks.document("second", SECOND, issuer="speaker", passages=PAPER, covers=["territory"])
        _in_both(talks)
        _in_the_second(talks)
        _in_the_first(talks)
        talks.says("borea.theirs", "A", document="first")
        yield talks
        talks.connection.close()


def _in_both(talks: Talks) -> None:
    for slug, was, becomes in [
        ("alba.expanded", AIR, AIR_SEA),
        ("alba.narrowed", AIR_SEA, AIR),
        ("alba.altered", AIR, SEA),
        ("alba.reworded", AIR, AIR),
    ]:
        talks.says(slug, "A", document="first", terms=was)
        talks.says(slug, "B", document="second", terms=becomes)
    talks.says("alba.persisted", "A", document="first", terms=AIR)
    talks.says("alba.persisted", "A", document="second")
    talks.says("alba.taken-back", "A", document="first", terms=AIR)
    talks.ends("alba.taken-back", "withdrawn", MIDDLE)
    talks.says("alba.taken-back", "A", document="second")
    talks.says("alba.in-passing", "A", document="first", terms=AIR)
    with talks.changeset():
        talks.says("alba.in-passing", "B", MIDDLE, SEA, document="at-noon", order=1)
        talks.says("alba.in-passing", "A", MIDDLE, document="at-night", order=2)
    talks.says("alba.in-passing", "A", document="second")
    talks.overrules("alba.altered", "B", "A", "softened", "because")
    talks.says("alba.option", "A", document="first", terms=AIR)
    talks.says("alba.option", "A", document="second", passage="II.1")


def _in_the_second(talks: Talks) -> None:
    talks.says("alba.new", "A", document="second", terms=AIR)
    talks.says("alba.revived", "A", BEFORE, AIR)
    talks.ends("alba.revived", "lapsed", "2023-09-01")
    talks.says("alba.revived", "A", document="second")
    talks.says("alba.restated", "A", BEFORE, AIR)
    talks.says("alba.restated", "A", document="second")
    talks.says("alba.restated-otherwise", "A", BEFORE, AIR)
    talks.says("alba.restated-otherwise", "B", document="second", terms=AIR_SEA)
    talks.says("alba.new-in-between", "A", MIDDLE, AIR)
    talks.says("alba.new-in-between", "A", document="second")


def _in_the_first(talks: Talks) -> None:
    talks.says("alba.dropped", "A", document="first", terms=AIR)
    talks.ends("alba.dropped", "withdrawn", MIDDLE)
    talks.says("alba.silent", "A", document="first", terms=AIR)
    talks.demand("alba.not-covered", topic="security.alliances")
    talks.says("alba.not-covered", "A", document="first", terms=AIR)
    talks.says("alba.changed-elsewhere", "A", document="first", terms=AIR)
    talks.says("alba.changed-elsewhere", "B", MIDDLE, AIR_SEA)


def compare(talks: Talks, demand: str, a: str = "first", b: str = "second") -> Any:
    (row,) = talks.ask("select * from analysis.compare_documents(%s, %s) where demand = %s", a, b, demand)
    return row


WORDS: list[tuple[str, str, str, str | None]] = [
    ("alba.expanded", "both", "expanded", "hardened"),
    ("alba.narrowed", "both", "narrowed", "softened"),
    ("alba.altered", "both", "altered", "softened"),
    ("alba.reworded", "both", "reworded", "neutral"),
    ("alba.persisted", "both", "persisted", None),
    ("alba.taken-back", "both", "persisted", None),
    ("alba.in-passing", "both", "persisted", None),
    ("alba.option", "both", "altered", "neutral"),
    ("alba.new", "only_b", "new", None),
    ("alba.revived", "only_b", "revived", None),
    ("alba.restated", "only_b", "restated", None),
    ("alba.restated-otherwise", "only_b", "restated", "hardened"),
    ("alba.new-in-between", "only_b", "new", None),
    ("alba.dropped", "only_a", "dropped", None),
    ("alba.silent", "only_a", "silent", None),
    ("alba.not-covered", "only_a", "not-covered", None),
    ("alba.changed-elsewhere", "only_a", "silent", "hardened"),
]


@pytest.mark.parametrize(("demand", "in_documents", "change", "direction"), WORDS)
def test_what_became_of_a_demand(
    talks: Talks, demand: str, in_documents: str, change: str, direction: str | None
) -> None:
    row = compare(talks, demand)
    assert (row.in_documents, row.change, row.direction) == (in_documents, change, direction)


def test_there_is_a_row_for_each_demand_of_the_party_that_either_cites(talks: Talks) -> None:
    found = talks.column("select demand from analysis.compare_documents('first', 'second')")
    assert sorted(found) == sorted(word[0] for word in WORDS)


def test_the_earlier_stands_on_the_from_side_whichever_is_named_first(talks: Talks) -> None:
    there, back = compare(talks, "alba.expanded"), compare(talks, "alba.expanded", "second", "first")
    assert back == there
    assert (there.from_document, there.to_document) == ("first", "second")
    assert compare(talks, "alba.new", "second", "first").in_documents == "only_a"
    assert compare(talks, "alba.new", "second", "first").change == "new"


def test_what_only_the_second_cites_is_compared_with_what_was_held(talks: Talks) -> None:
    row = compare(talks, "alba.restated-otherwise")
    assert (row.from_version, row.to_version, row.added_terms) == ("A", "B", ["domain=sea"])
    assert (row.from_document, row.to_document) == (f"alba-{BEFORE}", "second")
    new = compare(talks, "alba.new")
    assert (new.from_version, new.from_document, new.to_document) == (None, None, "second")


def test_what_only_the_first_cites_is_compared_with_what_is_held(talks: Talks) -> None:
    row = compare(talks, "alba.changed-elsewhere")
    assert (row.from_version, row.to_version, row.added_terms) == ("A", "B", ["domain=sea"])
    assert (row.from_document, row.to_document) == ("first", f"alba-{MIDDLE}")
    dropped = compare(talks, "alba.dropped")
    assert (dropped.to_version, dropped.ended, dropped.to_document) == (None, "withdrawn", f"alba-{MIDDLE}")
    assert dropped.removed_terms == ["domain=air"]


def test_it_says_how_the_direction_came_about(talks: Talks) -> None:
    row = compare(talks, "alba.altered")
    assert (row.direction_computed, row.direction_reason, row.obliged) == ("mixed", "because", "others")
    assert row.weighed == ["harder: domain=sea", "softer: domain=air"]


def test_what_lay_between_is_shown_beside(talks: Talks) -> None:
    assert compare(talks, "alba.taken-back").interrupted
    assert compare(talks, "alba.taken-back").ended == "withdrawn"
    assert not compare(talks, "alba.persisted").interrupted
    assert compare(talks, "alba.in-passing").in_passing == ["B"]
    assert compare(talks, "alba.taken-back").in_passing == []
    assert compare(talks, "alba.silent").silent_in == ["second"]
    assert str(compare(talks, "alba.silent").last_affirmed_on) == FIRST
    assert compare(talks, "alba.silent").last_affirmed_precision == "day"
    assert not compare(talks, "alba.silent").affirmed
    assert compare(talks, "alba.option").to_choices == ["second#II.1"]


def test_of_one_day_the_second_named_is_the_later(talks: Talks) -> None:
    with talks.changeset():
        talks.document("morning", MIDDLE)
        talks.document("evening", MIDDLE)
        talks.says("alba.of-one-day", "A", document="morning", order=1, terms=AIR)
        talks.says("alba.of-one-day", "B", document="evening", order=2, terms=AIR_SEA)
    assert compare(talks, "alba.of-one-day", "morning", "evening").change == "expanded"
    assert compare(talks, "alba.of-one-day", "evening", "morning").change == "narrowed"


def test_between_documents_of_one_day_there_is_no_day_to_be_held_otherwise(talks: Talks) -> None:
    with talks.changeset():
        for order, (name, terms) in enumerate({"dawn": AIR, "noon": AIR_SEA, "dusk": SEA}.items(), 1):
            talks.document(name, MIDDLE)
            talks.says("alba.thrice-a-day", name, document=name, order=order, terms=terms)
    assert not compare(talks, "alba.thrice-a-day", "dawn", "noon").interrupted
    assert not compare(talks, "alba.thrice-a-day", "noon", "dawn").interrupted


def test_documents_of_two_parties_are_refused_with_a_hint(talks: Talks) -> None:
    talks.document("theirs", MIDDLE, issuer="borea")
    talks.document("nobodys", MIDDLE, issuer=None)
    talks.document("after-office", "2025-02-01", issuer="speaker")
    message = "not of one party: first is of alba, theirs is of borea"
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=message) as caught:
        talks.ask("select * from analysis.compare_documents('first', 'theirs')")
    assert "gap" in str(caught.value.diag.message_hint)
    for other in ("nobodys", "after-office"):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match=f"{other} is of no party"):
            talks.ask("select * from analysis.compare_documents('first', %s)", other)


def test_an_unknown_document_is_an_error_that_names_the_nearest(talks: Talks) -> None:
    with pytest.raises(psycopg.errors.NoDataFound, match="there is no document 'frist'") as caught:
        talks.ask("select * from analysis.compare_documents('frist', 'second')")
    assert "first" in str(caught.value.diag.message_hint)


def test_the_past_gives_the_same_answers(talks: Talks) -> None:
    sql = "select * from {}.compare_documents('first', 'second') order by demand"
    now = talks.ask(sql.format("analysis"))
    with talks.analyst(known_at=f"changeset {talks.last_changeset()}") as analyst:
        assert analyst.execute(sql.format("past").encode()).fetchall() == now


# --- a coarse date ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def placed(server: Server, talks_template: Database) -> Iterator[Talks]:
    """A document of a coarse date says a demand on the day on which the coder placed it there."""
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.document("year", "2024", covers=["territory"])
        talks.document("march", "2024-03-01", covers=["territory"])
        talks.document("june", "2024-06-01")
        talks.says("alba.later", "A", document="year", placed_on="2024-06-01", terms=AIR)
        talks.says("alba.held-before", "A", BEFORE, AIR)
        talks.says("alba.held-before", "B", "2024-04-01", SEA)
        talks.says("alba.held-before", "C", document="year", placed_on="2024-06-01", terms=AIR_SEA)
        talks.says("alba.both", "A", document="march", terms=AIR)
        talks.says("alba.both", "B", "2024-04-01", SEA)
        talks.says("alba.both", "C", document="year", placed_on="2024-06-01", terms=AIR_SEA)
        talks.says("alba.earlier", "A", document="year", placed_on="2024-02-01", terms=AIR)
        talks.says("alba.ended", "A", document="year", placed_on="2024-02-01", terms=AIR)
        talks.ends("alba.ended", "lapsed", "2024-02-20")
        talks.says("alba.unplaced", "A", document="year", terms=AIR)
        yield talks
        talks.connection.close()


@pytest.mark.parametrize(
    ("demand", "in_documents", "change", "versions"),
    [
        ("alba.later", "only_a", "new", (None, "A")),
        ("alba.held-before", "only_a", "restated", ("A", "C")),
        ("alba.both", "both", "expanded", ("A", "C")),
        ("alba.earlier", "only_a", "silent", ("A", "A")),
        ("alba.ended", "only_a", "dropped", ("A", None)),
        ("alba.unplaced", "only_a", "silent", ("A", "A")),
    ],
)
def test_the_demands_own_day_tells_which_is_the_earlier(
    placed: Talks, demand: str, in_documents: str, change: str, versions: tuple[str | None, str | None]
) -> None:
    row = compare(placed, demand, "year", "march")
    assert (row.in_documents, row.change) == (in_documents, change)
    assert (row.from_version, row.to_version) == versions
    assert compare(placed, demand, "march", "year")[1:] == row[1:]


def test_what_lay_between_is_another_content(placed: Talks) -> None:
    assert compare(placed, "alba.both", "year", "march").interrupted
    assert compare(placed, "alba.held-before", "year", "march").interrupted
    assert not compare(placed, "alba.later", "year", "march").interrupted


def test_of_one_day_what_was_held_on_the_day_before_stands_beside(placed: Talks) -> None:
    assert compare(placed, "alba.later", "june", "year").change == "new"
    row = compare(placed, "alba.both", "june", "year")
    assert (row.change, row.from_version, row.to_version) == ("restated", "B", "C")
