"""What a report tells: each kind of news in its place, nothing twice, nothing that could hurt the reader."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.database.builder import Talks
from tests.database.bundles import DEMAND, DOCUMENTS, FIRST, Desk
from tests.report.made import data, headings, news, part, report
from tests.servers import Database
from tracker.database.connect import Reader
from tracker.record.reverting import revert
from tracker.render.report import build
from tracker.render.report.data import schema
from tracker.render.report.page import Links
from tracker.report import making
from tracker.report.message import VIEWS

NORTH, BOTH = {"territory": ["north"]}, {"territory": ["north", "south"]}


def table(message: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(part(message, "csv"), newline="")))


# --- the first line --------------------------------------------------------------------------------------------------


def test_the_subject_counts_what_became_of_the_demands_of_each_party(seeds_readonly: Database) -> None:
    message = report(seeds_readonly, "2024-06-14", "2025-06-02", 1, view="positions")
    assert message.subject == "Russia: 2 demands altered (mixed), 19 new; Ukraine: 11 new; 4 answers; 3 agreements"
    assert message.news
    assert message.text.replace("\n", " ").startswith(f"{message.subject}.")
    assert f"<title>{message.subject}</title>" in part(message, "html")


def test_one_demand_is_told_in_the_singular_with_its_direction(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-03-01", BOTH)
    assert report(talks.database, "2024-02-01", "2024-03-01", 99).subject == "Alba: 1 demand expanded (hardened)"


def test_directions_that_differ_are_counted_apart(talks: Talks) -> None:
    for name, order in (("a", (NORTH, BOTH)), ("b", (BOTH, NORTH)), ("c", ({}, NORTH))):
        talks.says(f"alba.{name}", "A", "2024-01-10", order[0])
        talks.says(f"alba.{name}", "B", "2024-03-01", order[1])
    talks.says("alba.new", "A", "2024-03-02", NORTH)
    subject = report(talks.database, "2024-02-01", "2024-03-02", 99).subject
    assert subject == "Alba: 2 demands expanded (hardened), 1 narrowed (softened), 1 new"


def test_only_new_demands_are_called_so(talks: Talks) -> None:
    talks.says("alba.one", "A", "2024-01-10", NORTH)
    assert report(talks.database, "2024-01-01", "2024-01-10", 99).subject == "Alba: 1 new demand"


def test_a_dropped_and_a_transient_demand_are_told(talks: Talks) -> None:
    talks.says("alba.gone", "A", "2024-01-10", NORTH)
    talks.ends("alba.gone", "withdrawn", "2024-03-01")
    talks.says("borea.brief", "A", "2024-02-10", NORTH)
    talks.ends("borea.brief", "met", "2024-02-20")
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert message.subject == "Alba: 1 demand withdrawn; Borea: 1 held only in between"
    assert "It stood 51 days, from 2024-01-10 to 2024-03-01." in " ".join(message.text.split())


def test_what_had_several_contents_and_was_held_only_in_between_is_one_demand(talks: Talks) -> None:
    talks.says("alba.brief", "B", "2024-02-10", BOTH)
    talks.says("alba.brief", "A", "2024-02-15", NORTH)
    talks.ends("alba.brief", "met", "2024-02-20")
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert message.subject == "Alba: 1 demand held only in between"
    assert [(row["to_version"], row["to_summary"]) for row in data(message)["changes"]] == [("A", "content A")]
    told = words(message).partition("WHAT THE PARTIES CHANGED")[2]
    assert re.search("content A.*territory: north.*2024-02-10.*content B.*2024-02-15.*content A.*2024-02-20: met", told)


def test_a_long_subject_ends_where_a_part_ends_and_the_first_line_has_all(talks: Talks) -> None:
    for number in range(6):
        party = f"federation-of-the-many-islands-{number}"
        talks.actor(party)
        talks.insert("party", process="talks", actor=party, role="party")
        talks.says(f"{party}.leave", "A", "2024-03-01", NORTH)
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert len(message.subject) <= 120
    assert re.fullmatch(r"(\S.*?: 1 .*?; )+and more", message.subject)
    assert words(message).count("1 new") > message.subject.count("1 new")


def test_the_first_line_is_not_said_twice(talks: Talks) -> None:
    talks.says("alba.one", "A", "2024-03-01", NORTH)
    talks.says("alba.two", "A", "2024-03-01", NORTH)
    brief = report(talks.database, "2024-02-01", "2024-03-01", 99).text.partition("IN BRIEF")[2]
    assert words_of(brief.partition("WHAT THE")[0]).count("Alba") == 1


def test_nothing_new_is_said_so_and_is_no_news(seeds_readonly: Database) -> None:
    message = report(seeds_readonly, "2025-06-02", "2025-07-01", 1)
    assert (message.subject, message.news) == ("Nothing new from 2025-06-02 to 2025-07-01", False)
    assert headings(message) == ["What stayed as it was"]


# --- what parties did ------------------------------------------------------------------------------------------------


def test_the_sections_stand_in_their_order(seeds_readonly: Database) -> None:
    parties = ["In brief", "What the parties changed", "Answers", "Agreements"]
    told, all_new = (headings(report(seeds_readonly, "2024-06-14", "2025-06-02", number)) for number in (1, 0))
    assert told == [*parties, "What stayed as it was"]
    assert all_new == [*parties, "Found late", "What was recorded"]


def test_a_change_shows_before_and_after_why_how_long_and_on_what_evidence(seeds_readonly: Database) -> None:
    message = report(seeds_readonly, "2024-06-14", "2025-06-02", 1, demand="ru.withdraw-four-oblasts")
    html = part(message, "html")
    assert re.search(r"<del>.*begin to.*</del>", html)
    assert "within 30 days after ceasefire-start" in html
    assert "one of two alternatives" in html
    assert "Why: </strong>harder: now area beyond-borders-unspecified, extent complete instead of begun, " in html
    assert "stood 353 days" in html
    assert "Vladimir Putin: <strong>“completely withdraw”</strong>" in html
    assert "tracker history ru.withdraw-four-oblasts" in html
    change = data(message)["changes"][0]
    assert (change["change"], change["before_days"], change["decided_by"]) == (
        "altered",
        353,
        ["area", "extent", "timing"],
    )
    assert {row["document"] for row in change["citations"]} == {"ru-memorandum-2025-06-02"}


def test_an_analysts_reason_for_a_direction_is_told(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-03-01", BOTH)
    talks.overrules("alba.leave", "B", "A", "mixed", reason="the south was never asked for in earnest")
    text = " ".join(report(talks.database, "2024-02-01", "2024-03-01", 99).text.split())
    assert "mixed (harder and softer) (computed: hardened)" in text
    assert "Why: an analyst judged it mixed: the south was never asked for in earnest" in text


def words(message: Any) -> str:
    return words_of(message.text)


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_each_changed_term_says_what_it_contributes(talks: Talks) -> None:
    before = {"extent": "begun", "territory": ["north"], "stage": ["interim"], "timing": ["P30D after ceasefire-start"]}
    after = {
        "extent": "complete",
        "territory": ["country"],
        "timing": ["P2D after talks-start"],
        "except": ["for-repair"],
    }
    talks.says("alba.leave", "A", "2024-01-10", before)
    talks.says("alba.leave", "B", "2024-03-01", after)
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    told = words(message)
    for line in (
        "extent: begun → complete ▲ harder",
        "territory: country (country) ▲ harder",
        "territory: north (north) ○ contained in another term",
        "stage: interim ○ no direction of its own",
        "timing: within 2 days after talks-start ○ not comparable",
        "except: for-repair ▼ softer",
        "Why: harder: now extent complete instead of begun, territory country (country) instead of north (north); "
        "softer: now except for-repair.",
    ):
        assert line in told
    change = data(message)["changes"][0]
    assert change["decided_by"] == ["except", "extent", "territory"]
    assert "harder: extent=begun -> complete" in change["weighed"]
    assert "harder: extent=begun -> complete" in table(message)[0]["weighed"]
    assert "▲ harder" in part(message, "html")


def test_a_condition_that_was_dropped_is_told_as_such(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", {**NORTH, "timing": ["before talks-start"]})
    talks.says("alba.leave", "B", "2024-03-01", {"territory": ["country"]})
    told = words(report(talks.database, "2024-02-01", "2024-03-01", 99))
    why = "Why: harder: now territory country (country) instead of north (north); softer: no longer before talks-start."
    assert why in told


def test_what_is_neither_harder_nor_softer_says_why(desk: Desk) -> None:
    desk.imports(DOCUMENTS.replace("passages: [{passage: I}]", PATHS) + DEMAND.replace("[north, south]", "north"))
    told = words(report(desk.database, "2024-02-01", "2024-03-01", 99))
    assert "now one of two alternatives: d2#I" in told
    assert "Why: it became one of several alternatives, which is neither harder nor softer" in told
    desk.imports(RESTATED)
    told = words(report(desk.database, "2024-03-15", "2024-04-01", 99))
    assert "Why: it is no longer one of several alternatives" in told
    desk.imports(RESTATED.replace("d3", "d4").replace("2024-04-01", "2024-05-01").replace("C", "D"))
    told = words(report(desk.database, "2024-04-15", "2024-05-01", 99))
    assert "Why: its terms are the same, only the words are others." in told


PATHS = "passages: [{passage: all, combine: any}, {passage: I, parent: all}, {passage: II, parent: all}]"
RESTATED = """
documents:
  - {document: d3, kind: statement, title: Third, issuer: alba, issued_on: 2024-04-01}
