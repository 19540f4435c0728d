"""Large files of lines are read by several processes, to the same effect."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.database.bundles import Desk
from tracker.errors import SurroundingsError
from tracker.record import readers

# What a line for COPY could be broken by.
TITLE, SUMMARY = 'Said, and "quoted",\nin two lines\\n', "Ausführlich \\ über\talles; \\N"
DAYS = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 9)]


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on even a small file is read in parts, by three processes."""

    def set_up() -> None:
        monkeypatch.setattr(readers, "LARGE", 1)
        monkeypatch.setattr(readers, "PART", 3000)
        monkeypatch.setattr(readers, "_processes", lambda: 3)

    return set_up


def document(day: str) -> dict[str, Any]:
    fields = {"kind": "statement", "title": TITLE, "summary": SUMMARY, "issuer": "alba", "issued_on": day}
    return {"documents": [{"document": f"on-{day}", **fields}]}


def demand(number: int) -> dict[str, Any]:
    terms = [{"territory": ["north"]}, {"territory": ["north", "south"]}]
    versions = [
        {
            "version": name,
            "summary": f"As {name}.",
            "terms": terms[nth],
            "citations": [{"document": f"on-{DAYS[number % 40 + 40 * nth]}", "quote": "so"}],
        }
        for nth, name in enumerate("AB")
    ]
    head = {"process": "talks", "party": "alba", "addressee": "borea", "kind": "demand"}
    fields = {"topic": "territory.withdrawal", "title": f"Demand {number}", "versions": versions}
    return {"demands": [{"demand": f"alba.d{number}", **head, **fields}]}


def lines(*more: str) -> str:
    everything = [*(document(day) for day in DAYS), *(demand(number) for number in range(100))]
    return "\n".join([*map(json.dumps, everything), *more]) + "\n"


def test_they_bring_what_one_would(desk: Desk, several: Callable[[], None]) -> None:
    file = desk.put(lines(), "large.jsonl")
    several()
    by_three = desk.imports_files(file)
    assert by_three.added == {"document": len(DAYS), "demand": 100, "version": 200, "citation": 200}
    assert [step.key for step in by_three.steps if step.entity == "demand"] == [f"alba.d{n}" for n in range(100)]
    written = desk.rows("select distinct title, summary from tracker.document where slug like 'on-%'")
    assert written == [(TITLE, SUMMARY)]
    assert desk.imports_files(file).changesets == ()


def test_faults_are_told_by_line_and_in_order(desk: Desk, several: Callable[[], None]) -> None:
    first, last = len(DAYS) + 100 + 1, len(DAYS) + 100 + 3
    text = lines('{"demands": [{"demand": "alba.d7", "title": 5, "nothing": 1}]}', "", "{broken")
    text = text.replace('"demand": "alba.d50", "process": "talks"', '"demand": "alba.d50", "process": "nowhere"')
    told = desk.refused(text, files=["large.jsonl"])
    several()
    assert desk.refused(text, files=["large.jsonl"]) == told
    assert [fault.split(":")[1] for fault in told] == [str(first), str(last)]
    assert "nothing: unknown field" in told[0]


def test_unknown_names_are_told_by_line(desk: Desk, several: Callable[[], None]) -> None:
    text = lines().replace('"demand": "alba.d50", "process": "talks"', '"demand": "alba.d50", "process": "nowhere"')
    several()
    (told,) = desk.refused(text, files=["large.jsonl"])
    assert told.startswith(f"large.jsonl:{len(DAYS) + 51}: demand alba.d50: process: there is no process of this name")


def test_one_scope_holds_for_all_parts(desk: Desk, several: Callable[[], None]) -> None:
    scopes = ['{"scope": {"process": "talks"}}', '{"scope": {"process": "others"}}']
    several()
    told = desk.refused(f"{scopes[0]}\n{lines(scopes[1])}", files=["large.jsonl"], prune=True)
    assert any("expected the same scope as in large.jsonl:1" in fault for fault in told), told


def test_a_process_that_ends_early_is_told(
    desk: Desk, several: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def killed(job: readers.Job) -> subprocess.Popen[bytes]:
        started.append(start(job))
        started[-1].kill()
        return started[-1]

    start = readers._started
    file = desk.put(lines(), "large.jsonl")
    several()
    monkeypatch.setattr(readers, "_started", killed)
    with pytest.raises(SurroundingsError, match=r"a process that read .*large\.jsonl ended early"):
        desk.imports_files(file)
    assert all(process.returncode is not None for process in started)


def test_progress_is_told_in_rows(desk: Desk, several: Callable[[], None]) -> None:
    told: list[tuple[str, int, int]] = []
    several()
    desk.imports_files(desk.put(lines(), "large.jsonl"), progress=lambda *one: told.append(one))
    assert list(dict.fromkeys(what for what, _, _ in told)) == ["checking", "staging", "applying", "recording"]
    for what in ("staging", "applying"):
        done = [(number, of) for phase, number, of in told if phase == what]
        assert done == sorted(done)
        assert done[-1] == (600 - 4, 600 - 4)


@pytest.mark.parametrize("phase", ["checking", "staging", "applying", "recording"])
def test_an_import_that_is_interrupted_writes_nothing(desk: Desk, several: Callable[[], None], phase: str) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if what == phase and (done > 0 or total == 1):
            raise KeyboardInterrupt

    several()
    file = desk.put(lines(), "large.jsonl")
    with desk.unchanged(), pytest.raises(KeyboardInterrupt):
        desk.imports_files(file, progress=interrupt)
    assert desk.imports_files(file).added["version"] == 200
