"""tracker movement: who moved when on what, and in which direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli.command import command, pictured, reads
from tracker.cli.timeline import interval
from tracker.cli.values import Filled
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.render.pictures.canvas import Canvas, Caption

EXAMPLES = (
    ("every step, by topic and month", "tracker movement"),
    ("one subject in one year, drawn", "tracker movement --topic security --from 2025 --until 2025 --to security.svg"),
)


@command(name="movement", examples=EXAMPLES)
@click.option(
    "--from", "start", metavar="DATE", type=Filled(), help="From this day, or a document's; default: the first step."
)
@click.option("--until", metavar="DATE", type=Filled(), help="Until this day, or a document's; default: the last step.")
@shared.process
@shared.party
@shared.topic
@pictured
@reads
def movement(
    reader: Reader, start: str | None, until: str | None, process: str | None, party: str | None, topic: str | None
) -> Listing:
    """Who moved when on what, and in which direction: the steps of every demand, counted by topic and month.

    A new wording is no step. A step that is dated to a year only stands under the year.
    """
    from tracker.query import timeline
    from tracker.query.changes import Change
    from tracker.query.labels import labels
    from tracker.render.dates import day
    from tracker.render.movement import Movement

    first, last = interval(reader, start, until)
    rows = [
        row
        for row in timeline.movements(reader, shared.narrowed(reader, process, party, topic))
        if (first is None or row.changed_on >= first) and (last is None or row.changed_on <= last)
    ]
    precisions = timeline.precisions(reader, rows)
    human = Movement(
        "Movement by topic and month", rows, precisions, labels(reader, actors=[row.party for row in rows])
    )
    pick = {
        "changed on": lambda row: day(row.changed_on, precisions.get((row.demand, row.changed_on))),
        **picked("party", "topic", "demand", "change", "direction"),
    }

    def draw(caption: Caption) -> Canvas:
        from tracker.render.pictures import movement as picture

        return picture.draw(human, caption)

    return Listing(Change._fields, rows, pick, human.told, "Nobody moved.", picture=draw if rows else None)
