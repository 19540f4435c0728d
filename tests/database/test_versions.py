"""What was held when: versions, positions, and how each demand stands."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks

LEAVE = "alba.leave"
AIR, AIR_SEA, SEA = {"domain": ["air"]}, {"domain": ["air", "sea"]}, {"domain": ["sea"]}
PAPER = {"I": None, "II": "any", "II.1": "all", "II.1.1": None, "II.2": None}


def versions(talks: Talks, demand: str = LEAVE) -> list[Any]:
    return talks.ask("select * from analysis.version where demand = %s order by spell", demand)


class TestVersion:
    def test_a_row_tells_the_content_and_the_period(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", {"timing": ["before talks-start"], "extent": "begun", **AIR}, summary="go")
        talks.says(LEAVE, "B", "2024-03-10", AIR)
        first, second = versions(talks)
        assert (first.process, first.party, first.addressee, first.kind) == ("talks", "alba", "borea", "demand")
        assert (first.topic, first.title, first.summary) == ("territory.withdrawal", LEAVE, "go")
        assert first.terms == ["domain=air", "extent=begun", "timing=before talks-start"]
        assert (first.spell, str(first.held_from), str(first.held_to)) == (1, "2024-01-10", "2024-03-10")
        assert (first.change, first.direction, first.direction_computed) == ("first", None, None)
        assert (second.version, second.held_to, second.change, second.direction) == ("B", None, "narrowed", "softened")

    def test_an_analysts_direction_stands_before_the_computed_one_for_that_pair_only(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.says(LEAVE, "B", "2024-03-10", AIR_SEA)
        talks.says(LEAVE, "A", "2024-05-10")
        talks.says(LEAVE, "B", "2024-07-10")
        talks.overrules(LEAVE, "B", "A", "neutral", "of no weight")
        found = [(row.direction, row.direction_computed, row.direction_reason) for row in versions(talks)]
        overruled = ("neutral", "hardened", "of no weight")
        assert found == [(None, None, None), overruled, ("softened", "softened", None), overruled]

    def test_what_is_revived_is_compared_with_the_spell_before_the_gap(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.ends(LEAVE, "lapsed", "2024-02-10")
        talks.says(LEAVE, "B", "2024-03-10", AIR_SEA)
        assert [(row.change, row.direction) for row in versions(talks)] == [("first", None), ("revived", "hardened")]

    def test_affirmations_count_documents_and_not_passages_or_speakers(self, talks: Talks) -> None:
        talks.actor("envoy", "person")
        talks.document("paper", "2024-02-10", passages={"1": None, "2": None})
        talks.says(LEAVE, "A", "2024-01-10")
        for passage, speaker in (("1", None), ("2", None), ("2", "envoy")):
            talks.says(LEAVE, "A", document="paper", passage=passage, speaker=speaker)
        (row,) = versions(talks)
        assert (row.affirmations, str(row.last_affirmed_on)) == (2, "2024-02-10")

    def test_the_first_document_is_that_of_the_first_day_by_order_then_slug(self, talks: Talks) -> None:
        for document, order in (("c", 1), ("b", 2), ("a", 2)):
            talks.says(LEAVE, "A", "2024-01-10", document=document, order=order)
        assert versions(talks)[0].stated_in == "c"
        talks.write("update tracker.citation set ordinal = null")
        assert versions(talks)[0].stated_in == "a"

    def test_each_spell_counts_its_own_evidence(self, talks: Talks) -> None:
        talks.document("paper", "2024-05-10", passages=PAPER)
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.says(LEAVE, "A", "2024-02-10")
        talks.says(LEAVE, "B", "2024-03-10", SEA)
        talks.says(LEAVE, "A", document="paper", passage="II.1.1")
        found = [(row.version, row.affirmations, str(row.last_affirmed_on), row.choices) for row in versions(talks)]
        assert found == [
            ("A", 2, "2024-02-10", []),
            ("B", 1, "2024-03-10", []),
            ("A", 1, "2024-05-10", ["paper#II.1"]),
        ]

    def test_a_day_on_which_a_content_is_given_up_and_taken_up_again(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        with talks.changeset():
            for order, (version, terms) in enumerate((("A", AIR), ("B", SEA), ("A", AIR)), 1):
                talks.says(LEAVE, version, "2024-03-10", terms, document=f"d{order}", order=order)
        found = [(row.version, row.stated_in, row.affirmations, str(row.held_to)) for row in versions(talks)]
        assert found == [
            ("A", "alba-2024-01-10", 2, "2024-03-10"),
            ("B", "d2", 1, "2024-03-10"),
            ("A", "d3", 1, "None"),
        ]
        relations = talks.ask(
            "select document, relation from analysis.citation where dated_on = '2024-03-10' order by 1"
        )
        assert relations == [("d1", "reaffirms"), ("d2", "states"), ("d3", "states")]

    def test_choices_are_gathered_and_a_plain_mention_undoes_nothing(self, talks: Talks) -> None:
        talks.document("older", "2024-01-10", passages=PAPER)
        talks.document("newer", "2024-02-10", passages=PAPER)
        for passage in ("II.2", "II.1.1", "I"):
            talks.says(LEAVE, "A", document="older", passage=passage)
        talks.says(LEAVE, "A", document="newer", passage="II.1")
        talks.says(LEAVE, "A", "2024-03-10")
        assert versions(talks)[0].choices == ["newer#II.1", "older#II.1", "older#II.2"]
        (early,) = talks.ask("select * from analysis.positions_on('2024-01-31')")
        assert early.choices == ["older#II.1", "older#II.2"]

    def test_the_changeset_is_that_of_the_rows_last_change(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        assert versions(talks)[0].changeset == talks.last_changeset()
        talks.write("update tracker.version set summary = 'better said'")
        assert versions(talks)[0].changeset == talks.last_changeset()
        recorded = talks.write("select recorded_at from tracker.changeset order by changeset desc limit 1")[0]
        assert versions(talks)[0].recorded_at == recorded.recorded_at

    def test_a_reaffirmation_is_a_change_of_the_row_from_its_day_on(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        stated = talks.last_changeset()
        talks.says(LEAVE, "A", "2024-03-10")
        assert versions(talks)[0].changeset == talks.last_changeset()
        recorded = talks.write("select recorded_at from tracker.changeset order by changeset desc limit 1")[0]
        assert versions(talks)[0].recorded_at == recorded.recorded_at
        assert talks.column("select changeset from analysis.positions_on('2024-02-10')") == [stated]

    def test_a_spell_that_begins_after_today_is_counted_on_its_first_day(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2999-01-10")
        (row,) = versions(talks)
        assert (row.affirmations, str(row.last_affirmed_on)) == (1, "2999-01-10")
        assert talks.ask("select * from analysis.position") == []


class TestPositions:
    @pytest.mark.parametrize(
        ("day", "held"),
        [
            ("2024-01-09", []),
            ("2024-01-10", ["A"]),
            ("2024-03-09", ["A"]),
            ("2024-03-10", ["B"]),
            ("2024-05-09", ["B"]),
            ("2024-05-10", []),
        ],
    )
    def test_a_spell_is_held_from_its_first_day_and_not_on_its_last(
        self, talks: Talks, day: str, held: list[str]
    ) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says(LEAVE, "B", "2024-03-10")
        talks.ends(LEAVE, "met", "2024-05-10")
        assert talks.column("select version from analysis.positions_on(%s)", day) == held

    def test_affirmations_and_silence_count_up_to_the_day_asked_about(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says(LEAVE, "A", "2024-03-10")
        talks.document("hush", "2024-02-10", covers=["territory"])
        talks.document("later", "2024-04-10", covers=["territory"])
        sql = "select last_affirmed_on::text, affirmations, silent_in from analysis.positions_on(%s)"
        assert talks.ask(sql, "2024-02-09") == [("2024-01-10", 1, [])]
        assert talks.ask(sql, "2024-02-10") == [("2024-01-10", 1, ["hush"])]
        assert talks.ask(sql, "2024-03-10") == [("2024-03-10", 2, [])]
        assert talks.ask("select silent_in from analysis.position") == [(["later"],)]

    def test_a_document_that_speaks_of_the_demand_otherwise_is_not_silent(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says(LEAVE, "B", "2024-03-10")
        talks.write("insert into tracker.coverage (document_id, process_id, topic_id)"
                    " select o.id, d.process_id, d.topic_id from tracker.document o, tracker.demand d")  # fmt: skip
        assert [row.silent_in for row in versions(talks)] == [[], []]

    def test_the_position_of_today_is_what_is_held_today(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says("alba.over", "A", "2024-01-10")
        talks.ends("alba.over", "met", "2024-02-10")
        assert talks.column("select demand from analysis.position") == [LEAVE]
        today = "select * from analysis.positions_on((now() at time zone 'UTC')::date)"
        assert talks.ask("select * from analysis.position") == talks.ask(today)

    def test_a_process_narrows_and_an_unknown_one_is_an_error(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.insert("process", slug="others", title="Others")
        sql = "select version from analysis.positions_on('2024-02-01', %s)"
        assert talks.column(sql, "talks") == ["A"]
        assert talks.column(sql, "others") == []
        with pytest.raises(psycopg.errors.NoDataFound, match="there is no process 'talk'"):
            talks.ask(sql, "talk")


class TestDemand:
    def test_status_is_held_or_how_it_ended_last(self, talks: Talks) -> None:
        sql = (
            "select status, current_version, versions, spells, first_stated_on::text, last_affirmed_on::text"
            " from analysis.demand"
        )
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says(LEAVE, "B", "2024-02-10")
        assert talks.ask(sql) == [("held", "B", 2, 2, "2024-01-10", "2024-02-10")]
        talks.agrees("truce", "2024-03-10", {LEAVE: "fully"})
        assert talks.ask(sql) == [("agreed", None, 2, 2, "2024-01-10", "2024-02-10")]
        talks.ends(LEAVE, "met", "2024-04-10")
        assert talks.ask(sql)[0].status == "met"
        talks.says(LEAVE, "A", "2024-05-10")
        assert talks.ask(sql) == [("held", "A", 2, 3, "2024-01-10", "2024-05-10")]

    def test_of_two_endings_of_one_day_the_order_then_the_entered_one_is_last(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.agrees("truce", "2024-03-10", {LEAVE: "fully"})
        talks.ends(LEAVE, "met", "2024-03-10")
        assert talks.column("select status from analysis.demand") == ["met"]
        talks.write("update tracker.ending set ordinal = 1")
        assert talks.column("select status from analysis.demand") == ["agreed"]
