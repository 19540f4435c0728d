"""tracker report: scheduled reports, their definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import F, command, group
from tracker.cli.values import CAUSES, Filled
from tracker.report.message import VIEWS

if TYPE_CHECKING:
    import psycopg

    from tracker.config import Settings
    from tracker.database.connect import Reader
    from tracker.render.page import Page
    from tracker.report.definitions import Definition, Narrowing

    Connection = psycopg.Connection[Any]

LAST = 10  # runs that `show` shows
NONE = "none"

ADD = (
    ("every Monday at seven, as mail", 'tracker report add weekly --every "0 7 * * mon" --to mailto:desk@example.org'),
    ("into a folder, on one topic", 'tracker report add land --every "0 7 * * *" --topic territory --to ./land'),
    (
        "to a program, every hour",
        'tracker report add hook --every "0 * * * *" --format json --to https://host/h',
    ),
)
LIST = (("all reports, when they are due, how the last run ended", "tracker report list"),)
SHOW = (("one report, its last runs, how it stands with each target", "tracker report show weekly"),)
EDIT = (
    ("at another time", 'tracker report edit weekly --every "30 6 * * mon-fri"'),
    ("to other targets, instead of those it had", "tracker report edit weekly --to /srv/reports"),
    ("about everything, not only a process", "tracker report edit weekly --whole"),
)
PAUSE = (("nothing is sent until it is resumed", "tracker report pause weekly"),)
RESUME = (("its next report tells of all that came meanwhile", "tracker report resume weekly"),)
REMOVE = (("the report and the record of its runs", "tracker report remove weekly"),)


@group((*ADD[:1], *LIST, ("what would it say now", "tracker report run weekly --dry-run")))
def report() -> None:
    """Scheduled reports: what changed since the last one, told once.

    tracker scheduler sends them when they are due, or tracker report run --due from cron.
    """


def narrowing(function: F) -> F:
    for option in (
        click.option(
            "--demand",
            metavar="SLUG",
            type=Filled(),
            shell_complete=complete.slugs("demand"),
            help="Only this demand.",
        ),
        shared.topic,
        shared.party,
        shared.process,
    ):
        function = option(function)
    return function


def making(required: bool) -> Callable[[F], F]:
    """When, what and whereto; what is not given stays as it is where `required` is false."""

    def default(value: object) -> dict[str, Any]:
        return {"default": value, "show_default": True} if required else {"default": None}

    options = (
        click.option("--every", metavar="CRON", type=Filled(), required=required, help="When it is due, as cron says."),
        click.option(
            "--time-zone",
            metavar="ZONE",
            type=Filled(),
            shell_complete=complete.time_zones,
            help="The time zone of that.",
            **default("UTC"),
        ),
        click.option(
            "--view",
            type=click.Choice(VIEWS),
            help="What parties changed, what was recorded or corrected here, or both.",
            **default("both"),
        ),
        click.option(
            "--format",
            "formats",
            metavar="FORMATS",
            type=Filled(),
            help="Some of html, markdown, json and csv, with commas.",
            **default("html"),
        ),
        click.option(
            "--to",
            "targets",
            metavar="TARGET",
            type=Filled(),
            multiple=True,
            required=required,
            help="A folder, mailto:NAME@HOST, https://HOST/PATH, or - for standard output; may be given several times.",
        ),
        click.option(
            "--only-when-changed/--always",
            help="Send nothing where nothing is new, or a report that says so.",
            **default(False),
        ),
        click.option(
            "--ignore-cause",
            "ignored",
            type=click.Choice([*CAUSES, *([] if required else [NONE])]),
            multiple=True,
            help="Changesets of this cause are no news; may be given several times.",
        ),
    )

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


named = click.argument("name", shell_complete=complete.reports)


def reading(function: Callable[..., Page]) -> Callable[..., Any]:
    """The command gets a connection as the reporters' role, and returns a page."""

    @wraps(function)
    def run(ctx: click.Context, /, form: str, **given: Any) -> None:
        from tracker.database.connect import reporting

        with reporting(shared.settings_of_now(ctx)) as connection:
            page = function(connection, **given)
        terminal.show(page, form)

    return shared.form(click.pass_context(run))


@command(report, "add", ADD)
@click.argument("name")
@making(required=True)
@narrowing
@click.option(
    "--since",
    metavar="WHEN",
    type=Filled(),
    help="Tell first what came after this date or 'changeset N'; default: what comes from now on.",
)
@click.option("--author", metavar="NAME", type=Filled(), help="Who asks for it; your login if not given.")
@click.pass_context
def add(ctx: click.Context, /, name: str, since: str | None, author: str | None, **given: Any) -> None:
    """Ask for a report under a NAME.

    CRON is minute, hour, day of the month, month and day of the week. What of the rest can be known to be wrong is
    refused now: a name that does not exist, a folder that cannot be written, a mail server that refuses the login.
    """
    from tracker.database.connect import reading, reporting
    from tracker.report import definitions, interval, store

    settings = shared.settings_of_now(ctx)
    with reading(settings) as reader:
        values = {"name": definitions.checked_name(name), **_checked(reader, given)}
        told = interval.since(reader, since) if since else interval.latest(reader)
    _try_out(values["targets"])
    with reporting(settings) as connection:
        store.add(connection, {**values, **_begun(author, told)})
        made = store.definition(connection, name)
    click.echo(f"Added {name}. {_next(made)}")


