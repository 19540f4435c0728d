"""A run that is killed at any step is taken up by the next round: no change is lost, and none is told twice.

A letter or a post may come twice, where the kill came before it could be noted: the same bytes under the same key.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.kills import STEPS, receivers, tried
from tests.servers import Database

# What took effect without being noted comes again; it differs in nothing.
TWICE = {"after mailto": "letters", "after http": "posts"}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_at_any_step_tells_each_change_once(step: str, database: Database, tmp_path: Path) -> None:
    with receivers(tmp_path) as (post, web, env):
        came = tried(step, database, tmp_path, post, web, env)
    assert came.killed
    assert came.after_kill == ("delivered" if step == "ended" else "running")
    assert (came.at_the_end, came.watermark_right, came.told_once) == ("delivered", True, True)
    reports = came.folders
    assert (came.different_letters, came.different_posts) == (reports, reports)
    assert came.letters == reports + (TWICE.get(step) == "letters")
    assert came.posts == reports + (TWICE.get(step) == "posts")
