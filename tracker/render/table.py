"""A table that fits the paper: columns as wide as they need, the widest ones wrapped where that is too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tracker.render.paper import Paper, Span, plain, width, wrap
from tracker.render.values import shown

GAP = 2
NARROWEST = 8


def table(paper: Paper, titles: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Numbers stand right, all else left. A table too wide for the paper comes as records."""
    cells = [[shown(value) for value in row] for row in rows]
    columns = [(title, *column) for title, column in zip(titles, zip(*cells, strict=True), strict=True)]
    widths = fitted(columns, paper.width - GAP * (len(titles) - 1))
    if not widths:
        yield from records(paper, titles, rows)
        return
    right = [_numeric(column) for column in zip(*rows, strict=True)]
    yield from _row(paper, titles, widths, right, "bold")
    yield paper.show(Span((" " * GAP).join(paper.sign("rule") * size for size in widths), "dim"))
    for row in cells:
        yield from _row(paper, row, widths, right)


def records(paper: Paper, titles: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """One field a line, as `psql \\x` has it; empty ones left out; a blank line between two records."""
    longest = max(map(len, titles))
    for number, row in enumerate(rows):
        if number:
            yield ""
        for title, value in zip(titles, row, strict=True):
            if text := shown(value):
                yield from paper.flow(text, Span(f"{title:<{longest}}  ", "dim"))


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths that sum to at most `room`: the widest give way first, and words are broken only where they must.

    Empty where not even that is enough.
    """
    natural = [max(map(width, column)) for column in columns]
    words = [max(width(word) for cell in column for word in cell.split() or [""]) for column in columns]
    narrow = [min(need, max(NARROWEST, width(column[0]))) for need, column in zip(natural, columns, strict=True)]
    for least in (words, narrow):
        if sum(least) <= room:
            return _shrunk(natural, least, room)
    return []


def _shrunk(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    widths = list(natural)
    while (over := sum(widths) - room) > 0:
        spare = [size if size > low else 0 for size, low in zip(widths, least, strict=True)]
        at = spare.index(max(spare))
        following = max((size for place, size in enumerate(spare) if place != at), default=0)
        widths[at] = max(least[at], min(widths[at] - 1, max(following, widths[at] - over)))
    return widths


def _numeric(values: Sequence[object]) -> bool:
    from decimal import Decimal

    return all(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values)


def _row(
    paper: Paper, cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], style: str = ""
) -> Iterator[str]:
    wrapped = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    places = list(zip(widths, right, strict=True))
    for pieces in zip_longest(*wrapped, fillvalue=[]):
        parts = [_cell(plain(piece), *place) for piece, place in zip(pieces, places, strict=True)]
        yield paper.show(Span((" " * GAP).join(parts).rstrip(), style))


def _cell(text: str, room: int, right: bool) -> str:
    gap = " " * (room - width(text))
    return f"{gap}{text}" if right else f"{text}{gap}"
