"""How a demand came to what it is: its steps, its history, and both as known earlier."""

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


class TestChange:
    def changes(self, talks: Talks) -> list[Any]:
        return talks.ask("select * from analysis.change where demand = %s order by changed_on, to_version", LEAVE)

    def test_there_is_a_row_for_each_start_and_each_ending(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.says(LEAVE, "A", "2024-01-20")
        talks.says(LEAVE, "B", "2024-02-10", AIR_SEA)
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        talks.says(LEAVE, "A", "2024-04-10")
        found = [(row.change, row.direction, row.from_version, row.to_version) for row in self.changes(talks)]
        assert found == [
            ("first", None, None, "A"),
            ("expanded", "hardened", "A", "B"),
            ("withdrawn", None, "B", None),
            ("revived", "softened", "B", "A"),
        ]

    def test_it_says_how_a_direction_came_about_as_the_history_does(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", {"extent": "begun", "obliged": ["alba"], **AIR})
        talks.says(LEAVE, "B", "2024-02-10", {"extent": "complete", "obliged": ["alba"], **AIR_SEA})
        talks.says(LEAVE, "C", "2024-02-20", {"extent": "complete", **AIR_SEA})
        talks.overrules(LEAVE, "B", "A", "mixed", "the sea is a feint")
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        first, second, third, last = self.changes(talks)
        weighed = ["softer: domain=sea", "softer: extent=begun -> complete"]
        told = (second.direction, second.direction_computed, second.direction_reason, second.obliged, second.weighed)
        assert told == ("mixed", "softened", "the sea is a feint", "party", weighed)
        assert (third.obliged, third.weighed) == ("others", ["unweighed: obliged=alba"])
        assert [(row.direction_computed, row.obliged, row.weighed) for row in (first, last)] == [(None, None, [])] * 2
        spells = talks.ask("select * from analysis.demand_history(%s) order by spell", LEAVE)
        assert [(row.obliged, row.weighed) for row in spells] == [
            (row.obliged, row.weighed) for row in (first, second, third)
        ]

    def test_what_is_revived_as_it_was_is_told_as_in_the_history(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        talks.says(LEAVE, "A", "2024-04-10")
        row, spell = self.changes(talks)[-1], versions(talks)[-1]
        told = (row.change, row.direction, row.direction_computed)
        assert told == (spell.change, spell.direction, spell.direction_computed) == ("revived", "neutral", "neutral")
        assert row.obliged == "others"

    def test_it_shows_terms_summaries_and_documents_of_both_sides(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", {"extent": "begun", **AIR})
        talks.says(LEAVE, "B", "2024-02-10", {"extent": "complete", **SEA})
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        first, second, last = self.changes(talks)
        assert first.added_terms == ["domain=air", "extent=begun"]
        assert (second.added_terms, second.removed_terms) == (["domain=sea"], ["domain=air"])
        assert second.moved_terms == ["extent=begun -> complete"]
        assert (second.from_summary, second.to_summary) == ("content A", "content B")
        assert (second.from_document, second.to_document) == ("alba-2024-01-10", "alba-2024-02-10")
        assert (last.added_terms, last.removed_terms) == ([], ["domain=sea", "extent=complete"])
        assert (last.from_document, last.to_document, last.to_summary) == ("alba-2024-02-10", "alba-2024-03-10", None)

    def test_a_running_spell_that_becomes_an_option_has_a_row_on_that_day(self, talks: Talks) -> None:
        talks.document("paper", "2024-03-10", passages=PAPER)
        talks.document("other", "2024-05-10", passages=PAPER)
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        talks.says(LEAVE, "A", document="paper", passage="II.2")
        talks.says(LEAVE, "A", document="other", passage="II.1")
        _, row = self.changes(talks)
        assert (str(row.changed_on), row.change, row.direction) == ("2024-03-10", "altered", "neutral")
        assert (row.from_version, row.to_version, row.to_document) == ("A", "A", "paper")
        assert (row.from_choices, row.to_choices, row.added_terms) == ([], ["paper#II.2"], [])

    def test_a_choice_that_another_version_gives_up_is_a_change_without_terms(self, talks: Talks) -> None:
        talks.document("paper", "2024-03-10", passages=PAPER)
        talks.says(LEAVE, "A", document="paper", passage="II.2", terms=AIR)
        talks.says(LEAVE, "B", "2024-05-10", AIR)
        _, row = self.changes(talks)
        assert (row.change, row.direction, row.from_choices, row.to_choices) == (
            "altered",
            "neutral",
            ["paper#II.2"],
            [],
        )

    def test_what_was_equal_is_compared_when_one_of_the_two_is_corrected(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", {"stage": ["ceasefire"]})
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        talks.says(LEAVE, "B", "2024-04-10", {"stage": ["ceasefire"]})
        kept = "select compared from tracker.spell where change = 'revived'"
        assert talks.write(kept) == [(None,)]
        talks.write("update tracker.version set terms = '[]' where name = 'A'")
        ((compared,),) = talks.write(kept)
        assert compared[:2] == ["expanded", "neutral"]

    def test_an_ending_of_the_same_order_takes_no_choice_away(self, talks: Talks) -> None:
        with talks.changeset():
            talks.document("paper", "2024-03-10", passages=PAPER)
            talks.says(LEAVE, "A", "2024-01-10", AIR, summary="the same")
            talks.says(LEAVE, "B", document="paper", passage="II.2", terms=AIR, summary="the same", order=1)
            talks.ends(LEAVE, "withdrawn", document="paper", order=1)
        row = versions(talks)[-1]
        assert (row.change, row.direction, row.choices) == ("altered", "neutral", ["paper#II.2"])

    def test_an_ending_where_nothing_is_held_has_no_version(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-03-10", AIR)
        talks.ends(LEAVE, "lapsed", "2024-01-10")
        row = self.changes(talks)[0]
        assert (row.change, row.from_version, row.to_version, row.removed_terms) == ("lapsed", None, None, [])

    def test_two_endings_and_a_return_within_a_day(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", AIR)
        with talks.changeset():
            talks.ends(LEAVE, "lapsed", document="one", on="2024-02-10", order=1)
            talks.says(LEAVE, "B", document="two", on="2024-02-10", terms=SEA, order=2)
            talks.ends(LEAVE, "met", document="three", on="2024-02-10", order=3)
        found = {(row.change, row.from_version, row.to_version) for row in self.changes(talks)}
        assert found == {("first", None, "A"), ("lapsed", "A", None), ("revived", "A", "B"), ("met", "B", None)}


class TestHistory:
    def history(self, talks: Talks, demand: str = LEAVE) -> list[Any]:
        return talks.ask("select * from analysis.demand_history(%s) order by held_from, demand, spell", demand)

    def test_each_spell_shows_what_changed_and_on_what_it_rests(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10", {"extent": "begun", **AIR})
        talks.says(LEAVE, "A", "2024-02-10")
        talks.says(LEAVE, "B", "2024-03-10", {"extent": "complete", **SEA})
        first, second = self.history(talks)
        assert (*first[:25], first.last_affirmed_precision) == versions(talks)[0]
        assert (first.added_terms, first.from_summary) == (["domain=air", "extent=begun"], None)
        assert first.documents == ["alba-2024-02-10", "alba-2024-01-10"]
        assert (second.added_terms, second.removed_terms) == (["domain=sea"], ["domain=air"])
        assert (second.moved_terms, second.from_summary) == (["extent=begun -> complete"], "content A")

    def test_it_follows_splits_and_mergers_both_ways_but_not_to_siblings(self, talks: Talks) -> None:
        for number, demand in enumerate(("alba.old", "alba.left", "alba.right", "alba.whole", "alba.other"), 1):
            talks.says(demand, "A", f"2024-0{number}-01")
        talks.links("alba.left", "split-from", "alba.old")
        talks.links("alba.right", "split-from", "alba.old")
        talks.links("alba.left", "merged-into", "alba.whole")
        talks.links("alba.left", "opposes", "alba.other")
        assert [row.demand for row in self.history(talks, "alba.left")] == ["alba.old", "alba.left", "alba.whole"]
        assert [row.demand for row in self.history(talks, "alba.right")] == ["alba.old", "alba.right"]
        assert len(self.history(talks, "alba.old")) == 4

    def test_undoing_a_merger_gives_the_old_histories_back(self, talks: Talks) -> None:
        talks.says("alba.left", "A", "2024-01-01")
        talks.says("alba.right", "A", "2024-02-01")
        before = {demand: self.history(talks, demand) for demand in ("alba.left", "alba.right")}
        with talks.changeset():
            talks.says("alba.whole", "A", "2024-03-01")
            for part in before:
                talks.ends(part, "replaced", "2024-03-01")
                talks.links(part, "merged-into", "alba.whole")
        merged = talks.last_changeset()
        assert [row.demand for row in self.history(talks, "alba.left")] == ["alba.left", "alba.whole"]
        assert {row.demand for row in self.history(talks, "alba.whole")} == {"alba.left", "alba.right", "alba.whole"}
        talks.write("select tracker.revert(%s)", merged)
        undone = {demand: self.history(talks, demand) for demand in before}
        for demand, rows in before.items():  # but for the changeset that wrote them
            assert [row._replace(changeset=0, recorded_at=None) for row in undone[demand]] == [
                row._replace(changeset=0, recorded_at=None) for row in rows
            ]
        with talks.analyst(known_at=f"changeset {merged}") as analyst:
            told = analyst.execute("select demand from past.demand_history('alba.left') order by held_from").fetchall()
        assert [row.demand for row in told] == ["alba.left", "alba.whole"]

    def test_answers_to_the_demand_its_passage_or_its_document_count(self, talks: Talks) -> None:
        talks.document("paper", "2024-01-10", passages={"1": "all", "1.1": None, "2": None})
        talks.document("reply", "2024-02-10", issuer="borea")
        talks.says(LEAVE, "A", document="paper", passage="1.1", terms=AIR)
        talks.says(LEAVE, "B", "2024-03-10", SEA)
        answer = {"process": "talks", "party": "borea", "document": "reply", "answer_id": talks.code("answer")}
        demand = talks.write("select id from tracker.demand")[0].id
        passages = {row.label: row.id for row in talks.write("select label, id from tracker.passage")}
        paper: dict[str, Any] = {"on_document": "paper", **answer}
        talks.insert("response", slug="to-demand", demand_id=demand, **answer)
        talks.insert(
            "response", slug="later", demand_id=demand, responded_on="2024-04-01", responded_precision="day", **answer
        )
        talks.insert("response", slug="to-document", **paper)
        talks.insert("response", slug="to-above", on_passage_id=passages["1"], **paper)
        talks.insert("response", slug="to-another", on_passage_id=passages["2"], **paper)
        talks.insert("response", slug="own", **{**paper, "party": "alba"})
        assert [row.responses for row in self.history(talks)] == [3, 1]

    def test_an_older_slug_is_understood_and_an_unknown_one_is_an_error(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.insert("alias", alias="alba.depart", demand_id=talks.write("select id from tracker.demand")[0].id)
        assert self.history(talks, "alba.depart") == self.history(talks)
        with pytest.raises(psycopg.errors.NoDataFound, match=r"there is no demand 'alba\.leav'") as caught:
            self.history(talks, "alba.leav")
        assert LEAVE in str(caught.value.diag.message_hint)


QUESTIONS = [
    "{}.version", "{}.citation", "{}.demand", "{}.term", "{}.term_evidence", "{}.ending", "{}.change",
    "{}.positions_on('2024-02-15')", "{}.demand_history('alba.leave')",
]  # fmt: skip


class TestPast:
    @pytest.fixture
    def told(self, talks: Talks) -> Talks:
        talks.document("paper", "2024-02-10", passages=PAPER, covers=["territory"])
        talks.says(LEAVE, "A", "2024-01-10", {"extent": "begun", **AIR})
        talks.says(LEAVE, "B", document="paper", passage="II.1.1", terms={"extent": "complete", **SEA})
        talks.says(LEAVE, "B", "2024-02-20")
        talks.ends(LEAVE, "withdrawn", "2024-03-10")
        return talks

    def test_it_answers_every_question_alike_where_nothing_was_recorded_since(self, told: Talks) -> None:
        with told.analyst(known_at=f"changeset {told.last_changeset()}") as analyst:
            for question in QUESTIONS:
                sql = f"select * from {question} x order by x::text"
                then = analyst.execute(sql.format("past").encode()).fetchall()
                assert then == analyst.execute(sql.format("analysis").encode()).fetchall()
                assert then

    def test_it_answers_as_before_whatever_was_recorded_since(self, told: Talks) -> None:
        before = {
            question: told.ask(f"select * from {question.format('analysis')} x order by x::text")
            for question in QUESTIONS
        }
        known = told.last_changeset()
        told.write("update tracker.attribute set polarity = 'none' where slug in ('domain', 'extent')")
        told.write("update tracker.version set summary = 'corrected', terms = '[]'")
        told.write("update tracker.document set issued_on = issued_on + 400")
        told.write("delete from tracker.ending")
        told.write("update tracker.demand set slug = 'alba.depart'")
        with told.analyst(known_at=f"changeset {known}") as analyst:
            for question, rows in before.items():
                then = analyst.execute(
                    f"select * from {question.format('past')} x order by x::text".encode()
                ).fetchall()
                assert then == rows, question

    def test_the_position_is_that_of_the_day_of_the_changeset(self, talks: Talks) -> None:
        talks.says(LEAVE, "A", "2024-01-10")
        talks.says(LEAVE, "B", "2999-01-10")
        talks.write("alter table tracker.changeset disable trigger guard_changeset")
        talks.write(
            "update tracker.changeset set recorded_at = '2999-05-01' where changeset = %s", talks.last_changeset()
        )
        assert talks.column("select version from analysis.position") == ["A"]
        with talks.analyst() as analyst:
            analyst.execute("select set_config('tracker.known_at', %s, true)", [str(talks.last_changeset())])
            assert analyst.execute("select version from past.position").fetchall() == [("B",)]
