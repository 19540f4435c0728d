"""How spells moved: what a change of our coding changed in the world's time, when a party held which version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from tracker.query.changesets import Step
from tracker.query.demands import Known
from tracker.query.ends import Ends
from tracker.render.changes import CHANGES, STYLES
from tracker.render.dates import bound
from tracker.render.paper import Paper, Span

Values = Mapping[str, Any]
UNTIL = "until "


class Moved(NamedTuple):
    """One spell of a version before a changeset and after it; none where there was or is none."""

    demand: str
    version: str
    before: Values | None
    after: Values | None

    @property
    def sign(self) -> str:
        return "+" if self.before is None else "-" if self.after is None else "~"


def moved(steps: Iterable[Step]) -> list[Moved]:
    """Spells before and after, side by side: one that begins on another day is stored as a new one, but has moved."""
    before: dict[tuple[str, str], list[Values]] = {}
    after: dict[tuple[str, str], list[Values]] = {}
    for step in steps:
        for values, side in ((step.before, before), (step.after, after)):
            if values:
                side.setdefault((values.get("demand", ""), values.get("version", "")), []).append(values)
    found = [
        Moved(*key, *pair)
        for key in dict.fromkeys([*before, *after])
        for pair in zip_longest(_ordered(before.get(key, [])), _ordered(after.get(key, [])))
    ]
    return sorted(found, key=lambda row: (row.demand, *_place(row.after or row.before or {})))


def _ordered(spells: Sequence[Values]) -> list[Values]:
    return sorted(spells, key=_place)


def _place(spell: Values) -> tuple[str, int]:
    return spell.get("held_from", ""), spell.get("spell", 0)


def lines(
    paper: Paper, rows: Iterable[Moved], ends: Ends, indent: str = "", *, with_demand: bool = True
) -> Iterator[str]:
    """`~ demand@version: held from 2024-06-14 → 2024-06-13 until 2025-06-02`."""
    for row in rows:
        sign = row.sign
        name = f"{row.demand}@{row.version}" if with_demand else f"version {row.version}"
        first = [Span(indent), Span(f"{sign} ", STYLES[sign])]
        yield from paper.flow([Span(name, "slug"), Span(": "), *told(paper, row, ends)], first, f"{indent}    ")


def told(paper: Paper, row: Moved, ends: Ends, *, ordinals: bool = True) -> Iterator[Span]:
    """`held from 2024-06-14 on → until 2025-06-02, altered, mixed`; what changed, struck out before.

    With `ordinals` also how many spells there were before, where that is otherwise.
    """
    yield Span("was held from " if row.after is None else "held from ")
    yield from _said(paper, _sides(row, _from))
    yield Span(" ")
    yield from _said(
        paper, [_to(side, known) for side, known in zip((row.before, row.after), ends, strict=True) if side]
    )
    for field in (_change, _direction, *([_ordinal] if ordinals else [])):
        said = _sides(row, field)
        alone = row.after is not None and field is not _ordinal and said[0]
        if alone if len(said) == 1 else said[0] != said[1]:
            yield Span(", ")
            yield from _said(paper, said)


def _sides(row: Moved, field: Callable[[Values], str]) -> list[str]:
    return [field(side) for side in (row.before, row.after) if side]


def _said(paper: Paper, said: Sequence[str]) -> Iterator[Span]:
    """What a field says before and after, once where both say the same."""
    if len(set(said)) == 1:
        yield Span(said[0])
    elif not said[0]:
        yield Span(said[1], "added")
    else:
        after = said[1].removeprefix(UNTIL if said[0].startswith(UNTIL) else "")
        yield from [Span(said[0], "removed"), Span(f" {paper.sign('arrow')} "), Span(after, "added")]


def _from(spell: Values) -> str:
    return bound(date.fromisoformat(spell["held_from"]), spell["held_from_precision"])


def _to(spell: Values, known: Known) -> str:
    to = spell.get("held_to")
    if to is None:
        return "on"
    if to == spell["held_from"]:
        return "and superseded the same day"
    end = date.fromisoformat(to)
    return f"{UNTIL}{bound(end, known.get((spell['demand'], end), 'day'))}"


def _change(spell: Values) -> str:
    return CHANGES.get(spell.get("change", ""), "")


def _direction(spell: Values) -> str:
    return spell.get("direction_computed") or ""


def _ordinal(spell: Values) -> str:
    return f"spell {spell.get('spell', 0)}"
