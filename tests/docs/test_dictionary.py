"""The data dictionary in docs/ is the database's own."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cli_runner import run_cli
from tests.servers import Database

COPY = Path(__file__).parents[2] / "docs" / "dictionary.md"


def test_the_copy_is_fresh(seeds_readonly: Database) -> None:
    """If this fails: TRACKER_UPDATE_DOCS=1 pytest tests/docs/test_dictionary.py."""
    printed = run_cli(seeds_readonly.url, "db", "dictionary", "--format", "markdown").stdout
    if os.environ.get("TRACKER_UPDATE_DOCS"):
        COPY.write_text(printed, "utf-8")
    assert COPY.read_text("utf-8") == printed
