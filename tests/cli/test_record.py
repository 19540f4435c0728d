"""log, show, history --recorded: the changes of the database itself, on the shipped data and some corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database, Server
from tracker.cli.log import RECORDED_CAUSES
from tracker.model.changesets import CAUSES
from tracker.query import changesets

OLD, NEW = "ru.withdraw-four-oblasts", "ru.leave-four-oblasts"
GONE = "ru.no-nuclear-weapons"
CITED = "document: putin-2024-06-14, speaker: putin, via: isw-2025-06-02#p17.1"
CHANGES = (  # author, cause, bundle; the first becomes changeset 2
    ("anna", "correction", f"""
        demands:
          - demand: {OLD}
            versions:
              - version: "2024-06-14"
                summary: Ukrainian forces must begin to leave four oblasts before Russia agrees to talks.
                terms: {{territory: [UA-09, UA-14, UA-43], extent: complete, timing: before talks-start}}
     """),
    ("bohdan", "correction", "documents: [{document: putin-2024-06-14, issued_on: 2024-06-13}]"),
    ("anna", "identity", f"demands: [{{demand: {NEW}, renamed_from: {OLD}, title: Four oblasts are left}}]"),
    ("bohdan", "new-source", f"""
        documents: [{{document: later, kind: speech, title: Later, issuer: russia, issued_on: 2024-08-01}}]
        demands:
          - demand: {NEW}
            versions: [{{version: "2024-06-14", citations: [{{document: later, speaker: putin}}]}}]
     """),
    ("anna", "correction", f"""
        demands:
          - demand: {NEW}
            versions: [{{version: "2024-06-14", citations: [{{{CITED}, remove: true}}]}}]
     """),
    ("anna", "new-source", f"""
        demands:
          - demand: {NEW}
            versions: [{{version: "2024-06-14", citations: [{{{CITED}, certainty: probable}}]}}]
     """),
    ("carla", "housekeeping", "topics: [{topic: talks.rounds, title: Rounds}]"),
)  # fmt: skip


@pytest.fixture(scope="module")
def corrected(
    server: Server, seeded_template: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The shipped data, then the changes above; the tests of this file only read it."""
    bundle = Path(tmp_path_factory.mktemp("corrections"), "bundle.yaml")
    with server.fresh_database(seeded_template) as database:
        for number, (author, cause, text) in enumerate(CHANGES, 2):
            bundle.write_text(text)
            words = ("--author", author, "--cause", cause, "--message", f"change {number}")
            outcome = run_cli(database.url, "import", str(bundle), *words)
            assert outcome.exit_code == 0, outcome.stderr
        yield database


def told(database: Database, *words: str, **env: str) -> str:
    outcome = run_cli(database.url, *words, env=env)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


def rows(database: Database, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told(database, *words, "--format", "json"))
    return found


def logged(database: Database, *words: str) -> list[int]:
    return [row["changeset"] for row in rows(database, "log", *words)]


# --- log ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("-n 2", [8, 7]),
        ("--author anna", [7, 6, 4, 2]),
        ("--cause identity --cause housekeeping", [8, 4]),
        (f"--demand {NEW}", [7, 6, 5, 4, 3, 2, 1]),
        (f"--demand {OLD}", [7, 6, 5, 4, 3, 2, 1]),
        ("--demand ru.leave --author anna --cause correction", [6, 2]),
        ("--demand ru.leave -n 1", [7]),
        ("--demand ru.neutrality", [3, 1]),
        ("--demand ua.ceasefire", [1]),
        ("--document putin-2024-06-14", [7, 6, 3, 1]),
        ("--document later", [5]),
        ("--document isw-2025-06-02 --author anna", [7, 6]),
        ("--since today --until today -n 1", [8]),
        ("--since 2026 -n 1", [8]),
        ("--until 2020", []),
        ("--author carla --cause correction", []),
    ],
)
def test_the_log_is_narrowed_by_what_is_asked_together(corrected: Database, words: str, numbers: list[int]) -> None:
    assert logged(corrected, *words.split()) == numbers


def recorded_at(database: Database, moment: str) -> None:
    """As if changeset 1 had been recorded then."""
    with database.connect() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update tracker.changeset set recorded_at = %s", [moment])


def test_days_of_recording_are_whole_days_in_utc(seeded: Database) -> None:
    inside = ("--since 2025", "--since 2025-03 --until 2025-03", "--since 2025-03-31", "--until 2025-03-31")
    outside = ("--since 2025-04", "--since 2025-04-01", "--until 2025-03-30", "--until 2024", "--until 2025-02")
    for moment in ("2025-03-31 00:00:00+00", "2025-03-31 23:59:59.5+00"):
        recorded_at(seeded, moment)
        assert [logged(seeded, *words.split()) for words in inside] == [[1]] * len(inside)
        assert [logged(seeded, *words.split()) for words in outside] == [[]] * len(outside)


