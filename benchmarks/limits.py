"""What the machine can do: the same answer from a table that holds nothing else, an empty round trip, a commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from benchmarks import database
from benchmarks.database import Connection
from benchmarks.measure import Answer, Timed, timed


def asked(connection: Connection, sql: str) -> PGresult:
    """The answer as the client's library has it, before Python makes values of it."""
    result = connection.pgconn.exec_(sql.encode())
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise SystemExit(f"{sql}\n{result.error_message.decode()}")
    return result


def keep(connection: Connection, name: str, sql: str) -> str:
    """A table that holds exactly the rows of a query; its name."""
    connection.execute(f"drop table if exists bench.{name}".encode())
    connection.execute(f"create table bench.{name} as {sql}".encode())
    return f"bench.{name}"


def settle(connection: Connection, tables: Iterable[str]) -> None:
    """As a table stands that has been there for long."""
    connection.commit()
    connection.autocommit = True
    for table in tables:
        connection.execute(f"vacuum (freeze, analyze) {table}".encode())


def commit(url: str) -> Timed:
    """One row written and committed, on a connection that is there already."""
    with database.connect(url) as connection:
        connection.execute("create table if not exists bench.one (number integer)")

    def committed(number: int) -> float:
        with database.connect(url) as connection:
            return timed(lambda n: connection.execute("insert into bench.one values (%s)", [n]))(number)

    return committed


def answer(results: Iterable[PGresult]) -> Answer:
    """That of one or several results together."""
    return digest(
        tuple(result.get_value(row, column) for column in range(result.nfields))
        for result in results
        for row in range(result.ntuples)
    )


def digest(rows: Iterable[Sequence[object]]) -> Answer:
    hashes = sorted(hashlib.md5(repr(tuple(row)).encode(), usedforsecurity=False).digest() for row in rows)
    return Answer(len(hashes), hashlib.md5(b"".join(hashes), usedforsecurity=False).hexdigest()[:8])
