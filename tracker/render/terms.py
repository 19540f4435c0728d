"""Terms as a person reads them: one attribute a line, its values named, each with the sign of what became of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.query.labels import Labels
from tracker.render.changes import STYLES
from tracker.render.dates import duration
from tracker.render.paper import Paper, Span
from tracker.render.values import shown


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


def weighed(found: Sequence[Line], contributions: Sequence[str]) -> Iterator[tuple[Line, str]]:
    """Lines, apart by what their values contribute to a direction, each with the word for it; none where none is told.

    `contributions` are those of a change: `harder: extent=begun -> complete`.
    """
    words = {term: word for word, _, term in (entry.partition(": ") for entry in contributions)}
    for sign, attribute, values in found:
        apart: dict[str, list[str]] = {}
        for value in values:
            apart.setdefault(words.get(f"{attribute}={value}", ""), []).append(value)
        yield from ((Line(sign, attribute, tuple(some)), word) for word, some in apart.items())


def coded(terms: Mapping[str, Any] | None) -> dict[str, str]:
    """Terms as a bundle writes them -> `attribute=value`, in order, each with what qualifies it.

    `{"timing": ["before talks-start", {"value": "P30D after ceasefire-start", "in": ["memo#III"]}]}` gives
    `{"timing=P30D after ceasefire-start": "memo#III", "timing=before talks-start": ""}`.
    """
    found = {}
    for attribute, values in (terms or {}).items():
        for item in values if isinstance(values, list) else [values]:
            whole = item if isinstance(item, dict) else {"value": item}
            found[f"{attribute}={shown(whole['value'])}"] = _qualified(whole)
    return dict(sorted(found.items()))


def _qualified(term: Mapping[str, Any]) -> str:
    """Where it is said comes without its name; anything else with it."""
    parts = {"": term.get("in"), **{name: value for name, value in term.items() if name not in ("value", "in")}}
    return ", ".join(f"{name} {shown(value)}".strip() for name, value in parts.items() if value)


def recoded(
    before: Mapping[str, str], after: Mapping[str, str], single: Collection[str]
) -> tuple[list[Line], dict[str, str]]:
    """What became of terms given as `coded` gives them; and by `attribute=value`, what qualifies those that came.

    `single` are the attributes that take one value: where theirs is another, it moved. A term that is only said
    elsewhere, or more surely, has moved too.
    """
    added, removed = ([text for text in one if text not in other] for one, other in ((after, before), (before, after)))
    moved = {
        old: new for old in removed for new in added if (name := _attribute(old)) == _attribute(new) and name in single
    }
    requalified = [text for text in after if text in before and before[text] != after[text]]
    lines = changed(
        [text for text in added if text not in moved.values()],
        [text for text in removed if text not in moved],
        [*(f"{old} -> {new.partition('=')[2]}" for old, new in moved.items()), *requalified],
        [],
    )
    notes = {text: f"{before[text] or 'nowhere'} -> {after[text] or 'nowhere'}" for text in requalified}
    return lines, {**after, **notes}


def _attribute(term: str) -> str:
    return term.partition("=")[0]


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
        yield from paper.flow(told(paper, Line(sign, attribute, values), labels, places), head)


def told(paper: Paper, line: Line, labels: Labels, places: Mapping[str, str] = MappingProxyType({})) -> list[Span]:
    """The values of a line, named: `begun → complete`; `Luhansk (UA-09); Donetsk (UA-14) [#I.2]`."""
    sign, attribute, values = line
    where = [places.get(f"{attribute}={value.split(' -> ')[-1]}", "") if sign != "-" else "" for value in values]
    found: list[Span] = []
    for number, value in enumerate(values):
        parts = [spoken(attribute, part, labels) for part in value.split(" -> ")]
        text = Span(f" {paper.sign('arrow')} ".join(parts), STYLES.get(sign, ""))
        last_there = where[number : number + 2] != [where[number]] * 2  # values of one place share its mention
        place = Span(f" [{where[number]}]" if where[number] and last_there else "", "dim")
        found += [Span("; " if found else ""), text, place]
    return found
