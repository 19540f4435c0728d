"""tracker history DEMAND: one demand through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.demands import Citation, Spell
    from tracker.query.outcomes import Response
    from tracker.query.sources import Passage
    from tracker.render.evidence import Evidence
    from tracker.render.history import Story

EXAMPLES = (
    ("how a demand changed, with its evidence", "tracker history ru.withdraw-four-oblasts"),
    ("a name may be cut short while it is unambiguous", "tracker history ru.withdraw"),
    ("how our own coding of it changed", "tracker history ru.withdraw --recorded"),
    ("for a program", "tracker history ru.withdraw --format json"),
)


@command(name="history", examples=EXAMPLES)
@click.argument("demand", shell_complete=complete.slugs("demand"))
@click.option("--recorded", is_flag=True, help="How our coding of it changed, instead of how it changed in the world.")
@reads
def history(reader: Reader, demand: str, recorded: bool) -> Listing:
    """One demand through time: every version, what changed, and who said it where.

    Lines marked + were added, - removed, ~ moved, = kept. In a summary [-old-] and {+new+} words are marked
    (by colour on a terminal).

    With --recorded the time is another: when we recorded what, by changeset, under all names that the demand bore,
    also after it was removed; and what each change of our coding changed in the world's time.
    """
    from tracker.query import names

    if recorded:
        return _recorded(reader, names.remembered(reader, "demand", demand))
    return _held(reader, names.resolve(reader, "demand", demand))


def _held(reader: Reader, slug: str) -> Listing:
    from tracker.query.demands import Spell
    from tracker.render.history import cited

    story = read(reader, slug)
    pick = picked("version", "held_from", "held_to", "change", "direction", "summary", "terms", "documents")
    nested = [{"citations": cited(spell, story.citations)} for spell in story.spells]
    return Listing(Spell._fields, story.spells, pick, story.told, nested=nested)


def read(reader: Reader, slug: str) -> Story:
    """All rows that the history of a demand shows."""
    from tracker.query import demands
    from tracker.query.labels import labels
    from tracker.render.history import Story

    spells = demands.history(reader, slug)
    lineage = list(dict.fromkeys(row.demand for row in spells))
    citations, endings = demands.citations(reader, lineage), demands.endings(reader, lineage)
    said: list[Evidence] = [*citations, *endings]
    found = labels(
        reader,
        terms=[term for row in spells for term in (*row.terms, *row.moved_terms, *row.removed_terms)],
        actors=[row.speaker for row in said],
        documents=[row.document for row in said],
    )
    answered = any(row.responses for row in spells)
    passages = _passages(reader, spells, citations if answered else [])
    answers = _answers(reader, spells[-1], citations, passages) if answered else []
    return Story(spells, citations, endings, answers, demands.term_evidence(reader, lineage), passages, found)


def _passages(reader: Reader, spells: Sequence[Spell], citations: Sequence[Citation]) -> list[Passage]:
    """Those of the documents that offer choices, and of the cited ones."""
    from tracker.query import sources

    offering = {option.partition("#")[0] for row in spells for option in row.choices}
    documents = offering | {row.document for row in citations}
    return sources.passages(reader, sorted(documents)) if documents else []


def _answers(
    reader: Reader, spell: Spell, citations: Sequence[Citation], passages: Sequence[Passage]
) -> list[Response]:
    """Answers to the demand, and to a document, or to a passage in or below which it is cited."""
    from tracker.query import outcomes, sources

    cited = sources.above(passages, {(row.document, row.passage) for row in citations})
    found = outcomes.answers(reader, spell.demand, sorted({row.document for row in citations}))
    return [
        row for row in found if row.demand or (row.party != spell.party and (row.on_document, row.on_passage) in cited)
    ]


def _recorded(reader: Reader, name: str) -> Listing:
    from tracker.cli.show import wording
    from tracker.query import ends
    from tracker.query.changesets import Narrowed, Step, changesets, steps_about
    from tracker.render.recorded import Recorded
    from tracker.render.steps import in_words

    rows = steps_about(reader, "demand", name)
    pick = {**picked("changeset", "recorded_at", "author", "cause", "operation", "entity", "key"), "what": in_words}
    made = changesets(reader, narrowed=Narrowed(demand=name))
    human = Recorded(rows, made, wording(reader, rows), ends.by_changeset(reader, rows))
    return Listing(Step._fields, rows, pick, human.told)
