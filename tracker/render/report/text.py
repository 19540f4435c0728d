"""A report in plain words, as the text part of a mail: what changed is marked [-so-] and {+so+}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.render.paper import Paper, Span, Text, plain, spans
from tracker.render.report.page import Block, Entry, Group, Links, Page, Pair, Pairs, Table

PAPER = Paper(width=76)
MARKS = {"removed-word": ("[-", "-]"), "added-word": ("{+", "+}")}
INDENT = "  "


def text(page: Page) -> str:
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from PAPER.flow(f"{page.lead}.")
    yield ""
    yield from [*PAPER.flow(_marked(page.note)), ""] if plain(page.note) else []
    yield from PAPER.flow(page.title)
    yield from _pairs(page.facts, "")
    for section in page.sections:
        yield from ["", *PAPER.flow(section.title.upper()), PAPER.sign("rule") * PAPER.width]
        yield from PAPER.flow(_marked(section.intro))
        for number, group in enumerate(section.groups):
            yield from [""] if number and not group.title else []
            yield from _group(group)
    yield from ["", *PAPER.flow(_marked(page.foot))]


def _group(group: Group) -> Iterator[str]:
    if group.title:
        yield from ["", *PAPER.flow([group.title, f": {group.aside}" if group.aside else ""])]
    for block in group.blocks:
        yield from _block(block, "")
    for entry in group.entries:
        yield from ["", *_entry(entry)]


def _entry(entry: Entry) -> Iterator[str]:
    what = [span for badge in entry.what for span in (*spans(badge), Span("  "))]
    yield from PAPER.flow(what, f"{entry.sign or PAPER.sign('bullet')} ")
    yield from PAPER.flow(entry.title, INDENT)
    dot = f" {PAPER.sign('dot')} " if entry.slug and plain(entry.facts) else ""
    yield from PAPER.flow([entry.slug, dot, *_marked(entry.facts)], INDENT)
    for block in entry.blocks:
        yield from _block(block, INDENT)
    yield from PAPER.flow(f"More: {entry.command}", INDENT)


def _block(block: Block, indent: str) -> Iterator[str]:
    if isinstance(block, Pairs):
        yield from PAPER.flow(f"{block.title}:" if block.title else "", indent)
        yield from _pairs(block.rows, indent + INDENT)
    elif isinstance(block, Links):
        yield from PAPER.flow(f"{block.title}:", indent)
        for link in block.rows:
            places = f"({link.places})" if link.title else link.places
            head = [link.dated, " ", link.title, " ", places, f" <{link.url}>" if link.url else ""]
            yield from PAPER.flow(head, f"{indent}{INDENT}{PAPER.sign('bullet')} ")
            yield from PAPER.flow(_marked(link.said), f"{indent}{INDENT}  ")
    elif isinstance(block, Table):
        yield from _table(block, indent)
    else:
        yield from PAPER.flow(_marked(block.text), indent)


def _pairs(rows: Sequence[Pair], indent: str) -> Iterator[str]:
    for pair in rows:
        sign = f"{pair.sign} " if pair.sign else ""
        yield from PAPER.flow([f"{pair.name}: ", *_marked(pair.text)], f"{indent}{sign}", f"{indent}    ")


def _table(block: Table, indent: str) -> Iterator[str]:
    """A line a row: what is not there is not said."""
    yield from PAPER.flow(f"{block.caption}:", indent)
    for first, *cells in block.rows:
        said: list[str | Span] = []
        for column, cell in zip(block.columns[1:], cells, strict=True):
            if plain(cell) != "–":
                said += [", " if said else "", *(_numbered(column, cell) if block.numbers else _named(column, cell))]
        yield from PAPER.flow([*spans(first), ": ", *said], f"{indent}{INDENT}", f"{indent}{INDENT * 2}")


def _numbered(column: str, cell: Text) -> list[str | Span]:
    return [*spans(cell), f" {column}"]


def _named(column: str, cell: Text) -> list[str | Span]:
    return [f"{column[:1].lower()}{column[1:]} ", *spans(cell)]


def _marked(told: Text) -> list[Span]:
    return [Span(span.text.join(MARKS[span.style]) if span.style in MARKS else span.text) for span in spans(told)]