demands:
  - demand: alba.leave
    versions:
      - {version: C, summary: C is said., terms: {territory: north}, citations: [{document: d3}]}
"""
OBLIGED = {
    "party": (["alba"], "▼ softer", "Alba itself is obliged, so that harder and softer are the other way round."),
    "both": (
        ["alba", "borea"],
        "○ both are obliged",
        "Alba is obliged as well as the other side, so that no term makes it harder or softer.",
    ),
}


@pytest.mark.parametrize(("who", "weight", "why"), OBLIGED.values(), ids=OBLIGED)
def test_it_is_said_where_the_party_obliges_itself(talks: Talks, who: list[str], weight: str, why: str) -> None:
    talks.says("alba.leave", "A", "2024-01-10", {**NORTH, "obliged": who})
    talks.says("alba.leave", "B", "2024-03-01", {**BOTH, "obliged": who})
    told = words(report(talks.database, "2024-02-01", "2024-03-01", 99))
    assert f"territory: south (south) {weight}" in told
    assert why in told


@pytest.mark.parametrize("direction", ["mixed", "neutral"])
def test_the_reason_for_a_pair_is_told_whatever_lay_between(talks: Talks, direction: str) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-02-10", {"territory": ["island"]})
    talks.says("alba.leave", "C", "2024-03-01", BOTH)
    talks.overrules("alba.leave", "C", "A", direction, reason="the south was never asked for in earnest")
    told = words(report(talks.database, "2024-02-01", "2024-03-01", 99))
    assert f"Why: an analyst judged it {direction}: the south was never asked for in earnest" in told
    assert "By its terms it is hardened: harder: now territory south (south)." in told


def test_the_reasons_of_steps_between_are_told(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-02-10", BOTH)
    talks.says("alba.leave", "C", "2024-03-01", {"territory": ["island"]})
    talks.overrules("alba.leave", "B", "A", "neutral", reason="a slip of the tongue")
    told = words(report(talks.database, "2024-02-01", "2024-03-01", 99))
    assert "2024-02-10: expanded, ○ neutral (computed: hardened): content B (alba-2024-02-10). An analyst" in told
    assert "a slip of the tongue" in told.partition("Step by step")[2]
    assert "Why: an analyst" not in told


def test_what_was_said_otherwise_for_part_of_a_day_is_news(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    with talks.changeset():
        talks.says("alba.leave", "B", "2024-03-01", BOTH, document="morning", order=1)
        talks.says("alba.leave", "A", "2024-03-01", document="evening", order=2)
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert (message.subject, message.news) == ("Alba: 1 demand said otherwise in passing", True)
    told = words(message).partition("Step by step")[2]
    assert "2024-03-01: expanded, ▲ hardened, superseded the same day: content B (morning)" in told
    assert told.index("content B (morning)") < told.index("content A (evening)")
    change = data(message)["changes"][0]
    assert (change["change"], change["word"], change["in_passing"]) == ("persisted", "in-passing", ["B"])
    assert not data(message)["persisted"]
    assert table(message)[0]["change"] == "in-passing"


def test_what_passed_within_a_day_before_another_content_is_a_step(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    with talks.changeset():
        talks.says("alba.leave", "B", "2024-03-01", {"territory": ["island"]}, document="morning", order=1)
        talks.says("alba.leave", "C", "2024-03-01", BOTH, document="evening", order=2)
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert message.subject == "Alba: 1 demand expanded (hardened)"
    assert "superseded the same day: content B (morning)" in words(message)


def test_what_lay_between_is_told_step_by_step(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-02-10", BOTH)
    talks.says("alba.leave", "C", "2024-03-01", {"territory": ["south"]})
    found = data(report(talks.database, "2024-02-01", "2024-03-01", 99))["changes"][0]
    assert [row["version"] for row in found["steps"]] == ["B", "C"]
    text = report(talks.database, "2024-02-01", "2024-03-01", 99).text
    assert "Step by step" in text
    assert "2024-02-10: expanded" in text


def test_every_step_names_its_documents(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-02-10", NORTH)
    talks.says("alba.leave", "B", "2024-02-20", BOTH)
    talks.says("alba.gone", "A", "2024-02-11", NORTH)
    talks.ends("alba.gone", "withdrawn", "2024-02-21")
    talks.says("alba.back", "A", "2024-01-12", NORTH)
    talks.ends("alba.back", "withdrawn", "2024-02-12")
    talks.says("alba.back", "A", "2024-02-22")
    page = build.page(news(talks.database, "2024-02-01", "2024-03-01", 99))
    entries = [entry for section in page.sections for group in section.groups for entry in group.entries]
    named = {
        entry.slug.removeprefix("alba."): {
            block.title: [link.dated for link in block.rows] for block in entry.blocks if isinstance(block, Links)
        }
        for entry in entries
    }
    assert named == {
        "leave": {"Said in": ["2024-02-10", "2024-02-20"]},
        "gone": {"Said in": ["2024-02-11"], "Ended in": ["2024-02-21"]},
        "back": {"Said in": ["2024-02-22"], "Ended in": ["2024-02-12"], "Said before in": ["2024-01-12"]},
    }


def test_what_was_given_up_and_taken_up_again_is_news(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.ends("alba.leave", "withdrawn", "2024-02-10")
    talks.says("alba.leave", "A", "2024-03-01")
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert message.subject == "Alba: 1 demand interrupted"
    assert "2024-02-10: withdrawn" in message.text


def test_silence_and_staleness_are_told(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.document("speech", "2024-02-20", covers=["territory"])
    text = " ".join(report(talks.database, "2024-02-01", "2024-03-01", 99).text.split())
    assert "Last affirmed on 2024-01-10, 51 days before this report: 1 demand: " in text
    assert "Passed over in silence in speech (2024-02-20): alba.leave" in text


def test_an_ending_of_what_was_not_held_is_not_lost(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.ends("alba.leave", "withdrawn", "2024-01-20")
    talks.ends("alba.leave", "met", "2024-03-01")
    message = report(talks.database, "2024-02-01", "2024-03-01", 99)
    assert message.subject == "1 other ending"
    assert headings(message) == ["Other endings"]


def test_the_last_day_counts_and_the_first_does_not(talks: Talks) -> None:
    for version, terms, on in (("A", NORTH, "2024-01-10"), ("B", BOTH, "2024-03-01"), ("C", NORTH, "2024-03-10")):
        talks.says("alba.leave", version, on, terms)
    told = [
        [row["version"] for row in data(report(talks.database, *days, 99))["changes"][0]["steps"]]
        for days in (("2024-02-01", "2024-03-01"), ("2024-03-01", "2024-03-10"))
    ]
    assert told == [["B"], ["C"]]


# --- found late, and ours --------------------------------------------------------------------------------------------


def test_an_old_document_found_late_is_told_with_its_true_date_and_apart(talks: Talks) -> None:
    talks.says("alba.leave", "B", "2024-03-01", BOTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    assert message.subject == "1 found late"
    assert headings(message) == ["Found late"]
    late = data(message)["late"]
    assert [(row["changed_on"], row["to_version"]) for row in late["changes"]] == [("2024-01-10", "A")]
    assert "2024-01-10" in message.text.partition("FOUND LATE")[2]


def test_what_is_dated_to_a_month_is_told_no_more_exactly(talks: Talks) -> None:
    for month in ("2024-01", "2024-02", "2024-03"):
        talks.document(f"of-{month}", month)
    talks.says("borea.stay", "A", document="of-2024-01", terms=NORTH)
    talks.says("alba.leave", "A", document="of-2024-01", terms=NORTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "B", document="of-2024-02", terms=BOTH)
    talks.ends("alba.leave", "withdrawn", document="of-2024-03")
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    assert "What it asked before stood from 2024-01 to 2024-02." in words(message)
    assert "2024-03 withdrawn" in words(message)
    assert "It stood from 2024-02 to 2024-03." in words(message)
    assert "Last affirmed 2024-01: 1 demand" in words(message)


def test_what_is_found_late_is_told_in_brief_and_with_how_long_the_old_content_stood(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "B", "2024-02-20", BOTH)
    talks.says("borea.stay", "A", "2024-02-01", NORTH)
    talks.ends("alba.leave", "withdrawn", "2024-03-01")
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    assert headings(message) == ["In brief", "Found late"]
    brief = words(message).partition("FOUND LATE")[0]
    assert "Alba, found late: 1 expanded (hardened), 1 withdrawn" in brief
    assert "Borea, found late: 1 new" in brief
    assert "What it asked before stood 41 days, from 2024-01-10 to 2024-02-20." in words(message)
    assert "It stood 10 days, from 2024-02-20 to 2024-03-01." in words(message)
    steps = {(row["demand"], row["to_version"]): row for row in data(message)["late"]["changes"]}
    assert {key: (row["before_from"], row["before_days"]) for key, row in steps.items()} == {
        ("alba.leave", "B"): ("2024-01-10", 41),
        ("alba.leave", None): ("2024-02-20", 10),
        ("borea.stay", "A"): (None, None),
    }


def test_rows_of_what_was_found_late_name_the_demand_the_changeset_and_the_reason(talks: Talks) -> None:
    talks.demand("alba.leave", title="Leave the north")
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "B", "2024-02-20", BOTH)
    changed = talks.last_changeset()
    talks.overrules("alba.leave", "B", "A", "mixed", reason="the south was never asked for in earnest")
    talks.says("alba.leave", "B", "2024-02-25")
    affirmed = talks.last_changeset()
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    rows = {row["kind"]: row for row in table(message) if row["news"] == "late"}
    assert {kind: (row["title"], row["changeset"], row["cause"]) for kind, row in rows.items()} == {
        "demand": ("Leave the north", str(changed), "unstated"),
        "citation": ("Leave the north", str(affirmed), "unstated"),
        "spell": ("Leave the north", str(changed), "unstated"),
    }
    assert rows["demand"]["direction_reason"] == "the south was never asked for in earnest"
    (step,) = data(message)["late"]["changes"]
    assert (step["title"], step["changeset"]) == ("Leave the north", changed)


def test_each_change_stands_on_a_line_of_the_json(talks: Talks) -> None:
    for name in ("one", "two"):
        talks.says(f"alba.{name}", "A", "2024-01-10", NORTH)
    message = report(talks.database, "2024-01-01", "2024-01-10", 99)
    lines = part(message, "json").splitlines()
    begun = lines.index('  "changes": [') + 1
    assert [json.loads(line.rstrip(","))["demand"] for line in lines[begun : begun + 2]] == ["alba.one", "alba.two"]
    assert lines[begun + 2] == "  ],"
    assert '  "endings": [],' in lines


@pytest.mark.parametrize("on", ["2024-03-20", "2024-03-31"])
def test_what_is_dated_before_the_day_of_the_last_report_and_recorded_since_is_late(talks: Talks, on: str) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    told = talks.last_changeset()
    talks.says("alba.other", "A", on, NORTH)
    talks.ends("alba.leave", "withdrawn", on)
    late = data(report(talks.database, "2024-04-01", "2024-04-08", told))["late"]
    assert sorted((row["demand"], row["change"], row["changed_on"]) for row in late["changes"]) == [
        ("alba.leave", "withdrawn", on),
        ("alba.other", "first", on),
    ]


def test_what_is_dated_on_the_day_of_the_last_report_and_recorded_since_is_news(talks: Talks) -> None:
    for name in ("leave", "stay", "gone"):
        talks.says(f"alba.{name}", "A", "2024-01-10", NORTH)
    talks.says("alba.morning", "A", "2024-04-01", NORTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "B", "2024-04-01", BOTH)
    talks.ends("alba.gone", "withdrawn", "2024-04-01")
    talks.says("alba.new", "A", "2024-04-01", NORTH)
    talks.says("alba.stay", "A", "2024-04-01")
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    assert message.subject == "Alba: 1 demand expanded (hardened), 1 new, 1 withdrawn"
    assert "What it asked before stood 82 days, from 2024-01-10 to 2024-04-01." in " ".join(message.text.split())
    assert headings(message) == ["In brief", "What the parties changed", "What stayed as it was"]
    assert [row["demand"] for row in data(message)["persisted"]] == ["alba.morning", "alba.stay"]
    after = talks.last_changeset()
    assert not report(talks.database, "2024-04-08", "2024-04-09", after, view="positions").news


def test_of_a_day_only_what_was_not_told_is_told_again(talks: Talks) -> None:
    """Two statements of one day, and a report between them."""
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.over", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-04-01", BOTH, order=1)
    talks.says("alba.new", "A", "2024-04-01", BOTH, order=1)
    talks.ends("alba.over", "withdrawn", "2024-04-01", order=1)
    told = talks.last_changeset()
    talks.says("alba.leave", "C", "2024-04-01", {"territory": ["south"]}, order=2)
    talks.says("alba.new", "B", "2024-04-01", NORTH, order=2)
    talks.says("alba.over", "B", "2024-04-01", BOTH, order=2)
    message = report(talks.database, "2024-04-01", "2024-04-01", told, view="positions")
    rows = {row["demand"]: row for row in data(message)["changes"]}
    assert {name: (row["change"], row["from_version"], row["to_version"]) for name, row in rows.items()} == {
        "alba.leave": ("narrowed", "B", "C"),
        "alba.new": ("narrowed", "A", "B"),
        "alba.over": ("revived", None, "B"),
    }
    assert [[step["version"] for step in row["steps"]] for row in rows.values()] == [["C"], ["B"], ["B"]]
    assert not report(talks.database, "2024-04-01", "2024-04-01", talks.last_changeset(), view="positions").news


def test_what_is_found_in_time_is_not_late(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    told = talks.last_changeset()
    talks.says("alba.leave", "B", "2024-04-02", BOTH)
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view="positions")
    assert message.subject == "Alba: 1 demand expanded (hardened)"
    assert headings(message) == ["What the parties changed"]


def test_a_find_that_a_correction_took_back_is_not_told_as_late(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(LATER)
    revert(desk.settings, desk.changesets()[-1][0])
    late = data(report(desk.database, "2024-05-01", "2024-05-08", told))["late"]
    assert not any(late.values())


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_found_late_is_shown_in_every_view(talks: Talks, view: str) -> None:
    talks.says("alba.leave", "B", "2024-03-01", BOTH)
    told = talks.last_changeset()
    talks.ends("alba.leave", "withdrawn", "2024-03-10")
    message = report(talks.database, "2024-04-01", "2024-04-08", told, view=view)
    assert message.news
    assert "Found late" in headings(message)
    assert "What stayed as it was" not in headings(message)


def test_an_answer_an_agreement_and_an_affirmation_found_late_are_told(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(LATER)
    late = data(report(desk.database, "2024-05-01", "2024-05-08", told))["late"]
    assert [row["response"] for row in late["responses"]] == ["borea-on-leave"]
    assert [row["agreement"] for row in late["agreements"]] == ["pact"]
    assert [row["document"] for row in late["citations"]] == ["d3"]


LATER = """
documents:
  - {document: d3, kind: statement, title: Third, issuer: alba, issued_on: 2024-04-01}
