"""Whatever holds the words of a text, in one ranked answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Found(NamedTuple):
    """A record that was found; `snippet` has the words found between two stars."""

    rank: int
    entity: str
    key: str
    process: str | None
    snippet: str


def search(
    reader: Reader, text: str, process: str | None = None, kinds: list[str] | None = None, limit: int | None = None
) -> list[Found]:
    where = {"process": process, "entity": kinds or None}
    return select(reader, Found, "search(%s)", [text], where=where, order="rank", limit=limit)
