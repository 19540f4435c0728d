"""Spells follow from citations and endings alone, whatever the order in which these arrive."""

from __future__ import annotations

import itertools
from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks

LEAVE = "alba.leave"


def spells(talks: Talks, demand: str = LEAVE) -> list[tuple[Any, ...]]:
    """(version, first day, day after the last, change) of every spell, in order."""
    rows = talks.ask("select * from analysis.version where demand = %s order by spell", demand)
    return [(row.version, str(row.held_from), str(row.held_to) if row.held_to else None, row.change) for row in rows]


def test_a_spell_lasts_until_another_version_is_cited(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "A", "2024-02-10")
    talks.says(LEAVE, "B", "2024-03-10")
    assert spells(talks) == [("A", "2024-01-10", "2024-03-10", "first"), ("B", "2024-03-10", None, "reworded")]


def test_a_return_to_an_old_content_is_a_new_spell_of_the_old_version(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10", {"domain": ["air"]})
    talks.says(LEAVE, "B", "2024-03-10", {"domain": ["air", "sea"]})
    talks.says(LEAVE, "A", "2024-05-10")
    assert spells(talks) == [
        ("A", "2024-01-10", "2024-03-10", "first"),
        ("B", "2024-03-10", "2024-05-10", "expanded"),
        ("A", "2024-05-10", None, "narrowed"),
    ]


def test_another_version_that_says_the_same_has_persisted(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10", {"domain": ["air"]}, summary="the same")
    talks.says(LEAVE, "A2", "2024-03-10", {"domain": ["air"]}, summary="the same")
    talks.says(LEAVE, "B", "2024-05-10", {"domain": ["air"]}, summary="in other words")
    assert [row[3] for row in spells(talks)] == ["first", "persisted", "reworded"]
    assert talks.column("select direction from analysis.version order by spell") == [None, None, "neutral"]
    said = talks.ask("select change, direction from analysis.change order by changed_on")
    assert said == [("first", None), ("persisted", None), ("reworded", "neutral")]
    assert [str(row.last_moved_on) for row in talks.ask("select * from analysis.gap('2024-06-01')")] == ["2024-01-10"]


def test_an_earlier_statement_found_later_moves_the_start_back(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-03-10")
    talks.says(LEAVE, "A", "2024-01-10")
    assert spells(talks) == [("A", "2024-01-10", None, "first")]


def test_another_content_found_in_between_splits_a_spell(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "A", "2024-05-10")
    talks.says(LEAVE, "B", "2024-03-10")
    assert [row[:3] for row in spells(talks)] == [
        ("A", "2024-01-10", "2024-03-10"),
        ("B", "2024-03-10", "2024-05-10"),
        ("A", "2024-05-10", None),
    ]


def test_an_ending_ends_and_a_later_statement_revives(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.ends(LEAVE, "withdrawn", "2024-02-10")
    talks.says(LEAVE, "A", "2024-03-10")
    assert spells(talks) == [("A", "2024-01-10", "2024-02-10", "first"), ("A", "2024-03-10", None, "revived")]


def test_an_ending_before_anything_is_held_is_kept_and_revives_nothing(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-03-10")
    talks.ends(LEAVE, "lapsed", "2024-01-10")
    assert spells(talks) == [("A", "2024-03-10", None, "first")]


def test_a_citation_on_the_day_of_an_ending_comes_before_it(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "A", document="final", on="2024-02-10")
    talks.ends(LEAVE, "met", document="final")
    assert spells(talks) == [("A", "2024-01-10", "2024-02-10", "first")]


def test_an_order_puts_an_ending_before_a_citation_of_its_day(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    with talks.changeset():
        talks.ends(LEAVE, "met", "2024-02-10", order=1)
        talks.says(LEAVE, "A", document="again", on="2024-02-10", order=2)
    assert spells(talks) == [("A", "2024-01-10", "2024-02-10", "first"), ("A", "2024-02-10", None, "revived")]


def test_of_two_versions_of_a_day_only_the_last_is_held(talks: Talks) -> None:
    with talks.changeset():
        talks.says(LEAVE, "A", "2024-01-10", {"domain": ["air"]}, order=1)
        talks.says(LEAVE, "B", document="later", on="2024-01-10", terms={"domain": ["sea"]}, order=2)
    assert spells(talks) == [("A", "2024-01-10", "2024-01-10", "first"), ("B", "2024-01-10", None, "altered")]
    assert talks.column("select version from analysis.positions_on('2024-01-10')") == ["B"]


@pytest.mark.parametrize("orders", [(None, None), (1, 1), (None, 2), (1, None)])
def test_two_versions_of_a_day_without_an_order_are_refused(
    talks: Talks, orders: tuple[int | None, int | None]
) -> None:
    talks.says(LEAVE, "A", "2024-01-10", order=orders[0])
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="are both cited on 2024-01-10"):
        talks.says(LEAVE, "B", document="later", on="2024-01-10", order=orders[1])


def test_a_version_without_a_citation_is_refused(talks: Talks) -> None:
    talks.demand(LEAVE)
    with pytest.raises(
        psycopg.errors.IntegrityConstraintViolation, match=r"alba\.leave@A: the version has no citation"
    ):
        talks.version(LEAVE, "A", {})


def test_demands_of_an_observer_are_refused(talks: Talks) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="press is not a party of the process talks"):
        talks.says("press.leave", "A", "2024-01-10")


@pytest.mark.parametrize(
    ("written", "held_from", "precision"),
    [("2024", "2024-01-01", "year"), ("2024-02", "2024-02-01", "month"), ("..2024-02-24", "2024-02-24", "by")],
)
def test_a_coarse_date_sorts_by_its_first_day_and_keeps_its_precision(
    talks: Talks, written: str, held_from: str, precision: str
) -> None:
    talks.says(LEAVE, "A", written)
    (row,) = talks.ask("select * from analysis.version")
    assert (str(row.held_from), row.held_from_precision) == (held_from, precision)


def test_a_day_given_inside_a_coarse_date_bounds_spells_and_keeps_the_precision(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-02-24")
    talks.says(LEAVE, "B", "2024", placed_on="2024-06-01")
    assert [row[:3] for row in spells(talks)] == [("A", "2024-02-24", "2024-06-01"), ("B", "2024-06-01", None)]
    assert talks.column("select held_from_precision from analysis.version order by spell") == ["day", "year"]
    assert talks.ask("select dated_on::text, dated_precision from analysis.citation where version = 'B'") == [
        ("2024-06-01", "year")
    ]


def test_the_best_known_date_of_a_first_day_counts(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024")
    talks.says(LEAVE, "A", "2024-01-01")
    assert talks.column("select held_from_precision from analysis.version") == ["day"]


def test_an_ending_in_a_coarse_date_ends_on_its_last_day(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.ends(LEAVE, "lapsed", "2024-06")
    assert spells(talks)[0][2] == "2024-06-30"
    talks.write("update tracker.ending set placed_on = '2024-06-15'")
    assert spells(talks)[0][2] == "2024-06-15"


def test_an_ending_takes_its_own_date_before_that_of_its_document(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.ends(LEAVE, "lapsed", "2024-06-01", ended_on="2024-05-20")
    assert spells(talks)[0][2] == "2024-05-20"


def test_an_agreement_that_settles_fully_ends_and_one_that_settles_partly_does_not(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.agrees("half", "2024-02-10", {LEAVE: "partly"})
    assert spells(talks)[0][2] is None
    talks.agrees("whole", "2024-03-10", {LEAVE: "fully"})
    assert spells(talks)[0][2] == "2024-03-10"
    talks.write("update tracker.settlement set extent = 'partly'")
    assert spells(talks)[0][2] is None


def test_a_document_that_is_dated_anew_moves_its_spells(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "B", "2024-03-10")
    talks.write("update tracker.document set issued_on = '2023-12-01' where slug = 'alba-2024-03-10'")
    assert [row[:3] for row in spells(talks)] == [("B", "2023-12-01", "2024-01-10"), ("A", "2024-01-10", None)]


def test_the_order_of_arrival_does_not_matter(talks: Talks) -> None:
    facts: list[tuple[str, dict[str, Any]]] = [
        ("says", {"version": "A", "on": "2024-01-10", "terms": {"domain": ["air"]}}),
        ("says", {"version": "B", "on": "2024-02-10", "terms": {"domain": ["sea"]}}),
        ("ends", {"how": "lapsed", "on": "2024-03-10"}),
        ("says", {"version": "A", "on": "2024-04-10", "terms": {"domain": ["air"]}}),
    ]
    found = []
    for number, arrival in enumerate(itertools.permutations(facts)):
        demand = f"alba.d{number}"
        talks.demand(demand)
        for method, words in arrival:
            getattr(talks, method)(demand, **words)
        found.append(spells(talks, demand))
    assert all(one == found[0] for one in found)
    assert [row[0] for row in found[0]] == ["A", "B", "A"]
    assert [row[3] for row in found[0]] == ["first", "altered", "revived"]


def test_stored_spells_equal_their_derivation_after_any_raw_change(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.says(LEAVE, "B", "2024-03-10")
    talks.says(LEAVE, "A", "2024-05-10")
    late = "(select id from tracker.document where slug = 'alba-2024-05-10')"
    talks.write(f"delete from tracker.citation where document_id = {late}")
    assert [row[0] for row in spells(talks)] == ["A", "B"]
    differing = talks.write(
        "select p.stored_id from tracker.paired_spells(null, null) p"
        " full join tracker.spell s on s.id = p.stored_id where"
        " (p.ordinal, p.held_from, p.held_to, p.change) is distinct from (s.ordinal, s.held_from, s.held_to, s.change)"
    )
    assert differing == []


PAPER = {"I": None, "II": "any", "II.1": "all", "II.1.1": None, "II.2": None}


class TestChoices:
    """A version that is asked as one of several options is another content than the same asked plainly."""

    def test_a_version_that_becomes_an_option_is_altered(self, talks: Talks) -> None:
        talks.document("paper", "2024-03-10", passages=PAPER)
        talks.says(LEAVE, "A", "2024-01-10", {"domain": ["air"]})
        talks.says(LEAVE, "B", document="paper", passage="II.1.1", terms={"domain": ["air"]})
        assert [row[3] for row in spells(talks)] == ["first", "altered"]
        assert talks.column("select direction from analysis.version order by spell") == [None, "neutral"]

    def test_only_the_spell_before_counts_and_not_an_old_one_of_its_version(self, talks: Talks) -> None:
        talks.document("paper", "2024-05-10", passages=PAPER)
        talks.says(LEAVE, "A", "2024-01-10", {"domain": ["air"]})
        talks.says(LEAVE, "B", "2024-03-10", {"domain": ["air"]})
        talks.says(LEAVE, "A", document="paper", passage="II.2")
        talks.says(LEAVE, "B", "2024-07-10")
        assert [row[3] for row in spells(talks)] == ["first", "reworded", "altered", "altered"]
