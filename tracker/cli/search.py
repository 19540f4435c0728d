"""tracker search: whatever holds some words, in one ranked answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli.command import command, reads
from tracker.cli.values import Filled
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

KINDS = ("demand", "version", "document", "passage")
EXAMPLES = (
    ("either spelling finds both", "tracker search demilitarization"),
    ("every word must be there; Kherson also as a place in the terms", "tracker search withdraw Kherson"),
    ("passages only, the best five", "tracker search --kind passage -n 5 prisoners"),
    ("for a program, as known before", "tracker search Zaporizhia --known-at 'changeset 1' --format json"),
)


@command(name="search", examples=EXAMPLES)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...", type=Filled())
@click.option("-n", "--number", type=click.IntRange(min=1), metavar="N", help="At most this many.")
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Only such records; may be given several times.")
@shared.process
@reads
def search(
    reader: Reader, text: Sequence[str], number: int | None, kind: Sequence[str], process: str | None
) -> Listing:
    """Demands, versions, documents and passages that hold all the words, the best first.

    A record that is named so comes first, then those that have every word in any of its English forms, then those in
    which some word of five letters or more is only spelt much alike. A version is found by the places, actors,
    events and codes in its terms as well. The words found stand between two stars, or in colour.

    Documents and passages belong to no process: --process leaves them out. No more than the best 100 of each kind and
    process are shown.
    """
    from tracker.query import names
    from tracker.query.search import Found
    from tracker.query.search import search as found
    from tracker.render.found import Results

    rows = found(reader, " ".join(text), names.optional(reader, "process", process), list(kind), number)
    pick = picked("rank", "entity", "key", "process", "snippet")
    return Listing(Found._fields, rows, pick, Results(rows).told)
