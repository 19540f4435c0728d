"""Reports and their runs as pages: lists, and one report with its last runs."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.errors import InputError
from tracker.render.page import Listing, Record, picked
from tracker.render.sheet import Sheet, rows
from tracker.report.definitions import Definition, Run
from tracker.report.schedule import following
from tracker.report.store import Delivery, Told

_SHOWN = [name for name in Definition._fields if name not in ("id", "name", "due_after")]
_row_type: Callable[..., Any] = namedtuple  # the columns are those of Definition, and are said there
# A report and how it stands. It is due next at the first time that has not been run, past ones included.
Report = _row_type("Report", ("report", *_SHOWN, "next_due_at", "last_status"))


class Row(NamedTuple):
    """A run. It tells of what lies after `from` up to and with `to`; `regular` where the next begins where it ends."""

    run: int
    report: str
    status: str
    due_at: datetime | None
    started_at: datetime
    ended_at: datetime | None
    attempts: int
    next_attempt_at: datetime | None
    from_changeset: int
    from_day: date
    to_changeset: int | None
    to_day: date | None
    regular: bool
    subject: str | None
    reason: str | None


def report(of: Definition, last: Run | None) -> Any:
    """A row of Report."""
    shown = (getattr(of, name) for name in _SHOWN)
    return Report(of.name, *shown, _next_due_at(of), last.status if last else None)


def _next_due_at(of: Definition) -> datetime | None:
    """None where it is paused, or its schedule cannot be read."""
    with suppress(InputError):
        return None if of.paused else following(of.every, of.time_zone, of.due_after)
    return None


def row(told: Told) -> Row:
    run = told.run
    return Row(
        run.id,
        told.report,
        run.status,
        run.due_at,
        run.started_at,
        run.ended_at,
        run.attempts,
        run.next_attempt_at,
        *run.since,
        run.to_changeset,
        run.to_day,
        run.moves,
        run.subject,
        run.reason,
    )


def reports(definitions: Sequence[Definition], last: Mapping[int, Run]) -> Listing:
    found = [report(one, last.get(one.id)) for one in definitions]
    pick = {
        **picked("report", "every", "time_zone"),
        "next": lambda row: _clock(row.next_due_at, row.time_zone, row.paused),
        **picked("last_status", "targets"),
    }
    return Listing(Report._fields, found, pick, empty="No report is asked for yet. See: tracker report add -h")


def next_due(of: Definition) -> str:
    """In its own time zone: 2026-06-08 07:00 EEST."""
    return _clock(_next_due_at(of), of.time_zone, of.paused)


def _clock(due: datetime | None, zone: str, paused: bool) -> str:
    if due is None:
        return "paused" if paused else "never: its schedule cannot be read"
    return f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"


def runs(found: Sequence[Told]) -> Listing:
    pick = {
        **picked("run", "report", "status", "due_at", "ended_at", "attempts"),
        "next attempt": _again,
        "what": _what,
    }
    return Listing(Row._fields, list(map(row, found)), pick, empty="No run yet.")


def _again(run: Row) -> datetime | None:
    """When it is tried again."""
    return run.next_attempt_at


def _what(run: Row) -> str | None:
    return run.reason or run.subject


def one(of: Definition, last: Sequence[Told], deliveries: Sequence[Delivery]) -> Record:
    """A report, its last runs, newest first, and how the newest stands with each target."""
    found, ran = report(of, last[0].run if last else None), list(map(row, last))
    fields = {
        "every": f"{of.every} ({of.time_zone})",
        "next": next_due(of),
        **{name: value for name, value in of.narrowing._asdict().items() if value},
        "view": of.view,
        "formats": of.formats,
        "targets": of.targets,
        "only when changed": of.only_when_changed,
        "ignored causes": of.ignored,
        "told up to": f"{of.told_day}, changeset {of.told_changeset}",
        "author": of.author,
        "created": of.created_at,
    }
    sections = {
        "Runs": rows(
            ["run", "status", "due", "ended", "attempts", "next attempt", "what"],
            [(run.run, run.status, run.due_at, run.ended_at, run.attempts, _again(run), _what(run)) for run in ran],
        ),
        "Deliveries of the last": rows(
            ["target", "status", "attempts", "sent", "reason"],
            [(to.target, to.status, to.attempts, to.sent_at, to.reason) for to in deliveries],
        ),
    }
    return Record(
        found, {"runs": ran, "deliveries": deliveries}, Sheet(of.name, of.name, fields, sections=sections).told
    )
