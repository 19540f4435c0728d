"""The pictures of docs/ are those that the commands draw of the shipped data.

After a change that is meant: `TRACKER_UPDATE_DOCS=1 pytest tests/docs/test_pictures.py` draws them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.servers import Database

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = {
    "timeline.svg": ["timeline", "--from", "2024-05"],
    "options.svg": ["options", "ru-memorandum-2025-06-02"],
}
OF_THE_RUN = re.compile(r"As of \S+\. Source: database \S+ at changeset 1, [^.<]* UTC\.")  # its day, its database
SAID = "As of 2026-01-01. Source: database tracker at changeset 1, 2026-01-01 12:00:00 UTC."


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_in_the_docs_is_what_the_command_draws(seeds_readonly: Database, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    told = run_cli(seeds_readonly.url, *PICTURES[name], "--to", str(file))
    assert told.exit_code == 0, told.stderr
    drawn = OF_THE_RUN.sub(SAID, file.read_text("utf-8"))
    assert drawn.count(SAID) == 2  # at its foot, and in words
    if os.environ.get("TRACKER_UPDATE_DOCS"):
        (DOCS / name).write_text(drawn, "utf-8")
    assert drawn == (DOCS / name).read_text("utf-8"), "run TRACKER_UPDATE_DOCS=1 pytest tests/docs/test_pictures.py"
