"""What a document asks in each of its alternatives, and whichever is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

PASSAGES = {
    "I": "all", "I.1": None, "II": "any", "II.1": "all", "II.1.1": None, "II.2": "any", "II.2.1": None, "II.2.2": None,
    "III": "any", "III.1": None, "III.2": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        talks.document("paper", "2024-03-01", passages=PASSAGES)
        talks.document("report", "2024-03-02", issuer="press", passages={"p1": None})
        _leave(talks)
        talks.says("alba.elect", "A", document="paper", passage="II.2.1", terms={"stage": ["ceasefire"]})
        talks.says("alba.elsewhere", "A", "2024-01-01")
        talks.says("alba.whole", "A", document="paper")
        talks.says("alba.always", "A", document="paper", passage="I.1", terms={"permanence": "permanent"})
        talks.says("alba.always", "A", document="paper", passage="III.2")
        yield talks
        talks.connection.close()


def _leave(talks: Talks) -> None:
    """Cited outside, in one option and in another choice, with terms that are said in one place only."""
    terms = {
        "territory": ["north"],
        "stage": [
            {"value": "ceasefire", "in": ["paper#II.1.1"]},
            {"value": "final-settlement", "in": ["paper#I"]},
        ],
        "timing": {"value": "P30D after ceasefire-start", "in": ["paper#I.1", "paper#III.1"]},
        "extent": {"value": "complete", "in": ["paper#II.1"]},
        "permanence": {"value": "permanent", "in": ["paper#II"]},
        "domain": {"value": "land", "in": ["report#p1"]},
    }
    with talks.changeset():
        for passage in ("I.1", "II.1.1", "III.1"):
            talks.says(
                "alba.leave", "A", document="paper", passage=passage, terms=terms, via="report", via_passage="p1"
            )


def rows(talks: Talks, demand: str) -> list[Any]:
    return talks.ask("select * from analysis.options('paper') where demand = %s", demand)


def test_a_demand_is_there_once_for_each_option_and_once_outside(talks: Talks) -> None:
    found = {(row.choice, row.option, tuple(row.passages)) for row in rows(talks, "alba.leave")}
    assert found == {
        ("paper#II", "paper#II.1", ("paper#II.1.1",)),
        ("paper#III", "paper#III.1", ("paper#III.1",)),
        (None, None, ("paper#I.1",)),
    }


def test_each_place_has_the_terms_said_there_and_those_that_name_none(talks: Talks) -> None:
    found = {row.option: (row.stages, row.terms) for row in rows(talks, "alba.leave")}
    report = "domain=land"  # names a passage of the report in which all three were read
    assert found["paper#II.1"] == (["ceasefire"], [report, "extent=complete", "stage=ceasefire", "territory=north"])
    assert found["paper#III.1"] == ([], [report, "territory=north", "timing=P30D after ceasefire-start"])
    assert found[None] == (
        ["final-settlement"],
        [
            report,
            "permanence=permanent",
            "stage=final-settlement",
            "territory=north",
            "timing=P30D after ceasefire-start",
        ],
    )


def test_a_term_said_in_a_report_lies_where_the_citation_lies_that_was_read_there(talks: Talks) -> None:
    talks.document("memo", "2024-05-01", passages={"I": "any", "I.1": "all", "I.1.1": None, "I.2": None, "II": None})
    talks.document("news", "2024-05-02", issuer="press", passages={"p1": None, "p2": None, "p3": None})
    terms = {
        "domain": [{"value": "air", "in": ["news#p1"]}, {"value": "sea", "in": ["news#p2"]}],
        "extent": {"value": "begun", "in": ["report#p1"]},
        "permanence": {"value": "indefinite", "in": ["news#p3"]},  # read by nobody: the whole report counts
    }
    with talks.changeset():
        for passage, read_in in (("I.1.1", "p1"), ("II", "p2"), ("I.2", None)):
            talks.says(
                "alba.by-report", "A", document="memo", passage=passage, terms=terms, via="news", via_passage=read_in
            )
    found = talks.ask("select option, terms from analysis.options('memo') where demand = 'alba.by-report'")
    assert {row.option: row.terms for row in found} == {
        "memo#I.1": ["domain=air", "permanence=indefinite"],
        "memo#I.2": ["permanence=indefinite"],
        None: ["domain=sea", "permanence=indefinite"],
    }


def test_an_option_that_is_itself_a_choice_is_a_row_of_both(talks: Talks) -> None:
    found = {(row.choice, row.option) for row in rows(talks, "alba.elect")}
    assert found == {("paper#II", "paper#II.2"), ("paper#II.2", "paper#II.2.1")}
    assert all(row.stages == ["ceasefire"] for row in rows(talks, "alba.elect"))


def test_only_what_the_document_cites_is_there(talks: Talks) -> None:
    assert rows(talks, "alba.elsewhere") == []
    (row,) = rows(talks, "alba.whole")
    assert (row.choice, row.option, row.terms, row.passages) == (None, None, [], ["paper"])


def test_a_document_without_alternatives_has_only_what_stands_outside(talks: Talks) -> None:
    talks.document("plain", "2024-04-01", passages={"1": None})
    talks.says("alba.always", "A", document="plain", passage="1")
    (row,) = talks.ask("select * from analysis.options('plain')")
    assert (row.choice, row.demand, row.version, row.title) == (None, "alba.always", "A", "alba.always")


def test_an_older_slug_is_understood_and_an_unknown_one_is_an_error(talks: Talks) -> None:
    paper = talks.write("select id from tracker.document where slug = 'paper'")[0].id
    talks.insert("alias", alias="draft", document_id=paper)
    assert talks.ask("select * from analysis.options('draft')") == talks.ask("select * from analysis.options('paper')")
    with pytest.raises(psycopg.errors.NoDataFound, match="there is no document 'papre'"):
        talks.ask("select * from analysis.options('papre')")


def test_the_past_gives_the_same_answers(talks: Talks) -> None:
    now = talks.ask("select * from analysis.options('paper')")
    with talks.analyst(known_at=f"changeset {talks.last_changeset()}") as analyst:
        assert analyst.execute("select * from past.options('paper')").fetchall() == now
