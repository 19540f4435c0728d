"""Evidence, the one shape of it: who said it, in which document, in which words, and where we read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from tracker.query.labels import Labels
from tracker.render.dates import day
from tracker.render.paper import Paper, Span


class Evidence(Protocol):
    """The six fields that every record with evidence has."""

    @property
    def speaker(self) -> str | None: ...
    @property
    def document(self) -> str: ...
    @property
    def passage(self) -> str | None: ...
    @property
    def via_document(self) -> str | None: ...
    @property
    def via_passage(self) -> str | None: ...
    @property
    def quote(self) -> str | None: ...


def lines(paper: Paper, found: Sequence[Evidence], labels: Labels, indent: str = "") -> Iterator[str]:
    """A paragraph a source: its date and title, its place, speakers, quotes; then the report in which it was read.

    Rows that share document, speaker and report are one paragraph with several passages.
    """
    for source in sources(paper, found, labels):
        yield from paper.flow(source.named(), f"{indent}{paper.sign('bullet')} ")
        yield from paper.flow(source.said, f"{indent}  ")


class Source(NamedTuple):
    """A document as evidence: its date and title, if they are known; where in it; who said what, read where."""

    document: str
    dated: str
    title: str
    places: str
    said: Sequence[Span]

    def named(self) -> list[Span]:
        """`2025-06-02 Memorandum of the delegation (ru-memorandum-2025-06-02 #I #III)`."""
        places = Span(self.places, "slug")
        return [Span(self.dated, "date"), Span(f" {self.title} ("), places, Span(")")] if self.dated else [places]


def sources(paper: Paper, found: Sequence[Evidence], labels: Labels) -> Iterator[Source]:
    """Rows that share document, speaker and report are one source with several passages."""
    groups: dict[tuple[str, str | None, str | None], list[Evidence]] = {}
    for row in found:
        groups.setdefault((row.document, row.speaker, row.via_document), []).append(row)
    for (slug, _, via), rows in groups.items():
        said = _said(paper, rows, labels)
        if via:
            read = Span(_places(via, rows, "via_passage"), "slug")
            said += [Span("; read in " if said else "read in "), read]
        again = "again in: " if getattr(rows[0], "relation", "") == "reaffirms" else ""
        yield source(slug, labels, _places(slug, rows, "passage"), said, again)


def source(slug: str, labels: Labels, places: str = "", said: Sequence[Span] = (), again: str = "") -> Source:
    """A document with what the labels say of it."""
    row = labels.documents.get(slug)
    if row is None:
        return Source(slug, "", "", places or slug, said)
    return Source(slug, day(row.issued_on, row.issued_precision), f"{again}{row.title}", places or slug, said)


def _places(document: str, rows: Sequence[Evidence], column: str) -> str:
    return place(document, *filter(None, dict.fromkeys(getattr(row, column) for row in rows)))


def place(document: str, *passages: str) -> str:
    """`document#II.1`, or `document #I #II.1` for several."""
    if len(passages) == 1:
        return f"{document}#{passages[0]}"
    return " ".join([document, *(f"#{passage}" for passage in passages)])


def _said(paper: Paper, rows: Sequence[Evidence], labels: Labels) -> list[Span]:
    """`Vladimir Putin: “few words” (probable)`."""
    speaker = rows[0].speaker
    said = [Span(labels.actors.get(speaker, speaker))] if speaker else []
    for quote in dict.fromkeys(row.quote for row in rows if row.quote):
        said += [Span(": " if said else ""), Span(f"{paper.sign('open')}{quote}{paper.sign('close')}", "bold")]
    unsure = dict.fromkeys(getattr(row, "certainty", "certain") for row in rows)
    doubt = ", ".join(certainty for certainty in unsure if certainty != "certain")
    return [*said, Span(f" ({doubt})" if said else doubt)] if doubt else said
