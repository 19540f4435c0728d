from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database.conftest import desk, talks, talks_template
from tests.report.world import World
from tests.servers import Database

__all__ = ["desk", "talks", "talks_template"]


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_URL", "SMTP_FROM", "SMTP_PASSWORD", "WEBHOOK_SECRET"):
        monkeypatch.delenv(f"TRACKER_{name}", raising=False)
        monkeypatch.delenv(f"TRACKER_{name}_FILE", raising=False)
