"""Demands that were merged or split: recorded judgements, which history follows and which can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database

HEAD = "process: russia-ukraine, party: russia, addressee: ukraine, kind: demand, topic: government.elections"
DOCUMENT = """
documents:
  - {document: made-up, kind: statement, title: Made up, issuer: russia, issued_on: 2025-09-01}
"""
MERGED = f"""
{DOCUMENT}
demands:
  - {{demand: ru.new-government, endings: [{{document: made-up, how: replaced}}]}}
  - {{demand: ru.presidential-election, endings: [{{document: made-up, how: replaced}}]}}
  - demand: ru.elections
    {HEAD.replace(", ", chr(10) + "    ")}
    title: Elections of all kinds
    versions: [{{version: "2025-09-01", summary: All elections at once., citations: [{{document: made-up}}]}}]
links:
  - {{demand: ru.new-government, relation: merged-into, other_demand: ru.elections}}
  - {{demand: ru.presidential-election, relation: merged-into, other_demand: ru.elections}}
"""
SPLIT = f"""
{DOCUMENT}
demands:
  - {{demand: ru.neutrality, endings: [{{document: made-up, how: replaced}}]}}
  - demand: ru.no-nato
    {HEAD.replace(", ", chr(10) + "    ")}
    title: No NATO
    versions: [{{version: "2025-09-01", summary: Outside NATO., citations: [{{document: made-up}}]}}]
links:
  - {{demand: ru.no-nato, relation: split-from, other_demand: ru.neutrality}}
"""


def answer(database: Database, *words: str) -> str:
    outcome = run_cli(database.url, *words)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize(
    ("bundle", "parts", "whole", "words"),
    [
        (MERGED, ["ru.new-government", "ru.presidential-election"], "ru.elections", "merged from"),
        (SPLIT, ["ru.no-nato"], "ru.neutrality", "split into"),
    ],
    ids=["merged", "split"],
)
def test_history_follows_both_ways_and_undoing_gives_the_old_histories_back(
    seeded: Database, tmp_path: Path, bundle: str, parts: list[str], whole: str, words: str
) -> None:
    old = [name for name in (*parts, whole) if name not in ("ru.elections", "ru.no-nato")]
    before = {name: answer(seeded, "history", name) for name in old}
    (tmp_path / "judgement.yaml").write_text(bundle)
    answer(seeded, "import", str(tmp_path / "judgement.yaml"))
    for part in parts:
        assert whole in answer(seeded, "history", part)
        assert part in answer(seeded, "history", whole)
    shown = [line.split() for line in answer(seeded, "demand", "show", whole).splitlines()]
    assert all([*words.split(), part] in shown for part in parts)
    for ended in set(old) - {"ru.elections"} if bundle == MERGED else ["ru.neutrality"]:
        assert f"2025-09-01  replaced by others  {ended} " in answer(seeded, "history", whole)
    told = answer(seeded, "diff", "2025-06-02", "2025-09-01", "--format", "jsonl")
    assert '"ended": "replaced"' in told
    answer(seeded, "revert", "2")
    assert {name: answer(seeded, "history", name) for name in old} == before
    then = answer(seeded, "--known-at", "changeset 2", "history", parts[0])
    assert whole in then
