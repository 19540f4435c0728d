"""Says on standard error that a writer waits for another one, and for whom."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

LOOK_EVERY = 1.5  # seconds
_WHO = """
select coalesce(usename, '?') || ' (process ' || pid || ', since ' || to_char(xact_start, 'HH24:MI:SS') || ')'
from pg_catalog.pg_stat_activity where pid = any(pg_blocking_pids(%s)) order by xact_start limit 1
"""


@contextmanager
def announced(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """While the body runs, a second connection looks whether a statement of `connection` waits for a lock."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(connection, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(connection: psycopg.Connection[Any], done: threading.Event) -> None:
    told = None
    while not done.wait(LOOK_EVERY):
        if connection.pgconn.transaction_status != TransactionStatus.ACTIVE:
            continue
        with suppress(psycopg.Error):  # a courtesy must not break the writing
            who = _blocker(connection)
            if who and who != told:
                print(f"waiting for another writer: {who}", file=sys.stderr, flush=True)  # noqa: T201
            told = who


def _blocker(connection: psycopg.Connection[Any]) -> str | None:
    info = connection.info
    with psycopg.connect(info.dsn, password=info.password, autocommit=True) as observer:
        row = observer.execute(_WHO, [info.backend_pid]).fetchone()
    return row[0] if row else None
