"""What became of each demand between two dates: every word of change, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

START, END = "2024-01-31", "2024-06-30"
BEFORE, EARLY, MIDDLE, LATE, AFTER = "2023-05-01", "2024-02-15", "2024-03-10", "2024-05-01", "2024-09-01"
PAPER = {"I": None, "II": "any", "II.1": "all", "II.1.1": None, "II.2": None}
AIR, AIR_SEA, SEA = {"domain": ["air"]}, {"domain": ["air", "sea"]}, {"domain": ["sea"]}


@pytest.fixture(scope="module")
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    """One demand for each fate between START and END; its slug says which."""
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.document("paper", LATE, passages=PAPER)
        talks.document("older", BEFORE, passages=PAPER)
        talks.document("of-the-year", "2024", passages=PAPER)
        _come_and_go(talks)
        _change(talks)
        _stay(talks)
        _pass_by(talks)
        yield talks
        talks.connection.close()


def _come_and_go(talks: Talks) -> None:
    talks.says("alba.new", "A", MIDDLE, AIR)
    talks.says("alba.new-again", "A", EARLY, AIR)
    talks.ends("alba.new-again", "lapsed", MIDDLE)
    talks.says("alba.new-again", "B", LATE, SEA)
    talks.says("alba.revived", "A", BEFORE, AIR)
    talks.ends("alba.revived", "withdrawn", "2023-09-01")
    talks.says("alba.revived", "A", MIDDLE)
    talks.says("alba.dropped", "A", BEFORE, AIR_SEA)
    talks.ends("alba.dropped", "withdrawn", MIDDLE)
    talks.says("alba.dropped-twice", "A", BEFORE, AIR)
    talks.ends("alba.dropped-twice", "lapsed", EARLY)
    talks.says("alba.dropped-twice", "B", MIDDLE, SEA)
    talks.ends("alba.dropped-twice", "met", LATE)
    talks.says("alba.settled", "A", BEFORE, AIR)
    talks.agrees("truce", LATE, {"alba.settled": "fully"})
    talks.says("alba.divided", "A", BEFORE, AIR_SEA)
    with talks.changeset():
        talks.says("alba.part", "A", MIDDLE, AIR)
        talks.ends("alba.divided", "replaced", MIDDLE)
        talks.links("alba.part", "split-from", "alba.divided")
    talks.says("alba.of-the-year", "A", document="of-the-year", terms=AIR)
    talks.says("alba.of-the-year-dropped", "A", document="of-the-year", terms=AIR)
    talks.ends("alba.of-the-year-dropped", "withdrawn", MIDDLE)
    talks.says("alba.gone-before", "A", BEFORE, AIR)
    talks.ends("alba.gone-before", "met", "2023-09-01")
    talks.says("alba.to-come", "A", AFTER, AIR)


def _change(talks: Talks) -> None:
    for slug, was, becomes in [
        ("alba.expanded", AIR, AIR_SEA),
        ("alba.narrowed", AIR_SEA, AIR),
        ("alba.altered", AIR, SEA),
        ("alba.reworded", AIR, AIR),
        ("alba.overruled", AIR, SEA),
    ]:
        talks.says(slug, "A", BEFORE, was)
        talks.says(slug, "B", MIDDLE, becomes)
    talks.overrules("alba.overruled", "B", "A", "softened", "because")
    talks.says("alba.moved", "A", BEFORE, {"extent": "begun", "timing": ["before talks-start"]})
    talks.says("alba.moved", "B", MIDDLE, {"extent": "complete", "timing": ["P30D after ceasefire-start"]})
    talks.says("alba.roundabout", "A", BEFORE, AIR)
    talks.says("alba.roundabout", "B", EARLY, SEA)
    talks.says("alba.roundabout", "C", MIDDLE, AIR_SEA)
    talks.says("alba.became-option", "A", BEFORE, AIR)
    talks.says("alba.became-option", "A", document="paper", passage="II.1.1")
    talks.says("alba.placed-as-option", "A", BEFORE, AIR)
    talks.says("alba.placed-as-option", "A", document="of-the-year", passage="II.2", placed_on=LATE)
    talks.says("alba.became-other-option", "A", BEFORE, AIR)
    talks.says("alba.became-other-option", "B", document="paper", passage="II.2", terms=AIR)
    talks.says("alba.larger-option", "A", BEFORE, AIR)
    talks.says("alba.larger-option", "B", document="paper", passage="II.2", terms=AIR_SEA)


def _stay(talks: Talks) -> None:
    talks.says("alba.kept", "A", BEFORE, AIR)
    talks.says("alba.kept", "A", MIDDLE)
    talks.says("alba.quiet", "A", BEFORE, AIR)
    talks.says("alba.still-option", "A", document="older", passage="II.2", terms=AIR)
    talks.says("alba.still-option", "A", document="paper", passage="II.1")
    talks.says("alba.lapsed-between", "A", BEFORE, AIR)
    talks.ends("alba.lapsed-between", "lapsed", EARLY)
    talks.says("alba.lapsed-between", "A", LATE)
    talks.says("alba.detour", "A", BEFORE, AIR)
    talks.says("alba.detour", "B", EARLY, SEA)
    talks.says("alba.detour", "A", LATE)
    talks.says("alba.same-words", "A", BEFORE, AIR, summary="the same")
    talks.says("alba.same-words", "B", MIDDLE, AIR, summary="the same")
    talks.says("alba.judged-the-same", "A", BEFORE, AIR, summary="the same")
    talks.says("alba.judged-the-same", "B", MIDDLE, AIR, summary="the same")
    talks.overrules("alba.judged-the-same", "B", "A", "hardened", "meant otherwise")
    talks.says("alba.same-between", "A", BEFORE, AIR, summary="the same")
    talks.says("alba.same-between", "A2", EARLY, AIR, summary="the same")
    talks.says("alba.same-between", "A", LATE)
    talks.says("alba.within-days", "A", BEFORE, AIR)
    for day in (EARLY, MIDDLE, LATE):
        with talks.changeset():
            talks.says("alba.within-days", "B", day, SEA, document=f"detour-{day}", order=1)
            talks.says("alba.within-days", "A", day, document=f"return-{day}", order=2)
    talks.says("alba.new-same", "A", EARLY, AIR, summary="the same")
    talks.says("alba.new-same", "A2", MIDDLE, AIR, summary="the same")
    talks.says("alba.to-and-fro", "A", BEFORE, AIR)
    talks.says("alba.to-and-fro", "B", EARLY, SEA)
    talks.says("alba.to-and-fro", "A", MIDDLE)
    talks.says("alba.to-and-fro", "B", LATE)


def _pass_by(talks: Talks) -> None:
    talks.says("alba.passing", "A", EARLY, AIR)
    talks.says("alba.passing", "B", MIDDLE, SEA)
    talks.ends("alba.passing", "withdrawn", LATE)
    with talks.changeset():
        talks.says("alba.moment", "A", MIDDLE, AIR, order=1)
        talks.ends("alba.moment", "withdrawn", MIDDLE, order=2)


def diff(talks: Talks, demand: str, start: str = START, end: str = END, persisted: bool = True) -> Any:
    (row,) = talks.ask("select * from analysis.diff(%s, %s, null, %s) where demand = %s", start, end, persisted, demand)
    return row


# demand, change, direction, interrupted, affirmed, ended
FATES: list[tuple[str, str, str | None, bool, bool, str | None]] = [
    ("alba.new", "new", None, False, True, None),
    ("alba.new-again", "new", None, True, True, "lapsed"),
    ("alba.revived", "revived", None, False, True, None),
    ("alba.dropped", "dropped", None, False, False, "withdrawn"),
    ("alba.dropped-twice", "dropped", None, True, True, "met"),
    ("alba.settled", "dropped", None, False, False, "agreed"),
    ("alba.divided", "dropped", None, False, False, "replaced"),
    ("alba.part", "new", None, False, True, None),
    ("alba.of-the-year", "persisted", None, False, False, None),
    ("alba.of-the-year-dropped", "dropped", None, False, False, "withdrawn"),
    ("alba.expanded", "expanded", "hardened", False, True, None),
    ("alba.narrowed", "narrowed", "softened", False, True, None),
    ("alba.altered", "altered", "mixed", False, True, None),
    ("alba.reworded", "reworded", "neutral", False, True, None),
    ("alba.overruled", "altered", "softened", False, True, None),
    ("alba.moved", "altered", "mixed", False, True, None),
    ("alba.roundabout", "expanded", "hardened", True, True, None),
    ("alba.became-option", "altered", "neutral", False, True, None),
    ("alba.placed-as-option", "altered", "neutral", False, True, None),
    ("alba.became-other-option", "altered", "neutral", False, True, None),
    ("alba.larger-option", "expanded", "hardened", False, True, None),
    ("alba.kept", "persisted", None, False, True, None),
    ("alba.quiet", "persisted", None, False, False, None),
    ("alba.still-option", "persisted", None, False, True, None),
    ("alba.lapsed-between", "persisted", None, True, True, "lapsed"),
    ("alba.detour", "persisted", None, True, True, None),
    ("alba.same-words", "persisted", None, False, True, None),
    ("alba.same-between", "persisted", None, False, True, None),
    ("alba.within-days", "persisted", None, False, True, None),
    ("alba.new-same", "new", None, False, True, None),
    ("alba.to-and-fro", "altered", "mixed", True, True, None),
    ("alba.moment", "transient", None, False, True, "withdrawn"),
]


@pytest.mark.parametrize(("demand", "change", "direction", "interrupted", "affirmed", "ended"), FATES)
def test_what_became_of_a_demand(
    talks: Talks, demand: str, change: str, direction: str | None, interrupted: bool, affirmed: bool, ended: str | None
) -> None:
    row = diff(talks, demand)
    assert (row.change, row.direction, row.ended) == (change, direction, ended)
    assert (row.interrupted, row.affirmed) == (interrupted, affirmed)


def test_what_is_held_on_neither_date_and_not_between_is_not_there(talks: Talks) -> None:
    found = talks.column("select demand from analysis.diff(%s, %s, null, true)", START, END)
    assert not {"alba.gone-before", "alba.to-come"} & set(found)


def test_something_held_in_between_only_is_a_row_a_spell(talks: Talks) -> None:
    rows = talks.ask("select * from analysis.diff(%s, %s) where demand = 'alba.passing'", START, END)
    assert sorted((row.change, row.to_version, row.added_terms) for row in rows) == [
        ("transient", "A", ["domain=air"]),
        ("transient", "B", ["domain=sea"]),
    ]


def test_unless_asked_for_only_what_changed_or_was_interrupted_is_there(talks: Talks) -> None:
    found = set(talks.column("select demand from analysis.diff(%s, %s)", START, END))
    assert {"alba.lapsed-between", "alba.detour", "alba.became-option"} <= found
    assert not {"alba.kept", "alba.quiet", "alba.same-words", "alba.still-option"} & found
    assert not {"alba.same-between", "alba.within-days"} & found


def test_what_was_superseded_on_its_own_day_is_named(talks: Talks) -> None:
    assert diff(talks, "alba.within-days").in_passing == ["B", "B", "B"]
    assert diff(talks, "alba.within-days", EARLY, END).in_passing == ["B", "B"]
    for demand in ("alba.kept", "alba.detour", "alba.altered", "alba.moment", "alba.same-between"):
        assert diff(talks, demand).in_passing == []


def test_the_direction_comes_with_what_each_term_contributes_and_whom_it_obliges(talks: Talks) -> None:
    row = diff(talks, "alba.moved")
    assert (row.direction_computed, row.direction_reason, row.obliged) == ("mixed", None, "others")
    assert row.weighed == [
        "harder: extent=begun -> complete",
        "harder: timing=P30D after ceasefire-start",
        "softer: timing=before talks-start",
    ]
    new = diff(talks, "alba.new")
    assert (new.direction_computed, new.direction_reason, new.obliged, new.weighed) == (None, None, None, [])


def test_an_overruled_direction_keeps_the_computed_one_and_tells_why(talks: Talks) -> None:
    row = diff(talks, "alba.overruled")
    assert (row.direction, row.direction_computed, row.direction_reason) == ("softened", "mixed", "because")


def test_a_direction_judged_for_two_versions_holds_also_where_they_say_the_same(talks: Talks) -> None:
    row = diff(talks, "alba.judged-the-same")
    assert (row.change, row.direction, row.direction_computed) == ("persisted", "hardened", None)
    assert (row.direction_reason, row.obliged) == ("meant otherwise", "others")
    for view in ("version", "change"):
        (same,) = talks.ask(f"select * from analysis.{view} where demand = %s and change = 'persisted'", row.demand)
        assert (same.direction, same.direction_computed, same.direction_reason) == ("hardened", None, "meant otherwise")


def test_terms_that_came_went_and_moved(talks: Talks) -> None:
    row = diff(talks, "alba.moved")
    assert row.added_terms == ["timing=P30D after ceasefire-start"]
    assert row.removed_terms == ["timing=before talks-start"]
    assert row.moved_terms == ["extent=begun -> complete"]
    assert (row.from_version, row.to_version) == ("A", "B")
    assert (row.from_summary, row.to_summary) == ("content A", "content B")
    assert (row.from_document, row.to_document) == (f"alba-{BEFORE}", f"alba-{MIDDLE}")


def test_a_demand_that_is_not_held_on_one_side_has_no_version_there(talks: Talks) -> None:
    new, dropped = diff(talks, "alba.new"), diff(talks, "alba.dropped")
    assert (new.from_version, new.from_summary, new.from_document) == (None, None, None)
    assert (new.added_terms, new.removed_terms) == (["domain=air"], [])
    assert (dropped.to_version, dropped.to_summary) == (None, None)
    assert (dropped.added_terms, dropped.removed_terms) == ([], ["domain=air", "domain=sea"])
    assert dropped.to_document == f"alba-{MIDDLE}"
    assert diff(talks, "alba.settled").to_document == f"press-{LATE}"
    assert diff(talks, "alba.revived").added_terms == ["domain=air"]


def test_a_choice_is_shown_and_has_no_terms(talks: Talks) -> None:
    row = diff(talks, "alba.became-option")
    assert (row.from_choices, row.to_choices) == ([], ["paper#II.1"])
    assert (row.added_terms, row.removed_terms, row.moved_terms) == ([], [], [])
    assert diff(talks, "alba.became-option", LATE, AFTER).change == "persisted"
    assert diff(talks, "alba.became-option", LATE, AFTER).from_choices == ["paper#II.1"]


def test_the_last_affirmation_counts_up_to_the_second_date(talks: Talks) -> None:
    assert str(diff(talks, "alba.kept").last_affirmed_on) == MIDDLE
    assert str(diff(talks, "alba.kept", START, EARLY).last_affirmed_on) == BEFORE
    assert str(diff(talks, "alba.dropped").last_affirmed_on) == BEFORE


def test_it_says_how_exactly_the_last_affirmation_is_known(talks: Talks) -> None:
    assert diff(talks, "alba.kept").last_affirmed_precision == "day"
    assert diff(talks, "alba.dropped").last_affirmed_precision == "day"
    assert diff(talks, "alba.of-the-year").last_affirmed_precision == "year"
    assert diff(talks, "alba.of-the-year-dropped").last_affirmed_precision == "year"


@pytest.mark.parametrize(
    ("start", "end", "change"), [(MIDDLE, END, None), ("2024-03-09", MIDDLE, "expanded"), (START, "2024-03-09", None)]
)
def test_the_first_date_is_outside_and_the_second_inside(
    talks: Talks, start: str, end: str, change: str | None
) -> None:
    found = talks.column("select change from analysis.diff(%s, %s) where demand = 'alba.expanded'", start, end)
    assert found == ([change] if change else [])


def test_a_day_compared_with_itself_has_no_changes(talks: Talks) -> None:
    assert talks.ask("select * from analysis.diff(%s, %s)", MIDDLE, MIDDLE) == []
    assert set(talks.column("select change from analysis.diff(%s, %s, null, true)", MIDDLE, MIDDLE)) == {"persisted"}


def test_dates_in_the_wrong_order_are_refused(talks: Talks) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="from_date 2024-06-30 is after to_date 2024-01-31"):
        talks.ask("select * from analysis.diff(%s, %s)", END, START)


def test_a_process_narrows_and_an_unknown_one_is_an_error(talks: Talks) -> None:
    everything = talks.column("select demand from analysis.diff(%s, %s)", START, END)
    assert sorted(talks.column("select demand from analysis.diff(%s, %s, 'talks')", START, END)) == sorted(everything)
    with pytest.raises(psycopg.errors.NoDataFound, match="there is no process 'tolks'") as caught:
        talks.ask("select * from analysis.diff(%s, %s, 'tolks')", START, END)
    assert "talks" in str(caught.value.diag.message_hint)


def test_the_past_gives_the_same_answers_of_what_was_known(talks: Talks) -> None:
    sql = "select * from {}.diff(%s, %s, null, true) order by demand, to_version"
    now = talks.ask(sql.format("analysis"), START, END)
    with talks.analyst(known_at=f"changeset {talks.last_changeset()}") as analyst:
        assert analyst.execute(sql.format("past").encode(), [START, END]).fetchall() == now
    with talks.analyst(known_at="changeset 2") as analyst:
        assert analyst.execute(sql.format("past").encode(), [START, END]).fetchall() == []


@pytest.fixture(scope="module")
def hush(server: Server, talks_template: Database) -> Iterator[Talks]:
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.actor("envoy", "person")
        talks.affiliate("envoy", "alba", start="2024-03-01", end="2024-04")
        for demand in ("alba.x", "alba.said", "alba.over", "borea.y"):
            talks.says(demand, "A", BEFORE, AIR)
        talks.document("whole", "2024-02-01", covers=["territory"])
        talks.says("alba.said", "A", document="whole")
        talks.ends("alba.over", "withdrawn", "2024-03-15")
        talks.document("narrow", "2024-03-20", covers=["territory.withdrawal", "territory"])
        talks.document("beside", "2024-03-21", covers=["territory.recognition", "security"])
        talks.document("uncovered", "2024-03-22")
        talks.document("of-envoy", "2024-04-30", issuer="envoy", covers=["territory"])
        talks.document("too-late", "2024-05-01", issuer="envoy", covers=["territory"])
        talks.document("of-borea", "2024-04-02", issuer="borea", covers=["territory"])
        talks.document("of-nobody", "2024-04-03", issuer=None, covers=["territory"])
        yield talks
        talks.connection.close()


class TestSilence:
    """A document of the party that covers the topic and does not say it; nothing else is silence."""

    def test_silence_of_the_party_on_the_topic_or_one_above(self, hush: Talks) -> None:
        assert diff(hush, "alba.x").silent_in == ["of-envoy", "narrow", "whole"]
        assert diff(hush, "borea.y").silent_in == ["of-borea"]

    def test_it_counts_from_the_last_affirmation_within_the_interval(self, hush: Talks) -> None:
        assert diff(hush, "alba.said").silent_in == ["of-envoy", "narrow"]
        assert diff(hush, "alba.x", "2024-02-01", "2024-03-31").silent_in == ["narrow"]

    def test_nothing_is_silent_about_what_has_ended(self, hush: Talks) -> None:
        assert diff(hush, "alba.over").silent_in == ["whole"]
