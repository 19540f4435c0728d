"""The pages designed by hand: what a reader must find on them, at any width, with and without colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from tests.unit.render.samples import CITATIONS, DIFFERENCE, FIRST, LABELS, MEMO, OPTIONS, PASSAGES, SECOND
from tracker.query.changes import Comparison, Stand
from tracker.query.changesets import Changeset, Step
from tracker.query.codebook import Attribute, Code, Place, Topic
from tracker.query.demands import Ending, Spell, TermEvidence, Version
from tracker.query.ends import NO_ENDS
from tracker.query.outcomes import Response
from tracker.render import evidence, held, records
from tracker.render.codebook import Codebook
from tracker.render.difference import Differences
from tracker.render.history import Story
from tracker.render.log import Counted, Log, Shown, counts
from tracker.render.matrix import Matrix
from tracker.render.natural import natural
from tracker.render.options import Options
from tracker.render.outline import Outline, cited
from tracker.render.paper import Paper
from tracker.render.plan import Plan
from tracker.render.positions import Positions
from tracker.render.quickstart import Answer
from tracker.render.recorded import Recorded
from tracker.render.steps import Wording, in_words

ONLY_IN_THREE = [
    TermEvidence("russia-ukraine", FIRST.demand, "2025-06-02", attribute, value, MEMO, place, None, None)
    for attribute, value, places in [
        ("extent", "complete", ["I", "II.1", "III"]),
        ("timing", "P30D after ceasefire-start", ["III"]),
    ]
    for place in places
]
STORY = Story([FIRST, SECOND], CITATIONS, [], [], ONLY_IN_THREE, PASSAGES, LABELS)
HELD = Version(*(getattr(SECOND, name) for name in Version._fields))
NEW = DIFFERENCE._replace(
    demand="ru.neutrality", change="new", direction=None, from_version=None, from_summary=None, from_document=None
)
GONE = DIFFERENCE._replace(
    demand="ru.gone",
    change="dropped",
    direction=None,
    to_version=None,
    to_summary=None,
    ended="withdrawn",
    to_choices=[],
)
STAYED = DIFFERENCE._replace(
    demand="ru.stayed", change="persisted", direction=None, affirmed=False, silent_in=["putin-1"]
)
STAND = Stand(
    "russia-ukraine",
    "territory",
    "russia",
    [FIRST.demand],
    [FIRST.summary],
    ["ua.integrity"],
    date(2025, 6, 2),
    "mixed",
    "day",
)
STANDS = [STAND, STAND._replace(party="ukraine", demands=["ua.integrity"], opposed_by=[FIRST.demand])]
RECORDED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OLDER = {"process": "russia-ukraine", "demand": "ru.withdraw"}
STEP = Step(
    changeset=2,
    recorded_at=RECORDED,
    author="a coder",
    cause="correction",
    entity="demand",
    key=FIRST.demand,
    operation="changed",
    derived=False,
    before={**OLDER, "title": "An old title", "kind": "demand"},
    after={**OLDER, "title": "A new title", "kind": "demand", "demand": FIRST.demand},
)
CHANGESET = Changeset(2, RECORDED, "a coder", "Looked again", "correction", ["a.yaml"], 2, 2, 1)
TERMS = {"extent": "begun", "timing": [{"value": "before talks-start", "in": [f"{MEMO}#I"]}, "before ceasefire-start"]}
VERSION = STEP._replace(
    entity="version",
    key=f"{FIRST.demand}@2024-06-14",
    before={"demand": FIRST.demand, "version": "2024-06-14", "summary": "Leave four oblasts.", "terms": TERMS},
    after={
        "demand": FIRST.demand,
        "version": "2024-06-14",
        "summary": "Leave all four oblasts.",
        "terms": {
            "extent": "complete",
            "timing": [{"value": "before talks-start", "in": [MEMO]}],
            "territory": "UA-09",
        },
    },
)
CITED = {"demand": FIRST.demand, "version": "2024-06-14", "document": "putin-2024-06-14", "speaker": "putin"}
ADDED = STEP._replace(
    entity="citation",
    key=f"{FIRST.demand}/2024-06-14/putin-2024-06-14//putin/isw",
    operation="added",
    before=None,
    after={**CITED, "via_passage": "p1", "via_document": "isw", "quote": "go", "certainty": "probable"},
)
OPPOSED = {"demand": FIRST.demand, "relation": "opposes", "other_demand": "ua.integrity"}
REMOVED = STEP._replace(
    entity="link", key=f"{FIRST.demand}/opposes/ua.integrity", operation="removed", before=OPPOSED, after=None
)
HELD_BEFORE = {
    "demand": FIRST.demand, "version": "2024-06-14", "spell": 1, "held_from": "2024-06-14", "held_to": "2025-06-02",
    "held_from_precision": "day", "change": "first",
}  # fmt: skip
HELD_AFTER = {**HELD_BEFORE, "held_from": "2024-06-13", "held_from_precision": "by"}
SPELLS = [
    STEP._replace(entity="spell", key="x/2024-06-13", operation="added", derived=True, before=None, after=HELD_AFTER),
    STEP._replace(
        entity="spell", key="x/2024-06-14", operation="removed", derived=True, before=HELD_BEFORE, after=None
    ),
]
STEPS = [*SPELLS, ADDED, STEP, REMOVED, VERSION]
WORDING = Wording(LABELS, frozenset({"extent"}))
BOOK = Codebook(
    [Topic("security", None, "Security", "What keeps a state safe.", "Often.", None, None)],
    [Attribute("extent", "code", False, "more-is-harder", "How much of it.", None, None, None)],
    [Code("extent", "complete", None, "All of it.", None, "Where parts are left.", None, 2)],
    [
        Place("UA-43", "UA", "region", "Crimea", "The peninsula.", None, "Sevastopol is named too.", None),
        Place("yalta", "UA-43", "city", "Yalta", None, None, None, None),
    ],
    full=True,
)
PAGES: dict[str, Callable[[Paper], Iterable[str]]] = {
    "history": STORY.told,
    "diff": Differences("From one day to another", [DIFFERENCE, NEW, GONE, STAYED], LABELS, PASSAGES).told,
    "positions": Positions("Held today", date(2025, 7, 1), [HELD], LABELS).told,
    "options": Options(LABELS.documents[MEMO], OPTIONS, PASSAGES, LABELS).told,
    "matrix": Matrix("Today", STANDS, LABELS).told,
    "outline": Outline(PASSAGES, {"II.1": [FIRST.demand, "ru.another"]}).told,
    "codebook": BOOK.told,
    "log": Log([Changeset(1, RECORDED, "me", "First", "new-source", ["a.yaml"] * 9, 3, 0, 0)]).told,
    "show": Shown(CHANGESET, STEPS, WORDING, NO_ENDS).told,
    "stat": Counted(CHANGESET, counts(STEPS)).told,
    "recorded": Recorded(STEPS, [CHANGESET], WORDING, {CHANGESET.changeset: NO_ENDS}).told,
    "plan": Plan([STEP], [2], 7, dry_run=True).told,
    "quickstart": Answer(date(2024, 6, 14), date(2025, 6, 2), [DIFFERENCE, NEW], STORY).told,
}


def text(page: str, paper: Paper | None = None) -> str:
    return "\n".join(PAGES[page](paper or Paper()))


def in_order(told: str, *parts: str) -> bool:
    """Whether the parts stand one after the other, however the lines are broken."""
    flat, at = " ".join(told.split()), 0
    for part in parts:
        at = flat.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_page_needs_sideways_scrolling(page: str, width: int) -> None:
    assert max(map(len, text(page, Paper(width)).splitlines())) <= width


@pytest.mark.parametrize("page", PAGES)
def test_without_unicode_our_own_signs_are_ascii(page: str) -> None:
    assert text(page, Paper(unicode=False)).isascii()


@pytest.mark.parametrize("page", PAGES)
def test_colour_is_only_where_it_is_wanted(page: str) -> None:
    assert "\x1b" not in text(page)
    assert "\x1b[" in text(page, Paper(colour=True))


def test_a_history_tells_what_changed_and_on_what_evidence() -> None:
    told = text("history")
    assert in_order(
        told, "2024-06-14 first stated", "until 2025-06-02 (353 days)", "Vladimir Putin: “completely withdraw”; read in"
    )
    assert in_order(told, "isw-2025-06-02#p17.1", "2025-06-02 altered", "◆ mixed", "still held")
    assert in_order(told, "~ extent", "begun → complete", "+ timing", "- timing", "= territory")
    assert "within 30 days after ceasefire-start [#III]" in told
    assert f"One of two alternatives: {MEMO}#II.1" in told
    assert "> #II.1" in told
    assert f"({MEMO} #I\n    #II.1 #III)" in told


def test_a_citation_stands_below_its_own_spell_only() -> None:
    before, after = text("history").split("2025-06-02  altered")
    assert "putin-2024-06-14" in before
    assert "putin-2024-06-14" not in after


def test_a_version_that_returns_shows_each_citation_in_its_own_spell() -> None:
    """The first version, the second, the first again: its two citations lie in two spells."""
    second = SECOND._replace(held_to=date(2025, 8, 1))
    again = FIRST._replace(spell=3, change="revived", held_from=date(2025, 8, 1), held_to=None, documents=["later"])
    later = CITATIONS[0]._replace(dated_on=date(2025, 8, 1), document="later", relation="reaffirms", quote="once more")
    story = STORY._replace(spells=[FIRST, second, again], citations=[*CITATIONS, later])
    first, _, third = "\n".join(story.told(Paper())).split("\n2025-")
    assert ("completely withdraw" in first, "once more" in first) == (True, False)
    assert ("completely withdraw" in third, "once more" in third) == (False, True)


def test_what_repeats_a_version_on_its_last_day_stands_with_it() -> None:
    """Said once more in the morning, otherwise at noon, and the first again in the evening: each stands once."""
    day = date(2025, 6, 2)
    morning = CITATIONS[0]._replace(dated_on=day, document="morning", relation="reaffirms")
    evening = morning._replace(document="evening", relation="states")
    spells = [
        FIRST._replace(documents=["morning", "putin-2024-06-14"]),
        SECOND._replace(held_to=day),
        FIRST._replace(spell=3, change="altered", held_from=day, held_to=None, documents=["evening"]),
    ]
    told = "\n".join(STORY._replace(spells=spells, citations=[*CITATIONS, morning, evening]).told(Paper()))
    assert in_order(told, "2024-06-14 first stated", "• morning", "superseded the same day", "still held", "• evening")
    assert (told.count("• morning"), told.count("• evening")) == (1, 1)


def test_lengths_are_told_only_where_the_days_are_known() -> None:
    def heading(spell: Spell, next_one: Spell = SECOND) -> str:
        return next(line for line in STORY._replace(spells=[spell, next_one]).told(Paper()) if "first stated" in line)

    assert "until 2025-06-02 (353 days)" in heading(FIRST)
    assert "until 2025-06-02 (353 days or more)" in heading(FIRST._replace(held_from_precision="by"))
    assert "days" not in heading(FIRST._replace(held_from_precision="year"))
    assert "until 2025-06 \u2500" in heading(FIRST, SECOND._replace(held_from_precision="month"))
    assert "until 2025-06-02 or before \u2500" in heading(FIRST, SECOND._replace(held_from_precision="by"))


def test_doubts_and_repetitions_of_a_source_are_said() -> None:
    rows = [CITATIONS[1]._replace(certainty="probable", relation="reaffirms", speaker="putin")]
    told = "\n".join(evidence.lines(Paper(), rows, LABELS))
    assert in_order(told, "again in: Memorandum of the Russian delegation", "Vladimir Putin (probable); read in")


def test_an_ending_stands_where_it_happened() -> None:
    ending = Ending(
        "russia-ukraine",
        FIRST.demand,
        date(2025, 7, 1),
        "day",
        "withdrawn",
        None,
        "putin",
        "later",
        None,
        None,
        None,
        None,
    )
    story = STORY._replace(spells=[FIRST, SECOND._replace(held_to=date(2025, 7, 1))], endings=[ending])
    told = "\n".join(story.told(Paper()))
    assert in_order(told, "no longer held", "2025-06-02 altered", "2025-07-01 withdrawn", "later")


def test_an_answer_says_until_when_it_is_good() -> None:
    given = Response(
        "russia-ukraine", "ua-on-it", FIRST.demand, None, None, "2024-06-14", "ukraine", "considering",
        date(2024, 6, 20), "day", date(2024, 7, 31), "probable", None, None, "later", None, None, None, None, "month",
    )  # fmt: skip
    told = "\n".join(STORY._replace(responses=[given]).told(Paper()))
    assert "2024-06-20 ukraine: considering (probable), until 2024-07\n" in f"{told}\n"


def test_an_overruled_direction_gives_its_reason() -> None:
    ruled = SECOND._replace(direction="hardened", direction_reason="The time limit weighs more.")
    told = "\n".join(STORY._replace(spells=[FIRST, ruled]).told(Paper()))
    assert in_order(told, "▲ hardened (computed: mixed)", "set by an analyst: The time limit weighs more.")


def test_a_diff_shows_changes_first_and_what_stayed_last() -> None:
    told = text("diff")
    assert in_order(told, "1 altered, 1 new, 1 dropped, 1 persisted", "~ ru.withdraw", "+ ru.neutrality", "- ru.gone")
    assert in_order(told, "- ru.gone", "dropped: withdrawn", "= ru.stayed", "not affirmed since", "silence in putin-1")
    assert f"+ now one of two alternatives: {MEMO}#II.1" in told


def test_positions_say_that_a_window_is_past() -> None:
    """What was to be done by a day is held until somebody ends it, and does not look as if it could still be done."""
    held = [HELD._replace(terms=["window=2025-06-20/2025-06-30"])]
    told = {
        day: "\n".join(Positions("Held", date(2025, *day), held, LABELS).told(Paper())) for day in ((6, 30), (7, 1))
    }
    assert {day: "its window ended on 2025-06-30" in text for day, text in told.items()} == {
        (6, 30): False,
        (7, 1): True,
    }


def test_two_documents_of_one_day_that_both_say_a_demand_affirm_it() -> None:
    """In the interval between them, which is empty, no document says it."""
    both = Comparison("both", *STAYED._replace(silent_in=[]))
    told = "\n".join(Differences("Compared", [both, both._replace(in_documents="only_a")], LABELS).told(Paper()))
    assert in_order(told, "last affirmed 2025-06-02", "(only in a)", "not affirmed since 2025-06-02")


def test_positions_say_since_when_and_how_affirmed() -> None:
    told = text("positions")
    assert in_order(
        told, "territory.withdrawal", "ru.withdraw-four-oblasts", "since 2025-06-02", "an alternative", "affirmed"
    )
    silent = Positions("Held today", date(2025, 7, 1), [HELD._replace(silent_in=["putin-2025-07-01"])], LABELS)
    assert "silent in putin-2025-07-01" in "\n".join(silent.told(Paper()))


def test_options_tell_what_is_asked_whichever_is_taken_and_each_path() -> None:
    told = text("options")
    assert in_order(told, "Whichever is taken", "stage final-settlement", "Path 1 of 2 #II.1", "stage ceasefire")
    assert in_order(told, "Path 2 of 2 #II.2", "ru.end-martial-law")


def test_a_demand_of_the_document_as_a_whole_is_asked_before_those_of_its_passages() -> None:
    whole = OPTIONS[0]._replace(demand="ru.of-the-whole", passages=[MEMO])
    told = "\n".join(Options(LABELS.documents[MEMO], [*OPTIONS, whole], PASSAGES, LABELS).told(Paper()))
    assert in_order(told, "Path 2 of 2", "Whichever is taken", "ru.of-the-whole")
    first = "\n".join(Options(LABELS.documents[MEMO], [OPTIONS[0], whole], PASSAGES, LABELS).told(Paper()))
    assert in_order(first, "Whichever is taken", "ru.of-the-whole", "ru.withdraw-four-oblasts", "#I #III")
    assert "ru.of-the-whole\n" in first


def test_a_matrix_puts_parties_side_by_side_where_there_is_room() -> None:
    assert re.search(r"ru.withdraw-four-oblasts +ua.integrity", text("matrix"))
    assert "⇄ opposed by ua.integrity" in text("matrix")
    narrow = text("matrix", Paper(40))
    assert in_order(narrow, "Russia", "ru.withdraw-four-oblasts", "Ukraine", "ua.integrity")


def test_dates_are_told_as_precisely_as_they_are_known() -> None:
    """A first of February that stands for the month is not told as a day."""
    coarse = {"last_affirmed_on": date(2022, 2, 1), "last_affirmed_precision": "month"}
    told = "\n".join(Positions("Held", date(2025, 7, 1), [HELD._replace(**coarse)], LABELS).told(Paper()))
    assert in_order(told, "last affirmed 2022-02 (")
    told = "\n".join(STORY._replace(spells=[FIRST, SECOND._replace(**coarse)]).told(Paper()))
    assert "last affirmed 2022-02;" in told
    stayed = STAYED._replace(**coarse)
    told = "\n".join(Differences("Changed", [stayed, stayed._replace(affirmed=True)], LABELS).told(Paper()))
    assert in_order(told, "not affirmed since 2022-02;", "last affirmed 2022-02;")
    told = "\n".join(Differences("Changed", [stayed._replace(last_affirmed_precision="by")], LABELS).told(Paper()))
    assert "not affirmed since 2022-02-01 or before;" in told
    by = STAND._replace(last_moved_on=date(2025, 5, 28), last_moved_precision="by")
    assert "last moved by 2025-05-28, mixed" in "\n".join(Matrix("Today", [by], LABELS).told(Paper()))


def test_a_document_names_the_demands_that_no_passage_holds() -> None:
    whole = CITATIONS[0]._replace(passage=None, via_document=None, via_passage=None)
    in_one = CITATIONS[0]._replace(passage="II.1", demand="ru.another")
    found = cited(whole.document, [whole, in_one])
    assert found == {"": [FIRST.demand], "II.1": ["ru.another"]}
    told = "\n".join(records.document(LABELS.documents[whole.document], [], [], found, False).told(Paper()))
    assert f"demands  {FIRST.demand}" in told


def test_an_outline_marks_alternatives_and_what_is_demanded_where() -> None:
    told = text("outline")
    assert in_order(
        told, "├─ II one of these:", "├─ II.1 alternative 1 of 2:", "→ ru.withdraw-four-oblasts, ru.another"
    )
    assert in_order(told, "└─ II.2 alternative 2 of 2:", "└─ III in this order:")


def test_a_codebook_entry_in_full_says_when_to_use_it() -> None:
    told = text("codebook")
    assert in_order(
        told, "security (Security): What keeps a state safe.", "use: Often.", "extent (one, code, more is harder): How"
    )
    assert in_order(told, "complete: All of it.", "not: Where parts are left.")
    assert in_order(told, "UA-43 (Crimea, region): The peninsula.", "not: Sevastopol is named too.")
    assert told.endswith("\n  yalta (Yalta, city)")


def test_a_changeset_shows_counts_then_each_kind_then_what_was_derived() -> None:
    told = text("show")
    assert in_order(told, "changeset 2 · 2026-01-02 03:04:05 UTC · a coder", "Looked again", "correction: 2 added")
    assert in_order(told, "added: citation 1 changed: demand 1, version 1 removed: link 1", "Demands 1")
    assert in_order(told, "Demands 1 ", "Versions 1 ", "Citations 1 ", "Links 1 ", "Derived: in the world's time")
    assert "--stat" not in told


def test_a_large_changeset_says_how_to_see_less() -> None:
    told = "\n".join(Shown(CHANGESET, [REMOVED] * 101, WORDING, NO_ENDS).told(Paper()))
    assert "(101 rows below; --stat shows only" in told


def test_a_changed_row_shows_only_what_changed() -> None:
    told = text("show")
    assert in_order(told, f"~ {FIRST.demand}", f"demand ru.withdraw → {FIRST.demand}", "[-An old-] {+A new+} title")
    assert in_order(told, "summary Leave {+all+} four oblasts.")
    assert "kind" not in told.replace("--kind", "")


def test_changed_terms_are_sets_and_not_lists() -> None:
    lines = text("show", Paper(120)).splitlines()
    start = lines.index("    terms")
    assert lines[start + 1 : start + 5] == [
        "      ~ extent     begun → complete",
        f"      ~ timing     before talks-start [{MEMO}#I → {MEMO}]",
        "      + territory  Luhansk (UA-09)",
        "      - timing     before ceasefire-start",
    ]


def test_a_row_that_came_shows_all_its_fields_and_evidence_as_places() -> None:
    lines = text("show").splitlines()
    start = lines.index(f"+ {ADDED.key}")
    assert lines[start + 1 : start + 6] == [
        "    document   putin-2024-06-14",
        "    speaker    putin",
        "    via        isw#p1",
        "    quote      go",
        "    certainty  probable",
    ]


def test_a_spell_that_begins_on_another_day_has_moved() -> None:
    told = text("show").split("Derived")[1]
    moved = f"~ {FIRST.demand}@2024-06-14: held from 2024-06-14 → 2024-06-13 or before until 2025-06-02"
    assert " ".join(told.split()).endswith(moved)


def test_spells_that_come_or_go_are_told_with_what_they_mean() -> None:
    after = {**HELD_BEFORE, "version": "B", "spell": 2, "held_from": "2025-06-02", "held_to": "2025-07-01"}
    after["change"] = "altered"
    ended = SPELLS[0]._replace(operation="changed", before=HELD_BEFORE, after={**HELD_BEFORE, "held_to": "2025-01-01"})
    came = SPELLS[0]._replace(after={**after, "held_to": None, "direction_computed": "mixed"})
    gone = SPELLS[1]._replace(before={**after, "version": "C", "held_to": "2025-06-02"})
    turned = ended._replace(
        before={**after, "version": "D", "direction_computed": "mixed"},
        after={**after, "version": "D", "spell": 3, "change": "expanded", "direction_computed": "hardened"},
    )
    lines = list(held.lines(Paper(120), held.moved([ended, came, gone, turned]), NO_ENDS, with_demand=False))
    assert lines == [
        "~ version 2024-06-14: held from 2024-06-14 until 2025-06-02 → 2025-01-01",
        "- version C: was held from 2025-06-02 and superseded the same day",
        "+ version B: held from 2025-06-02 on, altered, mixed",
        "~ version D: held from 2025-06-02 until 2025-07-01, altered → expanded, mixed → hardened, spell 2 → spell 3",
    ]


def test_counts_are_by_kind_with_what_is_derived_last() -> None:
    assert re.findall(r"^(\S.*\S) +(\d) +(\d) +(\d)$", text("stat"), re.MULTILINE) == [
        ("demand", "0", "1", "0"),
        ("version", "0", "1", "0"),
        ("citation", "1", "0", "0"),
        ("link", "0", "0", "1"),
        ("spell (derived)", "1", "0", "1"),
    ]


def test_a_record_tells_when_it_was_recorded_apart_from_when_it_was_held() -> None:
    told = text("recorded")
    assert in_order(told, "A new title", f"{FIRST.demand} · once ru.withdraw", "the time of recording, in UTC")
    assert in_order(told, "Recorded 2026-01-02 03:04:05 UTC · changeset 2", "correction: Looked again", "~ demand")
    assert in_order(
        told, "~ version 2024-06-14", "+ citation of 2024-06-14 in putin-2024-06-14 by putin, read in isw#p1"
    )
    assert in_order(told, f"- link {FIRST.demand} opposes ua.integrity", "What that changed in the world's time:")
    assert in_order(told, "~ version 2024-06-14: held from 2024-06-14 → 2024-06-13 or before until")


def test_a_demand_that_came_or_went_as_a_whole_is_summed_up() -> None:
    whole = [row._replace(operation="added", before=None, after=row.after or row.before) for row in STEPS[2:]]
    gone = [row._replace(operation="removed", before=row.after, after=None) for row in whole]
    for rows, head in ((whole, "+ first coded"), (gone, "- removed as a whole")):
        told = "\n".join(Recorded(rows, [CHANGESET], WORDING, {CHANGESET.changeset: NO_ENDS}).told(Paper()))
        assert in_order(
            told, f"{head}, in 4 rows; all they say: tracker show 2 --demand", "version 2024-06-14", "citation of"
        )
        assert "Leave" not in told


def test_a_step_is_one_cell_of_a_table() -> None:
    assert in_words(STEP) == f"demand: ru.withdraw → {FIRST.demand}; title: [-An old-] {{+A new+}} title"
    assert in_words(VERSION).endswith(
        "; terms: [-extent=begun-], [-timing=before ceasefire-start-], {+extent=complete+}, {+territory=UA-09+}"
    )
    assert in_words(REMOVED) == ""


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["d#p10", "d#p2.10", "d#p2", "d#II", "d#p2.9"], key=natural) == [
        "d#II", "d#p2", "d#p2.9", "d#p2.10", "d#p10",
    ]  # fmt: skip


def test_a_plan_shows_fields_before_and_after() -> None:
    told = text("plan")
    assert in_order(told, f"~ demand {FIRST.demand}", "title [-An old-] {+A new+} title")
    assert "kind" not in told


def test_a_plan_ends_with_what_it_comes_to() -> None:
    assert text("plan").endswith("1 changed: demand 1\nDry run: nothing was written.")
    nothing = Plan([], [], 7, dry_run=False)
    assert list(nothing.told(Paper())) == ["Nothing to change; 7 records stand as they are."]


def test_one_record_stands_as_it_is() -> None:
    assert list(Plan([], [], 1, dry_run=False).told(Paper())) == ["Nothing to change; 1 record stands as it is."]


def test_additions_are_listed_one_by_one_only_in_a_dry_run() -> None:
    added = STEP._replace(operation="added", before=None)
    listed, counted = ("\n".join(Plan([added], [2], 7, dry_run).told(Paper())) for dry_run in (True, False))
    assert "+ demand ru.withdraw-four-oblasts" in listed
    assert "ru.withdraw-four-oblasts" not in counted
    assert in_order(counted, "1 added: demand 1", "Recorded as changeset 2.")


class Left(NamedTuple):
    operation: str = "left"
    entity: str = "citation"
    key: str = "ru.a/2024/x"
    before: None = None
    after: None = None


def test_what_is_left_in_the_database_is_named() -> None:
    told = "\n".join(Plan([Left()], [], 7, dry_run=False).told(Paper()))
    assert in_order(told, "= citation ru.a/2024/x", "not in the bundle", "1 left: citation 1", "Nothing to change")


def test_the_first_screen_answers_before_it_shows_the_evidence() -> None:
    told = text("quickstart")
    assert in_order(
        told,
        "It persisted: it was held on both days",
        "But it was altered, ◆ mixed (harder and softer):",
        "1 term added, 2 removed, 1 moved, 4 kept",
    )
    assert in_order(
        told, "It is now one of two alternatives", "2024-06-14 first stated", "Try next:", "tracker options"
    )


def test_the_first_screen_over_other_data_says_so() -> None:
    told = "\n".join(Answer(date(2024, 6, 14), date(2025, 6, 2), [], None).told(Paper()))
    assert "were left as they are" in told.replace("\n", " ")
