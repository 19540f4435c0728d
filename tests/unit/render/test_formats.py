"""Rows in every format: stable keys, exact values."""

from __future__ import annotations

import csv
import io
import json
import re
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
    record = Record(ROWS[0], {"others": ROWS[1:]}, lambda _: ["told"])
    [whole] = [json.loads("\n".join(record.lines(form, Paper()))) for form in ("json",)]
    assert whole == json.loads("\n".join(record.lines("jsonl", Paper())))
    assert whole["demand"] == "ru.a"
    assert whole["others"][0]["demand"] == "ru.b"
    assert list(record.lines("table", Paper())) == ["told"]


def test_what_belongs_to_a_record_never_takes_the_place_of_a_column() -> None:
    with pytest.raises(AssertionError, match="would overwrite"):
        list(Record(ROWS[0], {"terms": ROWS[1:]}, lambda _: ["told"]).lines("json", Paper()))
    with pytest.raises(AssertionError, match="would overwrite"):
        made("json", Listing(Sample._fields, ROWS[:1], picked("demand"), nested=[{"terms": []}]))


class Dated(NamedTuple):
    demand: str
    held_from: date
    held_from_precision: str
    issued_on: date
    issued_precision: str
    note: str | None = None


DATED = Dated("ru.a", date(2022, 2, 1), "month", date(2025, 5, 28), "by")


def test_people_see_dates_as_precisely_as_they_are_known() -> None:
    listing = Listing(Dated._fields, [DATED], picked("held_from", "issued_on"))
    assert made("markdown", listing) == "| held from | issued on |\n| --- | --- |\n| 2022-02 | by 2025-05-28 |"
    assert "2022-02    by 2025-05-28" in made("table", listing)
    assert made("csv", listing).splitlines()[1] == "ru.a,2022-02-01,month,2025-05-28,by,"


def test_a_record_in_markdown_has_a_section_for_each_list_without_what_says_nothing() -> None:
    record = Record(DATED, {"other_demands": [DATED, DATED._replace(issued_on=date(2025, 6, 2))], "links": []}, list)
    assert list(record.lines("markdown", Paper())) == [
        "| field | value |",
        "| --- | --- |",
        "| demand | ru.a |",
        "| held from | 2022-02 |",
        "| issued on | by 2025-05-28 |",
        "",
        "## Other demands",
        "",
        "| issued on |",
        "| --- |",
        "| by 2025-05-28 |",
        "| by 2025-06-02 |",
    ]


HOSTILE = "\x1b[31mRED\x1b]0;pwned\x07 \x9b1m\x7f\x00 two\r\nlines"
SHOWN = "␛[31mRED␛]0;pwned␇ \ufffd1m␡␀ two lines"
CONTROLS = r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_people_are_shown_control_characters_and_never_sent_them(form: str) -> None:
    listing = Listing(("title",), [(HOSTILE,)], {"title": lambda row: row[0]})
    told = made(form, listing)
    assert SHOWN.replace("[", "\\[" if form == "markdown" else "[") in told
    assert not re.search(CONTROLS, told)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_machines_get_the_text_as_it_is(form: str) -> None:
    told = made(form, Listing(("title",), [(HOSTILE,)], {}))
    if form == "csv":
        assert next(csv.reader(io.StringIO(told.partition("\n")[2], newline=""))) == [HOSTILE]
        return
    assert not re.search(CONTROLS, told)
    [found] = json.loads(told) if form == "json" else [json.loads(told)]
    assert found == {"title": HOSTILE}
