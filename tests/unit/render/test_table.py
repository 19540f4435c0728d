"""A table fits its paper, breaks words last, and becomes records where nothing else helps."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tracker.render.paper import Paper
from tracker.render.signs import columns
from tracker.render.table import table

CELL = st.one_of(st.none(), st.integers(), st.text(st.characters(codec="utf-8", categories=("L", "Zs")), max_size=80))


@given(st.integers(1, 8).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_no_table_is_wider_than_the_paper(rows: list[list[object]]) -> None:
    titles = [f"column {number}" for number in range(len(rows[0]))]
    for width in (40, 80, 120):
        assert all(columns(line) <= width for line in table(Paper(width), titles, rows))


def test_numbers_stand_right_and_words_left() -> None:
    lines = list(table(Paper(), ["what", "n"], [["one", 1], ["two", Decimal("22")]]))
    assert lines == ["what   n", "────  ──", "one    1", "two   22"]


def test_wide_signs_keep_the_columns_straight() -> None:
    lines = list(table(Paper(), ["name", "n"], [["全面停火", 1], ["two", 22]]))
    assert lines == ["name       n", "────────  ──", "全面停火   1", "two       22"]


def test_prose_gives_way_before_a_slug_is_broken() -> None:
    rows = [["ru-memorandum-2025-06-02", "a long sentence that can be wrapped anywhere in it"]]
    lines = list(table(Paper(50), ["document", "summary"], rows))
    assert "ru-memorandum-2025-06-02" in lines[2]


def test_too_many_columns_become_records() -> None:
    titles = [f"title{number}" for number in range(12)]
    lines = list(table(Paper(60), titles, [["a value that is long"] * 12]))
    assert lines[0] == "title0   a value that is long"
    assert len(lines) == 12
