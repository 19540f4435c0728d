"""tracker show CHANGESET: all that one change of the database did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import complete
from tracker.cli.command import command, reads
from tracker.cli.values import Filled, changeset_number
from tracker.render.page import Listing, picked
from tracker.render.steps import KINDS

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.query.changesets import Changeset, Step
    from tracker.render.steps import Wording

EXAMPLES = (
    ("what the last change did, before and after", "tracker show"),
    ("a certain one, as `tracker log` numbers them", "tracker show 1"),
    ("of a large one first how many rows of which kind", "tracker show 1 --stat"),
    ("then some kinds, or one demand", "tracker show 1 --kind version --demand ru.withdraw-four-oblasts"),
    ("for a program", "tracker show last --format json"),
)


@command(name="show", examples=EXAMPLES)
@click.argument("changeset", metavar="[CHANGESET]", nargs=-1, shell_complete=complete.changesets)
@click.option("--stat", is_flag=True, help="Only how many rows of each kind.")
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    metavar="KIND",
    multiple=True,
    help="Only such records (demand, version, citation, passage, …); may be given several times.",
)
@click.option(
    "--demand",
    metavar="SLUG",
    type=Filled(),
    shell_complete=complete.slugs("demand"),
    help="Only what belongs to this demand, under any of its names.",
)
@reads
def show(reader: Reader, changeset: Sequence[str], stat: bool, kind: Sequence[str], demand: str | None) -> Listing:
    """One change of the database, row by row: every field before and after.

    CHANGESET is a number as in `tracker log`, `changeset 7`, or last (the default). Lines marked + were added,
    - removed, ~ changed; in a text [-old-] and {+new+} words are marked (by colour on a terminal). What the database
    derived from it, spells, comes last.
    """
    from tracker.query import changesets, names

    found = changesets.changeset(reader, changeset_number(changeset))
    name = demand and names.remembered(reader, "demand", demand)
    rows = changesets.steps_of(reader, found.changeset, kind, name)
    empty = _nothing(found, kind, name)
    return _counted(found, rows, empty) if stat else _shown(reader, found, rows, empty)


def _nothing(found: Changeset, kinds: Sequence[str], demand: str | None) -> str:
    what = f"no {' and no '.join(kinds)}" if kinds else "nothing that a bundle would say"
    return f"Changeset {found.changeset} touched {what}{f' of {demand}' if demand else ''}."


def _counted(found: Changeset, rows: Sequence[Step], empty: str) -> Listing:
    from tracker.render.log import Count, Counted, counts

    counted = counts(rows)
    return Listing(Count._fields, counted, picked(*Count._fields), Counted(found, counted).told, empty)


def _shown(reader: Reader, found: Changeset, rows: Sequence[Step], empty: str) -> Listing:
    from tracker.query import ends
    from tracker.query.changesets import Step
    from tracker.render.log import Shown
    from tracker.render.steps import in_words

    pick = {**picked("operation", "entity", "key"), "what": in_words}
    dated = ends.by_changeset(reader, rows).get(found.changeset, ends.NO_ENDS)
    return Listing(Step._fields, rows, pick, Shown(found, rows, wording(reader, rows), dated).told, empty)


def wording(reader: Reader, rows: Iterable[Step]) -> Wording:
    """Names of what occurs in terms, and which attributes take one value: read only where a step has terms."""
    from tracker.query import codebook
    from tracker.query.labels import labels
    from tracker.render.steps import Wording, terms_in

    found = terms_in(rows)
    if not found:
        return Wording()
    single = frozenset(row.attribute for row in codebook.attributes(reader) if not row.many)
    return Wording(labels(reader, terms=found), single)
