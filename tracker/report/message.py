"""What a report is asked for, and what comes of it: the seam between making a report and running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FORMATS = ("html", "markdown", "json", "csv")
VIEWS = ("positions", "recorded", "both")


class Since(NamedTuple):
    """How far a report has told the news: a changeset of the database (0 before the first) and a day of the world."""

    changeset: int
    day: date


class Asked(NamedTuple):
    """One report: its name, what it is narrowed to (slugs, or none for all), and the interval that it tells of.

    The interval is after `since` up to and with `until`, in both times. `view` is one of VIEWS; changesets of the
    causes in `ignored` are no news. `time_zone` is that of the moments shown, an IANA name.
    """

    name: str
    since: Since
    until: Since
    process: str | None = None
    party: str | None = None
    topic: str | None = None
    demand: str | None = None
    view: str = "both"
    ignored: Sequence[str] = ()
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Part:
    """A report in one format, as bytes; `file_name` stands without a folder."""

    form: str
    media_type: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A finished report. `subject` is one line that says what happened; `news` whether anything did.

    `parts` has one part a format asked for, in that order. For mail, `mail` is the HTML whose pictures are the
    `pictures`, named as `cid:FILE_NAME`, and `text` is the same in plain words. Where no mail was asked for, it has no
    pictures; it is still a whole letter, to a mailbox that a report got after it was made.
    """

    subject: str
    news: bool
    parts: Sequence[Part]
    text: str
    mail: str
    pictures: Sequence[Part]
