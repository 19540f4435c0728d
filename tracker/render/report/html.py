"""A report as HTML: a page that needs nothing but itself, and the body of a mail, styled in its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from tracker.render.paper import Paper, Text, spans
from tracker.render.paper import plain as plain_text
from tracker.render.report.page import Links, Page, Pairs, Table

if TYPE_CHECKING:
    import jinja2

DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
# How much is spoken and shown where neither colour nor a line through the words can be seen.
SPOKEN = {"+": "added: ", "-": "removed: ", "~": "moved: ", "=": "unchanged: "}
MAIL = {  # mail programs drop style sheets, so that each element has its own
    "removed-word": "color:#8a1c1c;text-decoration:line-through",
    "added-word": "color:#0b5a2b;font-weight:bold;text-decoration:underline",
    "slug": "font-family:monospace;font-size:90%",
    "bold": "font-weight:bold",
    "dim": "color:#555555",
    "hardened": "color:#8a1c1c;font-weight:bold",
    "softened": "color:#0b5a2b;font-weight:bold",
    "mixed": "color:#6a2c91;font-weight:bold",
    "neutral": "color:#555555",
    "added": "color:#0b5a2b",
    "removed": "color:#8a1c1c",
    "moved": "color:#7a4b00",
}


def page(told: Page, svg: str | None = None) -> str:
    """`svg` is a picture of what changed, which becomes part of the page."""
    return _template("page.html").render(page=told, svg=svg)


def mail(told: Page, picture: tuple[str, str] | None = None) -> str:
    """`picture` is the name of a file that goes along, and what it shows, in words."""
    return _template("mail.html").render(page=told, picture=picture)


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # only here: nothing else needs it

    found = jinja2.Environment(
        loader=jinja2.PackageLoader("tracker.render.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"spans": spans, "pieces": _pieces, "plain": plain_text, "kind": _kind, "sign": Paper().sign}
    found.globals |= {"SPOKEN": SPOKEN, "MAIL": MAIL, "anchor": _anchor}
    return found


def _kind(block: Any) -> str:
    return {Pairs: "pairs", Links: "links", Table: "table"}.get(type(block), "words")


def _pieces(text: Text) -> Iterator[tuple[str, str | None]]:
    """A text with dates in it, in pieces: the words, and the date where the piece is one."""
    words, at = plain_text(text), 0
    for found in DATE.finditer(words):
        yield words[at : found.start()], None
        yield found[0], found[0]
        at = found.end()
    yield words[at:], None


def _anchor(name: str) -> str:
    """Fit to be the id of an element, and to stand behind `#`."""
    return re.sub(r"[^\w.-]", lambda found: f"_{ord(found[0]):x}", name)
