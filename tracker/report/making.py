"""Makes a report: what happened in an interval, in the formats asked for and as a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.query import names
from tracker.render.report import build, data, html, markdown, sheet, text
from tracker.render.report.news import News
from tracker.render.report.page import Page
from tracker.render.report.words import subject
from tracker.report.message import Asked, Message, Part
from tracker.report.news import gathered

if TYPE_CHECKING:
    from tracker.database.connect import Reader

MAILED = 30  # entries a section in a mail: beyond some 100 kB mail programs cut it off


class Form(NamedTuple):
    """How one format is made: of the page, or of the news themselves."""

    media_type: str
    ending: str
    made: Callable[[News, Page], str]


FORMS: Mapping[str, Form] = {
    "html": Form("text/html; charset=utf-8", "html", lambda _, page: html.page(page)),
    "markdown": Form("text/markdown; charset=utf-8", "md", lambda _, page: markdown.text(page)),
    "json": Form("application/json", "json", lambda news, _: data.text(news)),
    "csv": Form("text/csv; charset=utf-8; header=present", "csv", lambda news, _: sheet.text(news)),
}


def make(reader: Reader, asked: Asked, formats: Sequence[str]) -> Message:
    """What is to tell of the interval, with one part a format, in their order.

    A name that does not exist (any more) is an InputError that names the nearest.
    """
    news = gathered(reader, _resolved(reader, asked))
    page, short = build.page(news), build.page(news, MAILED)
    return Message(
        subject=subject(news),
        news=bool(news),
        parts=[_part(asked, form, FORMS[form], news, page) for form in formats],
        text=text.text(short),
        mail=html.mail(short),
        pictures=(),
    )


def _resolved(reader: Reader, asked: Asked) -> Asked:
    """With the slugs that records bear now, where they are named by older ones."""
    process = names.optional(reader, "process", asked.process)
    return asked._replace(
        process=process,
        party=names.party(reader, asked.party, process),
        topic=names.optional(reader, "topic", asked.topic),
        demand=names.optional(reader, "demand", asked.demand),
    )


def _part(asked: Asked, name: str, form: Form, news: News, page: Page) -> Part:
    stem = re.sub(r"[^\w.-]+", "-", asked.name)
    file_name = f"{stem}-{asked.until.day}.{form.ending}"
    return Part(name, form.media_type, file_name, form.made(news, page).encode())
