"""What commands share: how they read and write, and the options that many of them take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import complete, terminal
from tracker.cli.lazy import ExampleCommand, ExampleGroup
from tracker.cli.program import Globals
from tracker.cli.values import Filled
from tracker.errors import NegativeAnswer
from tracker.render.page import FORMATS, Page, Record

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.database.connect import Reader
    from tracker.query.select import Scope

F = TypeVar("F", bound=Callable[..., Any])
Examples = Sequence[tuple[str, str]]

process = click.option("--process", metavar="SLUG", shell_complete=complete.slugs("process"), help="Only this process.")
party = click.option("--party", metavar="SLUG", shell_complete=complete.parties, help="Only this party.")
topic = click.option(
    "--topic", metavar="SLUG", shell_complete=complete.slugs("topic"), help="Only this topic and those below it."
)
on = click.option(
    "--on",
    metavar="DATE",
    type=Filled(),
    shell_complete=complete.slugs("document"),
    help="On this day, or a document's; default: today.",
)
known_at = click.option("--known-at", "known_at", metavar="WHEN", type=Filled(), help="As the global option.")


def _form(help: str) -> Callable[[F], F]:
    return click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help=help)


form = _form("How to print it.")
form_of_record = _form("How to print it; csv has the record's own row only, not what belongs to it.")


def group(examples: Examples) -> Callable[[F], click.Group]:
    """A group of commands, with examples in its help."""
    return click.group(cls=ExampleGroup, examples=examples)


def command(group: click.Group | None = None, name: str | None = None, examples: Examples = ()) -> Callable[[F], Any]:
    """A command of its own or of a group, with examples in its help."""
    make = group.command if group else click.command
    return make(name, cls=ExampleCommand, examples=examples)


def reads(function: Callable[..., Page]) -> Callable[..., Any]:
    """The command gets a Reader and returns a page, which is printed in the format asked for.

    The transaction ends before anything is printed: a slow pager holds no snapshot.
    """
    return form(_reading(function))


def shows(function: Callable[..., Record]) -> Callable[..., Any]:
    """The same for a command whose page is one record."""
    return form_of_record(_reading(function))


def _reading(function: Callable[..., Page]) -> Callable[..., Any]:
    @wraps(function)
    def run(ctx: click.Context, /, form: str, known_at: str | None, **given: Any) -> None:
        from tracker.database.connect import reading

        with reading(settings_to_read(ctx, known_at)) as reader:
            page = function(reader, **given)
        paper = terminal.paper()
        terminal.write(page.lines(form, paper), paper.colour)
        terminal.note(read_at(reader))
        if page.negative:
            ctx.exit(NegativeAnswer.exit_code)

    return known_at(click.pass_context(run))


def narrowed(reader: Reader, process: str | None, party: str | None, topic: str | None) -> Scope:
    """What --process, --party and --topic name; an unknown name is an error with the nearest."""
    from tracker.query import names
    from tracker.query.select import Scope

    process = names.optional(reader, "process", process)
    return Scope(process, names.party(reader, party, process), names.optional(reader, "topic", topic))


def settings(ctx: click.Context, known_at: str | None = None) -> Settings:
    """For whatever writes, or is about the database itself."""
    return settings_to_read(ctx, known_at).at_primary()


def settings_to_read(ctx: click.Context, known_at: str | None = None) -> Settings:
    """For a command that reads at a replica, if there is one, and tells of it by `read_at`."""
    from tracker.config import load

    given: Globals = ctx.find_root().obj
    return load(given.database, known_at or given.known_at, given.verbose)


def settings_of_now(ctx: click.Context) -> Settings:
    """For a command that writes, or is about the whole database: it has no use for a time."""
    found = settings(ctx)
    if found.known_at:
        raise click.UsageError("this command knows no other time; leave out --known-at.", ctx)
    return found


def read_at(reader: Reader) -> str:
    """Which changeset an answer rests on, and of a replica how that stands to the primary's."""
    parts = [_read_at(reader)]
    if reader.replica:
        standing = reader.replica.standing()
        at = f", at changeset {standing.changeset}" if reader.schema == "past" else ""
        parts = [f"{parts[0]}; of a replica{at}", *filter(None, [str(standing)])]
    return f"({'; '.join(parts)})"


def _read_at(reader: Reader) -> str:
    if reader.changeset is None or reader.recorded_at is None:
        return "the database is empty: no changeset yet"
    from tracker.render.dates import moment

    known = "as known" if reader.schema == "past" else "read"
    return f"{known} at changeset {reader.changeset}, {moment(reader.recorded_at)}"
