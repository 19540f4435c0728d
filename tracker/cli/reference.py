"""The reference of all commands, made from their help: `python -m tracker.cli.reference > docs/cli.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from tracker.cli.program import program

WIDTH = 80
HEAD = """\
# Command-line reference

Made from the program's own help by `python -m tracker.cli.reference`; a test keeps it fresh. Options that stand
before the command (`--database`, `--known-at`, `-v`) hold for every command.

Exit codes: 0 done; 1 it ran and the answer is no (a check failed, or `diff --exit-code` found changes); 2 wrong
usage or bad input; 3 the surroundings (no database, not migrated, no right, disk full); 130 interrupted. Data go to
standard output, all else to standard error.
"""


def reference() -> str:
    """All of it as Markdown: the program, then every command in the order of its help."""
    sections = (f"## {path}\n\n```text\n{help_}\n```\n" for path, help_ in _helps(program, "tracker", None))
    return "\n".join([HEAD, *sections])


def _helps(command: click.Command, path: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "terminal_width": WIDTH}
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, **settings)
    yield path, command.get_help(context).rstrip()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below:
                yield from _helps(below, f"{path} {name}", context)


if __name__ == "__main__":
    sys.stdout.write(reference())
