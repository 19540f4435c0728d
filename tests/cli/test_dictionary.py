"""tracker db dictionary: all of it or one view, for people and for machines."""

from __future__ import annotations

import csv
import json

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database


def test_one_view_is_told_column_by_column(seeds_readonly: Database) -> None:
    told = run_cli(seeds_readonly.url, "db", "dictionary", "demand").stdout
    assert told.startswith("demand\n  One row a demand")
    assert "  topic text → topic: Slug of the topic.\n" in told


def test_one_function_is_told_with_its_arguments(seeds_readonly: Database) -> None:
    told = run_cli(seeds_readonly.url, "db", "dictionary", "analysis.gap").stdout
    assert told.startswith("gap(on_date date, for_process text default null)\n")
    assert "  on_date date (argument): The day asked about.\n" in told
    assert "  opposed_by text[]: " in told


def test_machines_get_a_row_a_column(seeds_readonly: Database) -> None:
    rows = json.loads(run_cli(seeds_readonly.url, "db", "dictionary", "--format", "json").stdout)
    (found,) = [row for row in rows if (row["kind"], row["object"], row["name"]) == ("column", "citation", "speaker")]
    assert (found["type"], found["refers_to"]) == ("text", "actor")
    assert (found["key"], found["nullable"], found["in_past"]) == (True, True, True)
    kinds = {row["kind"] for row in rows}
    assert kinds == {"schema", "view", "function", "column", "argument"}
    told = run_cli(seeds_readonly.url, "db", "dictionary", "--format", "csv").stdout
    assert len(list(csv.DictReader(told.splitlines()))) == len(rows)


def test_the_past_has_the_same(seeds_readonly: Database) -> None:
    now, then = (
        run_cli(seeds_readonly.url, *known_at, "db", "dictionary", "--format", "jsonl").stdout
        for known_at in ((), ("--known-at", "changeset 1"))
    )
    assert now == then


@pytest.mark.parametrize("wrong", ["demnd", "analysis.demnd"])
def test_an_unknown_name_is_told_with_the_nearest(seeds_readonly: Database, wrong: str) -> None:
    outcome = run_cli(seeds_readonly.url, "db", "dictionary", wrong)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert f"no view or function {wrong!r}" in outcome.stderr
    assert "demand" in outcome.stderr
