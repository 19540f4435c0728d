"""What we recorded: corrections changeset by changeset with before and after; what was only added, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tracker.query.changesets import Step
from tracker.render import held, log, steps, terms
from tracker.render.changes import STYLES
from tracker.render.dates import counted, moment
from tracker.render.held import Moved, Values
from tracker.render.paper import Paper, Span, Text
from tracker.render.report.news import News, Recorded
from tracker.render.report.page import Block, Entry, Group, Pair, Pairs, Words
from tracker.render.steps import Wording

PAPER = Paper(colour=True)


def corrections(news: News, rows: Sequence[Recorded], most: int) -> Iterator[Group]:
    """At most so many records in full, over all changesets."""
    left = most
    for row in rows:
        shown = [step for step in sorted(row.steps, key=log.place) if not step.derived][: max(left, 0)]
        left -= len(shown)
        yield _group(news, row, shown, most)


def _group(news: News, row: Recorded, shown: Sequence[Step], most: int) -> Group:
    number = row.changeset.changeset
    coded = [step for step in row.steps if not step.derived]
    blocks: list[Block] = [Words([Span(f"{_who(news, row)} · {_why(row)}", "dim")])]
    if len(shown) < len(coded):
        told = "; ".join(f"{operation}: {steps.in_kinds(kinds)}" for operation, kinds in steps.by_kind(coded).items())
        more = Span(f"tracker show {number}", "slug")
        blocks.append(Words([f"{len(shown)} of {len(coded)} records are shown; all: {told}. ", more]))
    blocks += _in_the_world(news, row, most)
    title = f"Changeset {number}" + (f": {row.changeset.message}" if row.changeset.message else "")
    return Group(f"changeset-{number}", title, "", blocks, [_step(news, step) for step in shown])


def _who(news: News, row: Recorded) -> str:
    return f"{moment(row.changeset.recorded_at, ZoneInfo(news.frame.time_zone))} · {row.changeset.author}"


def _why(row: Recorded) -> str:
    """`correction: 0 added, 1 changed, 0 removed; from demands.yaml`; of many files how many."""
    files = row.changeset.sources
    if len(files) <= log.FEW:
        return log.why(row.changeset)
    return f"{log.why(row.changeset._replace(sources=[]))}; from {counted(len(files), 'file')}"


def _in_the_world(news: News, row: Recorded, most: int) -> Iterator[Block]:
    """How spells moved by it."""
    rows = spells(news, held.moved(step for step in row.steps if step.derived))
    yield from [Pairs("What that changed: when which version was held", rows[:most])] if rows else []
    yield from [Words(f"{most} of {len(rows)} are shown.")] if len(rows) > most else []


def spells(news: News, moved: Sequence[Moved]) -> list[Pair]:
    """How spells moved, by the titles of their demands; one that only counts otherwise has not."""
    return [
        Pair(
            news.besides.titles.get(one.demand, one.demand),
            [
                Span(f"{one.demand}@{one.version}", "slug"),
                " ",
                *held.told(PAPER, one, news.besides.ends, ordinals=False),
            ],
            one.sign,
        )
        for one in moved
        if _days(one.before) != _days(one.after)
    ]


def _days(spell: Values | None) -> dict[str, Any] | None:
    return {name: value for name, value in spell.items() if name != "spell"} if spell else None


def _step(news: News, row: Step) -> Entry:
    sign = steps.SIGNS[row.operation]
    wording = Wording(news.besides.labels, news.besides.single)
    fields = [Pair(name, text) for name, text in steps.said(PAPER, row)]
    blocks: list[Block] = [Pairs("", fields)] if fields else []
    if coded := steps.terms_of(row, wording):
        found = [
            Pair(line.attribute, terms.told(PAPER, line, wording.labels, coded[1]), line.sign) for line in coded[0]
        ]
        blocks.append(Pairs("Terms", found))
    title, kind = _title(news, row), row.entity.replace("_", " ")
    anchor = f"step-{row.changeset}-{row.entity}-{row.key}"
    demand = f" --demand {named}" if (named := _demand(row)) else ""
    command = f"tracker show {row.changeset} --kind {row.entity}{demand}"
    return Entry(anchor, sign, [[Span(row.operation, STYLES[sign])]], title, row.key, kind, blocks, command)


def _title(news: News, row: Step) -> str:
    """What people call it, or else what it is part of."""
    said = row.after or row.before or {}
    own = said.get("title") or said.get("name")
    return str(own or news.besides.titles.get(_demand(row) or "") or f"{row.entity.replace('_', ' ')} {row.key}")


def _demand(row: Step) -> str | None:
    name = (row.after or row.before or {}).get("demand")
    return str(name) if name else None


def additions(news: News) -> list[Pair]:
    """A line a changeset that brought what sources say; of what is not told above, how many of each kind."""
    return [Pair(f"changeset {row.changeset.changeset}", _line(news, row)) for row in news.recorded if not row.ours]


def _line(news: News, row: Recorded) -> Text:
    said = f": {row.changeset.message}" if row.changeset.message else ""
    told = "; ".join(f"{name} {steps.in_kinds(kinds)}" for name, kinds in steps.by_kind(row.steps).items())
    besides = f" Not told above: {told}." if told else " All of it is told above."
    command = Span(f"tracker show {row.changeset.changeset}", "slug")
    return [f"{_who(news, row)}{said}. {_why(row)}.{besides} ", command]
