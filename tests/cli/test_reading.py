"""Reading commands on the shipped data: every format, every width, now and as known before."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.servers import Database, Server
from tracker.query import changes, changesets, codebook, demands, outcomes, people, search, sources
from tracker.render import log
from tracker.render.page import FORMATS

ROWS = {
    "positions": demands.Version,
    "positions --on 2024-06-14": demands.Version,
    "positions --on 2025 --party russia --topic security": demands.Version,
    "history ru.withdraw": demands.Spell,
    "diff 2024-06-14 2025-06-02": changes.Difference,
    "diff putin-2024-06-14 2025 --only new --only altered": changes.Difference,
    "compare putin-2024-06-14 ru-memorandum-2025-06-02": changes.Comparison,
    "matrix --on 2025-06-02": changes.Stand,
    "options ru-memorandum-2025-06-02": sources.Option,
    "options putin-2024-06-14": sources.Option,
    "document list --issuer russia": sources.Document,
    "demand list --status held": demands.Demand,
    "response list": outcomes.Response,
    "agreement list": outcomes.Agreement,
    "figure list --about deported-children": outcomes.Figure,
    "assessment list --assessor isw": outcomes.Assessment,
    "process list": people.Process,
    "actor list --kind person": people.Actor,
    "meeting list": people.Meeting,
    "codebook": codebook.Entry,
    "log": changesets.Changeset,
    "log --demand ru.withdraw-four-oblasts --cause new-source --since 2025": changesets.Changeset,
    "show 1": changesets.Step,
    "show last --kind version --kind spell": changesets.Step,
    "show 1 --stat": log.Count,
    "history ru.withdraw --recorded": changesets.Step,
    "search demilitarization": search.Found,
    "search Zaporizhia --kind version --process russia-ukraine -n 3": search.Found,
}
RECORDS = {
    "document show ru-memorandum-2025-06-02": sources.Document,
    "demand show ru.withdraw-four-oblasts": demands.Demand,
    "process show russia-ukraine": people.Process,
    "actor show medinsky": people.Actor,
    "meeting show istanbul-2025-06-02": people.Meeting,
}
KINDS = ["response", "agreement", "figure", "assessment"]


def first(database: Database, kind: str) -> str:
    [*_, name] = json.loads(run_cli(database.url, kind, "list", "--format", "json").stdout)
    return str(name[kind])


def ask(database: Database, words: str, **env: str) -> Outcome:
    outcome = run_cli(database.url, *words.split(), env=env)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome


@pytest.mark.parametrize("words", ROWS)
def test_machines_get_the_columns_of_the_contract(seeds_readonly: Database, words: str) -> None:
    columns = list(ROWS[words]._fields)
    found = json.loads(ask(seeds_readonly, f"{words} --format json").stdout)
    lines = [json.loads(line) for line in ask(seeds_readonly, f"{words} --format jsonl").stdout.splitlines()]
    header, *cells = list(csv.reader(ask(seeds_readonly, f"{words} --format csv").stdout.splitlines()))
    assert found
    assert found == lines
    assert all(list(row)[: len(columns)] == columns for row in found)
    assert header == columns
    assert len(cells) == len(found)


@pytest.mark.parametrize("words", ROWS)
def test_markdown_is_one_table(seeds_readonly: Database, words: str) -> None:
    lines = ask(seeds_readonly, f"{words} --format markdown").stdout.splitlines()
    assert len(lines) > 2
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines)
    bars = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert len(bars) == 1


@pytest.mark.parametrize("words", [*ROWS, *RECORDS])
@pytest.mark.parametrize("width", [80, 120])
def test_people_never_scroll_sideways(seeds_readonly: Database, words: str, width: int) -> None:
    outcome = ask(seeds_readonly, words, COLUMNS=str(width))
    assert outcome.stdout.strip()
    assert max(map(len, outcome.stdout.splitlines())) <= width
    assert "\x1b" not in outcome.stdout


@pytest.mark.parametrize("words", RECORDS)
def test_a_record_is_one_object(seeds_readonly: Database, words: str) -> None:
    found = json.loads(ask(seeds_readonly, f"{words} --format json").stdout)
    columns = list(RECORDS[words]._fields)
    assert list(found)[: len(columns)] == columns


@pytest.mark.parametrize("kind", [*KINDS, "process", "actor", "meeting", "document", "demand"])
def test_a_record_shows_its_columns_as_its_list_does(seeds_readonly: Database, kind: str) -> None:
    """Nothing that belongs to a record takes the name of a column; markdown has a section for each list."""
    listed = json.loads(ask(seeds_readonly, f"{kind} list --format json").stdout)
    for row in listed[:5]:
        found = json.loads(ask(seeds_readonly, f"{kind} show {row[kind]} --format json").stdout)
        assert {name: found[name] for name in row} == row
        told = ask(seeds_readonly, f"{kind} show {row[kind]} --format markdown").stdout
        lists = [name for name in found if name not in row and found[name]]
        headings = [line.removeprefix("## ").lower() for line in told.splitlines() if line.startswith("## ")]
        assert headings == [name.replace("_", " ") for name in lists]


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_are_shown_with_their_evidence(seeds_readonly: Database, kind: str) -> None:
    name = first(seeds_readonly, kind)
    assert "isw-2025-06-02" in ask(seeds_readonly, f"{kind} show {name}").stdout
    assert json.loads(ask(seeds_readonly, f"{kind} show {name} --format json").stdout)[kind] == name


def test_every_answer_says_which_changeset_it_read(seeds_readonly: Database) -> None:
    for form in ("table", "json", "jsonl", "csv", "markdown"):
        assert ask(seeds_readonly, f"positions --format {form}").stderr.startswith("(read at changeset 1, ")
    for words in ("--known-at changeset_1 positions", "positions --known-at changeset_1"):
        given = [word.replace("_", " ") for word in words.split()]
        outcome = run_cli(seeds_readonly.url, *given)
        assert outcome.exit_code == 0, outcome.stderr
        assert outcome.stderr.startswith("(as known at changeset 1, ")


@pytest.mark.parametrize("words", ROWS)
def test_the_past_answers_what_the_present_did(seeded: Database, words: str) -> None:
    before = run_cli(seeded.url, *words.split(), "--format", "json").stdout
    seeded.execute("select tracker.open_changeset('correction', 'for a test', 'a test', '{}')")
    after = run_cli(seeded.url, "--known-at", "changeset 1", *words.split(), "--format", "json")
    assert after.exit_code == 0, after.stderr
    assert after.stdout == before


@pytest.fixture(scope="module")
def rewritten(server: Server, seeded_template: Database) -> Iterator[Database]:
    """The shipped data after corrections that wrote rows anew, so that they lie otherwise in the live tables."""
    with server.fresh_database(seeded_template) as database:
        for table, column in (("citation", "quote"), ("passage", "gist"), ("document", "title"), ("demand", "title")):
            every = f"update tracker.{table} set {column} = coalesce({column}, '') || '.' where id % 3 = 0"
            database.execute(f"{every} and {column} is not null")
        yield database


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("words", [*ROWS, *RECORDS, "document show isw-2025-06-02", "codebook extent"])
def test_the_last_changeset_answers_byte_for_byte_what_now_does(rewritten: Database, words: str, form: str) -> None:
    last = f"changeset {rewritten.execute('select max(changeset) from tracker.changeset')[0][0]}"
    asked = [*words.split(), "--format", form]
    now, then = (run_cli(rewritten.url, *before, *asked) for before in ([], ["--known-at", last]))
    assert now.exit_code == then.exit_code == 0, now.stderr + then.stderr
    assert then.stdout == now.stdout


def test_the_codebook_explains_a_place_and_those_in_it(seeds_readonly: Database) -> None:
    assert "not: The text names Sevastopol" in ask(seeds_readonly, "codebook UA-43").stdout
    found = json.loads(ask(seeds_readonly, "codebook UA-14 --format json").stdout)
    assert [row["name"] for row in found] == ["UA-14", "kostyantynivka", "kramatorsk", "slovyansk"]
    assert {row["entity"] for row in found} == {"place"}
    every = json.loads(ask(seeds_readonly, "codebook --format json").stdout)
    assert all(row["definition"] for row in every)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("positions --party rusia", "there is no actor 'rusia'\nThe nearest are: russia"),
        ("positions --party isw", "isw is no party\nThe parties are: russia, ukraine"),
        ("response list --process russia-ukraine --party un", "un is no party of russia-ukraine\nThe parties are: "),
        ("demand list --status nix", "'nix' is not one of 'held', 'withdrawn', 'agreed', 'met', 'lapsed', 'replaced'"),
        ("assessment list --about nix", "there is no topic, actor, document, process or demand 'nix'"),
        ("assessment list --about rusia", "The nearest are: russia"),
        ("assessment list --about medinsky-2025-06-02#33", "medinsky-2025-06-02 has no passage '33'"),
        ("history ru.withdrawal", "there is no demand 'ru.withdrawal'\nThe nearest are: ru.withdraw-four-oblasts"),
        ("history ru.no", "'ru.no' is the beginning of 4 demands\nSay which: ru.no-foreign-deployments, "),
        ("diff 2025-06-02 2024-06-14", "2025-06-02"),
        ("diff 2024-02-30 today", "there is no day '2024-02-30'\nExpected 2024-06-14, 2024-06, 2024, today"),
        ("positions --on 14.6.2024", "'14.6.2024' is neither a date nor a document\nExpected 2024-06-14"),
        ("diff yesterday today", "'yesterday' is neither a date nor a document\nThe nearest are: yermak-2025-06-02"),
        ("positions --on TODAY", "\nExpected 2024-06-14, 2024-06, 2024, today"),
        ("options isw-2025", "there is no document 'isw-2025'\nThe nearest are: isw-2025-06-02"),
        ("compare putin-2024-06-14 ua-memorandum-2025-05-28", "gap"),
        ("codebook exten", "there is no topic, attribute or place 'exten'\nThe nearest are: extent"),
        ("figure list --metric x", "there is no metric 'x'\nThere are: "),
        ("positions --known-at 1999", "changeset"),
        ("figure show nothing", "there is no figure 'nothing'"),
        ("log --author me", "'me' never recorded anything\nThese did: "),
        ("log --cause mistake", "'mistake' is not one of 'new-source', 'correction'"),
        ("log --demand ru.withdrawal", "there is no demand 'ru.withdrawal'\nThe nearest are: ru.withdraw-four-oblasts"),
        ("log --document isw-2025", "there is no document 'isw-2025'\nThe nearest are: isw-2025-06-02"),
        ("log --since isw-2025-06-02", "'isw-2025-06-02' is no date of recording\nExpected 2024-06-14, 2024-06, 2024"),
        ("log --since 2025-02-30", "there is no day '2025-02-30'\nExpected 2024-06-14, 2024-06, 2024, today or"),
        ("log --since 2025 --until 2024-12", "2025 comes after 2024-12"),
        ("show 99", "there is no changeset 99\nThe first is changeset 1 (2"),
        ("show first", "'first' is no changeset\nExpected a number"),
        ("show 1 --kind demands", "'demands' is not one of"),
        ("search the", "there is no word to search for in 'the'\nWords such as"),
        ("search nato --process rusia", "there is no process 'rusia'\nThe nearest are: russia-ukraine"),
        ("search nato --kind term", "'term' is not one of 'demand', 'version', 'document', 'passage'"),
        ("history ru.no --recorded", "'ru.no' is the beginning of 4 demands"),
    ],
)
def test_a_wrong_name_or_date_is_2_and_helps(seeds_readonly: Database, words: str, told: str) -> None:
    outcome = run_cli(seeds_readonly.url, *words.split())
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert re.match("Error: |Usage: ", outcome.stderr)
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_an_assessment_is_found_by_what_it_is_about(seeds_readonly: Database) -> None:
    listed = json.loads(ask(seeds_readonly, "assessment list --format json").stdout)
    for about in {row["about"] for row in listed}:
        found = json.loads(ask(seeds_readonly, f"assessment list --about {about} --format json").stdout)
        assert found == [row for row in listed if row["about"] == about]


def test_parties_are_completed_and_nobody_else(seeds_readonly: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", f"tracker --database {seeds_readonly.url} positions --party ")
    monkeypatch.setenv("COMP_CWORD", "5")
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    assert run_cli(None).stdout == "plain,russia\nplain,ukraine\n"


def test_a_diff_answers_scripts_by_its_exit_code(seeds_readonly: Database) -> None:
    changed = run_cli(seeds_readonly.url, "diff", "2024-06-14", "2025-06-02", "--exit-code")
    assert changed.exit_code == 1
    assert changed.stdout
    same = run_cli(seeds_readonly.url, "diff", "2025-06-02", "2025-06-03", "--exit-code")
    assert same.exit_code == 0


def test_a_history_carries_its_citations_in_json(seeds_readonly: Database) -> None:
    first, second = json.loads(ask(seeds_readonly, "history ru.withdraw --format json").stdout)
    assert [row["quote"] for row in first["citations"]] == ["completely withdraw"]
    assert {row["document"] for row in second["citations"]} == {"ru-memorandum-2025-06-02"}


def test_names_are_completed(seeds_readonly: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", f"tracker --database {seeds_readonly.url} history ru.with")
    monkeypatch.setenv("COMP_CWORD", "4")
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    assert run_cli(None).stdout == "plain,ru.withdraw-four-oblasts\n"


def test_completion_without_a_database_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "tracker --database postgresql://localhost:1/x history ru")
    monkeypatch.setenv("COMP_CWORD", "4")
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    outcome = run_cli(None)
    assert (outcome.stdout.strip(), outcome.stderr) == ("", "")


@pytest.mark.parametrize(("one", "other"), [("demilitarization", "demilitarisation"), ("Zaporizhzhia", "Zaporizhia")])
def test_a_search_finds_both_spellings_by_either(seeds_readonly: Database, one: str, other: str) -> None:
    by_one, by_other = (json.loads(ask(seeds_readonly, f"search {text} --format json").stdout) for text in (one, other))
    assert {row["key"] for row in by_one} == {row["key"] for row in by_other}
    assert len(by_one) >= 4


def test_a_search_is_narrowed_to_kinds_and_a_process(seeds_readonly: Database) -> None:
    found = json.loads(ask(seeds_readonly, "search nato --kind demand --kind passage --format json").stdout)
    assert {row["entity"] for row in found} == {"demand", "passage"}
    of_process = json.loads(ask(seeds_readonly, "search nato --process russia-ukraine --format json").stdout)
    assert {row["entity"] for row in of_process} == {"demand", "version"}
    assert len(json.loads(ask(seeds_readonly, "search nato -n 2 --format json").stdout)) == 2


def test_a_search_that_finds_nothing_says_so(seeds_readonly: Database) -> None:
    assert ask(seeds_readonly, "search xylophone").stdout == "Nothing found.\n"
    assert ask(seeds_readonly, "search xylophone --format json").stdout.split() == ["[]"]


def test_words_found_are_marked_by_colour_or_by_stars(seeds_readonly: Database) -> None:
    assert "**NATO**" in ask(seeds_readonly, "search nato").stdout
    told = run_cli(seeds_readonly.url, "search", "nato", env={"FORCE_COLOR": "1", "NO_COLOR": ""}).stdout
    assert "\x1b[33;1mNATO\x1b[0m" in told
    assert "**" not in told


def on_a_terminal(database: Database, *words: str, **env: str) -> str:
    """What a command writes where its standard output is a terminal."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "tracker", "--database", database.url, *words]
    child = subprocess.Popen(
        command, stdout=follower, stderr=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **env}
    )
    os.close(follower)
    told = b""
    try:
        while chunk := os.read(leader, 65536):
            told += chunk
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert child.wait() == 0
    return told.decode()


def test_colour_is_for_terminals_that_want_it(seeds_readonly: Database) -> None:
    assert "\x1b[" in on_a_terminal(seeds_readonly, "log")
    assert "\x1b[" not in on_a_terminal(seeds_readonly, "log", NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(seeds_readonly, "log", TERM="dumb")


def test_a_terminal_without_unicode_gets_ascii_signs(seeds_readonly: Database) -> None:
    told = on_a_terminal(seeds_readonly, "log", NO_COLOR="1", PYTHONIOENCODING="ascii")
    assert told.isascii()
