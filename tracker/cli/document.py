"""tracker document: sources and their passages, attached texts and locators."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command, group, reads, shows
from tracker.cli.values import RegularFile
from tracker.errors import NegativeAnswer
from tracker.render.locators import Locators
from tracker.render.page import Listing, Record, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.record.attach import Locator

LIST_EXAMPLES = (
    ("all sources, by date", "tracker document list"),
    ("the speeches, for a program", "tracker document list --kind speech --format json"),
)
SHOW_EXAMPLES = (
    ("its passages as a tree, with alternatives marked", "tracker document show ru-memorandum-2025-06-02"),
    ("with the text, where it was attached", "tracker document show isw-2025-06-02 --text"),
)
ATTACH_EXAMPLES = (("add the text and check every locator", "tracker document attach isw-2025-06-02 report.txt"),)
VERIFY_EXAMPLES = (("check the locators of every attached text again", "tracker document verify"),)


@group((LIST_EXAMPLES[0], SHOW_EXAMPLES[0], *ATTACH_EXAMPLES, *VERIFY_EXAMPLES))
def document() -> None:
    """Sources: what was said when, and where in it."""


@command(document, "list", LIST_EXAMPLES)
@click.option("--kind", metavar="CODE", help="Only this kind: speech, memorandum, report…")
@click.option("--issuer", metavar="SLUG", shell_complete=complete.slugs("actor"), help="Only of this actor.")
@reads
def list_documents(reader: Reader, kind: str | None, issuer: str | None) -> Listing:
    """List documents by date."""
    from tracker.query import names, sources
    from tracker.render import entries
    from tracker.render.dates import day

    kind, issuer = names.code(reader, "document-kind", kind), names.optional(reader, "actor", issuer)
    pick = {
        "date": lambda row: day(row.issued_on, row.issued_precision),
        **picked("document", "kind", "issuer", "title"),
        "text": lambda row: row.has_text,
    }
    rows = sources.documents(reader, kind, issuer)
    return Listing(sources.Document._fields, rows, pick, entries.Entries(rows, entries.document).told)


@command(document, "show", SHOW_EXAMPLES)
@click.argument("name", metavar="DOCUMENT", shell_complete=complete.slugs("document"))
@click.option("--text", is_flag=True, help="Also the text of each passage, where it was attached.")
@shows
def show_document(reader: Reader, name: str, text: bool) -> Record:
    """Show a document: its passages as a tree, alternatives marked, and what is demanded where."""
    from tracker.query import demands, names, sources
    from tracker.render import outline, records

    slug = names.resolve(reader, "document", name)
    row = sources.document(reader, slug)
    passages, coverage = sources.passages(reader, [slug]), sources.coverage(reader, slug)
    citations = demands.citations_in(reader, slug)
    sheet = records.document(row, passages, coverage, outline.cited(slug, citations), text)
    return Record(row, {"passages": passages, "coverage": coverage, "citations": citations}, sheet.told)


@command(document, "attach", ATTACH_EXAMPLES)
@click.argument("name", metavar="DOCUMENT", shell_complete=complete.slugs("document"))
@click.argument("file", type=RegularFile())
@click.option("--author", metavar="NAME", help="Who attaches it; your login if not given.")
@click.pass_context
def attach_text(ctx: click.Context, name: str, file: Path, author: str | None) -> None:
    """Add the text of a document and check every locator in it; exit code 1 if one does not match.

    The text stays in your database. A locator that does not match is an orphan: listed, never moved silently.
    """
    from tracker.record.attach import attach

    locators = attach(shared.settings_of_now(ctx), name, file, author=author).locators
    _report(ctx, locators, "table", "Attached; it has no locators to check.")


@command(document, "verify", VERIFY_EXAMPLES)
@click.argument("name", metavar="[DOCUMENT]", required=False, shell_complete=complete.slugs("document"))
@shared.form
@shared.known_at
@click.pass_context
def verify_texts(ctx: click.Context, name: str | None, known_at: str | None, form: str) -> None:
    """Check every locator of every attached text again, or of one; exit code 1 if one does not match."""
    from tracker.record.attach import verify

    nothing = "No attached text has locators, so nothing was checked."
    _report(ctx, verify(shared.settings(ctx, known_at), name), form, nothing)


def _report(ctx: click.Context, found: Sequence[Locator], form: str, nothing: str) -> None:
    columns = ("document", "passage", "kind", "ok", "expected", "found")
    terminal.show(Listing(columns, found, picked(*columns), Locators(found).told, nothing), form)
    if not all(row.ok for row in found):
        ctx.exit(NegativeAnswer.exit_code)