demands:
  - demand: alba.leave
    versions:
      - version: B
        summary: Borea leaves north and south.
        terms: {territory: [north, south]}
        citations: [{document: "d2#I"}, {document: d3}]
responses:
  - {response: borea-on-leave, process: talks, demand: alba.leave, party: borea, answer: rejected, document: d3}
agreements:
  - {agreement: pact, process: talks, summary: Something, document: d3, stated_by: [alba]}
"""
CORRECTED = DEMAND.replace("Borea leaves the north.", "Borea leaves all of the north.").replace(
    "[north, south]", "north"
)


def test_a_correction_is_ours_with_its_cause_author_message_and_before_and_after(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(CORRECTED, cause="correction", author="anna", message="Read again")
    message = report(desk.database, "2024-05-01", "2024-05-08", told)
    assert message.subject == "1 correction of ours"
    assert headings(message) == ["What stayed as it was", "Corrections of ours"]
    text = " ".join(message.text.partition("CORRECTIONS OF OURS")[2].split())
    assert "Changeset 3: Read again" in text
    assert "anna" in text
    assert "Borea leaves {+all of+} the north." in text
    assert "- territory: south" in text
    steps = data(message)["recorded"][0]["steps"]
    assert {(row["entity"], row["operation"]) for row in steps if not row["derived"]} == {("version", "changed")}


def test_a_changeset_that_is_told_already_takes_one_line(desk: Desk) -> None:
    desk.imports(FIRST)
    message = report(desk.database, "2024-01-01", "2024-05-08", 1)
    assert "Corrections of ours" not in headings(message)
    lines = part(message, "markdown").partition("## What was recorded")[2].partition("---")[0].split("\n")
    assert len([line for line in lines if line]) == 1
    assert "Not told above: added document 2, passage 1" in " ".join(lines)


def test_ignored_causes_are_no_news(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(CORRECTED, cause="housekeeping")
    assert report(desk.database, "2024-05-01", "2024-05-08", told).news
    message = report(desk.database, "2024-05-01", "2024-05-08", told, ignored=["housekeeping"])
    assert (message.news, message.subject) == (False, "Nothing new from 2024-05-01 to 2024-05-08")


def test_each_view_shows_its_own(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(CORRECTED, cause="correction")
    shown = {view: set(headings(report(desk.database, "2024-01-01", "2024-05-08", 1, view=view))) for view in VIEWS}
    assert shown["positions"] == {"What the parties changed"}
    assert shown["recorded"] == {"Corrections of ours", "What was recorded"}
    assert shown["both"] == shown["positions"] | shown["recorded"]


# --- narrowing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("narrowed", "subject"),
    [
        ({"party": "ukraine"}, "Ukraine: 11 new demands; 4 answers; 2 agreements"),
        ({"topic": "territory"}, "Russia: 1 demand altered (mixed), 1 new; Ukraine: 1 new; 1 answer"),
        ({"demand": "ua.ceasefire"}, "Ukraine: 1 new demand; 1 answer"),
        ({"party": "russia", "topic": "security"}, "Russia: 1 demand altered (mixed), 5 new; 1 answer"),
    ],
)
def test_a_report_is_narrowed(seeds_readonly: Database, narrowed: dict[str, str], subject: str) -> None:
    assert report(seeds_readonly, "2024-06-14", "2025-06-02", 1, **narrowed).subject == subject


def test_corrections_are_narrowed_too(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(CORRECTED, cause="correction")
    for narrowed, any_news in (
        ({"party": "alba"}, True),
        ({"party": "borea"}, False),
        ({"topic": "territory"}, True),
        ({"topic": "security"}, False),
        ({"demand": "alba.leave"}, True),
        ({"process": "talks"}, True),
    ):
        assert report(desk.database, "2024-05-01", "2024-05-08", told, **narrowed).news == any_news, narrowed


def test_a_corrected_document_is_news_for_whom_it_is_cited(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(DOCUMENTS.replace("title: First", "title: The first"), cause="correction")
    for narrowed, any_news in (({"party": "alba"}, True), ({"topic": "security"}, False), ({"process": "talks"}, True)):
        assert report(desk.database, "2024-05-01", "2024-05-08", told, **narrowed).news == any_news, narrowed


# --- names -----------------------------------------------------------------------------------------------------------


def test_what_is_named_bears_its_title_and_its_slug(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(SETTLED)
    told = words(report(desk.database, "2024-03-15", "2024-04-01", 99, process="talks", demand="alba.leave"))
    for line in (
        "Process: Talks (talks)",
        "Demand: Leave the north (alba.leave)",
        "rejected Borea on “Leave the north” borea-on-leave · to alba.leave",
        "agreed Something pact · confirmed by Borea",
        "Settles: partly: Leave the north (alba.leave)",
        "territory: Leave the north (alba.leave)",
    ):
        assert line in told


def test_what_was_found_late_and_corrected_bears_its_title(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(FOUND)
    desk.imports(CORRECTED, cause="correction")
    text = report(desk.database, "2024-05-01", "2024-05-08", told).text
    late, ours = (words_of(text.partition(head)[2]) for head in ("FOUND LATE", "CORRECTIONS OF OURS"))
    assert "~ Leave the north: alba.leave@A held from 2024-01-10 until 2024-03-01, first stated → " in late
    assert "~ changed Leave the north alba.leave@B · version" in ours
    assert "spell" not in text


def test_files_are_named_without_the_folders_of_the_machine(desk: Desk) -> None:
    desk.imports(FIRST)
    message = report(desk.database, "2024-01-01", "2024-05-08", 1)
    texts = [message.text, message.mail, *(part.content.decode() for part in message.parts)]
    assert "bundle.yaml" in message.text
    assert [text for text in texts if str(desk.folder) in text] == []


SETTLED = """
documents:
  - {document: d3, kind: statement, title: Third, issuer: borea, issued_on: 2024-04-01}
