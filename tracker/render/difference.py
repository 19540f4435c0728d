"""What became of demands between two dates or two documents: changes first, then what came, went and stayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from tracker.query.changes import Change, Comparison, Difference
from tracker.query.demands import Known, Version
from tracker.query.labels import Labels
from tracker.query.sources import Passage
from tracker.render import changes, choices, terms
from tracker.render.dates import bound, counted, day, since
from tracker.render.history import until
from tracker.render.paper import Paper, Span, Text

Row = Difference | Comparison
ORDER = "~+-="
INDENT = "  "


class Differences(NamedTuple):
    """`title` says between what; the rows come ordered by process and party.

    `spells` are those of demands that were held only in between, `dated` is how exactly their days are known.
    """

    title: str
    rows: Sequence[Row]
    labels: Labels
    passages: Sequence[Passage] = ()
    spells: Sequence[Version] = ()
    dated: Known = MappingProxyType({})

    def told(self, paper: Paper) -> Iterator[str]:
        yield from paper.flow(Span(self.title, "bold"))
        yield from paper.flow(tally(self.rows))
        for (process, party), rows in groupby(self.rows, key=lambda row: (row.process, row.party)):
            yield ""
            yield paper.rule([Span(self.labels.actors.get(party, party), "bold"), Span(f"  {process}", "dim")])
            ordered = sorted(rows, key=lambda row: ORDER.index(changes.mark(row.change)))
            for number, row in enumerate(ordered):
                yield from [""] if number and changes.mark(row.change) != "=" else []
                yield from self._row(paper, row)

    def _row(self, paper: Paper, row: Row) -> Iterator[str]:
        sign = changes.mark(row.change)
        way = changes.direction(paper, row.direction)
        head = [Span(f"{sign} "), Span(row.demand, "slug")]
        word = [Span(what(row), changes.STYLES[sign]), Span("  " if way else ""), *way]
        yield from paper.ends(head, word)
        if sign in "~=":
            yield from paper.flow(Span(row.title, "bold"), INDENT)
        if sign == "=":
            yield from paper.flow(Span("; ".join(rests_on(row)), "dim"), INDENT)
            return
        yield from paper.flow(summary(paper, row), INDENT)
        if row.from_version and row.to_version and row.change != "persisted":
            found = terms.changed(row.added_terms, row.removed_terms, row.moved_terms, ())
            yield from terms.lines(paper, found, self.labels, INDENT)
        if row.change == "transient":
            yield from paper.flow("; ".join(self._held(row)), INDENT)
        yield from _chosen(paper, row, self.passages)
        yield from paper.flow(Span("; ".join(self._sources(row)), "dim"), INDENT)

    def _held(self, row: Row) -> Iterator[str]:
        """From when to when a content was held that was so only in between: of one demand there may be several."""
        for spell in self.spells:
            if (spell.demand, spell.version, spell.stated_in) == (row.demand, row.to_version, row.to_document):
                yield f"from {bound(spell.held_from, spell.held_from_precision)} {until(spell, self.dated)}"

    def _sources(self, row: Row) -> Iterator[str]:
        if row.from_document and row.from_document != row.to_document and row.from_version:
            yield f"before: {self._document(row.from_document)}"
        if row.to_document:
            yield f"{'after' if row.from_version else 'in'}: {self._document(row.to_document)}"
        if row.silent_in:
            yield f"passed over in silence in {', '.join(row.silent_in)}"
        yield from _in_passing(row)

    def _document(self, slug: str) -> str:
        """The slug, and its date where it does not tell it."""
        row = self.labels.documents.get(slug)
        date = day(row.issued_on, row.issued_precision) if row else ""
        return slug if date in slug else f"{slug} ({date})"


def tally(rows: Sequence[Row]) -> str:
    """`3 altered, 12 new, 2 transient (of 1 demand)`; what is not there is not counted."""
    counts = Counter(row.change for row in rows)
    named = {change: len({row.demand for row in rows if row.change == change}) for change in counts}
    of = {change: f" (of {counted(named[change], 'demand')})" for change in counts if named[change] < counts[change]}
    ordered = sorted(counts, key=lambda change: (ORDER.index(changes.mark(change)), change))
    return ", ".join(f"{counts[change]} {change}{of.get(change, '')}" for change in ordered) or "nothing changed"


def what(row: Row) -> str:
    """The change in words."""
    word = changes.CHANGES.get(row.change, row.change)
    if row.change == "dropped" and row.ended:
        word = f"{word}: {row.ended}"
    if isinstance(row, Comparison) and row.in_documents != "both":
        word += f" (only in {row.in_documents[-1]})"
    return word


def rests_on(row: Row) -> Iterator[str]:
    """On what persistence rests: affirmed again or not, passed over in silence, interrupted."""
    yield from _affirmed(row)
    if row.interrupted:
        yield "with interruptions"
    yield from _in_passing(row)
    if row.silent_in:
        yield f"passed over in silence in {', '.join(row.silent_in)}"
    if row.to_choices:
        yield f"an alternative: {', '.join(row.to_choices)}"


def _affirmed(row: Row) -> Iterator[str]:
    """Two documents that both say it affirm it, also where they are of one day."""
    if row.last_affirmed_on is None:
        return
    dated = row.last_affirmed_on, row.last_affirmed_precision or "day"
    again = row.affirmed or (isinstance(row, Comparison) and row.in_documents == "both")
    yield f"last affirmed {day(*dated)}" if again else f"not affirmed {since(*dated)}"


def _in_passing(row: Row) -> Iterator[str]:
    if row.in_passing:
        yield f"said otherwise in passing, and superseded the same day: {', '.join(row.in_passing)}"


def summary(paper: Paper, row: Row) -> Text:
    if row.from_summary and row.to_summary and row.from_summary != row.to_summary:
        return changes.words(paper, row.from_summary, row.to_summary)
    return row.to_summary or row.from_summary or ""


def _chosen(paper: Paper, row: Row, passages: Sequence[Passage]) -> Iterator[str]:
    sign, said = chosen(row, passages)
    yield from paper.flow([Span(f"{sign} ", changes.STYLES.get(sign, "")), *said], INDENT, INDENT * 2) if said else []


def chosen(row: Row | Change, passages: Sequence[Passage]) -> tuple[str, list[Span]]:
    """A sign, and that it became, is, or ceased to be, one of several alternatives; nothing where it never was."""
    if row.from_choices and not row.to_choices and row.to_version:
        return "-", [Span("was ", "removed"), *choices.said(row.from_choices, passages)]
    if not row.to_choices:
        return "", []
    said = choices.said(row.to_choices, passages)
    if row.from_choices:
        return "=", said
    return "+", [Span("now " if row.from_version else "", "added"), *said]
