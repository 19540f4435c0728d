"""The first screen that a new user sees: one question, its answer in three sentences, the evidence, what to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.query.changes import Difference
from tracker.render import changes, choices
from tracker.render.dates import counted
from tracker.render.difference import tally
from tracker.render.history import Story
from tracker.render.paper import Paper, Span


class Answer(NamedTuple):
    """What became of all demands between two days, and the history of one; no story where it is not there."""

    start: date
    end: date
    differences: Sequence[Difference]
    story: Story | None

    def told(self, paper: Paper) -> Iterator[str]:
        row = self._row()
        if self.story is None or row is None:
            yield from paper.flow("This database holds other data than the shipped ones; they were left as they are.")
            yield from paper.flow("Try: tracker positions, or tracker demand list")
            return
        party = self.story.labels.actors.get(row.party, row.party)
        question = f"{row.title}: how did this demand of {party} change from {self.start} to {self.end}?"
        yield from paper.flow(Span(question, "bold"))
        yield from paper.flow(self.story.facts(paper, self.story.spells[-1]))
        yield ""
        yield from paper.flow(self._verdict(paper, row, self.story))
        yield from paper.flow(Span(_legend(paper), "dim"))
        yield ""
        yield from self.story.untitled(paper)
        yield ""
        yield from paper.flow(f"All demands of both sides in that time: {tally(self.differences)}.")
        yield ""
        yield from _onward(paper, row, self.start, self.end)

    def _row(self) -> Difference | None:
        demands = {spell.demand for spell in self.story.spells} if self.story else set()
        return next((row for row in self.differences if row.demand in demands), None)

    def _verdict(self, paper: Paper, row: Difference, story: Story) -> list[Span]:
        """Whether it persists, how it changed and which way, whether it is an alternative now."""
        if row.change in ("new", "dropped", "transient"):
            return [Span(f"It is {changes.CHANGES[row.change]}.")]
        said = [
            Span("It persisted: it was held on both days"),
            Span(f", and last affirmed on {row.last_affirmed_on}. "),
        ]
        if row.change != "persisted":
            said += [Span(f"But it was {row.change}", "bold"), Span(", "), *changes.direction(paper, row.direction)]
            said += [_terms(row, story)]
        if row.to_choices and not row.from_choices:
            said += [Span(" It is now "), *choices.said(row.to_choices, story.passages), Span(".")]
        return said


def _legend(paper: Paper) -> str:
    words = "words struck out went, underlined ones came" if paper.colour else "[-words-] went, {+words+} came"
    return f"Below: + added, - removed, ~ moved, = kept; {words}."


def _terms(row: Difference, story: Story) -> Span:
    """`: 1 term added, 2 removed, 1 moved, 4 kept.`"""
    after = next((spell.terms for spell in story.spells if spell.version == row.to_version), [])
    kept = len(after) - len(row.added_terms) - len(row.moved_terms)
    added = counted(len(row.added_terms), "term")
    return Span(f": {added} added, {len(row.removed_terms)} removed, {len(row.moved_terms)} moved, {kept} kept.")


def _onward(paper: Paper, row: Difference, start: date, end: date) -> Iterator[str]:
    commands = {
        f"tracker options {row.to_document}": "what each way to a ceasefire asks, and what is asked anyway",
        f"tracker diff {start} {end}": "everything that changed between the two days",
        "tracker matrix": "where both sides stand today, topic by topic",
    }
    yield from paper.flow(Span("Try next:", "bold"))
    for command, what in commands.items():
        yield from paper.flow(Span(command, "slug"), "  ")
        yield from paper.flow(Span(what, "dim"), "      ")
