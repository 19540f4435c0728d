"""A report as Markdown: words that went are ~~struck through~~, words that came **bold**."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.render import markdown
from tracker.render.markdown import escaped
from tracker.render.paper import Text, plain, spans
from tracker.render.report.page import Block, Entry, Links, Page, Pairs, Table

MARKS = {"removed-word": "~~", "added-word": "**", "bold": "**"}
# At the beginning of a line these would make a heading, a list, a quote or a rule of it.
LEADING = re.compile(r"^(\s*)(#|>|\+|-|=|\d+(?=[.)]))")
SIGNS = {"+": "\\+ ", "-": "\\- ", "~": "\\~ ", "=": "\\= "}


def text(page: Page) -> str:
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from [f"# {escaped(page.title)}", "", f"**{escaped(page.lead)}.**", ""]
    yield from [_line(page.note), ""] if plain(page.note) else []
    yield from (f"- {escaped(pair.name)}: {_inline(pair.text)}" for pair in page.facts)
    for section in page.sections:
        yield from ["", f"## {escaped(section.title)}", ""]
        yield from [_line(section.intro), ""] if plain(section.intro) else []
        for group in section.groups:
            if group.title:
                aside = f" ({escaped(group.aside)})" if group.aside else ""
                yield from [f"### {escaped(group.title)}{aside}", ""]
            for block in group.blocks:
                yield from _block(block)
            for entry in group.entries:
                yield from _entry(entry, "####" if group.title else "###")
    yield from ["---", "", _line(page.foot)]


def _entry(entry: Entry, level: str) -> Iterator[str]:
    what = ", ".join(_inline(badge) for badge in entry.what)
    yield from [f"{level} {escaped(entry.title)}: {what}", ""]
    facts = [f"`{_code(entry.slug)}`" if entry.slug else "", _inline(entry.facts)]
    yield from [" · ".join(filter(None, facts)), ""]
    for block in entry.blocks:
        yield from _block(block)
    yield from [f"More: `{_code(entry.command)}`", ""]


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Pairs):
        yield from [f"{escaped(block.title)}:", ""] if block.title else []
        yield from (f"- {SIGNS.get(row.sign, '')}{escaped(row.name)}: {_inline(row.text)}" for row in block.rows)
    elif isinstance(block, Links):
        yield from [f"{escaped(block.title)}:", ""]
        for link in block.rows:
            title = (
                f"[{escaped(link.title or link.places)}](<{_address(link.url)}>)" if link.url else escaped(link.title)
            )
            said = f": {_inline(link.said)}" if plain(link.said) else ""
            yield f"- {' '.join(filter(None, [link.dated, title, f'`{_code(link.places)}`']))}{said}"
    elif isinstance(block, Table):
        yield from [f"{escaped(block.caption)}:", ""]
        yield from markdown.lines(block.columns, [[plain(cell) for cell in row] for row in block.rows])
    else:
        yield _line(block.text)
    yield ""


def _line(told: Text) -> str:
    return LEADING.sub(r"\1\\\2", _inline(told)) if not _inline(told)[:1].isdigit() else _numbered(_inline(told))


def _numbered(told: str) -> str:
    """`1. Talks` would begin a list: the mark behind the number is escaped."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", told)


def _inline(told: Text) -> str:
    return "".join(_span(span.text, span.style) for span in spans(told)).strip()


def _span(words: str, style: str) -> str:
    """Spaces at the ends stay outside of the marks, where these would mean nothing else."""
    body = words.strip()
    if not body:
        return " " if words else ""
    mark = MARKS.get(style, "")
    marked = f"`{_code(body)}`" if style == "slug" else f"{mark}{escaped(body)}{mark}"
    return f"{' ' * words[:1].isspace()}{marked}{' ' * words[-1:].isspace()}"


def _code(words: str) -> str:
    return words.replace("`", "'")


def _address(url: str | None) -> str:
    return re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", url or "")
