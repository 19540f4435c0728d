"""Lists for reading: an entry is a line with its name left and its facts right, and below it a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.query.demands import Demand
from tracker.query.outcomes import Agreement, Assessment, Figure, Response
from tracker.query.people import Meeting
from tracker.query.sources import Document
from tracker.render.dates import day
from tracker.render.paper import Paper, Span
from tracker.render.values import amount

INDENT = "    "


class Entry(NamedTuple):
    """`facts` are what else there is to know, empty ones left out; `group` is a heading where it changes."""

    name: str
    facts: Sequence[str | None]
    text: str
    group: str = ""


class Entries(NamedTuple):
    """Rows, and how one of them becomes an entry."""

    rows: Sequence[Any]
    entry: Callable[[Any], Entry]

    def told(self, paper: Paper) -> Iterator[str]:
        group, dot = "", f" {paper.sign('dot')} "
        for entry in map(self.entry, self.rows):
            if entry.group != group:
                yield from [""] if group else []
                yield paper.rule(Span(entry.group, "bold"))
                group = entry.group
            facts = dot.join(fact for fact in entry.facts if fact)
            yield from paper.ends(Span(entry.name, "slug"), Span(facts, "dim"))
            yield from paper.flow(entry.text, INDENT)


def document(row: Document) -> Entry:
    text = "text attached" if row.has_text else None
    return Entry(row.document, [text, row.kind, row.issuer, day(row.issued_on, row.issued_precision)], row.title)


def demand(row: Demand) -> Entry:
    """By party; the last date is that of its last affirmation."""
    affirmed = day(row.last_affirmed_on, row.last_affirmed_precision)
    facts = [row.kind if row.kind == "proposal" else None, row.status, f"affirmed {affirmed}" if affirmed else None]
    return Entry(row.demand, facts, row.title, f"{row.party}, {row.process}")


def response(row: Response) -> Entry:
    to = row.demand or "#".join(filter(None, [row.on_document, row.on_passage]))
    sure = None if row.certainty == "certain" else row.certainty
    answer = f"{row.party}: {row.answer}"
    text = f"to {to}: {row.summary}" if row.summary else f"to {to}"
    return Entry(row.response, [answer, sure, day(row.responded_on, row.responded_precision)], text)


def agreement(row: Agreement) -> Entry:
    confirmed = f"confirmed by {', '.join(row.stated_by)}" if row.stated_by else None
    return Entry(row.agreement, [confirmed, day(row.agreed_on, row.agreed_precision)], row.summary)


def assessment(row: Assessment) -> Entry:
    sure = None if row.certainty == "certain" else row.certainty
    made = f"{row.assessor}, {row.basis}"
    date = day(row.assessed_on, row.assessed_precision)
    return Entry(row.assessment, [sure, made, date], row.summary, f"{row.about_kind} {row.about}")


def meeting(row: Meeting) -> Entry:
    return Entry(row.meeting, [row.place, day(row.held_on, row.held_precision)], row.summary or "")


def figure(row: Figure) -> Entry:
    """By subject and metric, so that claimants stand side by side."""
    said, wording = amount(row), f"“{row.wording}”" if row.wording else ""
    number = " ".join(filter(None, [said, wording]))
    facts = [row.claimant, row.basis, day(row.as_of, row.as_of_precision)]
    return Entry(number, facts, row.figure, f"{row.about}: {row.metric}" if row.about else row.metric)
