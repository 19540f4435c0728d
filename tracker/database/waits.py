"""Beside a writer's transaction: says that it waits and for whom, ends who keeps it waiting by standing idle, and keeps
the server from taking it for idle itself.

The server disconnects whoever holds the writers' lock and sends nothing for a minute (tracker.lock_writers). A large
import may be busy with its own rows for that long; while it is, the server hears from it. Whoever lifted that limit, or
holds rows without having written, is ended from here (tracker.end_idle_writers).
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

LOOK_EVERY = 1.5  # seconds
LEAVE_AFTER = 0.2  # seconds
_WHO = """
select format('%%s%%s (process %%s%%s)', coalesce(usename, '?'), ' in ' || nullif(application_name, ''), pid,
  ', since ' || to_char(xact_start, 'HH24:MI:SS'))  -- null where the observer may not know
from pg_catalog.pg_stat_activity where pid = any(pg_blocking_pids(%s)) order by xact_start limit 1
"""


@contextmanager
def attended(connection: psycopg.Connection[Any], backend: int) -> Iterator[None]:
    """Looks after the transaction of `connection` while the body runs; `backend` is its process on the server.

    That is not the process that libpq knows of where a pooler stands between.
    """
    watch = _Watch(connection, backend)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield
    except psycopg.OperationalError as error:
        lost = watch.heard() if error.sqlstate is None else None
        if lost:
            raise lost from error
        raise
    finally:
        watch.done.set()
        # No longer: a pooler may let it wait for the very connection that this transaction holds.
        thread.join(LEAVE_AFTER)


class _Watch:
    """Made by the thread that writes, run by another one."""

    def __init__(self, connection: psycopg.Connection[Any], backend: int) -> None:
        self.done = threading.Event()
        self._lost: psycopg.Error | None = None
        self._speaking = threading.Lock()
        self._connection = connection
        self._backend = backend
        self._work = _clock_of_this_thread()
        self._worked = self._work()
        self._told: str | None = None

    def run(self) -> None:
        while not self.done.wait(LOOK_EVERY):
            status, worked = self._connection.pgconn.transaction_status, self._has_worked()
            with suppress(psycopg.Error):  # a courtesy must not break the writing
                if status == TransactionStatus.ACTIVE:
                    self._tell()
                elif status == TransactionStatus.INTRANS and worked:
                    self._show_life()

    def heard(self) -> psycopg.Error | None:
        """Why the connection was lost, where the watch was the one to hear it; it may be about to note it down."""
        with self._speaking:
            return self._lost

    def _has_worked(self) -> bool:
        """Since the last look. A writer that hangs, at a terminal that was stopped for one, is idle indeed."""
        before, self._worked = self._worked, self._work()
        return self._worked > before

    def _show_life(self) -> None:
        with self._speaking:
            try:
                self._connection.execute("SELECT")
            except psycopg.Error as error:
                # The server's own word on it; without one, whoever writes hears as much.
                if error.sqlstate and self._connection.closed:
                    self._lost = error

    def _tell(self) -> None:
        who = self._blocker()
        if who and who != self._told and not self.done.is_set():
            print(f"waiting for another writer: {who}", file=sys.stderr, flush=True)  # noqa: T201
        self._told = who

    def _blocker(self) -> str | None:
        info = self._connection.info
        with psycopg.connect(info.dsn, password=info.password, autocommit=True) as observer:
            row = observer.execute(_WHO, [self._backend]).fetchone()
            if row:
                observer.execute("select tracker.end_idle_writers()")
        return row[0] if row else None


def _clock_of_this_thread() -> Callable[[], float]:
    """The processor time used by this thread, for others to read; by the whole process where only that is known."""
    if sys.platform == "linux":
        clock = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime(clock)
    return time.process_time
