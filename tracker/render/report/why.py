"""What stands behind a change: the spells that it compares, and what made its direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.query.changes import Change, Difference
from tracker.query.demands import Citation, Ending, Version
from tracker.render.paper import Span, Text
from tracker.render.report.news import News

POLARITIES = {
    "more-is-harder": "more is harder",
    "shorter-is-harder": "shorter is harder",
    "limiting": "a limit makes it softer",
}


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
    return sorted({*_making("harder", row), *_making("softer", row)})


def told(news: News, row: Difference | Change) -> Iterator[Text]:
    """Why a change has its direction, in sentences: an analyst's reason, what its terms come to, who is obliged."""
    if row.direction is None:
        return
    head, terms = Span("Why: ", "bold"), _terms(news, row)
    if row.direction_reason:
        yield [head, f"an analyst judged it {row.direction}: {row.direction_reason}"]
        yield f"By its terms it is {row.direction_computed}{f': {terms}' if terms else ''}."
    elif terms:
        yield [head, f"{terms}."]
    yield from _obliged(news, row)


def _terms(news: News, row: Difference | Change) -> str:
    """`harder by extent (more is harder); softer by timing (shorter is harder)`."""
    sides = {side: _making(side, row) for side in ("harder", "softer")}
    return "; ".join(
        f"{side} by {', '.join(_named(news, name) for name in some)}" for side, some in sides.items() if some
    )


def _named(news: News, attribute: str) -> str:
    return f"{attribute} ({POLARITIES[news.besides.polarity[attribute]]})"


def _making(side: str, row: Difference | Change) -> list[str]:
    """The attributes of the terms that contribute so."""
    words = (entry.partition(": ") for entry in row.weighed)
    return sorted({term.partition("=")[0] for word, _, term in words if word == side})


def _obliged(news: News, row: Difference | Change) -> Iterator[Text]:
    """That the party is obliged itself: it bears what it adds, and where both sides do, nothing is told by it."""
    name = news.besides.labels.actors.get(row.party, row.party)
    if row.obliged == "party" and decided_by(row):
        yield f"{name} itself is obliged, so that harder and softer are the other way round."
    elif row.obliged == "both" and _making("shared", row):
        yield f"{name} is obliged as well as the other side, so that no term makes it harder or softer."
