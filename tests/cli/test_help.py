"""Help: every command explains itself, its examples can be typed, the reference in docs/ is fresh."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli_runner import run_cli
from tracker.cli.lazy import ExampleCommand, LazyGroup
from tracker.cli.program import program
from tracker.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def commands(
    group: click.Group = program, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name), found


COMMANDS = dict(commands())
EXAMPLES = [
    (what, line)
    for command in (program, *COMMANDS.values())
    if isinstance(command, (ExampleCommand, LazyGroup))
    for what, line in command.examples
]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_and_gives_an_example(path: tuple[str, ...]) -> None:
    told = run_cli(None, *path, "--help")
    assert told.exit_code == 0
    assert told.stdout.startswith(f"Usage: tracker {' '.join(path)}")
    assert "Examples:" in told.stdout
    assert COMMANDS[path].help


@pytest.mark.parametrize("line", [line for _, line in EXAMPLES])
def test_every_example_can_be_typed(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-data").mkdir()
    (tmp_path / "report.txt").touch()
    words = shlex.split(line.partition(" > ")[0].replace('"$(', "").replace(')"', ""))
    words = words[words.index("tracker") + 1 :]
    command: click.Command = program
    context = click.Context(program, **program.context_settings)  # commands remember the names of their help option
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    command.make_context("tracker", words, parent=context)


def test_the_list_of_commands_shows_each_with_one_line() -> None:
    told = run_cli(None, "--help")
    assert told.exit_code == 0
    for name, lazy in program.lazy.items():  # type: ignore[attr-defined]
        assert f"  {name}" in told.stdout
        assert lazy.help.endswith(".")


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, reference().splitlines())) <= 120
    text = run_cli(None, "--help", env={"COLUMNS": "80"}).stdout
    assert max(map(len, text.splitlines())) <= 80


def test_the_reference_is_fresh() -> None:
    """If this fails: python -m tracker.cli.reference > docs/cli.md."""
    assert (DOCS / "cli.md").read_text("utf-8") == reference()
