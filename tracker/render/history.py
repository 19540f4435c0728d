"""One demand through time: each spell with what changed, what it asks, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.query.demands import Citation, Ending, Known, Spell, TermEvidence, Version, precisions
from tracker.query.labels import Labels
from tracker.query.outcomes import Response
from tracker.query.sources import Passage
from tracker.render import changes, choices, evidence, terms
from tracker.render.dates import bound, counted, day, lasted, since
from tracker.render.paper import Paper, Span, Text, width

INDENT = "  "


class Story(NamedTuple):
    """The rows of a demand's history and what stands below them; passages are those of documents with choices."""

    spells: Sequence[Spell]
    citations: Sequence[Citation]
    endings: Sequence[Ending]
    responses: Sequence[Response]
    term_evidence: Sequence[TermEvidence]
    passages: Sequence[Passage]
    labels: Labels

    def told(self, paper: Paper) -> Iterator[str]:
        demand = None
        for moment in self._moments():
            if moment.demand != demand and isinstance(moment, Spell):
                yield from [""] if demand else []
                yield from self.heading(paper, moment.demand)
                demand = moment.demand
            yield ""
            yield from self._moment(paper, moment)
        yield from self._answers(paper)

    def untitled(self, paper: Paper) -> Iterator[str]:
        """The same without the heading."""
        for number, moment in enumerate(self._moments()):
            yield from [""] if number else []
            yield from self._moment(paper, moment)
        yield from self._answers(paper)

    def _moment(self, paper: Paper, moment: Spell | Ending) -> Iterator[str]:
        return self._spell(paper, moment) if isinstance(moment, Spell) else self._ending(paper, moment)

    def _moments(self) -> list[Spell | Ending]:
        moments: list[Spell | Ending] = [*self.endings, *self.spells]
        return sorted(moments, key=in_order)

    def heading(self, paper: Paper, demand: str) -> Iterator[str]:
        """Title, slug, who asks whom, about what; since when, how long."""
        spells = [row for row in self.spells if row.demand == demand]
        yield from paper.flow(Span(spells[-1].title, "bold"))
        yield from paper.flow(self.facts(paper, spells[-1]))
        yield from paper.flow(_life(spells))

    def facts(self, paper: Paper, spell: Spell) -> list[Span]:
        dot = f" {paper.sign('dot')} "
        who = f"{spell.party} {paper.sign('arrow')} {spell.addressee}"
        return [Span(spell.demand, "slug"), Span(dot.join(["", spell.kind, who, spell.topic, spell.process]))]

    def _spell(self, paper: Paper, spell: Spell) -> Iterator[str]:
        ended = until(spell, precisions(self.spells, self.endings))
        yield from _headline(paper, spell.held_from, spell.held_from_precision, _what(paper, spell), ended)
        yield from paper.flow(_summary(paper, spell), INDENT)
        if spell.direction_reason:
            yield from paper.flow(f"The direction was set by an analyst: {spell.direction_reason}", INDENT)
        if coded := _terms(spell):
            yield ""
            yield from terms.lines(paper, coded, self.labels, INDENT, self._places(spell))
        if spell.choices:
            yield ""
            yield from choices.lines(paper, spell.choices, self.passages, INDENT)
        yield ""
        yield from evidence.lines(paper, cited(spell, self.citations), self.labels, INDENT)
        if spell.silent_in:
            affirmed = since(spell.last_affirmed_on, spell.last_affirmed_precision)
            silent = f"Passed over in silence {affirmed}: {', '.join(spell.silent_in)}"
            yield from paper.flow(silent, f"{INDENT}! ")

    def _places(self, spell: Spell) -> dict[str, str]:
        """For a term that not all citations of its version say: the passages that do, by `attribute=value`."""
        rows = [row for row in self.term_evidence if (row.demand, row.version) == (spell.demand, spell.version)]
        everywhere = {(row.document, row.passage) for row in rows}
        said: dict[str, dict[tuple[str, str | None], None]] = {}
        for row in rows:
            said.setdefault(f"{row.attribute}={row.value}", {})[row.document, row.passage] = None
        return {term: _briefly(places) for term, places in said.items() if len(places) < len(everywhere)}

    def _ending(self, paper: Paper, ending: Ending) -> Iterator[str]:
        what = [Span(changes.CHANGES.get(ending.how, ending.how), "removed")]
        if len({row.demand for row in self.spells}) > 1:  # the heading above may be another's
            what += [Span("  "), Span(ending.demand, "slug")]
        yield from _headline(paper, ending.ended_on, ending.ended_precision, what, "")
        if ending.agreement:
            yield from paper.flow(f"By the agreement {ending.agreement}.", INDENT)
        yield from evidence.lines(paper, [ending], self.labels, INDENT)

    def _answers(self, paper: Paper) -> Iterator[str]:
        if not self.responses:
            return
        yield ""
        yield paper.rule(Span("Answers", "bold"))
        for row in self.responses:
            head = [Span(day(row.responded_on, row.responded_precision), "date"), Span(f" {row.party}: ")]
            sure = "" if row.certainty == "certain" else f" ({row.certainty})"
            place = evidence.place(row.on_document or "", *filter(None, [row.on_passage]))
            to = "" if row.demand else f", to all of {place}"
            end = f", until {day(row.until_date, row.until_precision)}" if row.until_date else ""
            yield from paper.flow([*head, Span(row.answer, "bold"), Span(f"{sure}{to}{end}")], INDENT, INDENT * 2)
            yield from paper.flow(row.summary or "", INDENT * 2)


