"""Runs what is due until it is stopped. All state is in the database, so several schedulers may stand side by side."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from tracker.errors import InputError, SurroundingsError
from tracker.report import store
from tracker.report.rounds import Engine, run_due
from tracker.report.schedule import following

LOOK_EVERY = 15.0  # seconds, for definitions that others change meanwhile
SHORTEST, LONGEST = 1.0, 60.0  # seconds between two attempts to reach the database


def serve(engine: Engine) -> None:
    """Until SIGTERM or SIGINT; the run in hand is finished first. A database that is away is waited for."""
    with _until_told() as stop:
        engine.say("the scheduler waits for reports that are due")
        pause, complaints = SHORTEST, set[str]()
        while not stop.is_set():
            try:
                found = {str(outcome) for outcome in run_due(engine, stop.is_set) if outcome.run is None}
                for line in sorted(found - complaints):  # once, and not at every look
                    engine.say(line)
                complaints = found
                rest, pause = _rest(engine), SHORTEST
            except SurroundingsError as error:
                engine.say(f"{error.message}; trying again in {pause:.0f} s")
                rest, pause = pause, min(pause * 2, LONGEST)
            stop.wait(rest)
        engine.say("the scheduler stops")


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    stop = threading.Event()
    kinds = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(kind, lambda *_: stop.set()) for kind in kinds]
    try:
        yield stop
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def _rest(engine: Engine) -> float:
    """Seconds until something is due, as far as is known now."""
    with engine.step() as connection:
        listed, unfinished = store.definitions(connection), store.unfinished(connection)
    now = engine.clock()
    times: list[datetime] = []
    for one in listed:
        if not one.paused:
            run = unfinished.get(one.id)
            with suppress(InputError):
                next_time = run.next_attempt_at if run else following(one.every, one.time_zone, one.due_after)
                times.append(next_time or now)
    first = min(((time - now).total_seconds() for time in times), default=LOOK_EVERY)
    return min(max(first, SHORTEST), LOOK_EVERY)
