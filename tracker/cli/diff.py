"""tracker diff FROM TO, tracker compare DOC_A DOC_B: what became of each demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import complete
from tracker.cli.command import F, command, reads
from tracker.render.page import Listing, Pick, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.changes import Comparison, Difference
    from tracker.query.demands import Known, Version
    from tracker.query.labels import Labels
    from tracker.query.sources import Passage

CHANGES = ("new", "revived", "dropped", "persisted", "expanded", "narrowed", "altered", "reworded", "transient")
BETWEEN_DOCUMENTS = (*CHANGES[:-1], "restated", "silent", "not-covered")

DIFF_EXAMPLES = (
    ("everything that changed within a year", "tracker diff 2024-06-14 2025-06-02"),
    ("the last thirty days, of one party", "tracker diff 30d-ago today --party russia"),
    ("only what was dropped or narrowed", "tracker diff 2024 2025 --only dropped --only narrowed"),
    ("in a script: exit code 1 if anything changed", "tracker diff 2024-06-14 today --exit-code --changes-only"),
)
COMPARE_EXAMPLES = (
    ("two documents of one party", "tracker compare putin-2024-06-14 ru-memorandum-2025-06-02"),
    ("as Markdown for a report", "tracker compare putin-2024-06-14 ru-memorandum-2025-06-02 --format markdown"),
)


def _only(changes: Sequence[str]) -> Callable[[F], F]:
    told = f"Only such changes ({', '.join(changes)}); may be given several times."
    return click.option("--only", type=click.Choice(changes), metavar="CHANGE", multiple=True, help=told)


@command(name="diff", examples=DIFF_EXAMPLES)
@click.argument("start", metavar="FROM", shell_complete=complete.slugs("document"))
@click.argument("end", metavar="TO", shell_complete=complete.slugs("document"))
@_only(CHANGES)
@click.option("--changes-only", is_flag=True, help="Leave out what persisted unchanged.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed.")
@shared.process
@shared.party
@shared.topic
@reads
def diff(
    reader: Reader,
    start: str,
    end: str,
    only: Sequence[str],
    changes_only: bool,
    exit_code: bool,
    process: str | None,
    party: str | None,
    topic: str | None,
) -> Listing:
    """What is new, dropped, changed or persisted between two dates.

    FROM and TO are 2024-06-14, 2024-06 or 2024 (the state at its last day), today, 30d-ago, or a document's slug.
    """
    from tracker.query import changes, dates

    first, last = dates.resolve(reader, start), dates.resolve(reader, end)
    scope = shared.narrowed(reader, process, party, topic)
    persisted = not changes_only and (not only or "persisted" in only)
    rows = changes.differences(reader, first, last, scope, list(only), persisted=persisted)
    changed = any(row.change != "persisted" or row.interrupted for row in rows)
    return _page(
        reader, f"What changed from {first} to {last}", changes.Difference._fields, rows, negative=exit_code and changed
    )


@command(name="compare", examples=COMPARE_EXAMPLES)
@click.argument("document_a", metavar="DOC_A", shell_complete=complete.slugs("document"))
@click.argument("document_b", metavar="DOC_B", shell_complete=complete.slugs("document"))
@_only(BETWEEN_DOCUMENTS)
@shared.topic
@reads
def compare(reader: Reader, document_a: str, document_b: str, only: Sequence[str], topic: str | None) -> Listing:
    """What two documents of one party have in common, and what only one of them asks."""
    from tracker.query import changes, names

    a, b = (names.resolve(reader, "document", name) for name in (document_a, document_b))
    topic = names.optional(reader, "topic", topic)
    rows = changes.comparisons(reader, a, b, topic=topic, only=list(only))
    return _page(reader, f"{a} (a) compared with {b} (b)", changes.Comparison._fields, rows)


def _page(
    reader: Reader,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Difference | Comparison],
    *,
    negative: bool = False,
) -> Listing:
    from tracker.render.difference import Differences

    labels, passages = _beside(reader, rows)
    human = Differences(title, rows, labels, passages, *_in_between(reader, rows))
    return Listing(columns, rows, _pick(columns), human.told, f"{title}: nothing.", negative=negative)


def _pick(columns: Sequence[str]) -> Pick:
    shown = ["party", "demand", "change", "direction", "added_terms", "removed_terms", "moved_terms", "to_summary"]
    return picked(*(["in_documents"] if "in_documents" in columns else []), *shown)


def _in_between(reader: Reader, rows: Sequence[Difference | Comparison]) -> tuple[Sequence[Version], Known]:
    """The spells of the demands that were held only in between, and how exactly these are dated."""
    from tracker.query import demands

    names = sorted({row.demand for row in rows if row.change == "transient"})
    spells = demands.versions(reader, names) if names else []
    return spells, demands.precisions(spells, demands.endings(reader, names) if names else [])


def _beside(reader: Reader, rows: Sequence[Difference | Comparison]) -> tuple[Labels, Sequence[Passage]]:
    """Names, and the passages of the documents that offer choices."""
    from tracker.query import sources
    from tracker.query.labels import labels

    terms = [term for row in rows for term in (*row.added_terms, *row.removed_terms, *row.moved_terms)]
    documents = [slug for row in rows for slug in (row.from_document, row.to_document)]
    offering = {option.partition("#")[0] for row in rows for option in (*row.from_choices, *row.to_choices)}
    found = labels(reader, terms=terms, actors=[row.party for row in rows], documents=documents)
    return found, sources.passages(reader, sorted(offering)) if offering else []
