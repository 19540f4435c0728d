"""tracker demand: list and show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import command as shared
from tracker.cli import complete
from tracker.cli.command import command, group, reads, shows
from tracker.render.page import Listing, Record, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

STATUS = ("held", "withdrawn", "agreed", "met", "lapsed", "replaced")
LIST_EXAMPLES = (
    ("everything ever demanded or proposed", "tracker demand list"),
    ("what Ukraine proposes about prisoners", "tracker demand list --party ukraine --topic humanitarian.prisoners"),
)
SHOW_EXAMPLES = (("one demand with its versions, links, answers and sources", "tracker demand show ru.withdraw"),)


@group((*LIST_EXAMPLES, *SHOW_EXAMPLES))
def demand() -> None:
    """Demands and proposals; their changes are told by `tracker history`."""


@command(demand, "list", LIST_EXAMPLES)
@click.option(
    "--status", type=click.Choice(STATUS), metavar="STATUS", help=f"Only with this status: {', '.join(STATUS)}."
)
@shared.process
@shared.party
@shared.topic
@reads
def list_demands(
    reader: Reader, status: str | None, process: str | None, party: str | None, topic: str | None
) -> Listing:
    """List demands and proposals, held or not."""
    from tracker.query import demands
    from tracker.render import entries
    from tracker.render.dates import day

    rows = demands.demands(reader, shared.narrowed(reader, process, party, topic), status)
    pick = {
        **picked("party", "demand", "title"),
        "first": lambda row: day(row.first_stated_on, row.first_stated_precision),
        "affirmed": lambda row: day(row.last_affirmed_on, row.last_affirmed_precision),
        **picked("status"),
    }
    return Listing(demands.Demand._fields, rows, pick, entries.Entries(rows, entries.demand).told)


@command(demand, "show", SHOW_EXAMPLES)
@click.argument("name", metavar="DEMAND", shell_complete=complete.slugs("demand"))
@shows
def show_demand(reader: Reader, name: str) -> Record:
    """Show a demand: what it asks now, and everything that belongs to it."""
    from tracker.query import demands, names, outcomes, people
    from tracker.query.labels import labels
    from tracker.render import records

    slug = names.resolve(reader, "demand", name)
    row, versions = demands.demand(reader, slug), demands.versions(reader, slug)
    below: dict[str, Sequence[Any]] = {
        "version_spells": versions,  # `versions` and `spells` are columns of the demand itself: how many
        "terms": demands.terms(reader, slug),
        "citations": demands.citations(reader, [slug]),
        "endings": demands.endings(reader, [slug]),
        "links": demands.links(reader, slug),
        "lineage": demands.lineage(reader, slug),  # the links of others to it
        "responses": outcomes.responses_to(reader, slug),
        "settlements": outcomes.settlements(reader, demand=slug),
        "assessments": outcomes.assessments(reader, about=slug),
        "external_ids": people.external_ids(reader, "demand", slug),
    }
    found = labels(reader, terms=[term for version in versions for term in version.terms])
    return Record(row, below, records.demand(row, below, found).told)
