"""tracker log: the changes of the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.cli.values import CAUSES, Filled
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.changesets import Narrowed

RECORDED_CAUSES = (*CAUSES, "unstated")  # raw SQL need not say why
EXAMPLES = (
    ("who changed what, when and why", "tracker log"),
    ("the last three changes, for a program", "tracker log -n 3 --format json"),
    ("what was corrected this year", "tracker log --cause correction --since 2026"),
    ("who touched a demand, under any of its names", "tracker log --demand ru.withdraw-four-oblasts"),
    ("what hangs on a document, and when that changed", "tracker log --document isw-2025-06-02"),
)


@command(name="log", examples=EXAMPLES)
@click.option("-n", "--number", type=click.IntRange(min=1), metavar="N", help="At most this many.")
@click.option("--author", metavar="NAME", type=Filled(), shell_complete=complete.authors, help="Only by this author.")
@click.option(
    "--cause",
    type=click.Choice(RECORDED_CAUSES),
    multiple=True,
    help="Only of such causes; may be given several times.",
)
@click.option(
    "--since",
    metavar="DATE",
    type=Filled(),
    help="Recorded on this day (UTC) or later; of a month or year, its first day.",
)
@click.option("--until", metavar="DATE", type=Filled(), help="Recorded by the end of this day, month or year (UTC).")
@click.option(
    "--demand",
    metavar="SLUG",
    type=Filled(),
    shell_complete=complete.slugs("demand"),
    help="Only what touched this demand or what belongs to it: versions, citations, endings, links, answers, spells.",
)
@click.option(
    "--document",
    metavar="SLUG",
    type=Filled(),
    shell_complete=complete.slugs("document"),
    help="Only what touched this document, its passages, or evidence that cites it or was read in it.",
)
@reads
def log(
    reader: Reader,
    number: int | None,
    author: str | None,
    cause: Sequence[str],
    since: str | None,
    until: str | None,
    demand: str | None,
    document: str | None,
) -> Listing:
    """The changesets of the database, newest first: who, when, why, from which files.

    What narrows them adds up: all of it must hold. Dates are 2024-06-14, 2024-06, 2024, today or 30d-ago, of
    recording; a demand or document that was removed may still be asked for.
    """
    from tracker.query.changesets import Changeset, Narrowed, changesets
    from tracker.query.dates import recorded
    from tracker.query.names import remembered
    from tracker.render.log import Log

    named = [name and remembered(reader, kind, name) for kind, name in (("demand", demand), ("document", document))]
    narrowed = Narrowed(author, cause, *recorded(since, until), *named)
    rows = changesets(reader, number, narrowed)
    pick = picked("changeset", "recorded_at", "author", "cause", "message")
    return Listing(Changeset._fields, rows, pick, Log(rows).told, _none(narrowed))


def _none(narrowed: Narrowed) -> str:
    said = narrowed.told()
    return f"Nothing was recorded {said}." if said else "Nothing was recorded yet."
