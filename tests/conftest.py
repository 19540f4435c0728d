"""Real PostgreSQL for the tests: `--database embedded` (default), `--database container`, or the URL of a server.

A session has one migrated template database; a test clones it in about 0.1 s and drops its clone. Nothing is left
running afterwards.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.servers import Database, Server, serving


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        default="embedded",
        metavar="embedded|container|URL",
        help="where the tests get PostgreSQL from; at a URL they make databases of their own and drop them",
    )


def pytest_configure() -> None:
    """A run that is told to end, by `timeout` for one, still stops its server."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A PostgreSQL server on which tests may make databases."""
    with serving(request.config.getoption("--database")) as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[Database]:
    """A migrated database without data; to be cloned, not written to."""
    from tracker.database.upgrade import upgrade

    with server.fresh_database() as database:
        with server.alone():
            upgrade(database.url)
        yield database


@pytest.fixture(scope="session")
def seeded_template(server: Server, template: Database) -> Iterator[Database]:
    """A database with the shipped seed data; to be cloned, not written to."""
    from tracker import resources

    with server.fresh_database(template) as database:
        imported = run_cli(database.url, "import", str(resources.seeds()))
        assert imported.exit_code == 0, imported.stderr
        yield database


@pytest.fixture
def empty_database(server: Server) -> Iterator[Database]:
    """A database in which nothing was ever made."""
    with server.fresh_database() as database:
        yield database


@pytest.fixture
def database(server: Server, template: Database) -> Iterator[Database]:
    """A migrated database without data, for this test alone."""
    with server.fresh_database(template) as database:
        yield database


@pytest.fixture
def seeded(server: Server, seeded_template: Database) -> Iterator[Database]:
    """A database with the shipped seed data, for this test alone."""
    with server.fresh_database(seeded_template) as database:
        yield database


@pytest.fixture(scope="session")
def seeds_readonly(server: Server, seeded_template: Database) -> Iterator[Database]:
    """A database with the shipped seed data, shared by the tests that only read it; it refuses to be written to."""
    with server.fresh_database(seeded_template) as database:
        with server.connect() as connection:
            connection.execute(f"alter database {database.name} set default_transaction_read_only = on")
        yield database


@pytest.fixture
def tracker_cli() -> Callable[..., Outcome]:
    """`tracker_cli(database, "positions", "--on", "2024")` runs the command line in this process."""

    def run(database: Database | None, *words: str, **options: Any) -> Outcome:
        return run_cli(database.url if database else None, *words, **options)

    return run
