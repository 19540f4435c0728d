"""The names of all that a report tells of: titles of demands, and what labels places, actors and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.query import demands
from tracker.query.changes import Change, Difference
from tracker.query.labels import labels
from tracker.render.evidence import Evidence
from tracker.render.report.news import News
from tracker.render.steps import terms_in

if TYPE_CHECKING:
    from tracker.database.connect import Reader


def named(reader: Reader, news: News) -> News:
    """With the names of all that occurs."""
    titles = _titles(reader, news)
    names = labels(reader, terms=_terms(news), actors=_actors(news), documents=_documents(news))
    return news._replace(besides=news.besides._replace(titles=titles, labels=names))


def _titles(reader: Reader, news: News) -> dict[str, str]:
    """Of all demands that are named, by slug; asked for where no row has it."""
    late, besides = news.late, news.besides
    found = {row.demand: row.title for row in (*news.changes, *news.persisted)}
    found |= {spell.demand: spell.title for rows in besides.spells.values() for spell in rows}
    names: set[str | None] = {row.demand for row in (*news.endings, *late.endings)}
    names |= {row.demand for row in (*news.responses, *late.responses)} | {news.frame.narrowed.get("demand")}
    names |= {row.demand for row in late.moved} | {row.demand for row in late.citations}
    names |= {row.demand for rows in besides.settled.values() for row in rows}
    names |= {(step.after or step.before or {}).get("demand") for row in news.recorded for step in row.steps}
    left = sorted(name for name in names if name and name not in found)
    return found | (demands.titled(reader, left) if left else {})


def all_changes(news: News) -> list[Difference | Change]:
    return [*news.changes, *news.late.changes]


def _terms(news: News) -> list[str]:
    found = [term for row in all_changes(news) for term in (*row.added_terms, *row.removed_terms, *row.moved_terms)]
    found += [f"{term.attribute}={term.value}" for rows in news.besides.agreed.values() for term in rows]
    return found + terms_in(step for row in news.recorded if row.ours for step in row.steps)


def _actors(news: News) -> list[str | None]:
    besides = news.besides
    found: list[str | None] = [row.party for row in (*all_changes(news), *news.persisted)]
    found += [row.addressee for rows in besides.spells.values() for row in rows]
    found += [row.speaker for row in _evidence(news)]
    found += [row.party for row in (*news.responses, *news.late.responses)]
    agreed = (*news.agreements, *news.late.agreements)
    return [*found, *(actor for row in agreed for actor in row.stated_by), news.frame.narrowed.get("party")]


def _evidence(news: News) -> list[Evidence]:
    """Everything that rests on a document."""
    besides, late = news.besides, news.late
    found: list[Evidence] = [row for rows in besides.citations.values() for row in rows]
    found += [row for rows in besides.endings.values() for row in rows]
    found += [*news.endings, *news.responses, *news.agreements]
    return [*found, *late.endings, *late.responses, *late.agreements]


def _documents(news: News) -> list[str | None]:
    found: list[str | None] = [slug for row in all_changes(news) for slug in (row.from_document, row.to_document)]
    found += [slug for row in (*news.changes, *news.persisted) for slug in row.silent_in]
    found += [slug for row in _evidence(news) for slug in (row.document, row.via_document)]
    return [*found, *(row.on_document for row in (*news.responses, *news.late.responses))]
