"""tracker codebook [NAME]: topics and attributes with their definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.errors import InputError
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

EXAMPLES = (
    ("all topics and attributes, in short", "tracker codebook"),
    ("one attribute in full: when to use each code", "tracker codebook extent"),
    ("one branch of the topics", "tracker codebook security"),
)


@command(name="codebook", examples=EXAMPLES)
@click.argument("name", required=False, shell_complete=complete.slugs("topic", "attribute"))
@reads
def codebook(reader: Reader, name: str | None) -> Listing:
    """Topics, attributes and codes: what may be coded, and what each means.

    Formats for machines give one row a topic, attribute or code.
    """
    from tracker.query.codebook import Entry, attributes, codes, topics
    from tracker.render.codebook import Codebook, entries

    found = Codebook(topics(reader, name), attributes(reader, name), codes(reader, name), full=name is not None)
    if name and not (found.topics or found.attributes):
        raise _unknown(reader, name)
    return Listing(Entry._fields, entries(found), picked("entity", "name", "definition"), found.told)


def _unknown(reader: Reader, name: str) -> InputError:
    from tracker.query import names

    known = [*names.slugs(reader, "topic"), *names.slugs(reader, "attribute")]
    near = names.nearest(name, known)
    hint = f"The nearest are: {', '.join(near)}" if near else "See: tracker codebook"
    return InputError(f"there is no topic and no attribute {name!r}", hint)
