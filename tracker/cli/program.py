"""The program: its commands and its global options."""

from __future__ import annotations

from typing import NamedTuple

import click

from tracker import __version__
from tracker.cli.lazy import Lazy, LazyGroup
from tracker.cli.values import Filled

SECTIONS = {
    "Start here": {
        "quickstart": Lazy("quickstart:quickstart", "Set up everything and show what changed between 2024 and 2025."),
    },
    "Questions": {
        "positions": Lazy("positions:positions", "What each party holds, today or on a date."),
        "history": Lazy("history:history", "One demand through time: versions, changes, evidence."),
        "diff": Lazy("diff:diff", "What is new, dropped, changed, persisted between two dates."),
        "compare": Lazy("diff:compare", "The same between two documents of one party."),
        "timeline": Lazy("timeline:timeline", "Demands through time: a lane each, meetings as lines."),
        "movement": Lazy("movement:movement", "Who moved when on what, and in which direction."),
        "matrix": Lazy("matrix:matrix", "Topics by parties: where they stand, what opposes what."),
        "options": Lazy("options:options", "The alternatives that a document offers."),
        "search": Lazy("search:search", "Whatever holds some words, in any spelling."),
    },
    "Records": {
        "document": Lazy("document:document", "Sources and their passages; texts and locators."),
        "demand": Lazy("demand:demand", "Demands and proposals."),
        "response": Lazy("outcomes:response", "Answers to demands and documents."),
        "agreement": Lazy("outcomes:agreement", "What parties agreed, and what it settles."),
        "figure": Lazy("outcomes:figure", "Numbers, with who claims them."),
        "assessment": Lazy("outcomes:assessment", "Judgements and claims."),
        "process": Lazy("people:process", "Negotiations and their parties."),
        "actor": Lazy("people:actor", "States, organisations, persons."),
        "meeting": Lazy("people:meeting", "Rounds of talks and their delegations."),
        "codebook": Lazy("codebook:codebook", "Topics, attributes, codes and places, with definitions."),
    },
    "Data": {
        "import": Lazy("bundles:import_", "Bring bundles into the database."),
        "export": Lazy(
            "bundles:export", "Write the database as bundles, or as tables: CSV, Parquet, Excel, data package."
        ),
        "schema": Lazy("bundles:schema", "The JSON Schema of bundles."),
        "log": Lazy("log:log", "The changes of the database itself, newest first."),
        "show": Lazy("show:show", "One of them, row by row, before and after."),
        "revert": Lazy("revert:revert", "Undo one change of the database by another."),
        "sql": Lazy("sql:sql", "A query of your own as the analyst, or psql."),
        "db": Lazy("db:db", "The database: status, upgrade, logins, check, backup."),
    },
    "Reports": {
        "report": Lazy("reports:report", "Scheduled reports: ask for them, see their runs."),
        "scheduler": Lazy("reports:scheduler", "Send reports when they are due, until stopped."),
    },
    "Shell": {
        "completion": Lazy("completion:completion", "The script that completes commands and names."),
    },
}
EXAMPLES = (
    ("begin: an embedded PostgreSQL with the shipped data", "tracker quickstart"),
    ("how one demand changed, on what evidence", "tracker history ru.withdraw-four-oblasts"),
    ("what changed between two dates", "tracker diff 2024-06-14 2025-06-02"),
)


class Globals(NamedTuple):
    """The global options as given; settings are made of them when a command needs them."""

    database: str | None
    known_at: str | None
    verbose: bool


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    examples=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--database",
    metavar="URL",
    type=Filled(),
    help="PostgreSQL to use [env: TRACKER_DATABASE_URL, and TRACKER_READ_URL for a replica; default: an embedded one].",
)
@click.option(
    "--known-at",
    metavar="WHEN",
    type=Filled(),
    help="Answer as the database stood: a date, a time, or 'changeset N'.",
)
@click.option("-v", "--verbose", is_flag=True, help="More detail; an error shows its traceback.")
@click.version_option(__version__, prog_name="tracker")
@click.pass_context
def program(ctx: click.Context, database: str | None, known_at: str | None, verbose: bool) -> None:
    """Who demanded what, when, in which words, on what evidence, and how it changed."""
    ctx.obj = Globals(database, known_at, verbose)
