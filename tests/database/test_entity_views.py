"""The analysts' views of processes, sources, codebook and outcomes: names, columns and what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, STAY, Opened
from tests.servers import Database, Server

EVIDENCE = "speaker, document, passage, via_document, via_passage, quote"
DEFINED = "definition, when_to_use, when_not, example"
AMOUNTS = "amount_min, amount_max, unit, approximate"
CONTRACT = {
    "process": "process, title, summary",
    "actor": "actor, kind, name, description",
    "affiliation": "person, actor, role, from_date, to_date",
    "party": "process, actor, role, from_date, to_date",
    "meeting": "process, meeting, held_on, held_precision, place, duration, approximate, summary",
    "delegation": "process, meeting, party, person, role",
    "document": "document, kind, title, issuer, publisher, issued_on, issued_precision, published_on, language, url,"
    " meeting, summary, has_text, digest",
    "coverage": "process, document, topic",
    "passage": "document, passage, parent, ordinal, combine, gist, markers, char_start, char_end, digest, text",
    "place": f"place, parent, kind, name, {DEFINED}",
    "event": "process, event, title, happened_on, happened_precision",
    "topic": f"topic, parent, title, {DEFINED}",
    "attribute": f"attribute, type, many, polarity, {DEFINED}",
    "code": f"attribute, code, parent, {DEFINED}",
    "link": "process, demand, relation, other_demand",
    "response": "process, response, demand, on_document, on_passage, version, party, answer, responded_on,"
    f" responded_precision, until_date, certainty, summary, {EVIDENCE}",
    "agreement": f"process, agreement, agreed_on, agreed_precision, meeting, stated_by, certainty, summary, {EVIDENCE}",
    "agreement_term": f"process, agreement, attribute, value, place, actor, event, {AMOUNTS}, from_date, to_date",
    "settlement": "process, agreement, demand, extent",
    "figure": f"process, figure, metric, about, {AMOUNTS}, wording, as_of, as_of_precision, from_date, from_precision,"
    f" to_date, to_precision, claimant, basis, {EVIDENCE}",
    "assessment": "process, assessment, assessor, standing, basis, assessed_on, assessed_precision, about_kind, about,"
    f" certainty, summary, {EVIDENCE}",
    "external_id": "entity, key, scheme, id",
    "changeset": "changeset, recorded_at, author, message, cause, sources, rows_added, rows_changed, rows_removed",
}
FUNCTIONS = {
    "figure_series": (CONTRACT["figure"], "figure_series('prisoners')"),
    "changes_since": (
        "changeset, recorded_at, author, cause, entity, key, operation, derived, before, after",
        "changes_since(0)",
    ),
    "silences": ("process, party, demand, topic, version, spell, document, dated_on", "silences()"),
    "search": ("rank, entity, key, process, snippet", "search('north')"),
    "as_known": ("changeset, recorded_at, author", "as_known('changeset 1')"),
}


@pytest.fixture(scope="module")
def world(server: Server, everything_template: Database) -> Iterator[Talks]:
    """A world that the tests of this file only read."""
    with server.fresh_database(everything_template) as database:
        yield Opened(database)


def columns(talks: Talks, source: str) -> list[str]:
    with talks.analyst() as connection:
        return [
            column.name
            for column in connection.execute(f"select * from analysis.{source} limit 0".encode()).description or ()
        ]


def only(rows: list[Any]) -> dict[str, Any]:
    """The one row there is, without what is null."""
    (row,) = rows
    return {name: value for name, value in row._asdict().items() if value is not None}


@pytest.mark.parametrize("view", CONTRACT)
def test_a_view_has_the_columns_of_the_contract_in_order(world: Talks, view: str) -> None:
    promised = CONTRACT[view].split(", ")
    assert columns(world, view)[: len(promised)] == promised


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_the_columns_of_the_contract_in_order(world: Talks, function: str) -> None:
    promised, call = FUNCTIONS[function]
    assert columns(world, call) == promised.split(", ")


def test_people_and_meetings(world: Talks) -> None:
    assert world.ask(
        "select person, actor, role, from_date::text, from_precision, to_date::text, to_precision"
        " from analysis.affiliation"
    ) == [("anna", "alba", "minister", "2023-01-01", "year", "2024-06-30", "month")]
    assert world.ask("select process, actor, role from analysis.party order by 2") == [
        ("talks", "alba", "party"),
        ("talks", "borea", "party"),
        ("talks", "press", "observer"),
    ]
    assert only(world.ask("select * from analysis.meeting")) == {
        "process": "talks",
        "meeting": "round-1",
        "held_on": date(2024, 3, 1),
        "held_precision": "day",
        "place": "island",
        "duration": "PT2H",
        "approximate": False,
        "summary": "first round",
    }
    assert world.ask("select * from analysis.delegation") == [("talks", "round-1", "alba", "anna", "head")]


def test_a_document_tells_whether_its_text_is_attached(world: Talks) -> None:
    assert world.ask("select document, kind, has_text from analysis.document where issuer = 'alba' order by 1") == [
        ("alba-2024-01-10", "statement", False),
        ("alba-2024-06-01", "statement", False),
        ("paper", "statement", True),
    ]
    assert world.ask("select * from analysis.coverage") == [("talks", "paper", "territory")]


def test_the_codebook(world: Talks) -> None:
    assert world.ask("select place, parent from analysis.place where parent is not null order by 1") == [
        ("north", "country"),
        ("south", "country"),
    ]
    assert world.ask("select definition, when_to_use, when_not, example from analysis.place where place = 'north'") == [
        (None, None, None, None)
    ]
    assert world.column("select parent from analysis.topic where topic = 'territory.withdrawal'") == ["territory"]
    assert world.ask("select type, many, polarity from analysis.attribute where attribute = 'extent'") == [
        ("code", False, "more-is-harder")
    ]
    codes = "select code, parent, rank from analysis.code where attribute in ('includes', 'extent') order by 1"
    assert world.ask(codes) == [
        ("alliances", None, None),
        ("begun", None, 1),
        ("coalitions", None, None),
        ("complete", None, 2),
        ("nato", "alliances", None),
        ("pact", "alliances", None),
        ("partial", None, 1),
    ]
    assert world.ask(
        "select process, happened_on::text, happened_precision from analysis.event where event = 'talks-start'"
    ) == [("talks", "2024-04-01", "month")]


def test_what_opposes_is_shown_both_ways_and_nothing_else(world: Talks) -> None:
    assert world.ask("select * from analysis.link order by relation, demand") == [
        ("talks", LEAVE, "entails", JOIN),
        ("talks", LEAVE, "opposes", STAY),
        ("talks", STAY, "opposes", LEAVE),
    ]


def test_a_response_to_a_demand_is_to_the_version_held_that_day(world: Talks) -> None:
    assert only(world.ask("select * from analysis.response where response = 'no'")) == {
        "process": "talks",
        "response": "no",
        "demand": LEAVE,
        "version": "B",
        "party": "borea",
        "answer": "accepted",
        "responded_on": date(2024, 3, 1),
        "responded_precision": "day",
        "certainty": "certain",
        "document": "paper",
        "passage": "I.2",
    }
    assert only(world.ask("select * from analysis.response where response = 'maybe'")) == {
        "process": "talks",
        "response": "maybe",
        "on_document": "paper",
        "on_passage": "I.2",
        "party": "borea",
        "answer": "accepted",
        "responded_on": date(2024, 2, 1),
        "responded_precision": "month",
        "until_date": date(2024, 12, 31),
        "until_precision": "month",
        "certainty": "certain",
        "document": "borea-2024-02",
    }


@pytest.mark.parametrize(
    ("day", "version"), [("2024-01-09", None), ("2024-01-10", "A"), ("2024-02-29", "A"), ("2024-03-01", "B")]
)
def test_the_version_answered_follows_the_day(talks_world: Talks, day: str, version: str | None) -> None:
    talks_world.write(
        "update tracker.response set responded_on = %s, responded_precision = 'day' where slug = 'no'", day
    )
    assert talks_world.column("select version from analysis.response where response = 'no'") == [version]


@pytest.fixture
def talks_world(server: Server, everything_template: Database) -> Iterator[Talks]:
    """A world of the test's own."""
    with server.fresh_database(everything_template) as database:
        yield Opened(database)