@command(report, "edit", EDIT)
@named
@making(required=False)
@narrowing
@click.option("--whole", is_flag=True, help="About everything, but for what is given beside it.")
@click.pass_context
def edit(ctx: click.Context, /, name: str, whole: bool, **given: Any) -> None:
    """Change a report; what is not given stays as it is.

    A report that was made and is not delivered yet goes to the new targets as it is.
    """
    from tracker.database.connect import reading, reporting
    from tracker.errors import InputError
    from tracker.report import store
    from tracker.report.rounds import clock

    settings = shared.settings_of_now(ctx)
    with reporting(settings) as connection:
        before = store.definition(connection, name)
    with reading(settings) as reader:
        values = _checked(reader, given, None if whole else before.narrowing)
    if not values:
        raise InputError("nothing to change was given", f"See: tracker report edit -h, tracker report show {name}")
    _try_out(values.get("targets", []))
    if {"every", "time_zone"} & set(values):
        values["due_after"] = clock()
    with reporting(settings) as connection:
        store.change(connection, name, values)
        made = store.definition(connection, name)
    click.echo(f"Changed {name}. {_next(made)}")


@command(report, "list", LIST)
@reading
def list_reports(connection: Connection) -> Page:
    """List reports: when they are due, where they go, how the last run ended."""
    from tracker.report import listing, store

    return listing.reports(store.definitions(connection), store.last_runs(connection))


@command(report, "show", SHOW)
@named
@reading
def show(connection: Connection, name: str) -> Page:
    """Show a report, its last runs, and how the newest stands with each target."""
    from tracker.report import listing, store

    found = store.definition(connection, name)
    last = store.runs(connection, name, LAST)
    return listing.one(found, last, store.deliveries(connection, last[0].run) if last else [])


@command(report, "pause", PAUSE)
@named
@click.pass_context
def pause(ctx: click.Context, name: str) -> None:
    """Send nothing until the report is resumed. Nothing is lost meanwhile."""
    _change(ctx, name, {"paused": True})
    click.echo(f"Paused {name}.")


@command(report, "resume", RESUME)
@named
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Go on at the next time of the schedule, with all that came meanwhile."""
    from tracker.report.rounds import clock

    made = _change(ctx, name, {"paused": False}, resumed={"due_after": clock()})
    click.echo(f"Resumed {name}. {_next(made)}")


@command(report, "remove", REMOVE)
@named
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove a report with the record of its runs. What was delivered stays where it is."""
    from tracker.database.connect import reporting
    from tracker.render.dates import counted
    from tracker.report import store

    with reporting(shared.settings_of_now(ctx)) as connection:
        runs = store.remove(connection, name)
    click.echo(f"Removed {name} and the record of {counted(runs, 'run')}.")


# --- what add and edit share ------------------------------------------------------------------------------------------


def _checked(reader: Reader, given: dict[str, Any], before: Narrowing | None = None) -> dict[str, Any]:
    """The columns that are to be written. `before` is what the report stays narrowed to, but for what is given."""
    from tracker.report import definitions, schedule, targets

    narrow = {name: given.pop(name) for name in definitions.Narrowing._fields}
    checks: dict[str, Callable[[Any], Any]] = {
        "every": schedule.checked_every,
        "time_zone": schedule.checked_zone,
        "formats": definitions.checked_formats,
        "targets": lambda texts: list(dict.fromkeys(map(targets.checked, texts))),
        "ignored": lambda causes: [cause for cause in dict.fromkeys(causes) if cause != NONE],
    }
    values = {
        name: checks.get(name, lambda same: same)(value) for name, value in given.items() if value not in (None, ())
    }
    named = {name: value for name, value in narrow.items() if value}
    if before is None or named:
        values |= definitions.narrowed(reader, (before or definitions.Narrowing())._replace(**named))._asdict()
    return values


def _begun(author: str | None, told: Any) -> dict[str, object]:
    from tracker.record.changeset import login
    from tracker.report.rounds import clock

    now = clock()
    begun = {"author": author or login(), "created_at": now, "due_after": now}
    return {**begun, "told_changeset": told.changeset, "told_day": told.day}


def _try_out(targets: Sequence[str]) -> None:
    """Whether this machine could deliver there; where it has no settings for it, the scheduler's may."""
    from tracker.config import delivering
    from tracker.report.delivery import mail, webhook
    from tracker.report.targets import kind

    kinds, known = {kind(target) for target in targets}, delivering()
    if "mail" in kinds and known.smtp_url:
        mail.check()
    elif "mail" in kinds:
        terminal.note("(TRACKER_SMTP_URL is not set here; who runs the report needs it)")
    if "webhook" in kinds and known.webhook_secret:
        webhook.check()
    elif "webhook" in kinds:
        terminal.note("(TRACKER_WEBHOOK_SECRET is not set here; who runs the report needs it)")


def _change(
    ctx: click.Context, name: str, values: dict[str, object], resumed: dict[str, object] | None = None
) -> Definition:
    """`resumed` is written besides where the report was paused."""
    from tracker.database.connect import reporting
    from tracker.report import store

    settings: Settings = shared.settings_of_now(ctx)
    with reporting(settings) as connection:
        before = store.definition(connection, name)
        store.change(connection, name, {**values, **(resumed or {} if before.paused else {})})
        return store.definition(connection, name)


def _next(made: Definition) -> str:
    from tracker.report import listing

    due = listing.next_due(made)
    start = f"it tells what comes after {made.told_day} and changeset {made.told_changeset}"
    return f"It is paused; {start}." if made.paused else f"Next due: {due}; {start}."
