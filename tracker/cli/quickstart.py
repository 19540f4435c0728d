"""tracker quickstart: everything set up, and the question that the tracker exists for, answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tracker.cli import terminal
from tracker.cli.command import command, read_at, settings_of_now
from tracker.errors import SurroundingsError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.database.connect import Reader
    from tracker.render.quickstart import Answer

DEMAND = "ru.withdraw-four-oblasts"
FROM, TO = date(2024, 6, 14), date(2025, 6, 2)
AUTHOR = "tracker quickstart"


@command(
    name="quickstart", examples=[("start an embedded PostgreSQL, load the shipped data, ask", "tracker quickstart")]
)
@click.pass_context
def quickstart(ctx: click.Context) -> None:
    """Set up a database with the shipped data and show how one demand changed between 2024 and 2025.

    Safe to repeat: a database that holds data is left as it is. Without --database it is an embedded PostgreSQL
    in your data folder.
    """
    from tracker.database.connect import reading

    settings = settings_of_now(ctx)
    if _changeset(settings) is None:
        _fill(settings)
    with reading(settings) as reader:
        answer = _ask(reader)
    paper = terminal.paper()
    terminal.write(answer.told(paper), paper.colour)
    terminal.note(read_at(reader))


def _changeset(settings: Settings) -> int | None:
    """The last changeset of a database that is ready; the database is made so first, where it is not."""
    from tracker.cli.db import running
    from tracker.database.connect import reading

    try:
        with reading(settings) as reader:
            return reader.changeset
    except SurroundingsError:
        terminal.note("Starting PostgreSQL…" if settings.database_url is None else "Connecting…")
        url = running(settings, create=True)
    from tracker.database.upgrade import upgrade

    terminal.note("Creating the schema…")
    upgrade(url)
    with reading(settings) as reader:
        return reader.changeset


def _fill(settings: Settings) -> None:
    from tracker import resources
    from tracker.record.importing import import_paths

    terminal.note("Importing the shipped data…")
    message = "Seed data: the codebook, and the talks of June 2025 between Russia and Ukraine"
    with terminal.Progress() as progress:
        import_paths(settings, [resources.seeds()], author=AUTHOR, message=message, progress=progress)


def _ask(reader: Reader) -> Answer:
    """All from the functions that `tracker history` and `tracker diff` ask."""
    from tracker.cli.history import read
    from tracker.query import changes
    from tracker.query.names import slugs
    from tracker.render.quickstart import Answer

    if not slugs(reader, "demand", "demand = %s", DEMAND):
        return Answer(FROM, TO, [], None)
    found = changes.differences(reader, FROM, TO, persisted=True)
    return Answer(FROM, TO, found, read(reader, DEMAND))
