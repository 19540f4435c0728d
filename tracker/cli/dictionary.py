"""tracker db dictionary [NAME]: what views and functions there are, and what each column means."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

EXAMPLES = (
    ("every view and function that analysts have", "tracker db dictionary"),
    ("one view, column by column", "tracker db dictionary demand"),
    ("one function: its arguments, what it returns", "tracker db dictionary diff"),
    ("a document with pictures, for a wiki", "tracker db dictionary --format markdown > dictionary.md"),
    ("a row a column, for a catalogue of data", "tracker db dictionary --format csv"),
)


@command(name="dictionary", examples=EXAMPLES)
@click.argument("name", required=False, shell_complete=complete.sources)
@reads
def dictionary(reader: Reader, name: str | None) -> Listing:
    """What analysts find in the database: views and functions, and what each column means.

    NAME is one view or function. In Markdown it is a document with a picture of each theme; formats for machines give
    one row a schema, view, function, argument or column.
    """
    from tracker.query.dictionary import dictionary as find
    from tracker.render.dictionary import Entry, document, entries, told

    found = find(reader, name)
    pick = picked("object", "name", "type", "refers_to", "comment")
    return Listing(Entry._fields, entries(found), pick, partial(told, found), document=partial(document, found))
