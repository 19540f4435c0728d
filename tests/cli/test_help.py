"""Help: every command explains itself, its examples can be typed, the reference in docs/ is fresh."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli_runner import run_cli
from tests.servers import Database
from tracker.cli.lazy import ExampleCommand, ExampleGroup
from tracker.cli.program import program
from tracker.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def commands(
    group: click.Group = program, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group, **group.context_settings)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name), found


COMMANDS = dict(commands())
WHOLE = click.Context(program, **program.context_settings)  # a command keeps the help option that it is first seen with
LINES = [
    line
    for command in (program, *COMMANDS.values(), *(program.get_command(WHOLE, path[0]) for path in COMMANDS))
    if isinstance(command, (ExampleCommand, ExampleGroup))
    for _, line in command.examples
]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_and_gives_an_example(path: tuple[str, ...]) -> None:
    told = run_cli(None, *path, "--help")
    assert told.exit_code == 0
    assert told.stdout.startswith(f"Usage: tracker {' '.join(path)}")
    assert "Examples:" in told.stdout
    assert COMMANDS[path].help


def arguments(line: str) -> list[str]:
    """What is typed after `tracker`."""
    words = shlex.split(line.partition(" > ")[0].replace('"$(', "").replace(')"', ""))
    return words[words.index("tracker") + 1 :]


def meant(line: str) -> tuple[click.Command, list[str]]:
    """The command of an example, and what is left for it."""
    command: click.Command = program
    words = arguments(line)
    while isinstance(command, click.Group):
        found = command.get_command(WHOLE, words.pop(0))
        assert found is not None, line
        command = found
    return command, words


def reads(line: str) -> bool:
    return any(parameter.name == "known_at" for parameter in meant(line)[0].params)


@pytest.mark.parametrize("line", LINES)
def test_every_example_can_be_typed(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-data").mkdir()
    (tmp_path / "2025-figures.csv").touch()
    (tmp_path / "report.txt").touch()
    command, words = meant(line)
    command.make_context("tracker", words, parent=WHOLE)


@pytest.mark.parametrize("line", [line for line in LINES if reads(line)])
def test_every_example_that_reads_names_what_the_shipped_data_have(
    seeds_readonly: Database, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run_cli(seeds_readonly.url, *arguments(line))
    assert told.exit_code == (1 if "--exit-code" in line else 0), told.stderr
    assert told.stdout or any(tmp_path.iterdir())


def test_the_examples_that_read_are_found() -> None:
    assert len([line for line in LINES if reads(line)]) > len(LINES) / 2


def test_the_list_of_commands_shows_each_with_one_line() -> None:
    told = run_cli(None, "--help")
    assert told.exit_code == 0
    for name, lazy in program.lazy.items():  # type: ignore[attr-defined]
        assert f"  {name}" in told.stdout
        assert lazy.help.endswith(".")


def test_help_fits_eighty_columns() -> None:
    pages = [page for _, page in re.findall(r"^## (.*?)\n\n```text\n(.*?)```", reference(), re.DOTALL | re.MULTILINE)]
    assert len(pages) > len(COMMANDS)
    assert max(len(line) for page in pages for line in page.splitlines()) <= 80
    text = run_cli(None, "--help", env={"COLUMNS": "80"}).stdout
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("columns", ["1", "-5", "0", "x"])
@pytest.mark.parametrize("path", [(), ("db",), ("diff",)])
def test_help_stands_any_width_that_a_terminal_claims(path: tuple[str, ...], columns: str) -> None:
    outcome = run_cli(None, *path, "--help", env={"COLUMNS": columns})
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert "Examples:" in outcome.stdout


GROUPS = {path[:1]: below for path in COMMANDS if len(path) > 1 for below in [program.get_command(WHOLE, path[0])]}


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_group_gives_examples_and_tells_its_commands_in_whole_sentences(path: tuple[str, ...]) -> None:
    told = run_cli(None, *path, "--help", env={"COLUMNS": "80"}).stdout
    assert "Examples:" in told
    flat = " ".join(told.split())
    for name in [below[1] for below in COMMANDS if below[:1] == path]:
        sentence = " ".join((COMMANDS[*path, name].help or "").split("\n\n")[0].split())
        assert sentence.partition(". ")[0].rstrip(".") in flat
    assert "..." not in flat.partition("[ARGS]...")[2]


def test_the_reference_is_fresh() -> None:
    """If this fails: python -m tracker.cli.reference > docs/cli.md."""
    assert (DOCS / "cli.md").read_text("utf-8") == reference()
