"""tracker log: the changes of the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.command import command, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

EXAMPLES = (
    ("who changed what, when and why", "tracker log"),
    ("the last three changes, for a program", "tracker log -n 3 --format json"),
)


@command(name="log", examples=EXAMPLES)
@click.option("-n", "--number", type=click.IntRange(min=1), metavar="N", help="At most this many.")
@reads
def log(reader: Reader, number: int | None) -> Listing:
    """The changesets of the database, newest first: who, when, why, from which files."""
    from tracker.query.changesets import Changeset, changesets
    from tracker.render.log import Log

    rows = changesets(reader, number)
    pick = picked("changeset", "recorded_at", "author", "cause", "message")
    return Listing(Changeset._fields, rows, pick, Log(rows).told, "Nothing was recorded yet.")
