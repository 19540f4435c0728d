"""tracker db: the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import terminal
from tracker.cli.command import command
from tracker.errors import InputError, NegativeAnswer, SurroundingsError
from tracker.render.page import Record

if TYPE_CHECKING:
    from tracker.config import Settings


@click.group()
def db() -> None:
    """The database: where it is, how it stands, its schema."""


@command(db, "status", [("is it there, is it current, what does it hold", "tracker db status")])
@shared.form
@click.pass_context
def status(ctx: click.Context, form: str) -> None:
    """Say where the database is, whether it runs, and whether its schema is this program's.

    Exit code 3 if no command could read it.
    """
    from tracker.cli.health import health

    paper = terminal.paper()
    found = health(shared.settings(ctx))
    terminal.write(Record(found, {}, found.told).lines(form, paper), paper.colour)
    if not found.ready:
        ctx.exit(SurroundingsError.exit_code)


@command(db, "upgrade", [("create the schema, or bring it to this program's", "tracker db upgrade")])
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Create the schema in an empty database, or bring an older one up to date. Safe to repeat."""
    from tracker.database.upgrade import upgrade as bring_up

    found = bring_up(running(shared.writing_settings(ctx), create=True))
    click.echo(f"The schema is current ({found.revision}).")


@command(db, "check", [("does all that is stored hold together", "tracker db check")])
@shared.form
@click.pass_context
def check(ctx: click.Context, form: str) -> None:
    """Check that all that is stored holds together; exit code 1 if something does not.

    Spells follow from the evidence, every version has evidence, what each row said joins without gaps, no row was
    changed behind the triggers' back, the views are this program's, indexes and the locators of attached texts are
    sound. Nothing is changed.
    """
    from tracker.cli.checks import checks

    with terminal.Progress() as progress:
        found = checks(shared.writing_settings(ctx), progress)
    paper = terminal.paper()
    terminal.write(found.lines(form, paper), paper.colour)
    if found.negative:
        ctx.exit(NegativeAnswer.exit_code)


@command(db, "url", [("for psql and every other client", 'psql "$(tracker db url)"')])
@click.pass_context
def url(ctx: click.Context) -> None:
    """Print the address of the database, for psql and every other client; starts the embedded one."""
    click.echo(running(shared.settings(ctx), create=False))


@command(db, "start", [("start the embedded PostgreSQL", "tracker db start")])
@click.pass_context
def start(ctx: click.Context) -> None:
    """Start the embedded PostgreSQL and leave it running; commands do so by themselves."""
    click.echo(running(_embedded(ctx), create=True))


@command(db, "stop", [("stop the embedded PostgreSQL", "tracker db stop")])
@click.pass_context
def stop(ctx: click.Context) -> None:
    """Stop the embedded PostgreSQL. Nothing is lost; the next command starts it again."""
    from tracker.database import embedded

    click.echo("Stopped." if embedded.stop(_embedded(ctx)) else "It was not running.")


def running(settings: Settings, *, create: bool) -> str:
    """The database's address; the embedded one is started, and made with `create`."""
    if settings.database_url:
        return settings.database_url
    from tracker.database import embedded

    return embedded.start(settings, create=create)


def _embedded(ctx: click.Context) -> Settings:
    settings = shared.settings(ctx)
    if settings.database_url:
        raise InputError("only the embedded database is started and stopped here", "Leave out --database.")
    return settings
