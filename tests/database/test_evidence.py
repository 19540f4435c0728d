"""The evidence: citations, typed terms and the places that say them, endings."""

from __future__ import annotations

from tests.database.builder import Talks

LEAVE = "alba.leave"


def test_a_citation_tells_who_where_and_through_what(talks: Talks) -> None:
    talks.actor("envoy", "person")
    talks.document("speech", "2024-01", passages={"3": None})
    talks.document("report", "2024-02-01", issuer="press", passages={"p7": None})
    where = {"passage": "3", "via": "report", "via_passage": "p7"}
    said = {"speaker": "envoy", "quote": "all of it", "certainty": "probable"}
    talks.says(LEAVE, "A", document="speech", **where, **said)  # type: ignore[arg-type]
    (row,) = talks.ask("select * from analysis.citation")
    assert (row.process, row.demand, row.version, row.relation) == ("talks", LEAVE, "A", "states")
    assert (str(row.dated_on), row.dated_precision, row.certainty) == ("2024-01-01", "month", "probable")
    assert (row.speaker, row.document, row.passage, row.via_document, row.via_passage, row.quote) == (
        "envoy", "speech", "3", "report", "p7", "all of it"
    )  # fmt: skip


def test_it_states_on_the_first_day_of_a_spell_and_reaffirms_later(talks: Talks) -> None:
    for day in ("2024-01-10", "2024-02-10"):
        talks.says(LEAVE, "A", day)
    talks.says(LEAVE, "B", "2024-03-10")
    talks.says(LEAVE, "A", "2024-04-10")
    talks.ends(LEAVE, "met", "2024-05-10")
    talks.says(LEAVE, "A", document="last", on="2024-05-10")
    found = talks.column("select relation from analysis.citation order by dated_on")
    assert found == ["states", "reaffirms", "states", "states", "reaffirms"]


def test_terms_are_typed(talks: Talks) -> None:
    talks.demand("borea.stay")
    talks.says("borea.stay", "A", "2024-01-01")
    terms = {
        "territory": [{"value": "north", "certainty": "possible"}], "quantity": "~5/7 people", "obliged": ["borea"],
        "window": "2025-06-20/2025-06-30", "condition": ["borea.stay"], "timing": ["P30D after talks-start"],
    }  # fmt: skip
    talks.says(LEAVE, "A", "2024-01-10", terms)
    found = {row.attribute: row for row in talks.ask("select * from analysis.term where demand = %s", LEAVE)}
    assert (found["territory"].place, found["territory"].certainty) == ("north", "possible")
    quantity = found["quantity"]
    assert (quantity.amount_min, quantity.amount_max, quantity.unit, quantity.approximate) == (5, 7, "people", True)
    assert found["obliged"].actor == "borea"
    assert (str(found["window"].from_date), str(found["window"].to_date)) == ("2025-06-20", "2025-06-30")
    assert found["condition"].other_demand == "borea.stay"
    timing = found["timing"]
    assert (timing.event, timing.amount_max, timing.unit, timing.approximate) == ("talks-start", 30, "day", False)


def test_a_term_is_said_in_the_places_it_names_or_in_all_citations(talks: Talks) -> None:
    talks.document("paper", "2024-01-10", passages={"1": None, "2": None, "3": None})
    talks.document("report", "2024-01-20", issuer="press", passages={"p1": None, "p2": None})
    named = {"value": "air", "in": ["paper#2", "paper#3", "report#p1"]}
    terms = {"domain": [named], "extent": "complete"}
    with talks.changeset():
        talks.says(LEAVE, "A", document="paper", passage="1", terms=terms, via="report", via_passage="p1")
        talks.says(LEAVE, "A", document="paper", passage="2", via="report", via_passage="p2")
    sql = (
        "select document, passage, via_document, via_passage from analysis.term_evidence"
        " where attribute = %s order by passage"
    )
    first, second = ("paper", "1", "report", "p1"), ("paper", "2", "report", "p2")
    assert talks.ask(sql, "extent") == [first, second]
    assert talks.ask(sql, "domain") == [first, second, ("paper", "3", None, None)]


def test_an_ending_tells_how_and_by_what(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.ends(LEAVE, "withdrawn", "2024-02", placed_on="2024-02-14", quote="no more")
    talks.agrees("truce", "2024-05-10", {LEAVE: "fully"}, quote="agreed")
    entered, agreed = talks.ask("select * from analysis.ending order by ended_on")
    assert (str(entered.ended_on), entered.ended_precision, entered.how) == ("2024-02-14", "month", "withdrawn")
    assert (entered.agreement, entered.document, entered.quote) == (None, "alba-2024-02", "no more")
    assert (str(agreed.ended_on), agreed.how, agreed.agreement) == ("2024-05-10", "agreed", "truce")
    assert (agreed.document, agreed.quote) == ("press-2024-05-10", "agreed")