def in_order(row: Spell | Version | Ending) -> tuple[date, int]:
    """By date; of one day first what was superseded in it, then endings, last what outlives it."""
    if isinstance(row, Ending):
        return row.ended_on, 1
    return row.held_from, 0 if row.held_to == row.held_from else 2


def _briefly(places: Iterable[tuple[str, str | None]]) -> str:
    """The passages alone where all are of one document."""
    found = list(places)
    if len({document for document, _ in found}) == 1 and all(passage for _, passage in found):
        return " ".join(f"#{passage}" for _, passage in found)
    return ", ".join(evidence.place(document, *filter(None, [passage])) for document, passage in found)


def _life(spells: Sequence[Spell]) -> str:
    first, last = spells[0], spells[-1]
    versions = counted(len({row.version for row in spells}), "version")
    state = "still held" if last.held_to is None else "no longer held"
    stated = f"First stated {day(first.held_from, first.held_from_precision)}"
    affirmed = f"last affirmed {day(last.last_affirmed_on, last.last_affirmed_precision)}"
    return f"{stated}, {affirmed}; {versions}; {state}."


def _headline(paper: Paper, on: date, precision: str, what: Sequence[Span], until: str) -> Iterator[str]:
    head = [Span(day(on, precision), "date"), Span("  "), *what, Span(f"  {until}" if until else "", "dim")]
    yield from [paper.rule(head)] if width(head) < paper.width - 2 else paper.flow(head)


def _what(paper: Paper, spell: Spell) -> list[Span]:
    way = changes.direction(paper, spell.direction, spell.direction_computed)
    word = Span(changes.CHANGES.get(spell.change, spell.change), "bold")
    return [word, Span("  " if way else ""), *way]


def until(spell: Spell | Version, known: Known) -> str:
    """`until 2025-07`, with how long it lasted where that is known; `superseded the same day`; `still held`."""
    if spell.held_to is None:
        return "still held"
    if spell.held_to == spell.held_from:
        return "superseded the same day"
    precision = known.get((spell.demand, spell.held_to), "day")
    length = lasted(spell.held_from, spell.held_from_precision, spell.held_to, precision)
    return f"until {bound(spell.held_to, precision)}" + (f" ({length})" if length else "")


def _summary(paper: Paper, spell: Spell) -> Text:
    if spell.from_summary is None or spell.from_summary == spell.summary:
        return spell.summary
    return changes.words(paper, spell.from_summary, spell.summary)


def _terms(spell: Spell) -> list[terms.Line]:
    if spell.change == "first":
        return terms.standing(spell.terms)
    return terms.changed(spell.added_terms, spell.removed_terms, spell.moved_terms, spell.terms)


def cited(spell: Spell, citations: Iterable[Citation]) -> list[Citation]:
    """The citations of the spell's version that lie in it; on its last day too, before another content was said."""
    return [
        row
        for row in citations
        if (row.demand, row.version) == (spell.demand, spell.version)
        and row.document in spell.documents
        and spell.held_from <= row.dated_on
        and (spell.held_to is None or row.dated_on <= spell.held_to)
    ]
