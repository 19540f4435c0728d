"""What changed between two sets of terms, the word for it, and what it means for whoever is obliged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.database.builder import Talks
from tests.servers import Database, Server

Terms = dict[str, Any]

# what the terms were, what they are, the word of change, its direction
BOTH_PLAIN: Terms = {"territory": ["north"]}
TABLE: list[tuple[str, Terms, Terms, str, str]] = [
    ("nothing", {"domain": ["air"]}, {"domain": ["air"]}, "reworded", "neutral"),
    ("more places", {"territory": ["north"]}, {"territory": ["north", "south"]}, "expanded", "hardened"),
    ("fewer places", {"territory": ["north", "south"]}, {"territory": ["north"]}, "narrowed", "softened"),
    ("another place", {"territory": ["north"]}, {"territory": ["south"]}, "altered", "mixed"),
    ("the place around it", {"territory": ["north"]}, {"territory": ["country"]}, "expanded", "hardened"),
    ("a place inside it", {"territory": ["country"]}, {"territory": ["north"]}, "narrowed", "softened"),
    ("two places become their country",
     {"territory": ["north", "south"]}, {"territory": ["country"]}, "expanded", "hardened"),
    ("a place that was contained",
     {"territory": ["country"]}, {"territory": ["country", "north"]}, "reworded", "neutral"),
    ("a country and another place",
     {"territory": ["north"]}, {"territory": ["country", "island"]}, "expanded", "hardened"),
    ("another place for one", {"territory": ["north", "island"]}, {"territory": ["country"]}, "altered", "mixed"),
    ("nato, then alliances", {"includes": ["nato"]}, {"includes": ["alliances", "coalitions"]}, "expanded", "hardened"),
    ("alliances, then nato", {"includes": ["alliances"]}, {"includes": ["nato"]}, "narrowed", "softened"),
    ("nato, then another", {"includes": ["nato"]}, {"includes": ["pact"]}, "altered", "mixed"),
    ("a rank up", {"extent": "begun"}, {"extent": "complete"}, "altered", "hardened"),
    ("a rank down", {"permanence": "permanent"}, {"permanence": "temporary"}, "altered", "softened"),
    ("equal ranks", {"extent": "begun"}, {"extent": "partial"}, "altered", "neutral"),
    ("a value where none was", BOTH_PLAIN, {**BOTH_PLAIN, "extent": "complete"}, "expanded", "hardened"),
    ("an exception more", BOTH_PLAIN, {**BOTH_PLAIN, "except": ["for-repair"]}, "narrowed", "softened"),
    ("an exception less", {**BOTH_PLAIN, "except": ["for-repair"]}, BOTH_PLAIN, "expanded", "hardened"),
    ("a condition more", BOTH_PLAIN, {**BOTH_PLAIN, "condition": ["talks-start"]}, "narrowed", "softened"),
    ("a condition less", {**BOTH_PLAIN, "condition": ["talks-start"]}, BOTH_PLAIN, "expanded", "hardened"),
    ("unconditional now", BOTH_PLAIN, {**BOTH_PLAIN, "condition": ["unconditional"]}, "expanded", "hardened"),
    ("unconditional no more", {**BOTH_PLAIN, "condition": ["unconditional"]}, BOTH_PLAIN, "narrowed", "softened"),
    ("a condition for none", {"condition": ["unconditional"]}, {"condition": ["talks-start"]}, "narrowed", "softened"),
    ("wider and limited", BOTH_PLAIN, {"territory": ["north", "south"], "except": ["for-repair"]}, "altered", "mixed"),
    ("a time limit", BOTH_PLAIN, {**BOTH_PLAIN, "timing": ["P30D after ceasefire-start"]}, "expanded", "hardened"),
    ("no time limit", {**BOTH_PLAIN, "timing": ["before talks-start"]}, BOTH_PLAIN, "narrowed", "softened"),
    ("shorter",
     {"timing": ["P30D after ceasefire-start"]}, {"timing": ["P20D after ceasefire-start"]}, "altered", "hardened"),
    ("longer",
     {"timing": ["P1D after ceasefire-start"]}, {"timing": ["P2D after ceasefire-start"]}, "altered", "softened"),
    ("longer by its bound",
     {"timing": ["P5D after talks-start"]}, {"timing": ["P4D/P6D after talks-start"]}, "altered", "softened"),
    ("another event",
     {"timing": ["P30D after ceasefire-start"]}, {"timing": ["P2D after talks-start"]}, "altered", "neutral"),
    ("a month for thirty days",
     {"timing": ["P30D after talks-start"]}, {"timing": ["P1M after talks-start"]}, "altered", "neutral"),
    ("a month for a week",
     {"timing": ["P1W after talks-start"]}, {"timing": ["P1M after talks-start"]}, "altered", "softened"),
    ("a day more in one unit",
     {"timing": ["P100D after talks-start"]}, {"timing": ["P99D after talks-start"]}, "altered", "hardened"),
    ("two lengths went, one came",
     {"timing": ["P10D after talks-start", "P9D after ceasefire-start"]},
     {"timing": ["P8D after talks-start"]}, "altered", "mixed"),
    ("a length and an order of events",
     {"timing": ["before talks-start", "P9D after ceasefire-start"]},
     {"timing": ["P8D after ceasefire-start"]}, "altered", "mixed"),
    ("a length stays, another comes",
     {"timing": ["P9D after talks-start"]},
     {"timing": ["P8D after ceasefire-start", "P9D after talks-start"]}, "expanded", "hardened"),
    ("preconditions for a limit",
     {"timing": ["before talks-start", "before ceasefire-start"], "extent": "begun"},
     {"timing": ["P30D after ceasefire-start"], "extent": "complete"}, "altered", "mixed"),
    ("what has no polarity", BOTH_PLAIN, {**BOTH_PLAIN, "stage": ["interim"]}, "expanded", "neutral"),
    ("a duration", {"duration": "P30D"}, {"duration": "P90D"}, "altered", "neutral"),
    ("harder beside what has none", {"stage": ["interim"]}, {"domain": ["air"]}, "altered", "hardened"),
]  # fmt: skip

EVERY_ROW = pytest.mark.parametrize(
    ("was", "becomes", "change", "direction"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)


@pytest.fixture(scope="module")
def talks(server: Server, template: Database) -> Iterator[Talks]:
    with server.fresh_database(template) as database:
        talks = Talks(database)
        yield talks
        talks.connection.close()


def compare(talks: Talks, was: Terms, becomes: Terms, burden: int = 1) -> Any:
    sql = (
        "select c[1] as change, c[2] as direction, t.* from tracker.process p,"
        " tracker.compare_terms(tracker.terms(p.id, %s), tracker.terms(p.id, %s), %s) c, tracker.changed_terms(c) t"
    )
    return talks.write(sql, json.dumps(was), json.dumps(becomes), burden)[0]


@EVERY_ROW
def test_change_and_direction(talks: Talks, was: Terms, becomes: Terms, change: str, direction: str) -> None:
    found = compare(talks, was, becomes)
    assert (found.change, found.direction) == (change, direction)


REVERSED = {"hardened": "softened", "softened": "hardened"}


@EVERY_ROW
def test_it_is_reversed_for_the_party_itself_and_neutral_for_both(
    talks: Talks, was: Terms, becomes: Terms, change: str, direction: str
) -> None:
    assert compare(talks, was, becomes, burden=-1).direction == REVERSED.get(direction, direction)
    assert compare(talks, was, becomes, burden=0).direction == "neutral"
    assert compare(talks, was, becomes, burden=0).change == change


@EVERY_ROW
def test_each_term_says_what_it_contributes_to_the_direction(
    talks: Talks, was: Terms, becomes: Terms, change: str, direction: str
) -> None:
    found = compare(talks, was, becomes)
    assert found.change == change
    words = [entry.partition(": ") for entry in found.weighed]
    assert sorted(term for _, _, term in words) == sorted([*found.added, *found.removed, *found.moved])
    signs = {word for word, _, _ in words} & {"harder", "softer"}
    assert direction == {0: "neutral", 2: "mixed"}.get(len(signs), f"{''.join(signs)[:4]}ened")


WEIGHTS: list[tuple[Terms, Terms, int, list[str]]] = [
    ({"extent": "begun", "timing": ["before talks-start"]}, {"extent": "complete", "timing": []}, 1,
     ["harder: extent=begun -> complete", "softer: timing=before talks-start"]),
    ({"territory": ["north"]}, {"territory": ["country"]}, 1,
     ["harder: territory=country", "contained: territory=north"]),
    ({"territory": ["north"]}, {"territory": ["country"]}, -1,
     ["softer: territory=country", "contained: territory=north"]),
    ({"territory": ["north"], "stage": ["interim"]}, {"territory": ["south"]}, 0,
     ["shared: territory=south", "unweighed: stage=interim", "shared: territory=north"]),
    ({"extent": "begun"}, {"extent": "partial"}, -1, ["equal: extent=begun -> partial"]),
    ({"timing": ["P30D after ceasefire-start"]}, {"timing": ["P2D after talks-start"]}, 1,
     ["incomparable: timing=P2D after talks-start", "incomparable: timing=P30D after ceasefire-start"]),
    ({"timing": ["P30D after talks-start"]}, {"timing": ["P1M after talks-start"]}, 1,
     ["equal: timing=P1M after talks-start", "equal: timing=P30D after talks-start"]),
    ({"domain": ["air"]}, {"domain": ["air"], "except": ["for-repair"]}, 1, ["softer: except=for-repair"]),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "burden", "weighed"), WEIGHTS)
def test_what_a_term_contributes(talks: Talks, was: Terms, becomes: Terms, burden: int, weighed: list[str]) -> None:
    assert compare(talks, was, becomes, burden).weighed == weighed


def test_the_lists_are_literal_and_sorted(talks: Talks) -> None:
    found = compare(
        talks,
        {"extent": "begun", "timing": ["before talks-start", "before ceasefire-start"], "includes": ["nato"]},
        {"extent": "complete", "timing": ["P30D after ceasefire-start"], "includes": ["pact", "alliances"]},
    )
    assert found.added == ["includes=alliances", "includes=pact", "timing=P30D after ceasefire-start"]
    assert found.removed == ["includes=nato", "timing=before ceasefire-start", "timing=before talks-start"]
    assert found.moved == ["extent=begun -> complete"]


def test_witnesses_and_certainty_of_a_term_are_no_content(talks: Talks) -> None:
    talks.document("paper", "2024-01-01", passages={"1": None})
    found = compare(
        talks, {"domain": ["air"]}, {"domain": {"value": "air", "in": ["paper#1"], "certainty": "possible"}}
    )
    assert (found.change, found.added, found.removed, found.moved) == ("reworded", [], [], [])


BURDENS = [
    ({}, "demand", 1),
    ({}, "proposal", 0),
    ({"obliged": ["borea"]}, "proposal", 1),
    ({"obliged": ["alba"]}, "demand", -1),
    ({"obliged": ["alba", "borea"]}, "demand", 0),
    ({"obliged": ["press"]}, "demand", 1),
]


@pytest.mark.parametrize(("terms", "kind", "burden"), BURDENS)
def test_who_is_obliged(talks: Talks, terms: Terms, kind: str, burden: int) -> None:
    sql = "select tracker.burden(tracker.terms(p.id, %s), %s, 'alba', 'borea') from tracker.process p"
    assert talks.write(sql, json.dumps(terms), kind) == [(burden,)]
