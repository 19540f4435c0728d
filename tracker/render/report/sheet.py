"""A report as CSV: a row a change, all kinds of news in the same columns, told apart by the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.query.changesets import Changeset, Step
from tracker.render import csv, held
from tracker.render.report.news import News, Recorded
from tracker.render.report.words import word

COLUMNS = (
    "news", "kind", "key", "process", "party", "demand", "topic", "title", "dated_on", "change", "direction", "ended",
    "from_version", "to_version", "added_terms", "removed_terms", "moved_terms", "from_choices", "to_choices",
    "from_summary", "to_summary", "from_document", "to_document", "last_affirmed_on", "silent_in",
    "changeset", "recorded_at", "author", "cause", "message", "before", "after",
    "direction_computed", "direction_reason", "obliged", "weighed", "in_passing",
    "last_affirmed_precision",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text(news: News) -> str:
    rows = [[guarded(row.get(column)) for column in COLUMNS] for row in _rows(news)]
    return csv.END.join([*csv.lines(COLUMNS, rows), ""])


def guarded(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _rows(news: News) -> Iterator[dict[str, Any]]:
    for row in news.changes:
        steps = news.steps_between(row.demand)
        dated = steps[-1].held_from if steps else next((end.ended_on for end in _ended(news, row.demand)), None)
        yield {**row._asdict(), "news": "positions", "kind": "demand", "key": row.demand, "change": word(row),
               "dated_on": dated}  # fmt: skip
    yield from _done(news, "positions", news)
    late = news.late
    for moved in late.changes:
        yield {**moved._asdict(), "news": "late", "kind": "demand", "key": moved.demand, "dated_on": moved.changed_on,
               **_beside(news, moved.demand, moved.demand, moved.to_document)}  # fmt: skip
    yield from _done(news, "late", late)
    for cited in late.citations:
        yield {"news": "late", "kind": "citation", "key": cited.document, **_of(cited), "change": "affirmed",
               "dated_on": cited.dated_on, "to_version": cited.version, "to_document": cited.document,
               **_beside(news, cited.demand, cited.demand, cited.document)}  # fmt: skip
    told = {(row.demand, row.to_version) for row in late.changes}
    for spell in late.moved:
        if (spell.demand, spell.version) not in told or spell.before:
            yield {**_spell(spell), **_beside(news, spell.demand, spell.demand, None)}
    for shown in news.recorded:
        yield from _recorded(shown)


def _ended(news: News, demand: str) -> list[Any]:
    return [row for row in reversed(news.besides.endings.get(demand, ())) if news.ended(row)]


def _of(row: Any) -> dict[str, Any]:
    return {"process": row.process, "demand": getattr(row, "demand", None)}


def _done(news: News, kind: str, rows: Any) -> Iterator[dict[str, Any]]:
    """Endings, answers and agreements; `change` is how it ended, or the answer."""
    for row in rows.endings:
        yield {"news": kind, "kind": "ending", "key": row.document, **_of(row), "dated_on": row.ended_on,
               "change": row.how, "ended": row.how, "to_document": row.document,
               **_beside(news, row.demand, row.demand, row.document)}  # fmt: skip
    for row in rows.responses:
        yield {"news": kind, "kind": "response", "key": row.response, **_of(row), "party": row.party,
               "dated_on": row.responded_on, "change": row.answer, "to_summary": row.summary,
               "from_document": row.on_document, "to_document": row.document,
               **_beside(news, row.demand, row.response, None)}  # fmt: skip
    for row in rows.agreements:
        agreed = [f"{term.attribute}={term.value}" for term in news.besides.agreed.get(row.agreement, ())]
        yield {"news": kind, "kind": "agreement", "key": row.agreement, **_of(row), "dated_on": row.agreed_on,
               "change": "agreed", "added_terms": agreed, "to_summary": row.summary,
               "to_document": row.document, **_beside(news, None, row.agreement, None)}  # fmt: skip


def _beside(news: News, demand: str | None, slug: str, document: str | None) -> dict[str, Any]:
    """The title of a demand, and the changeset that brought what was found late."""
    brought = news.brought(slug, document)
    return {"title": news.besides.titles.get(demand or ""), **(_changeset(brought) if brought else {})}


def _changeset(row: Changeset) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("changeset", "recorded_at", "author", "cause", "message")}


def _spell(row: held.Moved) -> dict[str, Any]:
    said = row.after or row.before or {}
    change = "added" if row.before is None else "removed" if row.after is None else "changed"
    return {"news": "late", "kind": "spell", "key": f"{row.demand}@{row.version}", "demand": row.demand,
            "dated_on": said.get("held_from"), "change": change, "to_version": row.version, "before": row.before,
            "after": row.after}  # fmt: skip


def _recorded(row: Recorded) -> Iterator[dict[str, Any]]:
    """A row for the changeset, and one for each step that is told nowhere else."""
    of = _changeset(row.changeset)
    yield {"news": "recorded", "kind": "changeset", "key": str(row.changeset.changeset), **of}
    for step in row.steps:
        yield {"news": "recorded", "kind": step.entity, "key": step.key, "change": step.operation, **of,
               **_fields(step)}  # fmt: skip


def _fields(step: Step) -> dict[str, Any]:
    said = step.after or step.before or {}
    names = ("process", "party", "demand", "topic", "title")
    return {**{name: said.get(name) for name in names}, "before": step.before, "after": step.after}
