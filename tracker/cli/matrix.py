"""tracker matrix: topics by parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli import command as shared
from tracker.cli.command import command, pictured, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.render.matrix import Matrix
    from tracker.render.page import Draw

EXAMPLES = (
    ("where the parties stand today", "tracker matrix"),
    ("on one subject, at the end of 2024", "tracker matrix --topic security --on 2024"),
    ("drawn, with lines between what opposes each other", "tracker matrix --to matrix.svg"),
)


@command(name="matrix", examples=EXAMPLES)
@shared.on
@shared.process
@shared.party
@shared.topic
@pictured
@reads
def matrix(reader: Reader, on: str | None, process: str | None, party: str | None, topic: str | None) -> Listing:
    """Topics by parties: where they stand, what opposes what, and who last moved."""
    from tracker.query import changes, dates
    from tracker.query.labels import labels
    from tracker.render.matrix import Matrix

    day = dates.resolve(reader, on) if on else dates.now(reader)
    rows = changes.stands(reader, day, shared.narrowed(reader, process, party, topic))
    title = f"Where the parties stand on {day}"
    human = Matrix(title, rows, labels(reader, actors=[row.party for row in rows]))
    pick = picked("topic", "party", "demands", "summaries", "opposed_by", "last_moved_on", "last_direction")
    empty = f"{title}: nowhere yet."
    return Listing(
        changes.Stand._fields, rows, pick, human.told, empty, picture=_picture(reader, human) if rows else None
    )


def _picture(reader: Reader, matrix: Matrix) -> Draw:
    """Reads at once what the picture shows beside the rows: the transaction ends before anything is drawn."""
    from tracker.query import demands
    from tracker.render.pictures import matrix as picture

    held = sorted({demand for row in matrix.rows for demand in row.demands})
    documents = sorted({row.document for row in demands.citations(reader, held)})
    links, titles = demands.against(reader, held), demands.titled(reader, held)
    found = picture.Matrix(matrix.title, matrix.rows, links, titles, documents, matrix.labels)
    return lambda caption: picture.draw(found, caption)
