"""What commands share: how they read and write, and the options that many of them take."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import complete, terminal
from tracker.cli.lazy import ExampleCommand, ExampleGroup
from tracker.cli.program import Globals
from tracker.cli.values import Filled, PictureFile
from tracker.errors import NegativeAnswer, SurroundingsError
from tracker.render.page import FORMATS, Page, Record

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.database.connect import Reader
    from tracker.query.select import Scope
    from tracker.render.pictures.canvas import Canvas

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
    def run(ctx: click.Context, /, form: str, known_at: str | None, to: Path | None = None, **given: Any) -> None:
        from tracker.database.connect import reading

        if to and form != "table":
            raise click.UsageError("--to writes a picture and prints no rows; leave out --format.", ctx)
        with reading(settings_to_read(ctx, known_at)) as reader:
            page = function(reader, **given)
            drawing = _drawing(reader, page) if to else None
        if to and drawing:
            _save(drawing, to)
            terminal.note(f"{to} {read_at(reader)}")
            return
        terminal.show(page, form)
        terminal.note(read_at(reader))
        if page.negative:
            ctx.exit(NegativeAnswer.exit_code)

    return known_at(click.pass_context(run))


def pictured(function: F) -> F:
    """Adds --to: the answer as a picture, in a file, instead of printing it. Its page must have a `picture`."""
    return click.option(
        "--to",
        metavar="FILE",
        type=PictureFile(),
        help="Draw it into this file: .svg, .png, or .html to point at and zoom into.",
    )(function)


def _drawing(reader: Reader, page: Page) -> Canvas:
    from tracker.query import dates
    from tracker.render.pictures.canvas import Caption

    draw = getattr(page, "picture", None)
    if draw is None:
        raise NegativeAnswer(f"there is nothing to draw: {getattr(page, 'empty', '')}")
    database = reader.connection.info.dbname
    past = reader.schema == "past"
    canvas: Canvas = draw(Caption(dates.now(reader), database, reader.changeset, reader.recorded_at, past))
    return canvas


def _save(drawing: Canvas, to: Path) -> None:
    """Whole or not at all: beside its place first, then put there."""
    from tracker.render.pictures.output import drawn, slow

    form = to.suffix[1:].lower()
    with terminal.Progress() as progress:
        if slow(drawing, form):
            progress.at_once()
        content = drawn(drawing, form, progress)
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(to)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or str(error)
        raise SurroundingsError(f"{to} cannot be written: {reason}", "Name a place where you may write.") from error


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
