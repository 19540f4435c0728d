"""Real clients: what docs/clients.md shows is run as it stands, by a login that is the analyst and no more."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.logins import login_url
from tests.servers import Database, Server
from tracker.config import Settings
from tracker.database import client_programs
from tracker.database.address import address

PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text("utf-8")
SCRIPTS = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
SESSIONS = re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [
    tuple(part.split("\n", 1)) for session in SESSIONS for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
]


@pytest.fixture(scope="module")
def environment(
    server: Server, seeds_readonly: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Of a user who has just the address, programs to use it, and no settings of their own."""
    psql = next(client_programs.candidates("psql")).path
    folders = [str(Path(sys.executable).parent), os.environ["PATH"], str(psql.parent)]
    home = {"HOME": str(tmp_path_factory.mktemp("home")), "PATH": os.pathsep.join(folders)}
    with login_url(server, seeds_readonly, "tracker_analyst") as url:
        yield {**os.environ, **home, "TRACKER_URL": url}


def run(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_are_found() -> None:
    assert len(SCRIPTS) == PAGE.count("```python\n") == 3
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("script", "told"), SCRIPTS)
def test_scripts_print_what_is_shown(script: str, told: str, environment: dict[str, str]) -> None:
    assert run([sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", script], environment) == told


@pytest.mark.parametrize(("command", "told"), [pair for pair in COMMANDS if "…" not in pair[1]])
def test_commands_print_what_is_shown(command: str, told: str, environment: dict[str, str]) -> None:
    assert run(["bash", "-c", command], environment) == told


def test_a_workbench_discovers_every_view_and_its_columns(
    environment: dict[str, str], seeds_readonly: Database
) -> None:
    [command] = [command for command, told in COMMANDS if "…" in told]
    paths = [found["path"] for found in json.loads(run(["bash", "-c", command], environment))]
    assert f"{seeds_readonly.name}.analysis.position.held_from" in paths
    place = f"{seeds_readonly.name}.analysis"
    catalog = ["hsql", "-a", "postgres", environment["TRACKER_URL"], "--json", "--catalog", "--path"]
    views = {found["name"]: found["type"] for found in json.loads(run([*catalog, place], environment))}
    assert set(views.values()) == {"VIEW"}
    known = "select table_name::text from information_schema.views where table_schema = 'analysis'"
    assert {name for (name,) in seeds_readonly.execute(known)} == set(views)
    types = {found["name"]: found["type"] for found in json.loads(run([*catalog, f"{place}.figure"], environment))}
    assert (types["amount_min"], types["as_of"], types["approximate"]) == ("numeric", "date", "boolean")


def test_sqlalchemy_discovers_a_comment_for_every_column(environment: dict[str, str]) -> None:
    import sqlalchemy

    inspector = sqlalchemy.inspect(sqlalchemy.create_engine(environment["TRACKER_URL"]))
    views = inspector.get_view_names("analysis")
    assert len(views) > 30
    for view in views:
        assert inspector.get_table_comment(view, "analysis")["text"]
        for column in inspector.get_columns(view, "analysis"):
            assert column["comment"], f"{view}.{column['name']}"
            assert not isinstance(column["type"], sqlalchemy.types.NullType), f"{view}.{column['name']}"


def test_every_view_arrives_through_arrow(environment: dict[str, str], seeds_readonly: Database) -> None:
    import adbc_driver_postgresql.dbapi
    import pyarrow

    views = seeds_readonly.execute(
        "select table_name::text from information_schema.views where table_schema = 'analysis'"
    )
    with adbc_driver_postgresql.dbapi.connect(environment["TRACKER_URL"]) as connection, connection.cursor() as cursor:
        for (view,) in views:
            cursor.execute(f"select * from analysis.{view}")
            table = cursor.fetch_arrow_table()
            [(rows,)] = seeds_readonly.execute(f"select count(*) from analysis.{view}")
            assert table.num_rows == rows, view
            assert not any(pyarrow.types.is_binary(column.type) for column in table.schema), view


def test_an_address_that_takes_the_role_is_understood_by_all(seeds_readonly: Database) -> None:
    import adbc_driver_postgresql.dbapi
    import sqlalchemy

    url = address(Settings(seeds_readonly.url, Path("/nonexistent")), "analyst").url
    with sqlalchemy.create_engine(url).connect() as connection:
        assert connection.scalar(sqlalchemy.text("select current_user::text")) == "tracker_analyst"
    with adbc_driver_postgresql.dbapi.connect(url) as other, other.cursor() as cursor:
        cursor.execute("select current_user::text")
        assert cursor.fetchone() == ("tracker_analyst",)
