"""The picture of a report: the demands that changed, through time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.query.labels import labels
from tracker.query.timeline import course
from tracker.render import spans
from tracker.render.pictures import timeline
from tracker.render.pictures.canvas import Canvas, Caption
from tracker.render.report import build
from tracker.render.report.news import News

if TYPE_CHECKING:
    from tracker.database.connect import Reader

LANES = 40  # beyond them a picture is no longer seen at one glance


def picture(reader: Reader, news: News) -> Canvas | None:
    """None where nothing changed. What matters most comes first into the picture, as into the page."""
    names = [row.demand for row in build.ranked(news)[:LANES]]
    found = course(reader, names) if names else None
    if found is None or not found.spells:
        return None
    window = spans.window(found, news.frame.until)
    end = min(window.end, max(news.frame.until, window.start + timedelta(days=1)))
    window = window._replace(end=end)
    found = spans.narrowed(found, window)
    if not found.spells:
        return None
    parties, places = [row.party for row in found.spells], [f"place={row.place}" for row in found.meetings]
    known = labels(reader, actors=parties, terms=places)
    drawing = timeline.Timeline(_title(len(names), len(news.changes)), found, window, known)
    return timeline.draw(drawing, _caption(reader, news))


def _title(shown: int, all_: int) -> str:
    told = "What changed, through time"
    return told if shown == all_ else f"{told}: {shown} of {all_} demands"


def _caption(reader: Reader, news: News) -> Caption:
    database = reader.connection.info.dbname
    return Caption(news.frame.until, database, reader.changeset, reader.recorded_at, reader.schema == "past")
