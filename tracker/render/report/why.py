"""What stands behind a change: the spells that it compares, and what made its direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.query.changes import Change, Difference
from tracker.query.demands import Citation, Ending, Version
from tracker.render import terms
from tracker.render.paper import Span, Text
from tracker.render.report.news import News


class Behind(NamedTuple):
    """`before` ran on the first day, `after` on the last; `between` are the spells that began in the interval."""

    before: Version | None
    after: Version | None
    between: Sequence[Version]
    citations: Sequence[Citation]
    endings: Sequence[Ending]


def stood(spell: Version | None) -> int | None:
    """How many days a content had stood until it was another, or none."""
    return (spell.held_to - spell.held_from).days if spell and spell.held_to else None


def behind(news: News, row: Difference) -> Behind:
    between = news.steps_between(row.demand)
    citations = [one for one in news.besides.citations.get(row.demand, ()) if news.said(one)]
    told = {row.to_version, *(spell.version for spell in between)}
    return Behind(
        news.held(row, row.from_version, news.frame.since),
        news.held(row, row.to_version, news.frame.until),
        between,
        [one for one in citations if one.version in told],
        [one for one in news.besides.endings.get(row.demand, ()) if news.ended(one)],
    )


def decided_by(row: Difference | Change) -> list[str]:
    """The attributes of the terms that came, went or moved and that make the change harder or softer."""
    return _attributes([*_contributing("harder", row), *_contributing("softer", row)])


def told(news: News, row: Difference | Change) -> Iterator[Text]:
    """Why a change has its direction, in sentences: an analyst's reason, what its terms come to, who is obliged."""
    if row.direction is None:
        return
    head, sides = Span("Why: ", "bold"), _sides(news, row)
    if row.direction_reason:
        yield [head, f"an analyst judged it {row.direction}: {row.direction_reason}"]
        yield f"By its terms it is {row.direction_computed}{f': {sides}' if sides else ''}."
    else:
        yield [head, f"{sides or _neither(row)}."]
    yield from _obliged(news, row)


def _sides(news: News, row: Difference | Change) -> str:
    """`harder: now includes alliances instead of nato; softer: no longer timing before talks-start`."""
    found = {side: list(_phrases(news, side, row)) for side in ("harder", "softer")}
    return "; ".join(f"{side}: {', '.join(phrases)}" for side, phrases in found.items() if phrases)


def _phrases(news: News, side: str, row: Difference | Change) -> Iterator[str]:
    """What is asked now, and then what no longer is; what takes the place of something wider or narrower says so."""
    making, contained = _contributing(side, row), _contributing("contained", row)
    now, gone = list[str](), list[str]()
    for name in _attributes(making):
        came, went = (_values(name, some, making) for some in (row.added_terms, row.removed_terms))
        inner, outer = (_values(name, some, contained) for some in (row.added_terms, row.removed_terms))
        pairs = [value.partition(" -> ") for value in _values(name, row.moved_terms, making)]
        now += [_phrase(news, name, [new], [old]) for old, _, new in pairs]
        now += [_phrase(news, name, came, outer)] if came else []
        now += [_phrase(news, name, inner, went)] if went and inner else []
        gone += [_spoken(news, name, went, " or ")] if went and not inner else []
    yield from [f"now {', '.join(now)}"] if now else []
    yield from [f"no longer {', '.join(gone)}"] if gone else []


def _phrase(news: News, attribute: str, values: Sequence[str], instead_of: Sequence[str]) -> str:
    """`includes alliances instead of nato`."""
    said, others = (_spoken(news, attribute, some, " and ") for some in (values, instead_of))
    return f"{said} instead of {others.removeprefix(f'{attribute} ')}" if instead_of else said


def _spoken(news: News, attribute: str, values: Sequence[str], joint: str) -> str:
    """The values of an attribute in words; those of `timing` need no name before them."""
    told = joint.join(terms.spoken(attribute, value, news.besides.labels) for value in values)
    return told if attribute == "timing" else f"{attribute} {told}"


def _neither(row: Difference | Change) -> str:
    """Why a change is neither harder nor softer."""
    if row.weighed:
        return "no term that changed makes it harder or softer"
    if bool(row.from_choices) != bool(row.to_choices):
        became = "became" if row.to_choices else "is no longer"
        return f"it {became} one of several alternatives, which is neither harder nor softer; its terms are the same"
    return "its terms are the same, only the words are others"


def _contributing(side: str, row: Difference | Change) -> list[str]:
    """The terms that contribute so, as the lists of terms have them."""
    words = (entry.partition(": ") for entry in row.weighed)
    return [term for word, _, term in words if word == side]


def _values(attribute: str, some: Sequence[str], of: Sequence[str]) -> list[str]:
    return [value for entry in some if entry in of for name, value in [_term(entry)] if name == attribute]


def _attributes(some: Sequence[str]) -> list[str]:
    return sorted({_term(entry)[0] for entry in some})


def _term(entry: str) -> tuple[str, str]:
    attribute, _, value = entry.partition("=")
    return attribute, value


def _obliged(news: News, row: Difference | Change) -> Iterator[Text]:
    """That the party is obliged itself: it bears what it adds, and where both sides do, nothing is told by it."""
    name = news.besides.labels.actors.get(row.party, row.party)
    if row.obliged == "party" and decided_by(row):
        yield f"{name} itself is obliged, so that harder and softer are the other way round."
    elif row.obliged == "both" and _contributing("shared", row):
        yield f"{name} is obliged as well as the other side, so that no term makes it harder or softer."
