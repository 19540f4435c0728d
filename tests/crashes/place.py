"""An embedded server of its own, that writes to the disk as in earnest, and databases on it to be harmed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import Database, url_of
from tracker.config import Settings
from tracker.database import connect, embedded

HARMED = embedded.DATABASE  # the database that commands find by themselves
PATIENCE = 60  # seconds
_AT_WORK = "select pid from pg_stat_activity where application_name = 'tracker' and datname = %s and query ilike %s"
_IDENTITIES = "select schemaname || '.' || sequencename, last_value from pg_sequences where last_value is not null"


class Place:
    """A data folder; `folder` is for files of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(database_url=None, data_dir=folder / "data")
        self._numbers = count(1)
        self.stands = ""  # what was kept under this name stands in the harmed database
        self._kept: dict[str, list[tuple[str, int]]] = {}  # of each state, where the identity columns were

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`tracker WORDS`, in a process of its own."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "PG"))}
        return subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            env={**env, "TRACKER_DATA_DIR": str(self.settings.data_dir)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> float:
        """`tracker WORDS`, which must succeed; how many seconds it took."""
        started = time.monotonic()
        process = self.start(*words)
        _, told = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, told
        return time.monotonic() - started

    def connect(self) -> psycopg.Connection[Any]:
        """As every command connects: a server that is down is started, one that recovers is waited for."""
        return connect.connect(self.settings)

    def database(self) -> Database:
        return Database(HARMED, embedded.start(self.settings))

    def keep(self, name: str) -> None:
        """Keeps the database as it is under a name."""
        with self.connect() as connection:
            self._kept[name] = connection.execute(_IDENTITIES).fetchall()
        self._copy(HARMED, name)
        self.stands = name

    def restore(self, name: str) -> None:
        """Puts a database that was kept in the place of the harmed one."""
        if self.stands != name:
            self._copy(name, HARMED)
            self.stands = name
        with self.connect() as connection:  # a transaction that failed has used up some numbers
            for sequence, value in self._kept[name]:
                connection.execute("select setval(%s, %s)", [sequence, value])

    def _copy(self, source: str, to: str) -> None:
        """What stood there is only put aside: to drop a database the server first writes all others to the disk."""
        aside = f"aside{next(self._numbers)}"
        with psycopg.connect(url_of(self.database().url, dbname="postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [to]).fetchone():
                connection.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [to]
                )
                connection.execute(f"alter database {to} rename to {aside}".encode())
            connection.execute(f"create database {to} template {source}".encode())

    def backends(self) -> list[int]:
        """The processes of the server that work for a command; none where it does not answer."""
        noted = embedded.running_url(self.settings)
        with suppress(psycopg.Error), psycopg.connect(noted or "", autocommit=True) as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where application_name = 'tracker' and datname = %s", [HARMED]
            )
            return [pid for (pid,) in found]
        return []

    def await_work(self, command: subprocess.Popen[str], doing: str) -> int:
        """Until the command sends a statement that begins so; the server's process for it, 0 where it has ended."""
        with psycopg.connect(embedded.running_url(self.settings) or "", autocommit=True) as connection:
            while command.poll() is None:
                if row := connection.execute(_AT_WORK, [HARMED, f"{doing}%"]).fetchone():
                    return int(row[0])
                time.sleep(0.001)
        return 0


@contextmanager
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="tracker-crash-") as folder:
        Path(folder).chmod(0o711)  # as root the server has a user of its own
        made = Place(Path(folder))
        embedded.start(made.settings)
        try:
            with made.connect() as connection:  # to open every file before a recovery takes most of a round
                connection.execute("alter system set recovery_init_sync_method = 'syncfs'")
                connection.execute("select pg_reload_conf()")
            yield made
        finally:
            embedded.stop(made.settings)
