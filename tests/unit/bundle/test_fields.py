"""What each kind of field takes, what it becomes, and what is said where it takes something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.bundle.reading import faults, records
from tracker.bundle.values import REMEMBERED, Memo


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2022", "2022-01-01", "2022-12-31", "year"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2024-06-14", "2024-06-14", "2024-06-14", "day"),
        ("..2025-05-28", "2025-05-28", "2025-05-28", "by"),
    ],
)
def test_a_coarse_date_is_its_first_day_or_as_an_end_its_last(
    tmp_path: Path, written: str, first: str, last: str, precision: str
) -> None:
    [figure] = records(tmp_path, f"figures: [{{figure: f, as_of: {written}, to_date: {written}}}]")
    assert figure.values == {
        "figure": "f", "as_of": first, "as_of_precision": precision, "to_date": last, "to_precision": precision,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "written", "stored"),
    [
        ("title", "no", "no"),
        ("title", "2022", "2022"),
        ("title", "1e3", "1e3"),
        ("title", '"~"', "~"),
        ("title", "~", None),
        ("title", "", None),
        ("title", ">\n      folded\n      text\n", "folded text"),
        ("language", "no", "no"),
        ("published_on", "2024-02-29", "2024-02-29"),
        ("digest", 64 * "A", 64 * "a"),
    ],
)
def test_scalars_are_read_by_the_type_of_their_field(tmp_path: Path, field: str, written: str, stored: object) -> None:
    if stored is None and field == "title":
        field = "summary"  # a title cannot be cleared
    [document] = records(tmp_path, f"documents:\n  - document: d\n    {field}: {written}\n")
    assert document.values == {"document": "d", field: stored}


@pytest.mark.parametrize(("written", "stored"), [("true", True), ("Yes", True), ("no", False), ("FALSE", False)])
def test_booleans(tmp_path: Path, written: str, stored: bool) -> None:
    [attribute] = records(tmp_path, f"attributes: [{{attribute: a, many: {written}}}]")
    assert attribute.values["many"] is stored


@pytest.mark.parametrize(("written", "stored"), [("79.80", "79.80"), ("-5", "-5"), ("1.5e3", "1500"), ("~", None)])
def test_numbers_keep_their_digits(tmp_path: Path, written: str, stored: str | None) -> None:
    [figure] = records(tmp_path, f"figures: [{{figure: f, amount_min: {written}}}]")
    assert figure.values["amount_min"] == stored


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("affiliations: [{{person: p, actor: a, role: {}}}]", "affiliations[0].role"),
        ("actors: [{{actor: a, external_ids: [{{scheme: s, id: {}}}]}}]", "actor a: external_ids[0].id"),
        ("actors: [{{actor: a, external_ids: [{{scheme: {}, id: i}}]}}]", "actor a: external_ids[0].scheme"),
    ],
)
def test_a_text_of_a_key_is_no_longer_than_an_index_takes(tmp_path: Path, text: str, place: str) -> None:
    assert records(tmp_path, text.format(600 * "я"))
    [told] = faults(tmp_path, text.format(601 * "я"))
    expected = f"a.yaml:1: {place}: expected at most 1200 bytes, not 1202, as it tells records apart (got 'яя"
    assert told.startswith(expected)


def test_lists_take_one_value_several_or_none(tmp_path: Path) -> None:
    passages = "{passage: a, markers: [12, 13]}, {passage: b, markers: 14}, {passage: c, markers: ~}"
    text = f"documents: [{{document: d, passages: [{passages}]}}]"
    assert [r.values["markers"] for r in records(tmp_path, text)[1:]] == [["12", "13"], ["14"], []]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            "documents: [{document: a_b}]",
            """documents[0].document: expected a name of letters (a-z), digits, "." and "-" (got 'a_b')""",
        ),
        (
            "documents: [{document: d, issuer: Владимир}]",
            """document d: issuer: expected a name of letters (a-z), digits, "." and "-" (got 'Владимир')""",
        ),
        ("documents: [{document: d, title: [x]}]", "document d: title: expected one value, not a list"),
        ("documents: [{document: d, title: {x: y}}]", "document d: title: expected one value, not a mapping"),
        ("documents: [{document: d, title: ''}]", "document d: title: an empty text; write one, or null to have none"),
        (
            "documents: [{document: d, title: ~}]",
            "document d: title: expected a value; this field cannot be without one",
        ),
        (
            "documents: [{document: d, published_on: 2024-02-31}]",
            "document d: published_on: no such day: 2024-02 has 29 days (got '2024-02-31')",
        ),
        (
            "documents: [{document: d, published_on: 2024-02}]",
            "document d: published_on: expected a day such as 2024-06-14 (got '2024-02')",
        ),
        (
            "documents: [{document: d, published_on: 2024-13-01}]",
            "document d: published_on: no such date; expected year-month-day (got '2024-13-01')",
        ),
        (
            "documents: [{document: d, issued_on: 14.6.2024}]",
            "document d: issued_on: expected a date: 2022, 2022-02, 2022-02-24, or ..2022-02-24 for not later than "
            "(got '14.6.2024')",
        ),
        (
            "documents: [{document: d, issued_on: ..2022}]",
            "document d: issued_on: expected a whole day after the two dots, such as ..2022-12-31 (got '..2022')",
        ),
        (
            "documents: [{document: d, issued_on: 2022-13}]",
            "document d: issued_on: no such date; expected year-month-day (got '2022-13')",
        ),
        (
            "documents: [{document: d, issued_on: ~}]",
            "document d: issued_on: expected a date; this field cannot be without one",
        ),
        (
            "documents: [{document: d, issued_precision: day}]",
            "document d: issued_precision: not entered; it follows from how `issued_on` is written",
        ),
        (
            "documents: [{document: d, digest: abc}]",
            "document d: digest: expected a SHA-256 digest of 64 hexadecimal digits (got 'abc')",
        ),
        (
            "documents: [{document: d, passages: [{passage: 'II 1'}]}]",
            "document d: passages[0].passage: expected a passage's label such as II.1: letters (a-z), digits, "
            "\".\" and \"-\" (got 'II 1')",
        ),
        (
            "documents: [{document: d, passages: [{passage: a, char_start: -1}]}]",
            "document d, passage a: char_start: expected a whole number from 0 upwards (got '-1')",
        ),
        (
            "documents: [{document: d, passages: [{passage: a, char_start: 1.5}]}]",
            "document d, passage a: char_start: expected a whole number (got '1.5')",
        ),
        (
            "documents: [{document: d, passages: [{passage: a, char_start: 5, char_end: 5}]}]",
            "document d, passage a: char_end: expected more than char_start, which is 5 (got '5')",
        ),
        (
            "documents: [{document: d, passages: [{passage: a, markers: [1, ~, [2]]}]}]",
            "document d, passage a: markers[1]: expected a value in the list, not null",
        ),
        (
            "figures: [{figure: f, amount_min: '6,000'}]",
            "figure f: amount_min: expected a number such as 19456 or 79.8, without separators and unit (got '6,000')",
        ),
        (
            "figures: [{figure: f, amount_min: 10, amount_max: 9}]",
            "figure f: amount_max: expected no less than amount_min, which is 10 (got '9')",
        ),
        ("figures: [{figure: f, approximate: maybe}]", "figure f: approximate: expected true or false (got 'maybe')"),
        (
            "figures: [{figure: f, basis: guessed}]",
            "figure f: basis: expected one of verified, claimed, estimated, measured (got 'guessed')",
        ),
        (
            "figures: [{figure: f, from_date: 2024-06, to_date: 2024-05}]",
            "figure f: to_date: expected no day before from_date, which is 2024-06-01 (got '2024-05-31')",
        ),
        (
            "meetings: [{meeting: m, duration: 1 hour}]",
            "meeting m: duration: expected an ISO 8601 duration such as PT1H30M or P2D (got '1 hour')",
        ),
        (
            "assessments: [{assessment: a, about_kind: topic, about: d#II}]",
            "assessment a: about_kind: expected `document`, as `about` names a passage (got 'topic')",
        ),
        (
            "assessments: [{assessment: a, about_kind: topic, about: what it says}]",
            "assessment a: about: expected the slug of a topic (got 'what it says')",
        ),
        (
            "responses: [{response: r, demand: d, on_document: x}]",
            "response r: on_document: expected `demand` or `on_document`, not both: a response answers one thing "
            "(got 'x')",
        ),
        (
            "responses: [{response: r, document: 'x#', via: a b}]",
            "response r: document: expected a document's slug, or slug#label of its passage (got 'x#')",
        ),
        (
            "responses: [{response: r, document: x#I, passage: II}]",
            "response r: passage: expected nothing here, or I as it is given already (got 'II')",
        ),
        (
            "responses: [{response: r, passage: II, document: x#I}]",
            "response r: document: expected the same passage as in `passage`, II (got 'I')",
        ),
        (
            "responses: [{response: r, via: x, via_document: y}]",
            "response r: via_document: given twice, first as x (got 'y')",
        ),
        (
            "links: [{demand: a, relation: opposes, other_demand: a}]",
            "links[0].other_demand: expected another one than `demand` (got 'a')",
        ),
        ("topics: [{topic: a, parent: a}]", "topic a: parent: expected another one than `topic` (got 'a')"),
    ],
)  # fmt: skip
def test_what_a_field_does_not_take_is_told_with_its_place_and_value(tmp_path: Path, record: str, message: str) -> None:
    assert f"a.yaml:1: {message}" in faults(tmp_path, record)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            'documents: [{document: d, title: "red \\e[31m"}]',
            "title: holds the control character U+001B; only line ends",
        ),
        ('documents: [{document: d, title: "a\\rb"}]', "title: holds the control character U+000D; only line ends"),
        ('documents: [{document: d, title: "a\\u0085b"}]', "title: holds the control character U+0085; only line ends"),
        (
            'demands: [{demand: x, versions: [{version: v, terms: {a: "b\\ec"}}]}]',
            "terms.a: holds the control character U+001B; only line ends",
        ),
        ("documents: [{document: d, issued_on: ٢٠٢٥}]", "issued_on: expected a date: 2022, 2022-02"),
        ("documents: [{document: d, published_on: ٢٠٢٥-٠١-٠١}]", "published_on: expected a day such as"),
        ("figures: [{figure: f, amount_min: ٥}]", "amount_min: expected a number such as"),
        ("documents: [{document: today}]", "document: expected a name that is no date"),
        ("documents: [{document: 2025}]", "document: expected a name that is no date"),
        ("documents: [{document: 2025-06}]", "document: expected a name that is no date"),
        ("documents: [{document: 30d-ago}]", "document: expected a name that is no date"),
        (f"actors: [{{actor: {'a' * 500}}}]", 'and "-"; at most 200 of them, not 500'),
        (
            "demands: [{demand: x, endings: [{document: d, how: met, order: 0}]}]",
            "endings[0].order: expected a whole number from 1 upwards",
        ),
        ("documents: [{document: d, text_file: ../d.txt}]", "text_file: expected a path below the folder of this file"),
        ("documents: [{document: d, text_file: /etc/passwd}]", "text_file: expected a path below the folder of this"),
        ("documents: [{document: d, text_file: null}]", "text_file: expected the path of a text"),
    ],
)
def test_what_no_field_takes_is_told(tmp_path: Path, record: str, message: str) -> None:
    (fault,) = faults(tmp_path, record)
    assert message in fault


def test_line_ends_and_tabs_stand_in_texts(tmp_path: Path) -> None:
    [document] = records(tmp_path, 'documents: [{document: d-2025, title: "a\\n\\tb"}]')
    assert document.values["title"] == "a\n\tb"


def test_of_more_values_than_are_remembered_the_last_are() -> None:
    read: list[object] = []
    memo = Memo(read.append)
    for number in range(REMEMBERED + 10):
        memo[f"demand-{number}"]
    before = len(read)
    memo[f"demand-{REMEMBERED + 9}"]
    assert len(read) == before
    assert len(memo) <= REMEMBERED
