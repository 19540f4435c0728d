"""Running a report: made once, delivered to every target, told as told; each step is a transaction.

    open     the run is there, and says after what it tells
    make     the report, in one snapshot; its bytes are kept
    deliver  to each target, and note it
    finish   the run ends and the watermark moves: one commit

Whoever runs a report holds its row, on a connection that dies with the process. A run that was cut off, at any point,
is taken up where it stands: what was kept is sent, what was noted is not sent again. Only what reached its target
without being noted goes there twice, with the same bytes and the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.config import Settings
from tracker.database import connect, failures
from tracker.errors import InputError, SurroundingsError, TrackerError
from tracker.report import delivery, interval, store, targets
from tracker.report.definitions import DELIVERED, FAILED, SKIPPED, Definition, Run, narrowed
from tracker.report.delivery import Deliver, Parcel
from tracker.report.message import Asked, Message, Since

if TYPE_CHECKING:
    import psycopg

    from tracker.database.connect import Reader

Make = Callable[["Reader", Asked, Sequence[str], bool], Message]
Say = Callable[[str], None]
FIRST_PAUSE, GROWS, LONGEST_PAUSE = timedelta(minutes=1), 4, timedelta(hours=6)


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Engine:
    """What a run needs. `say` is told every step as it is done."""

    settings: Settings
    make: Make
    say: Say = lambda _: None
    deliver: Deliver = delivery.deliver
    clock: Callable[[], datetime] = clock

    def step(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        return connect.reporting(self.settings)


class Outcome(NamedTuple):
    """What came of a run. `reason` and perhaps `next_attempt_at` where it failed; no `run` where it could not begin."""

    report: str
    run: int | None
    status: str
    subject: str | None
    reason: str | None = None
    next_attempt_at: datetime | None = None

    def __str__(self) -> str:
        said = f": {self.reason or self.subject}" if self.reason or self.subject else ""
        later = f"; next attempt {self.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC" if self.next_attempt_at else ""
        run = f"run {self.run} " if self.run else ""
        return f"{self.report}: {run}{self.status}{said}{later}"


class _Lost(SurroundingsError):
    """The connection that holds the report is gone, and somebody else may run it."""


def run_due(engine: Engine, stopped: Callable[[], bool] = lambda: False) -> list[Outcome]:
    """One round: every report that is due, or has a run to end, and that nobody else is running."""
    with engine.step() as connection:
        listed, unfinished = store.definitions(connection), store.unfinished(connection)
    now, found = engine.clock(), list[Outcome | None]()
    for one in listed:
        try:
            if not stopped() and is_due(one, unfinished.get(one.id), now):
                found.append(run_one(engine, one.name, unasked=True))
        except InputError as error:  # a schedule that is none: no end of the others
            found.append(Outcome(one.name, None, FAILED, None, error.message))
    return [outcome for outcome in found if outcome]


def is_due(definition: Definition, run: Run | None, now: datetime) -> bool:
    if definition.paused:
        return False
    return not run.waits(now) if run else definition.missed(now) is not None


def run_one(
    engine: Engine, name: str, *, given: tuple[Since, Since] | None = None, unasked: bool = False
) -> Outcome | None:
    """One run of a report; None where somebody else is running it, or where `unasked` and it is not due after all.

    A run that is not ended is ended, and is the only one. `given` is another interval to tell of.
    """
    with engine.step() as held:
        definition = store.take(held, name)
        if definition is None:
            return None
        run = store.unfinished(held).get(definition.id)
        now = engine.clock()
        if unasked and not is_due(definition, run, now):
            return None
        with engine.step() as connection:
            if run:
                run = store.again(connection, run)
            else:
                due_at = None if given else definition.missed(now)
                run = store.open_run(connection, definition, now, due_at, given)
        engine.say(f"{name}: run {run.id}, attempt {run.attempts}")
        outcome = _carried_out(engine, held, definition, run)
    engine.say(str(outcome))
    return outcome


def run_now(engine: Engine, name: str, given: tuple[Since, Since] | None = None) -> list[Outcome]:
    """As it is asked for by hand; none where somebody else is running it.

    A run that was not ended is ended first, as it was made; where more can have come since, another follows.
    """
    with engine.step() as connection:
        definition = store.definition(connection, name)
        cut_off = store.unfinished(connection).get(definition.id)
    first = run_one(engine, name, given=given)
    ended = first and cut_off and first.run == cut_off.id and first.status != FAILED
    second = run_one(engine, name) if ended and _is_behind(engine, name) else None
    return [outcome for outcome in (first, second) if outcome]


def _is_behind(engine: Engine, name: str) -> bool:
    with engine.step() as connection:
        told = store.definition(connection, name).told
    with connect.reading(engine.settings) as reader:
        return _now(reader, told, engine.clock()) != told


def _carried_out(engine: Engine, held: psycopg.Connection[Any], definition: Definition, run: Run) -> Outcome:
    """The run up to the step that `held` commits at its end; a failure is noted, and is no end of others' runs."""
    try:
        return _made_and_delivered(engine, held, definition, run)
    except _Lost:
        raise
    except Exception as error:
        return _failed(engine, definition, run, error)


