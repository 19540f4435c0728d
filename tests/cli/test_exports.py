"""tracker export --as: what it prints, what it refuses, and that nothing is left of an export that fails."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database
from tracker.export.flat import FORMS

FULL_DISK = """
import resource, sys
from tracker.cli.run import run
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_told(seeds_readonly: Database, tmp_path: Path, form: str) -> None:
    told = run_cli(seeds_readonly.url, "export", "--as", form, "--to", str(tmp_path / "out"))
    assert told.exit_code == 0, told.stderr
    files = len(list((tmp_path / "out").iterdir()))
    assert told.stdout.startswith("Wrote ")
    assert told.stdout.endswith(
        f" rows in {files} file{'s' if files > 1 else ''} to {tmp_path / 'out'}, as of changeset 1.\n"
    )
    assert told.stderr.startswith("(read at changeset 1, ")


def test_a_table_reads_as_the_command_prints_it(seeds_readonly: Database, tmp_path: Path) -> None:
    assert run_cli(seeds_readonly.url, "export", "--as", "csv", "--to", str(tmp_path / "out")).exit_code == 0
    for view, words in (("figure", ["figure", "list"]), ("position", ["positions"]), ("changeset", ["log"])):
        printed = run_cli(seeds_readonly.url, *words, "--format", "csv").stdout
        written = (tmp_path / f"out/{view}.csv").read_text("utf-8")
        assert sorted(rows(written)) == sorted(rows(printed)), view


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_date_may_be_that_of_a_document(seeds_readonly: Database, tmp_path: Path) -> None:
    words = ("export", "--as", "csv", "--to", str(tmp_path / "out"), "--on", "putin-2024-06-14")
    assert run_cli(seeds_readonly.url, *words).exit_code == 0
    assert "position is what was held on 2024-06-14" in (tmp_path / "out/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as", "excel"), "'excel' is not one of"),
        (("--on", "2024"), "--on goes with --as csv or --as parquet or --as xlsx or --as datapackage."),
        (("--as", "csv", "--since", "0"), "--since goes with --as datapackage."),
        (("--licence", "CC0-1.0"), "--licence goes with"),
        (("--as", "datapackage", "--since", "0", "--process", "russia-ukraine"), "leave out --process"),
        (("--as", "datapackage", "--since", "-1"), "-1 is not in the range"),
        (("--as", "datapackage", "--since", "99"), "there is no changeset 99\nThe first is changeset 1"),
        (
            ("--as", "csv", "--process", "russia-ukrain"),
            "there is no process 'russia-ukrain'\nThe nearest are: russia-",
        ),
        (("--as", "csv", "--on", "2024-02-30"), "there is no day '2024-02-30'"),
        (("--as", "csv", "--known-at", "changeset 9"), "there is no changeset 9"),
        (("--as", "datapackage", "--licence", " "), "it is empty"),
        (("--as", "datapackage", "--licence", "My own"), "'My own' is neither an id, such as CC-BY-4.0, nor a URL."),
    ],
)
def test_what_does_not_fit_is_refused(
    seeds_readonly: Database, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    outcome = run_cli(seeds_readonly.url, "export", "--to", str(tmp_path / "out"), *words)
    assert outcome.exit_code == 2
    assert told in outcome.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_place_that_cannot_be_written_is_told(seeds_readonly: Database, tmp_path: Path, form: str) -> None:
    (tmp_path / "file").touch()
    outcome = run_cli(seeds_readonly.url, "export", "--as", form, "--to", str(tmp_path / "file/out"))
    assert outcome.exit_code == 3
    place = tmp_path / "file"
    assert outcome.stderr == f"Error: cannot write to {place}/out: {place} is no folder\nNothing was written.\n"


@pytest.mark.parametrize("form", ["bundle", *FORMS])
def test_a_file_that_cannot_grow_is_told_and_nothing_is_left(
    seeds_readonly: Database, tmp_path: Path, form: str
) -> None:
    """As on a full disk; each library has its own way to fail."""
    words = ["--database", seeds_readonly.url, "export", "--as", form, "--to", str(tmp_path / "new/out")]
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *words], capture_output=True, text=True, env=dict(os.environ)
    )
    assert told.returncode == 3, told.stderr
    assert told.stderr == f"Error: cannot write to {tmp_path}/new/out: File too large\nNothing was written.\n"
    assert list((tmp_path / "new").iterdir()) == []
