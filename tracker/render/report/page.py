"""A report as a page: sections, groups, entries and what stands in them, as styled text that no format is told in yet.

What is empty is left out when a page is built, so that formats need not ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.render.paper import Text


class Words(NamedTuple):
    """A paragraph; `style` is one of summary, choice, note, alert, or none."""

    text: Text
    style: str = ""


class Pair(NamedTuple):
    """A name and what it says; `sign` is that of a term (`+`, `-`, `~`, `=`), or none."""

    name: str
    text: Text
    sign: str = ""


class Pairs(NamedTuple):
    """Names with what they say, below each other."""

    title: str
    rows: Sequence[Pair]


class Link(NamedTuple):
    """A document: its date, its title, where in it, who said what; `url` only where it may be followed."""

    dated: str
    title: str
    places: str
    said: Text
    url: str | None


class Links(NamedTuple):
    """Documents below a title."""

    title: str
    rows: Sequence[Link]


class Table(NamedTuple):
    """Cells below a caption; the first column names the row, those in `numbers` stand to the right."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Text]]
    numbers: bool = False


class Entry(NamedTuple):
    """One thing that is told: what it is (badges), its title and slug, facts, and the command that shows more."""

    anchor: str
    sign: str
    what: Sequence[Text]
    title: str
    slug: str
    facts: Text
    blocks: Sequence[Block]
    command: str


Block = Words | Pairs | Links | Table


class Group(NamedTuple):
    """Entries of one party, or of one changeset."""

    anchor: str
    title: str
    aside: str
    blocks: Sequence[Block]
    entries: Sequence[Entry]


class Section(NamedTuple):
    """A kind of news. `told`, how many things it tells, stands beside its name in the list of sections."""

    anchor: str
    title: str
    told: int
    intro: Text
    groups: Sequence[Group]


class Page(NamedTuple):
    """`lead` is the first line, which says what happened; `note` where the rest is; `facts` what the report is of."""

    title: str
    lead: str
    note: Text
    facts: Sequence[Pair]
    sections: Sequence[Section]
    foot: Text
