"""The servers that tests run on, and the databases that they make there."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tracker import config

# What a crash would lose, tests do not need; and with few pages to look through a database is soon made and dropped.
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "2GB",
    "shared_buffers": "128MB",
}
_STOP_AFTER_US = """
import pathlib, shutil, sys
from tracker import config
from tracker.database import embedded
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
for data in sorted(folder.iterdir(), reverse=True):  # a replica before its primary
    embedded.stop(config.Settings(database_url=None, data_dir=data))
shutil.rmtree(folder)
"""
_DISCONNECT = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"


class Database:
    """One database of a test; everything here has the rights of its owner."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A new connection, autocommit unless told otherwise; use it as a context manager."""
        return psycopg.connect(self.url, **{"autocommit": True, **options})

    @cached_property
    def owner(self) -> psycopg.Connection[Any]:
        """An autocommit connection that stays open as long as the database is there."""
        return self.connect()

    def execute(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        """One statement in a transaction of its own; its rows, if it returns any."""
        cursor = self.owner.execute(sql, params)
        return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        if "owner" in self.__dict__:
            self.owner.close()


@dataclass(frozen=True)
class Server:
    """`url` leads to a database that always exists, as a user who may make databases."""

    url: str

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True)

    @contextmanager
    def fresh_database(self, template: Database | None = None) -> Iterator[Database]:
        """A new database, cloned from `template` or empty; dropped at the end, whoever is still connected."""
        database = self._make(f"tracker_test_{secrets.token_hex(6)}", template)
        try:
            yield database
        finally:
            database.close()
            with self.connect() as connection:
                connection.execute(f"drop database {database.name} with (force)")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Other test processes on the same server wait: roles belong to all its databases."""
        with self.connect() as connection:
            connection.execute("select pg_advisory_lock(hashtext('tracker tests'))")
            yield

    def _make(self, name: str, template: Database | None) -> Database:
        made_from = template.name if template else "template0 encoding 'UTF8'"
        with self.connect() as connection:
            if template:  # a template with somebody connected cannot be cloned
                template.close()
                connection.execute(_DISCONNECT, [template.name])
            connection.execute(f"create database {name} template {made_from}")
        return Database(name, url_of(self.url, dbname=name))


def wait_for(there: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, f"did not come about within {seconds} seconds"
        time.sleep(0.02)


def url_of(url: str, **changes: str) -> str:
    """The same server with, for example, another dbname or user, in URL form."""
    from urllib.parse import quote, urlencode

    parts = conninfo_to_dict(make_conninfo(url, **changes))
    user, password, dbname = (quote(str(parts.pop(key, "")), safe="") for key in ("user", "password", "dbname"))
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql://{login}/{dbname}?{urlencode(parts)}"


@contextmanager
def serving(choice: str) -> Iterator[Server]:
    """The server for `--database CHOICE`; one that was started here is stopped."""
    if choice == "embedded":
        with _embedded() as server:
            yield server
    elif choice == "container":
        with _container() as server:
            yield server
    else:
        yield Server(choice)


@contextmanager
def _embedded() -> Iterator[Server]:
    from tracker.database import embedded

    with data_folders() as folder:
        yield Server(embedded.start(config.Settings(None, folder / "data"), options=QUICK))


@contextmanager
def data_folders() -> Iterator[Path]:
    """A folder for the data folders of embedded servers.

    A process of its own stops these when this one lets go of it, in whatever way it ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="tracker-test-"))
    folder.chmod(0o711)  # as root the server has a user of its own
    stop = [sys.executable, "-c", _STOP_AFTER_US, str(folder)]
    with subprocess.Popen(stop, stdin=subprocess.PIPE, start_new_session=True):
        yield folder


@contextmanager
def _container() -> Iterator[Server]:
    """Without its reaper testcontainers needs one image less; containers are stopped here in any case."""
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    from testcontainers.community.postgres import PostgresContainer

    image = os.environ.get("TRACKER_TEST_IMAGE", "postgres:18")
    options = " ".join(f"-c {name}={value}" for name, value in QUICK.items())
    with PostgresContainer(image, driver="psycopg").with_command(f"postgres {options}") as container:
        yield Server(container.get_connection_url(driver=None))