def test_an_agreement_names_who_confirms_it_and_what_it_settles(talks_world: Talks) -> None:
    talks_world.insert("confirmation", agreement="deal", actor="press")
    agreement = only(talks_world.ask("select * from analysis.agreement"))
    assert agreement["stated_by"] == ["alba", "press"]
    assert (agreement["agreed_on"], agreement["agreed_precision"]) == (date(2024, 7, 1), "day")
    assert (agreement["document"], agreement["via_document"]) == ("press-2024-07-01", "paper")
    assert talks_world.ask("select * from analysis.settlement order by demand") == [
        ("talks", "deal", LEAVE, "partly"),
        ("talks", "deal", STAY, "fully"),
    ]
    talks_world.write("delete from tracker.confirmation")
    assert talks_world.column("select stated_by from analysis.agreement") == [[]]


def test_a_term_of_an_agreement_has_its_own_evidence_or_that_of_the_agreement(world: Talks) -> None:
    whole, own = world.ask("select * from analysis.agreement_term order by attribute")
    assert (whole.attribute, whole.value, whole.document, whole.via_document) == (
        "extent",
        "begun",
        "press-2024-07-01",
        "paper",
    )
    assert (own.value, own.amount_min, own.amount_max, own.unit, own.approximate) == (
        "~10 people",
        10,
        10,
        "people",
        True,
    )
    assert (own.document, own.passage, own.via_document, own.speaker) == ("paper", "I.1", None, None)


