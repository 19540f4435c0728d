"""The one statement of the query layer: what it narrows by, and that its order is total."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.query.demands import Citation
from tracker.query.select import KEYS, MOST, select


class Noting:
    """A reader that notes what it is asked."""

    schema = "analysis"

    def rows(self, _: Any, sql: str, parameters: list[object]) -> list[Any]:
        self.sql, self.parameters = sql, parameters
        return []


@pytest.mark.parametrize(
    ("order", "whole"),
    [
        ("", "demand*, version*, document*, passage*, speaker*, via_document*, via_passage*"),
        ("demand*, version*", "demand*, version*, document*, passage*, speaker*, via_document*, via_passage*"),
        (
            "dated_on desc, document*, passage* nulls first",
            "dated_on desc, document*, passage* nulls first, demand*, version*, speaker*, via_document*, via_passage*",
        ),
    ],
)
def test_every_order_ends_with_what_is_left_of_the_key(order: str, whole: str) -> None:
    reader: Any = Noting()
    select(reader, Citation, "citation", order=order)
    assert reader.sql.endswith(" order by " + whole.replace("*", ' collate "C"'))


def test_a_limit_beyond_what_the_server_counts_is_none() -> None:
    reader: Any = Noting()
    select(reader, Citation, "citation", limit=10**20)
    assert reader.parameters == [MOST]


def test_a_function_has_the_key_of_its_rows() -> None:
    reader: Any = Noting()
    select(reader, Citation, "demand_history(%s)", ["x"])
    assert reader.sql.endswith(' order by demand collate "C", spell')
    assert "," in KEYS["diff"]
