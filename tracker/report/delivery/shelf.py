"""The reports that stand in a folder, as a page for people and as an Atom feed."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

ABOUT = "about.json"
NEWEST = 50  # that a feed holds; the page holds all
ATOM = "http://www.w3.org/2005/Atom"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Reports</title>
<link rel="alternate" type="application/atom+xml" href="feed.xml" title="Reports">
<style>
:root {{ color-scheme: light dark; --ground: #ffffff; --ink: #1a1d21; --line: #d5d9de; --link: #0b4f9e; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ground: #14171a; --ink: #e7e9ec; --line: #3a4149; --link: #8fc1ff; }}
}}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; \
background: var(--ground); color: var(--ink); }}
h1 {{ font-size: 1.5rem; }}
ol {{ list-style: none; padding: 0; }}
li {{ border-top: 1px solid var(--line); padding: .75rem 0; }}
a {{ color: var(--link); overflow-wrap: anywhere; }}
.subject {{ font-weight: 600; }}
.when {{ font-variant-numeric: tabular-nums; }}
p {{ margin: 0; }}
</style>
</head>
<body>
<main>
<h1>Reports</h1>
<p>Newest first. <a href="feed.xml">Follow them in a feed reader</a>.</p>
<ol>
{items}
</ol>
</main>
</body>
</html>
"""
ITEM = """<li>
<p class="subject"><a href="{href}">{subject}</a></p>
<p><span class="when">{when}</span>, {report}{others}</p>
</li>"""


class Book(NamedTuple):
    """One report in the folder `place`, made at a moment of its time zone.

    `files` are (format, media type, file name) in the order asked for.
    """

    place: str
    key: str
    report: str
    made_at: datetime
    subject: str
    text: str
    files: list[tuple[str, str, str]]

    def href(self, name: str) -> str:
        return f"{quote(self.place)}/{quote(name)}"


def shelf(folder: Path) -> list[Book]:
    """Newest first; what is no report is passed over."""
    found = [book for about in folder.glob(f"[!.]*/{ABOUT}") if (book := _book(about))]
    return sorted(found, key=lambda book: (book.made_at, book.place), reverse=True)


def _book(about: Path) -> Book | None:
    try:
        told = json.loads(about.read_text("utf-8"))
        made_at = datetime.fromisoformat(told["made_at"])
        if made_at.tzinfo is None:
            return None
        files = [(form, media_type, name) for form, media_type, name in told["files"]]
        return Book(about.parent.name, told["key"], told["report"], made_at, told["subject"], told["text"], files)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def index(books: list[Book]) -> str:
    return PAGE.format(items="\n".join(map(_item, books)))


def _item(book: Book) -> str:
    (_, _, first), *others = book.files
    links = [f'<a href="{book.href(name)}">{escape(form)}</a>' for form, _, name in others]
    return ITEM.format(
        href=book.href(first),
        subject=escape(book.subject),
        when=f"{book.made_at:%Y-%m-%d %H:%M %Z}",
        report=escape(book.report),
        others=f"; also as {', '.join(links)}" if links else "",
    )


def feed(folder: Path, books: list[Book]) -> bytes:
    """An Atom feed of the newest; its addresses are relative to its own."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, folder.as_uri())}")
    _add(root, "title", "Reports")
    _add(root, "updated", books[0].made_at.isoformat())
    _add(root, "link", rel="self", href="feed.xml")
    _add(root, "link", rel="alternate", href="index.html")
    _add(_add(root, "author"), "name", "tracker")
    for book in books[:NEWEST]:
        _entry(_add(root, "entry"), book)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(entry: ET.Element, book: Book) -> None:
    _add(entry, "id", f"urn:uuid:{book.key}")
    _add(entry, "title", f"{book.report}: {book.subject}")
    _add(entry, "updated", book.made_at.isoformat())
    for number, (_, media_type, name) in enumerate(book.files):
        rel, kind = "related" if number else "alternate", media_type.partition(";")[0]
        _add(entry, "link", rel=rel, type=kind, href=book.href(name))
    _add(entry, "summary", book.text)


def _add(above: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(above, f"{{{ATOM}}}{name}", attributes)
    element.text = text and "".join(sign for sign in text if sign in "\t\n" or sign >= " ")
    return element
