"""Logins with the rights of one role and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg

from tests.servers import Database, Server, url_of

Login: TypeAlias = psycopg.Connection[Any]


@contextmanager
def login_url(server: Server, database: Database, role: str) -> Iterator[str]:
    """The URL of a new login that is a member of a role."""
    name, password = f"tracker_test_{secrets.token_hex(4)}", secrets.token_hex(8)
    with server.connect() as owner:
        owner.execute(f"create role {name} login password '{password}' in role {role}".encode())
    try:
        yield url_of(database.url, user=name, password=password)
    finally:
        with database.connect() as connection:
            connection.execute("set default_transaction_read_only = off")
            connection.execute(f"drop owned by {name}".encode())
        with server.connect() as owner:
            owner.execute(f"drop role {name}".encode())


@contextmanager
def login(server: Server, database: Database, role: str, **options: Any) -> Iterator[Login]:
    """A connection, autocommit unless told otherwise, of a new login that is a member of a role."""
    with (
        login_url(server, database, role) as url,
        psycopg.connect(url, **{"autocommit": True, **options}) as connection,
    ):
        yield connection


def in_one(connection: Login, *statements: str) -> None:
    """Several statements in one transaction."""
    with connection.transaction():
        for statement in statements:
            connection.execute(statement.encode())