responses:
  - {response: borea-on-leave, process: talks, demand: alba.leave, party: borea, answer: rejected, document: d3}
agreements:
  - agreement: pact
    process: talks
    summary: Something
    document: d3
    stated_by: [borea]
    settles: [{demand: alba.leave, extent: partly}]
"""
FOUND = """
documents:
  - {document: d0, kind: statement, title: Earlier, issuer: alba, issued_on: 2023-12-01}
demands:
  - demand: alba.leave
    versions:
      - {version: Z, summary: Borea leaves all., terms: {territory: country}, citations: [{document: d0}]}
"""


# --- formats ---------------------------------------------------------------------------------------------------------

EVIL = '<script>alert(1)</script> | a *b* [x](javascript:y) `c` & "d"'


@pytest.fixture
def evil(talks: Talks) -> Talks:
    talks.document("paper", "2024-03-01")
    talks.write("update tracker.document set title = %s, url = 'javascript:alert(1)' where slug = 'paper'", EVIL)
    talks.says("alba.leave", "A", "2024-01-10", NORTH, summary="=1+1 is asked")
    talks.says("alba.leave", "B", None, BOTH, document="paper", summary=f"=cmd() {EVIL}", quote=EVIL)
    talks.write("update tracker.demand set title = %s", EVIL)
    return talks


def test_html_is_escaped_and_links_lead_to_the_web_only(evil: Talks) -> None:
    message = report(evil.database, "2024-02-01", "2024-03-01")
    for html in (part(message, "html"), message.mail):
        assert "<script" not in html
        assert "javascript:" not in re.sub(r"&lt;script.*?(&#34;|\")d\1", "", html)
        assert 'href="javascript' not in html
        assert "&lt;script&gt;" in html


def test_a_link_of_the_web_is_one(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-03-01", NORTH)
    talks.write("update tracker.document set url = 'https://example.org/?a=1&b=%3C' where true")
    message = report(talks.database, "2024-02-01", "2024-03-01")
    assert 'href="https://example.org/?a=1&amp;b=%3C"' in part(message, "html")
    assert "(<https://example.org/?a=1&b=%3C>)" in part(message, "markdown")


def test_markdown_is_escaped(evil: Talks) -> None:
    text = part(report(evil.database, "2024-02-01", "2024-03-01"), "markdown")
    assert "\\<script>" in text
    assert "\\|" in text
    assert "](javascript" not in text.replace("\\[x](javascript", "")
    assert not re.search(r"^=cmd", text, re.MULTILINE)


def test_a_spreadsheet_runs_no_formula(evil: Talks) -> None:
    rows = table(report(evil.database, "2024-02-01", "2024-03-01"))
    assert rows[0]["from_summary"] == "'=1+1 is asked"
    assert rows[0]["to_summary"].startswith("'=cmd()")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_csv_has_a_row_for_each_change_of_every_kind(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    desk.imports(LATER)
    desk.imports(CORRECTED, cause="correction")
    rows = table(report(desk.database, "2024-02-01", "2024-03-15", told))
    assert [(row["news"], row["kind"]) for row in rows[:1]] == [("positions", "demand")]
    assert {row["news"] for row in rows} == {"positions", "recorded"}
    late = table(report(desk.database, "2024-05-01", "2024-05-02", told))
    assert {row["kind"] for row in late if row["news"] == "late"} == {"response", "agreement", "citation"}


@pytest.mark.parametrize("view", VIEWS)
def test_json_is_as_its_schema_says(seeds_readonly: Database, view: str) -> None:
    Draft202012Validator.check_schema(schema())
    found = data(report(seeds_readonly, "2024-06-14", "2025-06-02", view=view))
    Draft202012Validator(schema()).validate(found)
    assert found["since"] == {"changeset": 0, "day": "2024-06-14"}


def test_json_of_late_finds_and_corrections_is_as_its_schema_says(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(LATER)
    desk.imports(CORRECTED, cause="correction")
    Draft202012Validator(schema()).validate(data(report(desk.database, "2024-05-01", "2024-05-02", 1)))


def test_json_of_every_kind_of_ending_is_as_its_schema_says(talks: Talks) -> None:
    for name in ("gone", "met", "settled", "late"):
        talks.says(f"alba.{name}", "A", "2024-01-10", NORTH)
    told = talks.last_changeset()
    talks.ends("alba.gone", "withdrawn", "2024-03-01")
    talks.ends("alba.met", "met", "2024-03-02")
    talks.agrees("pact", "2024-03-03", {"alba.settled": "fully"})
    talks.ends("alba.late", "lapsed", "2024-01-20")
    message = report(talks.database, "2024-02-01", "2024-03-05", told)
    found = data(message)
    assert [row["word"] for row in found["changes"]] == ["withdrawn", "met", "agreed"]
    assert [end["agreement"] for row in found["changes"] for end in row["endings"]] == [None, None, "pact"]
    Draft202012Validator(schema()).validate(found)


def described(shape: dict[str, Any], path: str = "") -> Iterator[tuple[str, bool]]:
    for name, value in shape.get("properties", {}).items():
        yield f"{path}/{name}", bool(value.get("description"))
        yield from described(value, f"{path}/{name}")
        yield from described(value.get("items", {}), f"{path}/{name}")


def test_the_schema_says_what_everything_means() -> None:
    found = dict(described(schema()))
    assert len(found) > 300
    assert [path for path, said in found.items() if not said] == []


def test_html_needs_nothing_but_itself(seeds_readonly: Database) -> None:
    html = part(report(seeds_readonly, "2024-06-14", "2025-06-02"), "html")
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\((?!#)", html)
    assert re.findall(r"<h1", html) == ["<h1"]
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_what_changed_is_drawn_in_the_page_and_goes_along_with_a_mail(seeds_readonly: Database) -> None:
    message = report(seeds_readonly, "2024-06-14", "2025-06-02", formats=["html"], mailed=True)
    page = part(message, "html")
    assert page.count("<svg") == 1
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert "Full withdrawal of Ukrainian forces from four oblasts" in drawn
    assert "Denazification of Ukraine" not in drawn  # it stayed as it was
    assert "As of 2025-06-02." in drawn
    [picture] = message.pictures
    assert f'src="cid:{picture.file_name}"' in message.mail
    assert picture.content.startswith(b"\x89PNG")


def test_nothing_is_drawn_that_nobody_sees(seeds_readonly: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings: list[str] = []
    monkeypatch.setattr(making, "drawn", lambda _, form: drawings.append(form) or b"<svg")
    for formats, mailed in ((["json", "markdown"], False), (["html"], False), (["json"], True)):
        message = report(seeds_readonly, "2024-06-14", "2025-06-02", formats=formats, mailed=mailed)
        assert bool(message.pictures) == ("cid:" in message.mail) == mailed
    assert drawings == ["svg", "png"]


def test_nothing_is_drawn_where_nothing_changed(seeds_readonly: Database) -> None:
    message = report(seeds_readonly, "2025-07-01", "2025-07-02", 1, mailed=True)
    assert "<svg" not in part(message, "html")
    assert "cid:" not in message.mail
    assert message.pictures == []


def test_a_mail_styles_its_elements(seeds_readonly: Database) -> None:
    mail = report(seeds_readonly, "2024-06-14", "2025-06-02", 1).mail
    assert "<style" not in mail
    assert '<del style="' in mail
    assert len(mail.encode()) < 102_000  # where mail programs cut


def test_a_letter_has_room_for_all_or_says_where_the_rest_is(talks: Talks) -> None:
    with talks.changeset():
        for number in range(60):
            talks.says(f"alba.d{number:03}", "A", "2024-03-01", NORTH, summary="Much is asked. " * 150 + "So it is.")
    message = report(talks.database, "2024-02-01", "2024-03-01", formats=["markdown", "json"], mailed=True)
    assert len(message.mail.encode()) < 100_000
    assert 5 <= message.text.count("More: ") < 30
    for text in (message.mail, words(message)):
        assert "The whole report is attached: weekly-2024-03-01.md, weekly-2024-03-01.json." in text
    assert part(message, "markdown").count("More: ") == 60
    assert "attached" not in part(message, "markdown")


def test_of_much_that_was_found_late_or_corrected_a_letter_says_how_much_it_leaves_out(desk: Desk) -> None:
    desk.imports(FIRST)
    told = desk.changesets()[-1][0]
    for number in range(12):
        desk.imports(CORRECTED.replace("all of", f"part {number} of" + " all of" * 900), cause="correction")
    desk.imports(FOUND_MUCH)
    message = report(desk.database, "2024-05-01", "2024-05-08", told, formats=["json"], mailed=True)
    assert len(message.mail.encode()) < 100_000
    text = words(message)
    assert re.search(r"The first \d+ of 12 changesets are told here\.", text)
    assert re.search(r"Each has its true date\. \d+ of 40 are told here\.", text)


FOUND_MUCH = (
    "documents:\n"
    + "".join(
        f"  - {{document: e{number}, kind: statement, title: Earlier, issuer: alba, issued_on: 2023-12-01}}\n"
        for number in range(40)
    )
    + "demands:\n"
    + "".join(
        DEMAND.replace("alba.leave", f"alba.leave-{number}")
        .replace("document: d1", f"document: e{number}")
        .partition("      - version: B")[0]
        .partition("demands:\n")[2]
        for number in range(40)
    )
)


def test_of_very_many_parties_a_letter_counts_some_too(talks: Talks) -> None:
    with talks.changeset():
        for number in range(120):
            talks.actor(f"party{number:03}")
            talks.insert("party", process="talks", actor=f"party{number:03}", role="party")
            talks.says(
                f"party{number:03}.leave", "A", "2024-03-01", NORTH, summary="Much is asked. " * 150 + "So it is."
            )
    message = report(talks.database, "2024-02-01", "2024-03-01", mailed=True)
    assert len(message.mail.encode()) < 100_000
    told, other = (words(message).count(text) for text in ("More: ", "Of other parties: "))
    assert (told < 30, other) == (True, 2)


def test_file_names_tell_report_and_day_and_hold_no_folder(seeds_readonly: Database) -> None:
    parts = report(seeds_readonly, "2024-06-14", "2025-06-02", name="../a b").parts
    assert [part.file_name for part in parts] == [f"..-a-b-2025-06-02.{end}" for end in ("html", "md", "json", "csv")]


def test_moments_are_of_the_time_zone(desk: Desk) -> None:
    desk.imports(FIRST)
    desk.imports(CORRECTED, cause="correction")
    text = report(desk.database, "2024-05-01", "2024-05-02", 1, time_zone="Asia/Kolkata").text
    assert " IST" in text
    assert " UTC" not in text.replace("2024-05-01 to 2024-05-02 (days of UTC)", "")


# --- much ------------------------------------------------------------------------------------------------------------


def test_of_very_many_changes_the_page_tells_some_and_counts_the_rest(talks: Talks) -> None:
    with talks.changeset():
        for number in range(230):
            talks.says(f"alba.d{number:03}", "A", "2024-03-01", NORTH)
    message = report(talks.database, "2024-02-01", "2024-03-01")
    assert part(message, "html").count("<article") == 200
    assert "200 of 230 changes are told in full here" in part(message, "html")
    assert "30 changes not told in full" in part(message, "html")
    assert len(data(message)["changes"]) == 230
    assert sum(row["news"] == "positions" for row in table(message)) == 230


def test_where_only_some_is_shown_each_party_has_its_turn(talks: Talks) -> None:
    for number in range(4):
        talks.says(f"alba.d{number}", "A", "2024-01-10", NORTH)
    for number in range(2):
        talks.says(f"borea.d{number}", "A", "2024-01-10", NORTH)
    talks.says("borea.moved", "A", "2023-01-10", NORTH)
    talks.says("borea.moved", "B", "2024-01-10", BOTH)
    shown = [row.demand for row in build.ranked(news(talks.database, "2024-01-01", "2024-01-10", 99))]
    assert shown[:5] == ["borea.moved", "alba.d0", "borea.d0", "alba.d1", "borea.d1"]
    assert shown[5:] == ["alba.d2", "alba.d3"]


def test_the_number_of_queries_does_not_grow_with_the_changes(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Reader.rows

    def counted(self: Reader, row_type: Any, sql: str, params: Any = ()) -> list[Any]:
        asked.append(sql)
        return rows(self, row_type, sql, params)

    monkeypatch.setattr(Reader, "rows", counted)
    talks.says("alba.first", "A", "2024-01-10", NORTH)
    talks.says("alba.first", "B", "2024-03-01", BOTH)
    numbers = []
    for many in (1, 20):
        with talks.changeset():
            for number in range(many):
                talks.says(f"alba.d{many}-{number}", "A", "2024-03-01", NORTH)
        asked.clear()
        report(talks.database, "2024-02-01", "2024-03-01")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
