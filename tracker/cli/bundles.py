"""tracker import, export, schema: bundles in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command, settings_of_now
from tracker.cli.values import CAUSES, Filled, Licence
from tracker.render.signs import visible

if TYPE_CHECKING:
    from tracker.config import Settings

IMPORT_EXAMPLES = (
    ("see what a folder of bundles would change, without changing it", "tracker import my-data/ --dry-run"),
    ("bring it in", 'tracker import my-data/ --message "Memorandum of 2 June"'),
    ("figures from a spreadsheet", "tracker import 2025-figures.csv --dry-run"),
    ("mend what was coded wrongly", 'tracker import my-data/ --cause correction --message "Date was a day off"'),
)
EXPORT_EXAMPLES = (
    ("everything, as bundles for git", "tracker export --to backup/"),
    ("one process", "tracker export --to ru-ua/ --process russia-ukraine"),
    ("one workbook for Excel", "tracker export --as xlsx --to tables/"),
    (
        "typed tables for R or pandas, with what was held on a day",
        "tracker export --as parquet --to june/ --on 2025-06-02",
    ),
    ("a package to publish", "tracker export --as datapackage --to package/ --licence CC-BY-4.0 --since 0"),
)
TABLES = ("csv", "parquet", "xlsx", "datapackage")
# The forms that an option is for, where it is not for all.
FITS = {"on": TABLES, "licence": TABLES, "since": ("datapackage",)}
SCHEMA_EXAMPLES = (
    ("let an editor complete and check bundles", "tracker schema > bundle.schema.json"),
    ("what the JSON of a report holds", "tracker schema --report"),
)


@command(name="import", examples=IMPORT_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--message", "-m", metavar="TEXT", help="What this import brings, for the log.")
@click.option("--author", metavar="NAME", help="Who coded it; your login if not given.")
@click.option(
    "--cause", type=click.Choice(CAUSES), help="Why; needed where something already coded is altered or removed."
)
@click.option("--prune", is_flag=True, help="Remove what the bundle's scope covers and the bundle does not have.")
@click.option("--dry-run", is_flag=True, help="Print the plan, with before and after; write nothing.")
@shared.form
@click.pass_context
def import_(
    ctx: click.Context,
    paths: Sequence[Path],
    message: str | None,
    author: str | None,
    cause: str | None,
    prune: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Bring bundles into the database: all of them in one transaction, or nothing.

    PATHS are files (YAML, JSON, JSONL, CSV) or folders of them. Importing the same twice changes nothing. A text that
    a document names as its text_file is attached, and all that was coded of it checked against it.

    A CSV file has actors, places, figures or documents, as its name says (figures.csv), under a header of the names of
    the fields, such as tracker figure list --format csv prints. An empty cell leaves its field, null clears it.
    """
    from tracker.record.importing import import_paths
    from tracker.render.plan import Plan

    with terminal.Progress() as progress:
        result = import_paths(
            settings_of_now(ctx),
            list(paths),
            author=author,
            message=message,
            cause=cause,
            prune=prune,
            dry_run=dry_run,
            listed=dry_run or form != "table",
            progress=progress,
        )
    for warning in result.warnings:
        click.echo(visible(f"Warning: {warning}"), err=True)
    terminal.show(Plan(result.steps, result.changesets, result.unchanged, dry_run, result.added), form)


@command(name="export", examples=EXPORT_EXAMPLES)
@click.option("--to", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write.")
@click.option(
    "--as",
    "form",
    type=click.Choice(("bundle", *TABLES)),
    default="bundle",
    show_default=True,
    help="bundle imports again; the others have every view of the database as a table.",
)
@shared.process
@click.option(
    "--with-text", is_flag=True, help="Also the attached texts: as files that import attaches again, or in passage."
)
@click.option(
    "--on",
    metavar="DATE",
    type=Filled(),
    shell_complete=complete.slugs("document"),
    help="Tables: what the table position shows was held on this day, or a document's; default: today.",
)
@click.option(
    "--since",
    metavar="CHANGESET",
    type=click.IntRange(min=0),
    shell_complete=complete.changesets,
    help="datapackage: with a log of all changes after this changeset; 0 for all.",
)
@click.option(
    "--licence",
    metavar="ID|URL",
    type=Licence(),
    help="Tables: under which you give the data away, such as CC-BY-4.0; none is stated without it.",
)
@shared.known_at
@click.pass_context
def export(ctx: click.Context, /, to: Path, form: str, known_at: str | None, **given: Any) -> None:
    """Write the database, or one process, into a folder: for git and import, or for analysis elsewhere.

    The folder must be new or empty; it is written whole or not at all. What is recorded of the past is in backups, not
    here.

    A bundle imports to the same state. Attached texts, and what was filled in from them, go along only with
    --with-text: each as a file that its document names as text_file. They may be under copyright.

    The other forms have a table for each view of schema analysis, with its comments: csv, parquet (typed), xlsx (one
    workbook, tracker.xlsx), datapackage (csv with a Frictionless description: types, keys, sources, checksums). With
    --process they have its records, the documents that these use, and what all processes share. --on concerns the
    table position; every other table has all its rows, whatever their dates.
    """
    for option, forms in FITS.items():
        if given[option] is not None and given[option] is not False and form not in forms:
            fits = " or ".join(f"--as {name}" for name in forms)
            raise click.UsageError(f"--{option.replace('_', '-')} goes with {fits}.", ctx)
    if given["process"] and given["since"] is not None:
        raise click.UsageError("--since tells the changes of the whole database; leave out --process.", ctx)
    settings = shared.settings_to_read(ctx, known_at)
    if form == "bundle":
        _export_bundle(settings.at_primary(), to, given["process"], given["with_text"])
    else:
        _export_tables(settings, to, form, **given)


def _export_bundle(settings: Settings, to: Path, process: str | None, with_text: bool) -> None:
    from tracker.record.exporting import export as write

    with terminal.Progress() as progress:
        result = write(settings, to, process=process, with_text=with_text, progress=progress)
    _tell("record", sum(result.counts.values()), len(result.files), to, result.changeset)


def _export_tables(
    settings: Settings, to: Path, form: str, *, process: str | None, on: str | None, since: int | None, **given: Any
) -> None:
    from tracker.database.connect import reading
    from tracker.export.flat import export as write
    from tracker.query import changesets, dates, names

    with terminal.Progress() as progress, reading(settings) as reader:
        if since:
            changesets.changeset(reader, since)
        day = dates.resolve(reader, on) if on else None
        process = names.optional(reader, "process", process)
        result = write(reader, to, form, process=process, on=day, since=since, progress=progress, **given)
    _tell("row", sum(result.rows.values()), len(result.files), to, reader.changeset)
    for note in result.notes:
        terminal.note(f"({note})")
    terminal.note(shared.read_at(reader))


def _tell(noun: str, number: int, files: int, to: Path, changeset: int | None) -> None:
    from tracker.render.dates import counted

    at = "of an empty database" if changeset is None else f"as of changeset {changeset}"
    click.echo(f"Wrote {counted(number, noun)} in {counted(files, 'file')} to {to}, {at}.")


@command(name="schema", examples=SCHEMA_EXAMPLES)
@click.option("--report", is_flag=True, help="That of the JSON of a report instead.")
def schema(report: bool) -> None:
    """Print the JSON Schema of bundles, whose fields rows of CSV take too, or of reports."""
    from tracker.render.json import dumped

    click.echo(dumped(_schema(report), 2))


def _schema(report: bool) -> dict[str, Any]:
    if report:
        from tracker.render.report import data

        return data.schema()
    from tracker.bundle.json_schema import json_schema

    return json_schema()
