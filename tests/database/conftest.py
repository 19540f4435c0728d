"""Databases that hold something already, cloned instead of written anew for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.builder import Talks
from tests.database.bundles import Desk
from tests.database.everything import Opened, everything
from tests.database.logins import Login, login
from tests.servers import Database, Server


@pytest.fixture(scope="session")
def talks_template(server: Server, template: Database) -> Iterator[Database]:
    with server.fresh_database(template) as database:
        Talks(database).connection.close()
        yield database


@pytest.fixture(scope="session")
def everything_template(server: Server, template: Database) -> Iterator[Database]:
    with server.fresh_database(template) as database:
        everything(database).connection.close()
        yield database


@pytest.fixture
def talks(server: Server, talks_template: Database) -> Iterator[Talks]:
    """Two parties, an observer and a small codebook; see tests/database/builder.py."""
    with server.fresh_database(talks_template) as database:
        yield Opened(database)


@pytest.fixture
def world(server: Server, everything_template: Database) -> Iterator[Talks]:
    """The same with rows in every table; see tests/database/everything.py."""
    with server.fresh_database(everything_template) as database:
        yield Opened(database)


@pytest.fixture
def desk(talks: Talks, tmp_path: Path) -> Desk:
    """Imports bundles into the database of `talks`."""
    return Desk(talks.database, tmp_path)


@pytest.fixture
def editor(server: Server, request: pytest.FixtureRequest) -> Iterator[Login]:
    """An ordinary login in psql, with the rights of an editor, in the database of `world` or `talks`."""
    talks: Talks = request.getfixturevalue("world" if "world" in request.fixturenames else "talks")
    with login(server, talks.database, "tracker_editor") as connection:
        yield connection
