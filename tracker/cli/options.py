"""tracker options DOCUMENT: the alternatives that it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, pictured, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.render.pictures.canvas import Canvas, Caption

EXAMPLES = (
    ("the two ways to a ceasefire, and what is asked whichever is taken", "tracker options ru-memorandum-2025-06-02"),
    ("the same as a tree, drawn", "tracker options ru-memorandum-2025-06-02 --to options.svg"),
)


@command(name="options", examples=EXAMPLES)
@click.argument("document", shell_complete=complete.slugs("document"))
@pictured
@reads
def options(reader: Reader, document: str) -> Listing:
    """The alternatives that a document offers, what each asks, and what is asked whichever is taken."""
    from tracker.query import names, sources
    from tracker.query.labels import labels
    from tracker.render.options import Options

    slug = names.resolve(reader, "document", document)
    rows = sources.options(reader, slug)
    found = labels(reader, terms=[term for row in rows for term in row.terms])
    human = Options(sources.document(reader, slug), rows, sources.passages(reader, [slug]), found)
    pick = picked("choice", "option", "demand", "title", "stages", "terms", "passages")

    def draw(caption: Caption) -> Canvas:
        from tracker.render.pictures import options as picture

        names = {**found.places, **found.actors}
        return picture.draw(picture.Tree(human.document, rows, human.passages, names), caption)

    empty = f"No demand cites {slug}."
    return Listing(sources.Option._fields, rows, pick, human.told, empty, picture=draw if rows else None)
