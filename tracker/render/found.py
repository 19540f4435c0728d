"""What a search found: each record with its key, and below it what it says, the words found marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.query.search import Found
from tracker.render.paper import Paper, Span

INDENT = "    "


class Results(NamedTuple):
    """Rows as the search ranked them."""

    rows: Sequence[Found]

    def told(self, paper: Paper) -> Iterator[str]:
        for row in self.rows:
            yield from paper.ends(Span(row.key, "slug"), Span(row.entity, "dim"))
            yield from paper.flow(marked(paper, row.snippet), INDENT)


def marked(paper: Paper, snippet: str) -> list[Span]:
    """`**word**` stays as it is, or becomes a word in colour."""
    if not paper.colour:
        return [Span(snippet)]
    parts = re.split(r"\*\*(.+?)\*\*", snippet)
    return [Span(part, "found" if place % 2 else "") for place, part in enumerate(parts) if part]