def test_a_log_without_rows_says_what_was_asked(corrected: Database) -> None:
    words = ("log", "--author", "carla", "--cause", "correction", "--until", "2026-01", "--demand", NEW)
    assert told(corrected, *words) == (
        f"Nothing was recorded by carla, of cause correction, until 2026-01-31, about {NEW}.\n"
    )


def test_an_author_who_never_wrote_is_told_from_one_who_did(corrected: Database) -> None:
    outcome = run_cli(corrected.url, "log", "--author", "ana")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("Error: 'ana' never recorded anything\nThese did: anna, ")


def test_the_log_of_the_past_knows_nothing_later(corrected: Database) -> None:
    past = ("--known-at", "changeset 3")
    assert logged(corrected, "--demand", OLD, *past) == [3, 2, 1]
    assert logged(corrected, "--demand", NEW, *past) == [3, 2, 1], "today's name is understood about the past"
    stranger = run_cli(corrected.url, "log", "--author", "carla", *past)
    assert stranger.stderr.splitlines()[:2] == [
        "Error: 'carla' never recorded anything",
        "These did: anna, bohdan, root",
    ]


# --- show ---------------------------------------------------------------------------------------------------------


def test_a_changeset_is_shown_with_words_and_terms_before_and_after(corrected: Database) -> None:
    page = told(corrected, "show", "2")
    assert page.startswith("changeset 2 · ")
    assert "\n    change 2\n    correction: 0 added, 1 changed, 0 removed; from" in page
    assert f"~ {OLD}@2024-06-14\n" in page
    assert "[-withdraw completely from what Ukraine controls of Luhansk," in " ".join(page.split())
    lines = [line.strip() for line in page.splitlines()]
    for line in ("~ extent     begun → complete", "+ territory  Crimea (UA-43)", "- timing     before ceasefire-start"):
        assert line in lines
    assert "Derived" not in page


def test_derived_rows_stand_apart_and_tell_how_spells_moved(corrected: Database) -> None:
    coded, derived = told(corrected, "show", "3").split("Derived: in the world's time")
    assert "issued_on  2024-06-14 → 2024-06-13" in coded
    assert "spell" not in coded
    assert f"~ {OLD}@2024-06-14: held from 2024-06-14 → 2024-06-13 until 2025-06-02" in " ".join(derived.split())


def test_what_came_or_went_shows_all_its_fields(corrected: Database) -> None:
    gone, came = told(corrected, "show", "6"), told(corrected, "show", "7")
    fields = ["document   putin-2024-06-14", "speaker    putin", "via        isw-2025-06-02#p17.1"]
    for page, sign, certainty in ((gone, "-", "certain"), (came, "+", "probable")):
        lines = [line.strip() for line in page.splitlines()]
        assert f"{sign} {NEW}/2024-06-14/putin-2024-06-14//putin/isw-2025-06-02" in lines
        assert {*fields, f"certainty  {certainty}"} <= {*lines}


@pytest.mark.parametrize("words", ["8", "changeset 8", "last", ""])
def test_a_changeset_is_named_by_number_or_as_the_last(corrected: Database, words: str) -> None:
    assert told(corrected, "show", *words.split()) == told(corrected, "show", *([words] if words else ["8"]))
    assert rows(corrected, "show", *words.split())[0]["key"] == "talks.rounds"


def test_the_steps_for_programs_are_those_of_changes_since(corrected: Database) -> None:
    keys = list(changesets.Step._fields)
    found = rows(corrected, "show", "3")
    assert [list(row) for row in found] == [keys] * 5
    sql = "select entity, key, operation, before, after from analysis.changes_since(2) where changeset = 3"
    assert [tuple(row[name] for name in ("entity", "key", "operation", "before", "after")) for row in found] == (
        corrected.execute(sql)
    )


def test_a_large_changeset_can_be_counted_and_narrowed(corrected: Database) -> None:
    counts = {row["entity"]: row["added"] for row in rows(corrected, "show", "1", "--stat")}
    assert counts["version"] == len(rows(corrected, "show", "1", "--kind", "version"))
    assert sum(counts.values()) == len(rows(corrected, "show", "1"))
    assert list(counts)[-1] == "spell"
    page = told(corrected, "show", "1")
    assert page.index("added: process 1, ") < page.index("--stat shows only") < page.index("Processes  1")
    assert told(corrected, "show", "8", "--kind", "demand") == "Changeset 8 touched no demand.\n"
    of_one = rows(corrected, "show", "1", "--demand", NEW, "--kind", "demand", "--kind", "version")
    assert [row["key"] for row in of_one] == [OLD, f"{OLD}@2024-06-14", f"{OLD}@2025-06-02"]
    assert told(corrected, "show", "8", "--demand", NEW) == (
        f"Changeset 8 touched nothing that a bundle would say of {NEW}.\n"
    )


