"""tracker db: the database itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import roles, terminal
from tracker.cli.command import command, group
from tracker.cli.dictionary import dictionary
from tracker.errors import InputError, NegativeAnswer, SurroundingsError
from tracker.render.dates import moment
from tracker.render.page import Record

if TYPE_CHECKING:
    from tracker.config import Settings

BACKUP_EXAMPLES = (
    ("everything, to one file", "tracker db backup tracker.dump"),
    ("every night, over the last one", "tracker db backup --force /srv/backups/tracker.dump"),
)
RESTORE_EXAMPLES = (
    ("into the embedded database of a new machine", "tracker db restore tracker.dump"),
    ("back to the state of the backup", "tracker db restore --replace tracker.dump"),
)


@group(
    (
        ("is it there, is it current, what does it hold", "tracker db status"),
        ("does all that is stored hold together", "tracker db check"),
        BACKUP_EXAMPLES[0],
        ("for psql and every other client", 'psql "$(tracker db url)"'),
    )
)
def db() -> None:
    """The database: where it is, how it stands, its schema, its logins, its backups."""


@command(db, "status", [("is it there, is it current, what does it hold", "tracker db status")])
@shared.form
@click.pass_context
def status(ctx: click.Context, form: str) -> None:
    """Say where the database is, whether it runs, and whether its schema is this program's.

    Of a replica that TRACKER_READ_URL names it says how far it is behind. Exit code 3 if no command could read it.
    """
    from tracker.cli.health import health

    found = health(shared.settings_to_read(ctx))
    terminal.show(Record(found, {}, found.told), form)
    if not found.ready:
        ctx.exit(SurroundingsError.exit_code)


@command(db, "upgrade", [("create the schema, or bring it to this program's", "tracker db upgrade")])
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Create the schema in an empty database, or bring an older one up to date. Safe to repeat.

    What follows otherwise from the evidence by the rules of a newer program is recorded as a changeset of its own:
    what was known before stays as it was told.
    """
    from tracker.database.upgrade import upgrade as bring_up

    url = running(shared.settings_of_now(ctx), create=True)
    with terminal.Progress() as progress:
        progress.at_once()
        found = bring_up(url, progress)
    click.echo(f"The schema is current ({found.revision}).")


@command(db, "check", [("does all that is stored hold together", "tracker db check")])
@shared.form
@click.pass_context
def check(ctx: click.Context, form: str) -> None:
    """Check that all that is stored holds together; exit code 1 if something does not.

    Spells follow from the evidence, every version has evidence, no two states of a row overlap, no row was
    changed behind the triggers' back, the views are this program's, indexes and the locators of attached texts are
    sound. Nothing is changed.
    """
    from tracker.cli.checks import checks

    with terminal.Progress() as progress:
        found = checks(shared.settings_of_now(ctx), progress)
    terminal.show(found, form)
    if found.negative:
        ctx.exit(NegativeAnswer.exit_code)


URL_EXAMPLES = (
    ("for psql and every other client", 'psql "$(tracker db url)"'),
    ("for a tool that shall only read", "tracker db url --role analyst"),
    ("for one that wants a host and a port", "tracker db url --role analyst --tcp"),
)


@command(db, "url", URL_EXAMPLES)
@click.option("--role", type=click.Choice(("analyst", "editor", "reporter", "owner")), help="With these rights only.")
@click.option(
    "--tcp", is_flag=True, help="The analyst's, by host and port; the embedded PostgreSQL listens from now on."
)
@click.pass_context
def url(ctx: click.Context, role: str | None, tcp: bool) -> None:
    """Print the address of the database, for psql and every other client; starts the embedded one.

    With --role, of a login that may do only this: the embedded database gets one where it has none. Of another
    database, the address that you gave, which then takes the role by itself where its login may do more. A password
    is printed only where it is in the address given.

    The embedded PostgreSQL listens on a socket only you can reach. With --tcp it listens on a port of this machine as
    well, from now on, and lets in there the analyst alone, by a password: the last field of the file that is named.
    The first time it is started anew for this, and its socket gets the number of the port: ask for other addresses
    again.
    """
    settings = shared.settings(ctx)
    if tcp:
        _print_port(_embedded(ctx, "listens on a port"), role)
        return
    if role is None:
        click.echo(running(settings, create=False))
        return
    from tracker.database.address import address

    found = address(settings, role)
    click.echo(found.url)
    if not found.wall and role != "owner":
        terminal.note(
            f"(a default, no wall: this login may do more, and a client can say so; "
            f"tracker db grant NAME --role {role} makes one that may not)"
        )


def _print_port(settings: Settings, role: str | None) -> None:
    from urllib.parse import unquote

    from tracker.database.address import address_on_port

    if role != "analyst":
        raise InputError("only the analyst is let in through a port", "Add: --role analyst")
    url = address_on_port(settings)
    click.echo(url)
    terminal.note(f"(the password is the last field of {unquote(url.partition('passfile=')[2])})")


db.add_command(dictionary)


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


for one in (roles.roles, roles.grant, roles.revoke):
    db.add_command(one)


@command(db, "backup", BACKUP_EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@click.pass_context
def backup(ctx: click.Context, file: Path, force: bool) -> None:
    """Write everything to one file, the recorded past included, for tracker db restore.

    FILE holds the database as it stands at one moment; others may go on writing. It is complete, or not there.
    Passwords, logins and what others built beside the tracker are not in it.
    """
    from tracker.database.backup import backup as write
    from tracker.database.backup import beside

    with beside(file, force=force) as part, terminal.Progress() as progress:
        made = write(running(shared.settings_of_now(ctx), create=False), part, progress)
        size = part.stat().st_size
    click.echo(f"Wrote {file} ({megabytes(size)}): {_at(made.changeset, made.recorded_at)}.")
    for schema in made.left_out:
        terminal.note(f"(schema {schema} is not the tracker's, and is not in the backup)")


@command(db, "restore", RESTORE_EXAMPLES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Lose what the database holds now.")
@click.pass_context
def restore(ctx: click.Context, file: Path, replace: bool) -> None:
    """Fill an empty database from a file that tracker db backup wrote; all of it, or nothing is changed.

    A backup of an older tracker is brought up to date. Restore only files that you trust: they hold code.
    """
    from tracker.database.archive import opened
    from tracker.database.restore import restore as fill

    settings = shared.settings_of_now(ctx)
    with terminal.Progress() as progress, opened(file, progress) as archive:
        found = fill(running(settings, create=True), archive, replace=replace, progress=progress)
    upgraded = ", and brought it up to date" if found.upgraded else ""
    click.echo(f"Restored {file}{upgraded}: {_at(found.changeset, found.recorded_at)}.")


def _at(changeset: int | None, recorded_at: datetime | None) -> str:
    if changeset is None or recorded_at is None:
        return "no changeset yet"
    return f"changeset {changeset}, {moment(recorded_at)}"


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def running(settings: Settings, *, create: bool) -> str:
    """The database's address; the embedded one is started, and made with `create`."""
    if settings.database_url:
        return settings.database_url
    from tracker.database import embedded

    return embedded.start(settings, create=create)


def _embedded(ctx: click.Context, done: str = "is started and stopped here") -> Settings:
    settings = shared.settings(ctx)
    if settings.database_url:
        raise InputError(f"only the embedded database {done}", "Leave out --database.")
    return settings
