"""tracker import, export, schema: bundles in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command, settings_of_now
from tracker.cli.values import CAUSES
from tracker.render.signs import visible

IMPORT_EXAMPLES = (
    ("see what a folder of bundles would change, without changing it", "tracker import my-data/ --dry-run"),
    ("bring it in", 'tracker import my-data/ --message "Memorandum of 2 June"'),
    ("mend what was coded wrongly", 'tracker import my-data/ --cause correction --message "Date was a day off"'),
)
EXPORT_EXAMPLES = (
    ("everything, as bundles for git", "tracker export --to backup/"),
    ("one process", "tracker export --to ru-ua/ --process russia-ukraine"),
)
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

    PATHS are files (YAML, JSON, JSONL) or folders of them. Importing the same twice changes nothing. A text that a
    document names as its text_file is attached, and all that was coded of it checked against it.
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
            progress=progress,
        )
    for warning in result.warnings:
        click.echo(visible(f"Warning: {warning}"), err=True)
    paper = terminal.paper()
    plan = Plan(result.steps, result.changesets, result.unchanged, dry_run)
    terminal.write(plan.lines(form, paper), paper.colour)


@command(name="export", examples=EXPORT_EXAMPLES)
@click.option("--to", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write.")
@click.option("--process", metavar="SLUG", shell_complete=complete.slugs("process"), help="Only this process.")
@click.option("--with-text", is_flag=True, help="Also the attached texts; import attaches them again.")
@shared.known_at
@click.pass_context
def export(ctx: click.Context, to: Path, process: str | None, with_text: bool, known_at: str | None) -> None:
    """Write the database, or one process, as bundles that import to the same state.

    The folder must be new or empty. What is recorded of the past is in backups, not here. Attached texts, and what was
    filled in from them, go along only with --with-text: each as a file that its document names as text_file.
    """
    from tracker.record.exporting import export as write
    from tracker.render.dates import counted

    settings = shared.settings(ctx, known_at)
    with terminal.Progress() as progress:
        result = write(settings, to, process=process, with_text=with_text, progress=progress)
    records, files = counted(sum(result.counts.values()), "record"), counted(len(result.files), "file")
    click.echo(f"Wrote {records} in {files} to {to}, as of changeset {result.changeset}.")


@command(name="schema", examples=SCHEMA_EXAMPLES)
@click.option("--report", is_flag=True, help="That of the JSON of a report instead.")
def schema(report: bool) -> None:
    """Print the JSON Schema of bundles, or of reports."""
    from tracker.render.json import dumped

    click.echo(dumped(_schema(report), 2))


def _schema(report: bool) -> dict[str, Any]:
    if report:
        from tracker.render.report import data

        return data.schema()
    from tracker.bundle.json_schema import json_schema

    return json_schema()
