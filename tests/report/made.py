"""Reports, made of a database as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.servers import Database
from tracker import config
from tracker.database.connect import reading
from tracker.render.report.news import News
from tracker.report.making import make
from tracker.report.message import FORMATS, Asked, Message, Since
from tracker.report.news import gathered


def report(
    database: Database,
    since: str,
    until: str,
    changeset: int = 0,
    formats: Sequence[str] = FORMATS,
    mailed: bool = False,
    **asked: Any,
) -> Message:
    """All formats, of the days after `since` up to `until` and of all that is recorded after `changeset`."""
    with reading(config.Settings(database.url, Path())) as reader:
        return make(reader, _asked(since, until, changeset, reader.changeset or 0, asked), formats, mailed)


def news(database: Database, since: str, until: str, changeset: int = 0, **asked: Any) -> News:
    with reading(config.Settings(database.url, Path())) as reader:
        return gathered(reader, _asked(since, until, changeset, reader.changeset or 0, asked))


def _asked(since: str, until: str, changeset: int, last: int, asked: dict[str, Any]) -> Asked:
    ends = Since(changeset, date.fromisoformat(since)), Since(last, date.fromisoformat(until))
    return Asked(asked.pop("name", "weekly"), *ends, **asked)


def part(message: Message, form: str) -> str:
    return next(part.content.decode() for part in message.parts if part.form == form)


def data(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(part(message, "json"))
    return found


def headings(message: Message) -> list[str]:
    """The sections, as Markdown has them."""
    return [line.removeprefix("## ") for line in part(message, "markdown").splitlines() if line.startswith("## ")]
