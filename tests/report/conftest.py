"""The small world of tests/database/builder.py, and reports made of it."""

from tests.database.conftest import desk, everything_template, talks, talks_template, world

__all__ = ["desk", "everything_template", "talks", "talks_template", "world"]
