"""Makes a report: what happened in an interval, in the formats asked for and as a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.render.pictures.canvas import Canvas
from tracker.render.pictures.output import drawn
from tracker.render.report import build, data, html, markdown, sheet, text
from tracker.render.report.news import News
from tracker.render.report.page import Page
from tracker.render.report.words import subject
from tracker.report.message import Asked, Message, Part
from tracker.report.news import gathered
from tracker.report.picture import picture

if TYPE_CHECKING:
    from tracker.database.connect import Reader

PICTURE = "timeline.png"  # in a mail
MAILED = (30, 20, 12, 8, 5, 3, 2, 1)  # entries a section in a mail: the most that the room has place for
ROOM = 95_000  # bytes of HTML: beyond some 100 kB mail programs cut a letter off


class Form(NamedTuple):
    """How one format is made: of the page, or of the news themselves."""

    media_type: str
    ending: str
    made: Callable[[Made], str]


class Made(NamedTuple):
    """What the formats are made of; no picture where nothing changed, or nobody looks at one."""

    news: News
    page: Page
    picture: Canvas | None

    def svg(self) -> str | None:
        return drawn(self.picture, "svg").decode() if self.picture else None


FORMS: Mapping[str, Form] = {
    "html": Form("text/html; charset=utf-8", "html", lambda made: html.page(made.page, made.svg())),
    "markdown": Form("text/markdown; charset=utf-8", "md", lambda made: markdown.text(made.page)),
    "json": Form("application/json", "json", lambda made: data.text(made.news)),
    "csv": Form("text/csv; charset=utf-8; header=present", "csv", lambda made: sheet.text(made.news)),
}


def make(reader: Reader, asked: Asked, formats: Sequence[str], mailed: bool) -> Message:
    """What is to tell of the interval, with one part a format, in their order.

    Only what is `mailed` has pictures beside it: to draw them costs more than all the rest of a short report.
    """
    news = gathered(reader, asked)
    seen = picture(reader, news) if mailed or "html" in formats else None
    made = Made(news, build.page(news), seen)
    drawing = seen if mailed else None
    pictures = [Part("png", "image/png", PICTURE, drawn(drawing, "png"))] if drawing else []
    shown = (PICTURE, f"{drawing.title}. {drawing.said}") if drawing else None
    parts = [_part(asked, form, FORMS[form], made) for form in formats]
    page, mail = _letter(made, parts, shown)
    return Message(subject(news), bool(news), parts, text.text(page), mail, pictures)


def _letter(made: Made, parts: Sequence[Part], shown: tuple[str, str] | None) -> tuple[Page, str]:
    """As much as a letter has room for, and its HTML; it says where the whole is."""
    page, mail = made.page, html.mail(made.page, shown)
    files = ", ".join(part.file_name for part in parts)
    for most in MAILED:
        if len(mail.encode()) <= ROOM:
            break
        note = f"This letter counts what it has no room to tell. The whole report is attached: {files}."
        page = build.page(made.news, most, note)
        mail = html.mail(page, shown)
    return page, mail


def _part(asked: Asked, name: str, form: Form, made: Made) -> Part:
    stem = re.sub(r"[^\w.-]+", "-", asked.name)
    file_name = f"{stem}-{asked.until.day}.{form.ending}"
    return Part(name, form.media_type, file_name, form.made(made).encode())
