"""Every query of the documentation runs as an analyst who may do nothing else, and prints what is shown.

After a change that is meant: `TRACKER_UPDATE_DOCS=1 pytest tests/docs/test_sql.py` writes the new answers.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from psycopg import errors

from tests.cli_runner import run_cli
from tests.database.logins import Login, login
from tests.docs.fenced import ROOT, Block, answer, blocks, matches
from tests.servers import Database, Server

GUIDE = ROOT / "docs" / "analysts.md"
OTHERS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path != GUIDE]
QUERIES = [
    pytest.param(block.body, id=f"{path.name}-{number}")
    for path in OTHERS
    for number, block in enumerate(blocks(path.read_text("utf-8")))
    if block.language == "sql"
]


def widest(text: str) -> int:
    return max(map(len, text.splitlines()))


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_answers_an_analyst(server: Server, seeded: Database, query: str) -> None:
    with login(server, seeded, "tracker_analyst") as analyst:
        assert "(0 rows)" not in answer(analyst, query)


def test_the_questions_of_the_guide_are_answered_as_shown(
    server: Server, seeded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order, with the bundles that it tells to save, and the commands that it tells to type."""
    monkeypatch.chdir(tmp_path)
    text = GUIDE.read_text("utf-8")
    found = blocks(text)
    with login(server, seeded, "tracker_analyst") as analyst:
        real = [_done(block, seeded, analyst) for block in found]
    if os.environ.get("TRACKER_UPDATE_DOCS"):
        GUIDE.write_text(_with_answers(text, found, real), "utf-8")
        return
    for block, shown, printed in zip(found, found[1:], real, strict=False):
        if block.language == "sql":
            assert shown.language == "text", block.body
            assert matches(shown.body, printed), f"{block.body}\n{printed}"
            assert "(0 rows)" not in printed, block.body


def _done(block: Block, database: Database, analyst: Login) -> str:
    """What a block prints when it is done; a file is saved under the name in its first line."""
    if block.language == "sql":
        return answer(analyst, block.body)
    if block.language == "yaml":
        Path(block.body.partition("\n")[0].removeprefix("# ")).write_text(block.body, "utf-8")
    if block.language == "console":
        words = shlex.split(block.body.partition("\n")[0].removeprefix("$ tracker "))
        outcome = run_cli(database.url, *words, env={"COLUMNS": "80"})
        assert outcome.exit_code == 0, outcome.stderr
        return f"{block.body.partition(chr(10))[0]}\n{outcome.stdout}"
    return ""


def _with_answers(text: str, found: list[Block], real: list[str]) -> str:
    """The text with the answers in the blocks below the queries; from the last one on, so that places stay."""
    for shown, block, printed in reversed(list(zip(found[1:], found, real, strict=False))):
        if block.language == "sql" and not matches(shown.body, printed):
            text = text[: shown.start] + printed + text[shown.end :]
        if block.language == "console" and not matches(block.body, printed):
            text = text[: block.start] + printed + text[block.end :]
    return text


def test_the_guide_has_twenty_questions_and_answers_that_fit_a_page() -> None:
    text = GUIDE.read_text("utf-8")
    assert [int(number) for number in re.findall(r"^### (\d+)\. .*\?$", text, re.MULTILINE)] == list(range(1, 21))
    assert widest("".join(block.body for block in blocks(text))) <= 120


def test_its_queries_use_nearly_every_view_and_function(seeded: Database) -> None:
    queries = " ".join(block.body for block in blocks(GUIDE.read_text("utf-8")) if block.language == "sql")
    named = set(re.findall(r"\b(?:analysis|past)\.(\w+)", queries))
    there = {
        name
        for (name,) in seeded.execute(
            "select relname::text from pg_class where relnamespace = 'analysis'::regnamespace and relkind = 'v'"
            " union select proname::text from pg_proc where pronamespace = 'analysis'::regnamespace"
        )
    }
    assert named <= there
    assert len(named) > 0.75 * len(there), sorted(there - named)


def test_what_is_written_would_be_refused(server: Server, seeded: Database) -> None:
    """So an example that only an editor can run fails here."""
    with login(server, seeded, "tracker_analyst") as analyst, pytest.raises(errors.InsufficientPrivilege):
        answer(analyst, "select * from tracker.demand")
