"""What a report says in one line: of each party how many demands became what, then answers, finds and corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.query.changes import Change, Difference
from tracker.render import changes
from tracker.render.dates import counted, day
from tracker.render.difference import ORDER
from tracker.render.paper import Span
from tracker.render.report.news import News
from tracker.render.signs import visible

MOST_PARTIES = 6
LONGEST = 120  # signs of a subject: no list of letters shows more


def headline(news: News) -> str:
    """`Russia: 1 demand altered (mixed), 14 new; Ukraine: 2 new`; one line, whatever names hold."""
    return visible("; ".join(_parts(news)) or f"Nothing new {interval(news)}")


def subject(news: News) -> str:
    """The headline, or of a long one as many whole parts as fit, and that there is more."""
    told = headline(news)
    if len(told) <= LONGEST:
        return told
    more = "; and more"
    short = told[: LONGEST - len(more) + 1].rpartition("; ")[0]
    return short + more if short else f"{told[: LONGEST - 1]}…"


def demand(news: News, slug: str) -> list[str | Span]:
    """`Rights of minorities (ru.minority-rights)`."""
    title = news.besides.titles.get(slug)
    return [f"{title} (", Span(slug, "slug"), ")"] if title else [Span(slug, "slug")]


def interval(news: News) -> str:
    frame = news.frame
    return f"on {day(frame.until)}" if frame.since == frame.until else f"from {day(frame.since)} to {day(frame.until)}"


def _parts(news: News) -> Iterator[str]:
    yield from _parties(news)
    yield from [counted(len(news.endings), "other ending")] if news.endings else []
    yield from [counted(len(news.responses), "answer")] if news.responses else []
    yield from [counted(len(news.agreements), "agreement")] if news.agreements else []
    yield from [f"{found_late(news)} found late"] if news.late else []
    ours = [row for row in news.recorded if row.ours]
    corrections = sum(row.changeset.cause == "correction" for row in ours)
    yield from [f"{counted(corrections, 'correction')} of ours"] if corrections else []
    others = len(ours) - corrections
    yield from [f"{counted(others, 'other change')} of our coding"] if others else []
    if news.recorded and not ours and not any((news.changes, news.endings, news.responses, news.agreements, news.late)):
        yield f"{counted(len(news.recorded), 'addition')} recorded"


def _parties(news: News) -> list[str]:
    processes = {row.process for row in news.changes}
    found: list[str] = []
    for (process, party), rows in groupby(news.changes, key=lambda row: (row.process, row.party)):
        name = news.besides.labels.actors.get(party, party)
        of = f" ({process})" if len(processes) > 1 else ""
        found.append(f"{name}{of}: {', '.join(tally(list(rows), noun=not found))}")
    more = len(found) - MOST_PARTIES
    return found if more < 2 else [*found[:MOST_PARTIES], f"{more} more parties"]


def tally(rows: Sequence[Difference | Change], noun: bool = True) -> list[str]:
    """`2 demands altered (1 hardened, 1 mixed)`, `14 new`; in the order in which the report tells them."""
    counts = Counter(word(row) for row in rows)
    ordered = sorted(counts, key=lambda name: (ORDER.index(changes.mark(name)), name))
    return [
        _counted(counts[name], name, noun and number == 0) + _directions(rows, name)
        for number, name in enumerate(ordered)
    ]


def _counted(number: int, name: str, noun: bool) -> str:
    """`1 demand altered`, `2 new demands`, `2 new`."""
    if not noun:
        return f"{number} {said(name)}"
    demands = "demand" if number == 1 else "demands"
    return f"{number} new {demands}" if name == "new" else f"{number} {demands} {said(name)}"


def word(row: Difference | Change) -> str:
    """The word for the change; of a demand that was dropped how it ended. Both a difference and a step have the same.

    One that is as it was is `interrupted` if it was given up or otherwise on a day in between, and `in-passing` if it
    was said otherwise, and superseded, within a day.
    """
    if isinstance(row, Change):
        return "new" if row.change == "first" else row.change
    if row.change == "dropped":
        return row.ended or row.change
    if row.change != "persisted":
        return row.change
    return "interrupted" if row.interrupted else "in-passing" if row.in_passing else "persisted"


def said(name: str) -> str:
    return {"transient": "held only in between", "in-passing": "said otherwise in passing"}.get(name, name)


def _directions(rows: Sequence[Difference | Change], name: str) -> str:
    found = Counter(row.direction for row in rows if word(row) == name and row.direction)
    if len(found) == 1:
        return f" ({next(iter(found))})"
    told = [f"{found[way]} {way}" for way in changes.DIRECTIONS if found[way]]
    return f" ({', '.join(told)})" if told else ""


def found_late(news: News) -> int:
    """How many things of earlier days were recorded since; one that only moved others counts once."""
    late = news.late
    told = sum(map(len, (late.changes, late.citations, late.endings, late.responses, late.agreements)))
    named = {row.demand for row in late.changes}
    return told + len({row.demand for row in late.moved} - named) or len(late.moved)
