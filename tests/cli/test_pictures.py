"""Commands that draw: every one into every kind of file, whole or not at all; and what a terminal shows instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.cli_runner import Outcome
from tests.database.builder import Talks
from tests.servers import Database
from tracker.cli import terminal
from tracker.render.pictures import output
from tracker.render.pictures.output import FORMATS

COMMANDS = {
    "timeline": ["timeline"],
    "matrix": ["matrix"],
    "movement": ["movement"],
    "series": ["figure", "series", "territory-occupied-share"],
    "side-by-side": ["figure", "series", "--about", "deported-children"],
    "options": ["options", "ru-memorandum-2025-06-02"],
}
Run = Callable[..., Outcome]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_picture_is_drawn_into_every_kind_of_file(
    seeds_readonly: Database, tracker_cli: Run, tmp_path: Path, name: str, form: str
) -> None:
    file = tmp_path / f"picture.{form}"
    told = tracker_cli(seeds_readonly, *COMMANDS[name], "--to", str(file))
    assert (told.exit_code, told.stdout) == (0, ""), told.stderr
    assert f"{file} (read at changeset " in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    if form == "svg":
        assert ElementTree.parse(file).getroot().get("role") == "img"
    elif form == "png":
        Image.open(file).verify()
    else:
        assert file.read_text("utf-8").rstrip().endswith("</html>")


@pytest.mark.parametrize("name", COMMANDS)
def test_without_a_file_a_text_fits_the_terminal(seeds_readonly: Database, tracker_cli: Run, name: str) -> None:
    for columns in (40, 80, 120):
        told = tracker_cli(seeds_readonly, *COMMANDS[name], env={"COLUMNS": str(columns)})
        assert told.exit_code == 0, told.stderr
        assert max(map(len, told.stdout.splitlines())) <= columns


@pytest.mark.parametrize("name", COMMANDS)
def test_rows_have_the_columns_of_the_contract(seeds_readonly: Database, tracker_cli: Run, name: str) -> None:
    told = tracker_cli(seeds_readonly, *COMMANDS[name], "--format", "json")
    assert told.exit_code == 0, told.stderr
    assert len(json.loads(told.stdout)) > 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["timeline", "--to", "picture.pdf"], 2, "expected a name in .svg, .png or .html"),
        (["timeline", "--to", "nowhere/picture.svg"], 2, "there is no folder 'nowhere'"),
        (["timeline", "--to", "picture.svg", "--format", "json"], 2, "leave out --format"),
        (["timeline", "--from", "2025-02", "--until", "2025-01", "--to", "a.svg"], 2, "is not before --until"),
        (["timeline", "--from", "1990", "--until", "1991", "--to", "a.svg"], 1, "nothing to draw"),
        (["figure", "series"], 2, "Expected a METRIC or --about"),
        (["figure", "series", "territory"], 2, "there is no metric 'territory'"),
        (["timeline", "no-such-demand"], 2, "no-such-demand"),
    ],
)
def test_what_cannot_be_drawn_is_one_message_and_no_file(
    seeds_readonly: Database, tracker_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: list[str], code: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    told = tracker_cli(seeds_readonly, *words)
    assert (told.exit_code, told.stdout) == (code, "")
    assert said in told.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    seeds_readonly: Database, tracker_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "picture.svg"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    told = tracker_cli(seeds_readonly, "matrix", "--to", str(file))
    assert told.exit_code == 3
    assert "cannot be written: No space left on device" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert file.read_text() == "old"


@pytest.mark.parametrize(("quick", "shown"), [(output.QUICK, False), (1, True)])
def test_a_picture_that_takes_long_says_so_before_it_is_drawn(
    seeds_readonly: Database, tracker_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    quick: int, shown: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(terminal, "watched", lambda: True)
    monkeypatch.setattr(terminal, "time", SimpleNamespace(monotonic=lambda: 0.0))  # no second has passed
    monkeypatch.setattr(output, "QUICK", quick)
    words = [*COMMANDS["side-by-side"], "--to", str(tmp_path / "picture.png")]
    told = tracker_cli(seeds_readonly, *words, env={"FORCE_COLOR": "1"})
    assert (told.exit_code, told.stdout, "Drawing" in told.stderr) == (0, "", shown)


def test_a_timeline_tells_silence_endings_and_alternatives(database: Database, tracker_cli: Run) -> None:
    talks = Talks(database)
    talks.says("alba.leave", "A", "2024-01-10", {"territory": ["north"]})
    talks.document("alba-silent", "2024-06-01", covers=["territory"])
    talks.says("alba.leave", "A", "2024-09-01")
    talks.says("alba.gone", "A", "2024-02-01", {"territory": ["north"]})
    talks.ends("alba.gone", "withdrawn", "2024-04-01")
    told = tracker_cli(database, "timeline", env={"COLUMNS": "80"})
    lanes = {
        line.split()[0]: line.split(maxsplit=1)[1] for line in told.stdout.splitlines() if line.startswith("alba.")
    }
    assert lanes["alba.leave"].startswith("┣━")
    assert "━┄" in lanes["alba.leave"]
    assert "┄╋━" in lanes["alba.leave"]
    assert lanes["alba.leave"].endswith("▶")
    assert lanes["alba.gone"].endswith("×")
    drawn = tracker_cli(database, "timeline", "alba.leave", "--format", "json")
    assert {row["demand"] for row in json.loads(drawn.stdout)} == {"alba.leave"}


def test_a_picture_of_the_past_shows_what_was_known(database: Database, tracker_cli: Run, tmp_path: Path) -> None:
    talks = Talks(database)
    talks.says("alba.leave", "A", "2024-01-10", {"territory": ["north"]})
    then = talks.last_changeset()
    talks.says("alba.late", "A", "2024-03-10", {"territory": ["north"]})
    for words, names in (((), 2), (("--known-at", f"changeset {then}"), 1)):
        file = tmp_path / "picture.svg"
        assert tracker_cli(database, *words, "timeline", "--to", str(file)).exit_code == 0
        text = file.read_text("utf-8")
        assert ("alba.late" in text) == (names == 2)
        assert (f"as known at changeset {then}" in text) == (names == 1)


def test_a_timeline_shows_nothing_that_is_to_come(database: Database, tracker_cli: Run) -> None:
    talks = Talks(database)
    today = datetime.now(UTC).date()
    talks.says("alba.leave", "A", "2014-01-10", {"territory": ["north"]})
    talks.says("alba.leave", "B", str(today), {"territory": ["north", "south"]})
    assert f" to {today}" in tracker_cli(database, "timeline").stdout.splitlines()[0]
    talks.says("alba.leave", "C", "2050-01-10", {"territory": ["south"]})
    assert " to 2050-01-10" in tracker_cli(database, "timeline").stdout.splitlines()[0]
    assert " to 2051-06-01" in tracker_cli(database, "timeline", "--until", "2051-06-01").stdout.splitlines()[0]
