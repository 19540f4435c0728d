"""tracker revert CHANGESET: undo one change of the database by another."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command
from tracker.cli.values import CAUSES, changeset_number
from tracker.errors import InputError

EXAMPLES = (
    ("see what would change", "tracker revert 7 --dry-run"),
    ("undo a wrong import", 'tracker revert 7 --message "Coded from the wrong document"'),
    ("undo the revert: it is a changeset like any other", "tracker revert 8"),
)


@command(name="revert", examples=EXAMPLES)
@click.argument("changeset", nargs=-1, required=True, shell_complete=complete.changesets)
@click.option("--message", "-m", metavar="TEXT", help='Why, for the log; "Revert changeset N" if not given.')
@click.option("--author", metavar="NAME", help="Who reverts it; your login if not given.")
@click.option("--cause", type=click.Choice(CAUSES), default="correction", show_default=True, help="Why, as a code.")
@click.option("--dry-run", is_flag=True, help="Print what would change; write nothing.")
@shared.form
@click.pass_context
def revert(
    ctx: click.Context,
    changeset: Sequence[str],
    message: str | None,
    author: str | None,
    cause: str,
    dry_run: bool,
    form: str,
) -> None:
    """Undo a changeset by a new one: what it added goes, what it changed or removed stands again as it was.

    Nothing is lost: both stay in the log, and a revert can be reverted. Refused, naming the rows, where later
    changesets touched them. CHANGESET is a number as in `tracker log`.
    """
    from tracker.record.reverting import revert as undo
    from tracker.render.plan import Plan

    wanted = changeset_number(changeset, or_last=False)
    if wanted is None:
        raise InputError("which changeset is to be reverted must be said by its number", "See: tracker log")
    result = undo(shared.settings_of_now(ctx), wanted, cause=cause, message=message, author=author, dry_run=dry_run)
    terminal.show(Plan(result.steps, [result.changeset] if result.changeset else [], 0, dry_run), form)
