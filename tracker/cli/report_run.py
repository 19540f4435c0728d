"""tracker report run, runs; tracker scheduler."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command
from tracker.cli.report import reading, report
from tracker.cli.values import Filled
from tracker.errors import SurroundingsError
from tracker.report.message import FORMATS

if TYPE_CHECKING:
    import psycopg

    from tracker.render.page import Page
    from tracker.report.rounds import Engine, Outcome

    Connection = psycopg.Connection[Any]

RUN = (
    ("now, to all its targets, whether it is due or not", "tracker report run weekly"),
    ("what would it say now", "tracker report run weekly --dry-run"),
    ("what did parties change in 2025", "tracker report run weekly --from 2025-01-01 --to 2025-12-31 --dry-run"),
    ("what was recorded since changeset 6", 'tracker report run weekly --from "changeset 6" --dry-run'),
    ("one round of all that are due, for a line of cron", "tracker report run --due"),
)
RUNS = (
    ("all runs, newest first", "tracker report runs"),
    ("the last five of one report, for a program", "tracker report runs weekly -n 5 --format json"),
)
SCHEDULER = (("until it is stopped, as a service does", "tracker scheduler"),)


@command(report, "run", RUN)
@click.argument("name", required=False, shell_complete=complete.reports)
@click.option("--due", is_flag=True, help="Every report that is due, instead of NAME: one round, for cron.")
@click.option(
    "--from",
    "start",
    metavar="WHEN",
    type=Filled(),
    help="Tell of another interval: after this date, as known now, or after 'changeset N'.",
)
@click.option("--to", "end", metavar="WHEN", type=Filled(), help="Up to and with this date or changeset; default: now.")
@click.option("--dry-run", is_flag=True, help="Print it; deliver and record nothing.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="markdown", show_default=True, help="With --dry-run."
)
@click.pass_context
def run(
    ctx: click.Context, name: str | None, due: bool, start: str | None, end: str | None, dry_run: bool, form: str
) -> None:
    """Run a report NAME now; or with --due one round of all that are due.

    It tells what came since the last one, and the next one goes on from there. A run that was cut off or failed is
    ended first, as it was made; what came since then follows in a report of its own. With --from it tells of another
    interval and the next one goes on as if it had not been. Exit code 3 if something could not be delivered.
    """
    if due == bool(name) or (end and not start) or (due and (start or dry_run)):
        raise click.UsageError("give a NAME, or --due alone; --to goes with --from.", ctx)
    if name is None:
        _round(ctx, _engine(ctx))
    elif dry_run:
        _print(_engine(ctx), name, start, end, form)
    else:
        _run(_engine(ctx), name, start, end)


@command(report, "runs", RUNS)
@click.argument("name", required=False, shell_complete=complete.reports)
@click.option("-n", "--number", type=click.IntRange(1, 2**63 - 1), metavar="N", help="At most this many.")
@reading
def runs(connection: Connection, name: str | None, number: int | None) -> Page:
    """The runs of a report or of all, newest first.

    delivered: to every target. skipped: nothing was new. failed: why, and when it is tried again. running: in hand,
    or cut off, and then the next round takes it up.
    """
    from tracker.report import listing, store

    if name:
        store.definition(connection, name)
    return listing.runs(store.runs(connection, name, number))


@command(name="scheduler", examples=SCHEDULER)
@click.pass_context
def scheduler(ctx: click.Context) -> None:
    """Send reports when they are due, until stopped; several may run at once, on several machines.

    At SIGTERM or Ctrl-C it finishes the run in hand and ends with exit code 0. What it does stands on standard error;
    a database that does not answer is waited for.
    """
    from tracker.report.scheduler import serve

    serve(_engine(ctx, _log))


def _engine(ctx: click.Context, say: Callable[[str], None] | None = None) -> Engine:
    from tracker.report.rounds import Engine

    settings = shared.settings_of_now(ctx)
    steps = terminal.note if settings.verbose else lambda _: None
    return Engine(settings, import_module("tracker.report.making").make, say or steps)


def _log(message: str) -> None:
    from datetime import UTC, datetime

    from tracker.render.signs import visible

    click.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {visible(message)}", err=True)


def _round(ctx: click.Context, engine: Engine) -> None:
    from tracker.report.rounds import run_due

    outcomes = run_due(engine)
    for outcome in outcomes:
        terminal.note(str(outcome))
    if any(outcome.reason for outcome in outcomes):
        ctx.exit(SurroundingsError.exit_code)


def _run(engine: Engine, name: str, start: str | None, end: str | None) -> None:
    from tracker.database.connect import reading as reads
    from tracker.database.connect import reporting
    from tracker.report import interval, store
    from tracker.report.rounds import run_now

    with reporting(engine.settings) as connection:
        found = store.definition(connection, name)
        if start and found.id in store.unfinished(connection):
            raise SurroundingsError(
                f"{name} has a run that is not ended", f"End it first: tracker report run {name}; then give --from."
            )
    given = None
    if start:
        with reads(engine.settings) as reader:
            given = interval.between(reader, start, end)
    outcomes = run_now(engine, name, given)
    if not outcomes:
        raise SurroundingsError(f"somebody else is running {name}", "See: tracker report runs")
    for outcome in outcomes:
        _tell(outcome)


def _tell(outcome: Outcome) -> None:
    if outcome.reason is None:
        terminal.note(str(outcome))
        return
    later = outcome.next_attempt_at
    hint = f"Nothing is lost: it is tried again from {later:%Y-%m-%d %H:%M:%S} UTC on." if later else None
    raise SurroundingsError(f"{outcome.report}: run {outcome.run} failed: {outcome.reason}", hint)


def _print(engine: Engine, name: str, start: str | None, end: str | None, form: str) -> None:
    from tracker.database.connect import reading as reads
    from tracker.database.connect import reporting
    from tracker.report import interval, store, targets
    from tracker.report.delivery import output
    from tracker.report.rounds import made

    with reporting(engine.settings) as connection:
        found = store.definition(connection, name)
    since, until = found.told, None
    if start:
        with reads(engine.settings) as reader:
            since, until = interval.between(reader, start, end)
    message, until = made(engine, found._replace(formats=[form], targets=[targets.OUTPUT]), since, until)
    output.write(message.parts[0].content)
    terminal.note(f"(tells of {interval.told(since, until)}; nothing was recorded or sent)")