def _made_and_delivered(engine: Engine, held: psycopg.Connection[Any], definition: Definition, run: Run) -> Outcome:
    with engine.step() as connection:
        message = store.kept(connection, run)
    if message is None:
        run, message = _made(engine, definition, run)
    if message is not None:
        _delivered(engine, held, definition, run, message)
    status = SKIPPED if message is None else DELIVERED
    store.finish(held, run, status, engine.clock())
    return Outcome(definition.name, run.id, status, run.subject)


def _failed(engine: Engine, definition: Definition, run: Run, error: Exception) -> Outcome:
    expected = isinstance(error, (TrackerError, OSError))
    reason = error.message if isinstance(error, TrackerError) else str(error)
    reason = reason if expected else f"unexpected fault in tracker: {type(error).__name__}: {reason}"
    now = engine.clock()
    next_attempt_at = now + pause(run.attempts) if run.moves else None
    with engine.step() as connection:
        store.fail(connection, run, reason, now, next_attempt_at)
    return Outcome(definition.name, run.id, FAILED, run.subject, reason, next_attempt_at)


def pause(attempts: int) -> timedelta:
    """How long after an attempt the next one comes: longer each time, and never more than six hours."""
    factor: int = GROWS ** min(attempts - 1, 9)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


# --- making ---------------------------------------------------------------------------------------------------------


def made(engine: Engine, definition: Definition, since: Since, until: Since | None) -> tuple[Message, Since]:
    """The report of an interval, up to now where no end is given; and that end, at which its reader stands."""
    what = definition.formats, any(targets.kind(target) == "mail" for target in definition.targets)
    with connect.reading(engine.settings) as reader:
        end = until or _now(reader, since, engine.clock())
        if end.changeset == (reader.changeset or 0):
            return engine.make(reader, _asked(reader, definition, since, end), *what), end
    with connect.reading(replace(engine.settings, known_at=f"changeset {end.changeset}")) as reader:
        return engine.make(reader, _asked(reader, definition, since, end), *what), end


def _asked(reader: Reader, definition: Definition, since: Since, until: Since) -> Asked:
    narrowing = narrowed(reader, definition.narrowing)
    view, ignored, zone = definition.view, tuple(definition.ignored), definition.time_zone
    return Asked(definition.name, since, until, *narrowing, view, ignored, zone)


def _now(reader: Reader, since: Since, now: datetime) -> Since:
    """A clock that was set back is no reason to tell a day twice."""
    return Since(reader.changeset or 0, max(since.day, now.astimezone(UTC).date()))


def _made(engine: Engine, definition: Definition, run: Run) -> tuple[Run, Message | None]:
    """The message as it is kept now; none where nothing is to be sent."""
    message, until = made(engine, definition, run.since, run.until)
    silent = definition.only_when_changed and not message.news
    with engine.step() as connection:
        run = store.told(connection, run, until, message.subject, engine.clock())
        if not silent:
            store.keep(connection, run, message)
    engine.say(f"{definition.name}: run {run.id} made of {interval.told(run.since, until)}: {message.subject}")
    return run, None if silent else message


# --- delivering -----------------------------------------------------------------------------------------------------


def _delivered(
    engine: Engine, held: psycopg.Connection[Any], definition: Definition, run: Run, message: Message
) -> None:
    """To every target that has it not yet; SurroundingsError, when all were tried, where some could not be had."""
    with engine.step() as connection:
        waiting = store.pending(connection, run, definition.targets)
    reasons = [reason for one in waiting if (reason := _sent(engine, held, definition, run, message, one))]
    if reasons:
        raise SurroundingsError("; ".join(reasons))


def _sent(
    engine: Engine,
    held: psycopg.Connection[Any],
    definition: Definition,
    run: Run,
    message: Message,
    to: store.Delivery,
) -> str | None:
    """Why it could not be delivered, if so."""
    _still_held(held)
    until = run.until or run.since
    made_at = (run.made_at or run.started_at).astimezone(ZoneInfo(definition.time_zone))
    parcel = Parcel(definition.name, run.id, UUID(to.key), made_at, until.day, message)
    try:
        engine.deliver(to.target, parcel)
    except (TrackerError, OSError) as error:
        reason = error.message if isinstance(error, TrackerError) else f"{targets.shown(to.target)}: {error}"
        with engine.step() as connection:
            store.undelivered(connection, run, to.target, reason)
        return reason
    with engine.step() as connection:
        store.sent(connection, run, to.target, engine.clock())
    engine.say(f"{definition.name}: run {run.id} sent to {targets.shown(to.target)}")
    return None


def _still_held(held: psycopg.Connection[Any]) -> None:
    try:
        with failures.translated():
            held.execute("select")
    except SurroundingsError as error:
        raise _Lost(error.message, error.hint) from error