def test_in_the_past_there_is_no_later_changeset(corrected: Database) -> None:
    past = ("--known-at", "changeset 3")
    assert told(corrected, "show", *past) == told(corrected, "show", "3")
    outcome = run_cli(corrected.url, "show", "4", *past)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("Error: there is no changeset 4 as known then\nThe first is changeset 1 (")
    assert ", the last is changeset 3 (" in " ".join(outcome.stderr.split())


def test_where_nothing_is_recorded_there_is_no_changeset(database: Database) -> None:
    outcome = run_cli(database.url, "show")
    assert (outcome.exit_code, outcome.stderr) == (2, "Error: nothing is recorded yet, so there is no changeset\n")
    assert told(database, "log") == "Nothing was recorded yet.\n"


# --- history --recorded -------------------------------------------------------------------------------------------


def sections(page: str) -> list[str]:
    return page.split("\n\nRecorded ")


def test_the_coding_of_a_demand_is_told_under_all_its_names(corrected: Database) -> None:
    page = told(corrected, "history", NEW, "--recorded")
    assert page == told(corrected, "history", OLD, "--recorded")
    head, *parts = sections(page)
    assert head.startswith(f"Four oblasts are left\n{NEW} · once {OLD}\n")
    assert [part.split(" · ")[1] for part in parts] == [f"changeset {number}" for number in range(1, 8)]
    assert "correction: change 2\n  ~ version 2024-06-14\n" in parts[1]
    assert "begun → complete" in parts[1]
    assert f"demand  {OLD} → {NEW}" in parts[3]


def test_the_first_coding_is_summed_up_in_a_readers_order(corrected: Database) -> None:
    first = sections(told(corrected, "history", OLD, "--recorded"))[1]
    places = [first.index(word) for word in ("first coded, in 9 rows", "demand ", "versions ", "citations ", "links ")]
    assert places == sorted(places)
    assert "versions   2024-06-14; 2025-06-02\n" in first
    assert "opposes ua.territorial-integrity" in first
    assert f"all they say: tracker show 1 --demand {NEW}" in " ".join(first.split())
    assert "summary" not in first


def test_the_two_times_are_never_one(corrected: Database) -> None:
    """A heading bears the time of recording; what that changed in the world's time stands apart below it."""
    page = sections(told(corrected, "history", NEW, "--recorded"))
    assert all(part.splitlines()[0].count("UTC") == 1 for part in page[1:])
    moved = page[3].split("What that changed in the world's time:\n")
    assert "~ document putin-2024-06-14, on which it rests\n      issued_on  2024-06-14 → 2024-06-13" in moved[0]
    assert moved[1] == "    ~ version 2024-06-14: held from 2024-06-14 → 2024-06-13 until 2025-06-02"
    assert "world's time" not in page[2]
    assert "~ version 2024-06-14: held from 2024-06-13 → 2024-08-01 until 2025-06-02" in page[6]


def test_evidence_that_went_and_came_again_is_told_in_words(corrected: Database) -> None:
    page = " ".join(told(corrected, "history", NEW, "--recorded").split())
    cited = "citation of 2024-06-14 in putin-2024-06-14 by putin, read in isw-2025-06-02#p17.1"
    assert page.index(f"- {cited}") < page.index(f"+ {cited} (probable)")


def test_the_record_of_a_demand_is_known_at_a_time(corrected: Database) -> None:
    page = told(corrected, "history", OLD, "--recorded", "--known-at", "changeset 2")
    assert page.startswith(f"Full withdrawal of Ukrainian forces from four oblasts\n{OLD}\n")
    assert len(sections(page)) == 3


def test_a_demand_that_was_removed_still_has_its_record(seeded: Database, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.yaml"
    bundle.write_text(f"demands: [{{demand: {GONE}, remove: true}}]")
    removed = run_cli(seeded.url, "import", str(bundle), "--cause", "correction", "--message", "Coded twice")
    assert removed.exit_code == 0, removed.stderr
    last = sections(told(seeded, "history", GONE, "--recorded"))[-1]
    assert "correction: Coded twice\n  - removed as a whole, in " in last
    assert "\n    - version 2025-06-02: was held from 2025-06-02 on" in last
    assert logged(seeded, "--demand", GONE) == [2, 1]
    assert run_cli(seeded.url, "history", GONE).exit_code == 2


def test_authors_and_changesets_are_completed(corrected: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    for typed, found in (("log --author a", "plain,anna\n"), ("show 8", "plain,8\n")):
        line = f"tracker --database {corrected.url} {typed}"
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
        assert run_cli(None).stdout == found


@pytest.mark.parametrize(
    "words",
    [("log", f"--{name}", "") for name in ("author", "since", "until", "demand", "document")]
    + [("show", "--demand", "")],
    ids=" ".join,
)
def test_an_empty_option_is_not_taken_for_none(seeds_readonly: Database, words: tuple[str, ...]) -> None:
    outcome = run_cli(seeds_readonly.url, *words)
    assert (outcome.exit_code, "it is empty" in outcome.stderr) == (2, True)


def test_the_causes_are_those_of_the_database() -> None:
    assert RECORDED_CAUSES == CAUSES
