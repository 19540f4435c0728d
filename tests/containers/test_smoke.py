"""The main job end to end on whatever server `--database` names: short enough to be run on every one of them."""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from tests.cli_runner import Outcome
from tests.servers import Database
from tracker import resources
from tracker.database.upgrade import upgrade

Cli = Callable[..., Outcome]
DEMAND = "ru.withdraw-four-oblasts"


def test_the_main_question_is_answered(seeds_readonly: Database, tracker_cli: Cli) -> None:
    told = tracker_cli(seeds_readonly, "history", DEMAND)
    assert told.exit_code == 0, told.stderr
    assert "2024-06-14" in told.stdout
    assert "2025-06-02" in told.stdout


def test_sql_gives_the_same_answer(seeds_readonly: Database) -> None:
    question = "select change, direction from analysis.diff('2024-06-14', '2025-06-02') where demand = %s"
    assert seeds_readonly.execute(question, [DEMAND]) == [("altered", "mixed")]


def test_the_server_is_one_that_we_support(seeds_readonly: Database) -> None:
    assert seeds_readonly.owner.info.server_version >= 150000


def test_upgrading_and_importing_again_change_nothing(seeded: Database, tracker_cli: Cli) -> None:
    before = seeded.execute("select max(changeset) from analysis.changeset")
    upgrade(seeded.url)
    told = tracker_cli(seeded, "import", str(resources.seeds()))
    assert told.exit_code == 0, told.stderr
    assert seeded.execute("select max(changeset) from analysis.changeset") == before


def test_the_analyst_of_the_compose_file_reads_builds_and_writes_nothing() -> None:
    url = os.environ.get("TRACKER_TEST_ANALYST")
    if not url:
        pytest.skip("TRACKER_TEST_ANALYST names no login")
    with psycopg.connect(url, autocommit=True) as analyst:
        assert analyst.execute("select count(*) from demand").fetchone() is not None
        analyst.execute("create view mine as select demand from demand")
        assert analyst.execute("select schemaname from pg_views where viewname = 'mine'").fetchall() == [("analyst",)]
        for statement in (
            "delete from tracker.demand",
            "create table analysis.mine (one integer)",
            "select lo_create(0)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                analyst.execute(statement.encode())
