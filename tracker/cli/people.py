"""tracker process, actor, meeting: list and show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import complete
from tracker.cli.command import command, group, reads, shows
from tracker.render.dates import day
from tracker.render.page import Listing, Record, picked

if TYPE_CHECKING:
    from tracker.database.connect import Reader

PROCESSES = (
    ("all processes", "tracker process list"),
    ("who negotiates, mediates, observes", "tracker process show russia-ukraine"),
)
ACTORS = (
    ("everybody who is named", "tracker actor list --kind person"),
    ("a person's roles, a state's persons", "tracker actor show medinsky"),
)
MEETINGS = (
    ("all rounds of talks, by date", "tracker meeting list"),
    ("who was there, for whom", "tracker meeting show istanbul-2025-06-02"),
)


@group(PROCESSES)
def process() -> None:
    """Negotiations and peace processes."""


@command(process, "list", PROCESSES[:1])
@reads
def list_processes(reader: Reader) -> Listing:
    """List processes."""
    from tracker.query import people

    return Listing(people.Process._fields, people.processes(reader), picked(*people.Process._fields))


@command(process, "show", PROCESSES[1:])
@click.argument("name", metavar="PROCESS", shell_complete=complete.slugs("process"))
@shows
def show_process(reader: Reader, name: str) -> Record:
    """Show a process and its parties."""
    from tracker.query import names, people
    from tracker.render import records

    slug = names.resolve(reader, "process", name)
    row, parties = people.process(reader, slug), people.parties(reader, slug)
    return Record(row, {"parties": parties}, records.process(row, parties).told)


@group(ACTORS)
def actor() -> None:
    """States, organisations and persons."""


@command(actor, "list", ACTORS[:1])
@click.option("--kind", type=click.Choice(["state", "organisation", "person"]), help="Only this kind.")
@reads
def list_actors(reader: Reader, kind: str | None) -> Listing:
    """List actors."""
    from tracker.query import people

    pick = picked("actor", "kind", "name", "description")
    return Listing(people.Actor._fields, people.actors(reader, kind=kind), pick)


@command(actor, "show", ACTORS[1:])
@click.argument("name", metavar="ACTOR", shell_complete=complete.slugs("actor"))
@shows
def show_actor(reader: Reader, name: str) -> Record:
    """Show an actor: whom a person acts for, who acts for a state."""
    from tracker.query import names, people
    from tracker.render import records

    slug = names.resolve(reader, "actor", name)
    row = people.actor(reader, slug)
    roles = [*people.affiliations(reader, person=slug), *people.affiliations(reader, of_actor=slug)]
    return Record(row, {"affiliations": roles}, records.actor(row, roles).told)


@group(MEETINGS)
def meeting() -> None:
    """Rounds of talks and their delegations."""


@command(meeting, "list", MEETINGS[:1])
@shared.process
@reads
def list_meetings(reader: Reader, process: str | None) -> Listing:
    """List meetings by date."""
    from tracker.query import names, people
    from tracker.render import entries

    rows = people.meetings(reader, names.optional(reader, "process", process))
    pick = {"date": lambda row: day(row.held_on, row.held_precision), **picked("meeting", "place", "summary")}
    return Listing(people.Meeting._fields, rows, pick, entries.Entries(rows, entries.meeting).told)


@command(meeting, "show", MEETINGS[1:])
@click.argument("name", metavar="MEETING", shell_complete=complete.slugs("meeting"))
@shows
def show_meeting(reader: Reader, name: str) -> Record:
    """Show a meeting and its delegations."""
    from tracker.query import names, people
    from tracker.render import records

    slug = names.resolve(reader, "meeting", name)
    row, sent = people.meeting(reader, slug), people.delegations(reader, slug)
    return Record(row, {"delegations": sent}, records.meeting(row, sent).told)
