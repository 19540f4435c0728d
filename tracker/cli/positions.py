"""tracker positions: what is held, today or on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli import command as shared
from tracker.cli.command import command, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

EXAMPLES = (
    ("what everybody demands today", "tracker positions"),
    ("what Russia held on the day of a speech", "tracker positions --party russia --on putin-2024-06-14"),
    ("one subject, for a spreadsheet", "tracker positions --topic security --format csv"),
)


@command(name="positions", examples=EXAMPLES)
@shared.on
@shared.process
@shared.party
@shared.topic
@reads
def positions(reader: Reader, on: str | None, process: str | None, party: str | None, topic: str | None) -> Listing:
    """What each party holds, today or on a date."""
    from tracker.query import dates, demands
    from tracker.query.labels import labels
    from tracker.render.positions import Positions

    asked = dates.resolve(reader, on) if on else None
    rows = demands.positions(reader, asked, shared.narrowed(reader, process, party, topic))
    day = asked or dates.now(reader)
    title = f"Held on {day}"
    human = Positions(title, day, rows, labels(reader, actors=[row.party for row in rows]))
    pick = picked("party", "topic", "demand", "summary", "held_from", "last_affirmed_on")
    return Listing(demands.Version._fields, rows, pick, human.told, f"{title}: nothing.")
