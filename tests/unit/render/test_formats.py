"""Rows in every format: stable keys, exact values."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest

from tracker.render.page import Listing, Record, picked
from tracker.render.paper import Paper


class Sample(NamedTuple):
    demand: str
    held_from: date
    held_to: date | None
    terms: list[str]
    amount: Decimal
    recorded_at: datetime
    approximate: bool


ROWS = [
    Sample(
        "ru.a",
        date(2024, 6, 14),
        None,
        ["extent=begun", 'x="y"'],
        Decimal("19456"),
        datetime(2026, 1, 2, tzinfo=UTC),
        True,
    ),
    Sample(
        "ru.b", date(2025, 6, 2), date(2025, 7, 1), [], Decimal("79.8"), datetime(2026, 1, 3, 4, 5, tzinfo=UTC), False
    ),
]
LISTING = Listing(Sample._fields, ROWS, picked("demand", "terms"))


def made(form: str, listing: Listing = LISTING) -> str:
    return "\n".join(listing.lines(form, Paper()))


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_has_the_columns_as_keys_in_order_and_exact_values(form: str) -> None:
    text = made(form)
    found = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
    assert [list(row) for row in found] == [list(Sample._fields)] * 2
    assert found[0] == {
        "demand": "ru.a",
        "held_from": "2024-06-14",
        "held_to": None,
        "terms": ["extent=begun", 'x="y"'],
        "amount": 19456,
        "recorded_at": "2026-01-02T00:00:00+00:00",
        "approximate": True,
    }
    assert found[1]["amount"] == 79.8


def test_csv_keeps_everything_of_a_row_in_one_line() -> None:
    header, first, second = list(csv.reader(made("csv").splitlines()))
    assert header == list(Sample._fields)
    assert first[:4] == ["ru.a", "2024-06-14", "", '["extent=begun", "x=\\"y\\""]']
    assert second[4:] == ["79.8", "2026-01-03T04:05:00+00:00", "false"]


def test_markdown_escapes_what_would_break_the_table() -> None:
    listing = LISTING.__class__(("demand",), [("a|b*c\nd",)], {"demand": lambda row: row[0]})
    assert made("markdown", listing) == "| demand |\n| --- |\n| a\\|b\\*c d |"


def test_no_rows_are_an_empty_array_a_header_and_a_sentence() -> None:
    empty = Listing(Sample._fields, [], picked("demand"), empty="Nothing held.")
    assert [made(form, empty) for form in ("json", "jsonl", "table")] == ["[]", "", "Nothing held."]
    assert made("csv", empty) == ",".join(Sample._fields)


def test_lists_below_a_row_are_in_json_only() -> None:
    nested = Listing(Sample._fields, ROWS[:1], picked("demand"), nested=[{"citations": ROWS[1:]}])
    [row] = json.loads(made("json", nested))
    assert [below["demand"] for below in row["citations"]] == ["ru.b"]
    assert made("csv", nested).splitlines()[0] == ",".join(Sample._fields)


def test_a_record_is_one_object_with_what_belongs_to_it() -> None:
    record = Record(ROWS[0], {"versions": ROWS[1:]}, lambda _: ["told"])
    [whole] = [json.loads("\n".join(record.lines(form, Paper()))) for form in ("json",)]
    assert whole == json.loads("\n".join(record.lines("jsonl", Paper())))
    assert whole["demand"] == "ru.a"
    assert whole["versions"][0]["demand"] == "ru.b"
    assert list(record.lines("table", Paper())) == ["told"]
