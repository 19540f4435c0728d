"""What stands behind a change: the spells that it compares, and what made its direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tracker.query.changes import Difference
from tracker.query.demands import Citation, Ending, Version
from tracker.render.report.news import News

POLARITIES = {
    "more-is-harder": "more is harder",
    "shorter-is-harder": "shorter is harder",
    "limiting": "a limit makes it softer",
}


class Behind(NamedTuple):
    """`before` ran on the first day, `after` on the last; `judged` is an analyst's judgement of this very pair."""

    before: Version | None
    after: Version | None
    between: Sequence[Version]
    computed: str | None
    reason: str | None
    decided_by: Sequence[str]
    citations: Sequence[Citation]
    endings: Sequence[Ending]

    @property
    def stood(self) -> int | None:
        """How many days the content before had stood until it was another, or none."""
        if self.before is None or self.before.held_to is None:
            return None
        return (self.before.held_to - self.before.held_from).days


class Moved(Protocol):
    """The lists of terms of a change."""

    @property
    def added_terms(self) -> list[str]: ...
    @property
    def removed_terms(self) -> list[str]: ...
    @property
    def moved_terms(self) -> list[str]: ...


def behind(news: News, row: Difference) -> Behind:
    before = news.held(row, row.from_version, news.frame.since)
    after = news.held(row, row.to_version, news.frame.until)
    between = news.steps_between(row.demand)
    judged = after if after and _follows(news, before, after) else None
    citations = [one for one in news.besides.citations.get(row.demand, ()) if news.within(one.dated_on)]
    told = {row.to_version} if row.to_version else {spell.version for spell in between}
    return Behind(
        before,
        after,
        between,
        judged.direction_computed if judged else None,
        judged.direction_reason if judged else None,
        decided_by(news, row),
        [one for one in citations if one.version in told],
        [one for one in news.besides.endings.get(row.demand, ()) if news.within(one.ended_on)],
    )


def _follows(news: News, before: Version | None, after: Version) -> bool:
    """Whether the spell before `after` is of the content that it is compared with here."""
    earlier = [row for row in news.spells(after.demand) if row.spell == after.spell - 1]
    return bool(before and earlier and earlier[0].version == before.version)


def decided_by(news: News, row: Moved) -> list[str]:
    """The attributes of the terms that came, went or moved and that count for a direction."""
    terms = (*row.added_terms, *row.removed_terms, *row.moved_terms)
    names = sorted({term.partition("=")[0] for term in terms})
    return [name for name in names if news.besides.polarity.get(name, "none") != "none"]
