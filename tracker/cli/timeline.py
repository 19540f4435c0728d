"""tracker timeline [DEMAND...]: demands through time, printed or drawn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import complete
from tracker.cli.command import command, pictured, reads
from tracker.cli.values import Filled
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.demands import Version
    from tracker.render.pictures.canvas import Canvas, Caption

EXAMPLES = (
    ("everything, as far as something is known", "tracker timeline"),
    ("one demand, drawn to print it", "tracker timeline ru.withdraw-four-oblasts --to withdrawal.svg"),
    (
        "one party in one year, to zoom into",
        "tracker timeline --party russia --from 2025 --until 2025 --to russia.html",
    ),
)


@command(name="timeline", examples=EXAMPLES)
@click.argument("demands", metavar="[DEMAND]...", nargs=-1, shell_complete=complete.slugs("demand"))
@click.option(
    "--from", "start", metavar="DATE", type=Filled(), help="From this day, or a document's; default: the first known."
)
@click.option(
    "--until",
    metavar="DATE",
    type=Filled(),
    help="Until this day, or a document's; default: soon after the last known, and not beyond today.",
)
@shared.process
@shared.party
@shared.topic
@pictured
@reads
def timeline(
    reader: Reader, demands: tuple[str, ...], start: str | None, until: str | None, process: str | None,
    party: str | None, topic: str | None,
) -> Listing:  # fmt: skip
    """Demands through time: when each was held, what changed in which direction, where it was affirmed.

    A bar is a time in which a content was held without interruption, in the colour of its direction; where a later
    document that covers the subject does not say it, it is hollow. Nothing but an ending ends a bar.
    """
    from tracker.query import dates, names
    from tracker.query.demands import Version
    from tracker.query.labels import labels
    from tracker.query.timeline import course
    from tracker.render import spans
    from tracker.render.timeline import Lanes

    slugs = [names.resolve(reader, "demand", name) for name in demands]
    found = course(reader, slugs, shared.narrowed(reader, process, party, topic))
    first, last = interval(reader, start, until)
    if not found.spells:
        return Listing(Version._fields, [], picked("demand"), None, "No demand of these was ever held.")
    window = spans.window(found, dates.now(reader), first, last)
    found = spans.narrowed(found, window)
    known = labels(
        reader, actors=[row.party for row in found.spells], terms=[f"place={row.place}" for row in found.meetings]
    )
    title, heading = f"Demands from {window.start} to {window.end}", _heading(reader, found.spells)
    human = Lanes(title, found, window, known)
    pick = picked("party", "demand", "version", "held_from", "held_to", "change", "direction", "last_affirmed_on")
    empty = f"{title}: none was held."

    def draw(caption: Caption) -> Canvas:
        from tracker.render.pictures import timeline as picture

        return picture.draw(picture.Timeline(heading, found, window, known), caption)

    return Listing(Version._fields, found.spells, pick, human.told, empty, picture=draw if found.spells else None)


def interval(reader: Reader, start: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The first day of --from, the last day of --until; a year or a month means all of it."""
    from tracker.errors import InputError
    from tracker.query import dates

    begun = dates.period(start) if start else None
    first = begun[0] if begun else dates.resolve(reader, start) if start else None
    last = dates.resolve(reader, until) if until else None
    if first and last and first >= last:
        raise InputError(f"--from {start} is not before --until {until}", "A time that is shown begins before it ends.")
    return first, last


def _heading(reader: Reader, spells: list[Version]) -> str:
    """Of a picture: the demand, or the processes."""
    from tracker.query.people import processes

    demands = {row.demand: row.title for row in spells}
    if len(demands) == 1:
        return next(iter(demands.values()))
    shown = {row.process for row in spells}
    return f"Demands through time: {', '.join(row.title for row in processes(reader) if row.process in shown)}"