def test_a_figure_stands_with_its_bounds_claimant_and_evidence(world: Talks) -> None:
    assert only(world.ask("select * from analysis.figure")) == {
        "process": "talks",
        "figure": "held",
        "metric": "prisoners",
        "about": "children",
        "amount_min": Decimal(5),
        "unit": "people",
        "approximate": False,
        "as_of": date(2024, 5, 1),
        "as_of_precision": "month",
        "claimant": "press",
        "basis": "claimed",
        "document": "paper",
        "passage": "I.2",
    }


def test_an_assessment_says_what_it_is_about(talks_world: Talks) -> None:
    about = "select about_kind, about from analysis.assessment order by 1"
    assert talks_world.ask(about) == [
        ("actor", "alba"),
        ("demand", LEAVE),
        ("document", "paper"),
        ("process", "talks"),
        ("topic", "territory"),
    ]
    talks_world.write("update tracker.assessment set about_passage_id = passage_id where about_kind = 'document'")
    assert talks_world.column("select about from analysis.assessment where about_kind = 'document'") == ["paper#I.2"]
    assert talks_world.ask(
        "select distinct assessor, standing, basis, assessed_on::text, document, passage from analysis.assessment"
    ) == [("press", "observer", "assessed", "2024-03-01", "paper", "I.2")]


def test_an_external_id_belongs_to_a_record_of_any_kind(talks_world: Talks) -> None:
    kinds = (
        "process",
        "actor",
        "place",
        "topic",
        "attribute",
        "meeting",
        "document",
        "demand",
        "response",
        "agreement",
        "figure",
        "assessment",
    )
    talks_world.write("delete from tracker.external_id")
    for kind in kinds:
        talks_world.write(
            f"insert into tracker.external_id ({kind}_id, scheme, value) select id, 'x', slug from tracker.{kind}"
            " order by id limit 1"
        )
    found = talks_world.ask("select * from analysis.external_id")
    assert {row.entity for row in found} == set(kinds)
    assert all((row.key, "x") == (row.id, row.scheme) for row in found)


