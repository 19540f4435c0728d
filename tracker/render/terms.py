"""Terms as a person reads them: one attribute a line, its values named, each with the sign of what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tracker.query.labels import Labels
from tracker.render.changes import STYLES
from tracker.render.dates import duration
from tracker.render.paper import Paper, Span


class Line(NamedTuple):
    """A sign (`+`, `-`, `~`, `=` or none), an attribute and the values of it that bear that sign."""

    sign: str
    attribute: str
    values: tuple[str, ...]


def spoken(attribute: str, value: str, labels: Labels) -> str:
    """`P30D after ceasefire-start` -> `within 30 days after ceasefire-start`; `UA-09` -> `Luhansk (UA-09)`."""
    if name := labels.places.get(value) or labels.actors.get(value):
        return f"{name} ({value})"
    if attribute == "duration":
        return duration(value)
    if attribute == "timing" and (found := re.fullmatch(r"(P\S+) (after|before) (\S+)", value)):
        length, side, event = found.groups()
        return f"within {duration(length)} {side} {event}"
    if attribute == "window" and "/" in value:
        return value.replace("/", " to ")
    if attribute == "quantity":
        return value.replace(">=", "at least ").replace("<=", "at most ").replace("~", "about ")
    return value


def standing(terms: Sequence[str]) -> list[Line]:
    """The terms of one version, without signs."""
    return _gathered("", terms)


def changed(added: Sequence[str], removed: Sequence[str], moved: Sequence[str], terms: Sequence[str]) -> list[Line]:
    """What became of each: moved, added, removed, and what of `terms` (those afterwards) was kept."""
    new = {*added, *(_after(text) for text in moved)}
    kept = [text for text in terms if text not in new]
    groups = (("~", moved), ("+", added), ("-", removed), ("=", kept))
    return [line for sign, texts in groups for line in _gathered(sign, texts)]


def _after(moved: str) -> str:
    """`extent=begun -> complete` -> `extent=complete`."""
    attribute, _, values = moved.partition("=")
    return f"{attribute}={values.rpartition(' -> ')[2]}"


def _gathered(sign: str, texts: Sequence[str]) -> list[Line]:
    values: dict[str, list[str]] = {}
    for text in texts:
        attribute, _, value = text.partition("=")
        values.setdefault(attribute, []).append(value)
    return [Line(sign, attribute, tuple(found)) for attribute, found in values.items()]


def lines(
    paper: Paper,
    found: Sequence[Line],
    labels: Labels,
    indent: str = "",
    places: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    """Aligned: sign, attribute, values. `places` names, by `attribute=value`, where a value is said."""
    width = max((len(line.attribute) for line in found), default=0)
    for sign, attribute, values in found:
        head = [
            Span(indent),
            Span(f"{sign} " if sign else "", STYLES.get(sign, "")),
            Span(f"{attribute:<{width}}  ", "dim"),
        ]
        yield from paper.flow(_values(paper, sign, attribute, values, labels, places), head)


def _values(
    paper: Paper, sign: str, attribute: str, values: Sequence[str], labels: Labels, places: Mapping[str, str]
) -> list[Span]:
    where = [places.get(f"{attribute}={value.split(' -> ')[-1]}", "") if sign != "-" else "" for value in values]
    found: list[Span] = []
    for number, value in enumerate(values):
        parts = [spoken(attribute, part, labels) for part in value.split(" -> ")]
        text = Span(f" {paper.sign('arrow')} ".join(parts), STYLES.get(sign, ""))
        last_there = where[number : number + 2] != [where[number]] * 2  # values of one place share its mention
        place = Span(f" [{where[number]}]" if where[number] and last_there else "", "dim")
        found += [Span("; " if found else ""), text, place]
    return found
