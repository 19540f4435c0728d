"""Alternatives: that what is asked is one of several ways out, which one, and what the others are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.query.sources import Passage
from tracker.render.paper import Paper, Span

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelt(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def lines(paper: Paper, chosen: Sequence[str], passages: Sequence[Passage], indent: str) -> Iterator[str]:
    """`One of two alternatives: DOCUMENT#II.1`, each option with its gist, the chosen ones marked by `>`."""
    for taken, ways in _choices(chosen, passages):
        said, where = _head(taken, len(ways))
        yield from paper.flow([Span(said.text.capitalize(), "bold"), where], indent, f"{indent}  ")
        for row in ways:
            yield from _option(paper, row, _place(row) in taken, indent)


def said(chosen: Sequence[str], passages: Sequence[Passage]) -> list[Span]:
    """The same in one phrase, without the options' gists."""
    phrases = [_head(taken, len(ways)) for taken, ways in _choices(chosen, passages)]
    return [span for number, phrase in enumerate(phrases) for span in (*[Span("; ")] * bool(number), *phrase)]


def _choices(chosen: Sequence[str], passages: Sequence[Passage]) -> list[tuple[list[str], list[Passage]]]:
    """For each choice among the chosen options: those taken, and all of it."""
    places = {_place(row): row for row in passages}
    taken: dict[tuple[str, str], list[str]] = {}
    for option in chosen:
        row = places.get(option)
        taken.setdefault((row.document, row.parent or "") if row else (option, ""), []).append(option)
    ways = {key: [row for row in passages if (row.document, row.parent) == key] for key in taken}
    return [(options, ways[key]) for key, options in taken.items()]


def _place(row: Passage) -> str:
    return f"{row.document}#{row.passage}"


def _head(taken: Sequence[str], ways: int) -> list[Span]:
    where = Span(", ".join(taken), "slug")
    if ways < 2:
        return [Span("one of several alternatives: "), where]
    if len(taken) == ways:
        return [Span(f"in each of {spelt(ways)} alternatives: "), where]
    return [Span(f"{spelt(len(taken))} of {spelt(ways)} alternatives: "), where]


def _option(paper: Paper, row: Passage, taken: bool, indent: str) -> Iterator[str]:
    head = [Span(f"{indent}  {'>' if taken else ' '} "), Span(f"#{row.passage}  ", "slug")]
    yield from paper.flow(Span(row.gist or "", "" if taken else "dim"), head)
