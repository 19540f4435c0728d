"""The databases that are measured: made, loaded, kept for the next run, cloned for what writes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tracker import config
from tracker.database import embedded

Connection = psycopg.Connection[Any]


def server_url(given: str | None) -> str:
    """The server named, or the embedded one of the data folder, which is made and started."""
    settings = config.load(given, None, False)
    return settings.database_url or embedded.start(settings, create=True)


def settings(url: str) -> config.Settings:
    return config.Settings(url, Path())


def beside(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def connect(url: str, **options: Any) -> Connection:
    """As its owner; autocommit, statements not prepared, as the product does it."""
    return psycopg.connect(url, **{"autocommit": True, "prepare_threshold": None, **options})


def exists(url: str, name: str) -> bool:
    with connect(url) as admin:
        return admin.execute("select from pg_database where datname = %s", [name]).fetchone() is not None


def create(url: str, name: str, of: str | None = None) -> str:
    """An empty database, or a clone, whose files are copied as they are."""
    template = f"{of} strategy file_copy" if of else "template0 encoding 'UTF8'"
    with connect(url) as admin:
        admin.execute(f"create database {name} template {template}".encode())
    return beside(url, name)


def drop(url: str, name: str) -> None:
    with connect(url) as admin:
        admin.execute(f"drop database if exists {name} with (force)".encode())


@contextmanager
def scratch(url: str, of: str | None = None) -> Iterator[str]:
    """The URL of a new database, empty or a clone, which is dropped at the end."""
    name = f"tracker_bench_{secrets.token_hex(4)}"
    try:
        yield create(url, name, of)
    finally:
        drop(url, name)


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def active_seconds(url: str) -> float:
    """How long sessions of a database that have ended were busy with statements; waits until they have been counted."""
    own = "select pg_stat_clear_snapshot(), (select count(*) from pg_stat_activity a where a.datname = %(name)s)"
    name = name_of(url)
    with connect(beside(url, "postgres")) as admin:
        while (admin.execute(own, {"name": name}).fetchone() or (None, 0))[1]:
            time.sleep(0.01)
        found = admin.execute("select active_time from pg_stat_database where datname = %s", [name]).fetchone()
    return float(found[0]) / 1000 if found else 0.0