# --- passages -----------------------------------------------------------------------------------------------------


def test_passages_without_an_order_stand_as_in_the_text(talks: Talks) -> None:
    talks.document("text", "2024-01-01")
    for label, start in {"p10": 50, "p9": 20, "B": None, "a": None, "p1": 0}.items():
        end = None if start is None else start + 5
        talks.insert("passage", document="text", label=label, char_start=start, char_end=end)
    found = talks.ask("select passage, ordinal from analysis.passage where document = 'text' order by ordinal")
    assert found == [("p1", 1), ("p9", 2), ("p10", 3), ("B", 4), ("a", 5)]


def test_a_stored_order_stands_and_each_level_counts_for_itself(talks: Talks) -> None:
    talks.document("text", "2024-01-01", passages={"I": "all", "I.1": None, "I.2": None, "II": None})
    talks.write("update tracker.passage set ordinal = null where label like 'I.%'")
    found = talks.ask("select passage, parent, ordinal, combine, markers from analysis.passage order by passage")
    assert found == [
        ("I", None, 1, "all", []),
        ("I.1", "I", 1, None, []),
        ("I.2", "I", 2, None, []),
        ("II", None, 4, None, []),
    ]


def test_digests_are_hexadecimal(talks: Talks) -> None:
    digest = hashlib.sha256(b"words").digest()
    talks.document("text", "2024-01-01")
    talks.insert("passage", document="text", label="1", char_start=0, char_end=5, digest=digest, text="words")
    talks.write("update tracker.document set digest = %s", digest)
    assert talks.ask("select digest, text from analysis.passage") == [(digest.hex(), "words")]
    assert talks.column("select digest from analysis.document") == [digest.hex()]


# --- figures through time -----------------------------------------------------------------------------------------


@pytest.fixture
def counted(talks: Talks) -> Talks:
    """Figures of one metric about two subjects, by two claimants."""
    attribute = "(select id from tracker.attribute where slug = 'about')"
    talks.write(f"insert into tracker.code (attribute_id, slug, definition) values ({attribute}, 'adults', 'adults')")
    talks.document("count", "2024-04-01")
    for slug, about, claimant, dates in (
        ("d", "children", "borea", {"as_of": "2024-02-01", "as_of_precision": "month"}),
        ("c", "children", "alba", {"as_of": "2024-02-01", "as_of_precision": "day"}),
        (
            "b",
            "children",
            "alba",
            {"from_date": "2023-01-01", "from_precision": "year", "to_date": "2023-12-31", "to_precision": "year"},
        ),
        ("e", "children", "alba", {}),
        ("a", "adults", "alba", {"as_of": "2024-06-01", "as_of_precision": "day"}),
    ):
        talks.insert(
            "figure",
            slug=slug,
            process="talks",
            metric_id=talks.code("metric"),
            unit_id=talks.code("unit"),
            about_id=talks.code("about", about),
            amount_min=1,
            amount_max=1,
            basis="claimed",
            document="count",
            claimant_id=talks.write("select id from tracker.actor where slug = %s", claimant)[0][0],
            **dates,
        )
    return talks


def test_a_series_is_ordered_by_subject_date_and_claimant(counted: Talks) -> None:
    assert counted.column("select figure from analysis.figure_series('prisoners')") == ["a", "b", "c", "d", "e"]
    assert counted.column("select figure from analysis.figure_series('prisoners', 'adults')") == ["a"]


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        ("figure_series('prisoner')", "metric has no code 'prisoner'", "prisoners"),
        ("figure_series('prisoners', 'childen')", "about has no code 'childen'", "children"),
    ],
)
def test_an_unknown_metric_or_subject_is_an_error_that_names_the_nearest(
    talks: Talks, call: str, message: str, hint: str
) -> None:
    with pytest.raises(errors.NoDataFound, match=message) as caught:
        talks.ask(f"select * from analysis.{call}")
    assert f"The nearest are: {hint}" in (caught.value.diag.message_hint or "")
