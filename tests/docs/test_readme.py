"""The README tells the truth: its examples are run, in order, on the shipped data, and print what it shows.

After a change that is meant: `TRACKER_UPDATE_DOCS=1 pytest tests/docs/test_readme.py` writes the new output into it. A
line `…` in the README stands for lines left out, which updating keeps.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.docs.fenced import ROOT, blocks, matches
from tests.servers import Database

README = ROOT / "README.md"
TWO_LINES = """\
```sh
pip install . && tracker quickstart
pip install -e '.[test]' && pytest
```
"""


def written(language: str) -> list[str]:
    return [block.body for block in blocks(README.read_text("utf-8")) if block.language == language]


def examples(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with the output below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def printed(database: Database, command: str) -> str:
    """What `tracker …` prints at 80 columns; nothing of it may have failed."""
    words = shlex.split(command)
    assert words[0] == "tracker", command
    outcome = run_cli(database.url, *words[1:], env={"COLUMNS": "80"})
    assert outcome.exit_code == 0, f"{command}: {outcome.stderr}"
    return outcome.stdout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README tells to save, as the working folder."""
    monkeypatch.chdir(tmp_path)
    for block in written("yaml"):
        name = block.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(block, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_examples_print_what_is_shown(seeded: Database) -> None:
    updating = os.environ.get("TRACKER_UPDATE_DOCS")
    text = README.read_text("utf-8")
    for block in written("console"):
        new = block
        for command, shown in examples(block):
            real = printed(seeded, command)
            if updating and not matches(shown, real):
                new = new.replace(f"$ {command}\n{shown}", f"$ {command}\n{real}")
            elif not updating:
                assert matches(shown, real), f"$ {command}\n{real}"
        text = text.replace(block, new)
    if updating:
        README.write_text(text, "utf-8")


def test_it_opens_with_the_two_lines() -> None:
    assert README.read_text("utf-8").startswith(TWO_LINES)


def test_its_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)", README.read_text("utf-8"))
    assert targets
    assert all((README.parent / target).exists() for target in targets)


def test_what_is_left_out_may_be_anything() -> None:
    assert matches("a\n…\nd\n", "a\nb\nc\nd\n")
    assert not matches("a\n…\nd\n", "b\nd\n")
