"""Groups that import a command only when it runs, and commands that show examples.

A group knows its commands by name, module and one line of help, so that `tracker --help` imports none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click


class ReaderGone(Exception):
    """Whoever read our output has gone. Click would make it exit code 1, which means "no" here."""


class Lazy(NamedTuple):
    """Where a command lives (`module:object`, below tracker.cli) and its one line in the list of commands."""

    place: str
    help: str


class ExampleCommand(click.Command):
    """A command whose help ends with examples: lines to type, each with what it does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        write_examples(formatter, self.examples)


class ExampleGroup(click.Group):
    """A group of commands whose help ends with examples, as that of its commands does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each with its whole first sentence, where click cuts it to one line."""
        with formatter.section("Commands"):
            found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
            formatter.write_dl([(name, below.get_short_help_str(999)) for name, below in found.items() if below])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        write_examples(formatter, self.examples)


class LazyGroup(ExampleGroup):
    """Commands by section: {"Questions": {"history": Lazy("history:history", "…")}}."""

    def __init__(self, *args: Any, sections: Mapping[str, Mapping[str, Lazy]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.lazy = {name: lazy for section in sections.values() for name, lazy in section.items()}

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        lazy = self.lazy.get(cmd_name)
        if lazy is None:
            return None
        module, _, attribute = lazy.place.partition(":")
        found: click.Command = getattr(import_module(f"tracker.cli.{module}"), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.lazy and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"there is no command {args[0]!r}.{self._nearest(args[0])}")
        return super().resolve_command(ctx, args)

    def _nearest(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self.lazy, 3, 0.5)
        return f" Did you mean {' or '.join(near)}?" if near else ""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in self.sections.items():
            with formatter.section(title):
                width = max(map(len, self.lazy))
                formatter.write_dl([(f"{name:<{width}}", lazy.help) for name, lazy in commands.items()])


def write_examples(formatter: click.HelpFormatter, examples: Sequence[tuple[str, str]]) -> None:
    """Each example as it is typed, never broken, below a line that says what it does."""
    if not examples:
        return
    with formatter.section("Examples"):
        for number, (what, line) in enumerate(examples):
            formatter.write("\n" if number else "")
            formatter.write_text(f"# {what}")
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
