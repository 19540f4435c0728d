"""Names beside slugs: what renderers show so that nobody has to know a slug by heart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from tracker.query import codebook, people, sources
from tracker.query.sources import Document

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Labels(NamedTuple):
    """By slug: places, actors, documents."""

    places: dict[str, str]
    actors: dict[str, str]
    documents: dict[str, Document]


NONE = Labels({}, {}, {})


def labels(
    reader: Reader,
    *,
    terms: Iterable[str] = (),
    actors: Iterable[str | None] = (),
    documents: Iterable[str | None] = (),
) -> Labels:
    """Labels for what occurs: terms as `attribute=value`, slugs. Where nothing is asked, nothing is read."""
    values = sorted({part for term in terms for part in term.partition("=")[2].split(" -> ")})
    places, people_, papers = _set(values), _set(actors), _set(documents)
    return Labels(
        {row.place: row.name for row in codebook.places(reader, places)} if places else {},
        {row.actor: row.name for row in people.actors(reader, [*people_, *values])} if people_ or values else {},
        {row.document: row for row in sources.named(reader, papers)} if papers else {},
    )


def _set(slugs: Iterable[str | None]) -> list[str]:
    return sorted({slug for slug in slugs if slug})
