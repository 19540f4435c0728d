"""tracker codebook [NAME]: topics, attributes and places with their definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

EXAMPLES = (
    ("all topics, attributes and places, in short", "tracker codebook"),
    ("one attribute in full: when to use each code", "tracker codebook extent"),
    ("one branch of the topics", "tracker codebook security"),
    ("one place, and what is meant by it", "tracker codebook UA-43"),
)


@command(name="codebook", examples=EXAMPLES)
@click.argument("name", required=False, shell_complete=complete.slugs("topic", "attribute", "place"))
@reads
def codebook(reader: Reader, name: str | None) -> Listing:
    """Topics, attributes, codes and places: what may be coded, and what each means.

    Formats for machines give one row a topic, attribute, code or place.
    """
    from tracker.query import names
    from tracker.query.codebook import Entry, attributes, branch, codes, topics
    from tracker.render.codebook import Codebook, entries

    found = Codebook(
        topics(reader, name), attributes(reader, name), codes(reader, name), branch(reader, name), full=name is not None
    )
    if name and not (found.topics or found.attributes or found.places):
        raise names.unknown(reader, ("topic", "attribute", "place"), name, "See: tracker codebook")
    return Listing(Entry._fields, entries(found), picked("entity", "name", "definition"), found.told)
