"""A small world with rows in every table, written by raw SQL in several changesets."""

from __future__ import annotations

import json

from tests.database.builder import Talks
from tests.servers import Database

LEAVE, JOIN, STAY = "alba.leave", "alba.join", "borea.stay"


class Opened(Talks):
    """The talks of a database that holds them already."""

    def _world(self) -> None:
        """Nothing is written."""


def everything(database: Database) -> Talks:
    """Demands with versions, endings and links, and one record at least of every other kind."""
    talks = Talks(database)
    talks.document("paper", "2024-03-01", passages={"I": "any", "I.1": None, "I.2": None}, covers=["territory"])
    talks.says(
        LEAVE, "A", "2024-01-10", {"territory": ["north"], "timing": ["P30D after ceasefire-start"]}, speaker="alba"
    )
    talks.says(LEAVE, "B", None, {"territory": ["north", "south"]}, document="paper", passage="I.1", quote="leave")
    talks.says(
        JOIN, "A", None, {"quantity": ["100 people"], "obliged": ["press"]}, document="paper", via="alba-2024-01-10"
    )
    talks.says(STAY, "A", "2024-02", {"condition": [LEAVE]})
    talks.ends(JOIN, "withdrawn", "2024-06-01")
    talks.overrules(LEAVE, "B", "A", "softened")
    talks.links(LEAVE, "opposes", STAY)
    talks.links(LEAVE, "entails", JOIN)
    _people(talks)
    _outcomes(talks)
    return talks


def _people(talks: Talks) -> None:
    talks.actor("anna", "person")
    talks.affiliate("anna", "alba", "minister", "2023", "2024-06")
    talks.insert(
        "meeting",
        slug="round-1",
        process="talks",
        held_on="2024-03-01",
        held_precision="day",
        summary="first round",
        place_id=talks.write("select id from tracker.place where slug = 'island'")[0][0],
        duration="PT2H",
    )
    meeting = talks.write("select id from tracker.meeting")[0][0]
    talks.insert(
        "delegation", meeting_id=meeting, party="alba", person="anna", role_id=talks.code("delegation-role", "head")
    )
    talks.insert("external_id", actor="alba", scheme="wikidata", value="Q1")
    talks.insert("alias", demand=LEAVE, alias="alba.go")
    talks.insert("attached_text", document="paper", content="Leave the north and the south.")
    talks.write(
        "update tracker.event set happened_on = '2024-04-01', happened_precision = 'month' where slug = 'talks-start'"
    )


def _outcomes(talks: Talks) -> None:
    paper = {"document": "paper", "passage_id": talks.write("select id from tracker.passage where label = 'I.2'")[0][0]}
    talks.insert(
        "response", slug="no", process="talks", demand=LEAVE, party="borea", answer_id=talks.code("answer"), **paper
    )
    talks.insert(
        "response",
        slug="maybe",
        process="talks",
        on_document="paper",
        on_passage_id=paper["passage_id"],
        party="borea",
        answer_id=talks.code("answer"),
        document="borea-2024-02",
        until_date="2024-12-31",
        until_precision="month",
    )
    talks.agrees("deal", "2024-07-01", {STAY: "fully", LEAVE: "partly"}, via_document="paper")
    talks.write(
        "update tracker.agreement set terms = tracker.terms(process_id, %s)",
        json.dumps({"quantity": {"value": "~10 people", "document": "paper", "passage": "I.1"}, "extent": "begun"}),
    )
    talks.insert("confirmation", agreement="deal", actor="alba")
    press = talks.write("select id from tracker.actor where slug = 'press'")[0][0]
    talks.insert(
        "figure",
        slug="held",
        process="talks",
        metric_id=talks.code("metric"),
        unit_id=talks.code("unit", "people"),
        about_id=talks.code("about"),
        amount_min=5,
        claimant_id=press,
        basis="claimed",
        as_of="2024-05-01",
        as_of_precision="month",
        **paper,
    )
    for kind in ("demand", "topic", "actor", "document", "process"):
        ids = (
            {f"about_{kind}_id": talks.write(f"select min(id) from tracker.{kind}")[0][0]} if kind != "process" else {}
        )
        talks.insert(
            "assessment",
            slug=f"on-{kind}",
            process="talks",
            assessor_id=press,
            standing="observer",
            basis="assessed",
            about_kind=kind,
            summary=kind,
            **ids,
            **paper,
        )
