"""Terms: from a mapping of attributes to a sorted list of facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.bundle.reading import A_VERSION, faults, records, values


def terms(folder: Path, written: str, section: str = "version") -> Any:
    text = f"{A_VERSION}        terms: {written}\n"
    if section == "agreement":
        text = f"agreements: [{{agreement: a, terms: {written}}}]"
    return values(records(folder, text), section)[0]["terms"]


def test_a_value_or_a_list_of_them_sorted_by_code_point(tmp_path: Path) -> None:
    assert terms(tmp_path, "{territory: [UA-65, UA-09], extent: begun, Extra: x}") == [
        {"attribute": "Extra", "value": "x"},
        {"attribute": "extent", "value": "begun"},
        {"attribute": "territory", "value": "UA-09"},
        {"attribute": "territory", "value": "UA-65"},
    ]


def test_a_value_with_details(tmp_path: Path) -> None:
    written = "{territory: {value: UA-43, in: [b#II, a#I], certainty: possible, wording: all of it}}"
    assert terms(tmp_path, written) == [
        {
            "attribute": "territory",
            "value": "UA-43",
            "in": ["a#I", "b#II"],
            "certainty": "possible",
            "wording": "all of it",
        }
    ]


def test_several_values_may_share_their_details(tmp_path: Path) -> None:
    assert terms(tmp_path, "{territory: [{value: [b, a], in: d#I, certainty: certain}, c]}") == [
        {"attribute": "territory", "value": "a", "in": ["d#I"]},
        {"attribute": "territory", "value": "b", "in": ["d#I"]},
        {"attribute": "territory", "value": "c"},
    ]


def test_white_space_is_single_and_scalars_are_texts(tmp_path: Path) -> None:
    assert terms(tmp_path, "{timing: ' P30D   after\n\n  x ', permanence: no, quantity: 6000 x}") == [
        {"attribute": "permanence", "value": "no"},
        {"attribute": "quantity", "value": "6000 x"},
        {"attribute": "timing", "value": "P30D after x"},
    ]


@pytest.mark.parametrize(
    ("written", "passages"),
    [
        ("[{value: x, in: d#b}, {value: x, in: [d#a, d#b]}]", {"in": ["d#a", "d#b"]}),
        ("[{value: x, in: d#b}, x]", {}),  # all citations say it: d#b too
        ("[x, x]", {}),
    ],
)
def test_the_same_value_twice_is_one_term_with_the_passages_of_both(
    tmp_path: Path, written: str, passages: dict[str, Any]
) -> None:
    assert terms(tmp_path, f"{{a: {written}}}") == [{"attribute": "a", "value": "x", **passages}]


def test_named_empty_is_an_empty_set(tmp_path: Path) -> None:
    assert terms(tmp_path, "{}") == terms(tmp_path, "~") == terms(tmp_path, "{a: []}") == []
    assert "terms" not in values(records(tmp_path, A_VERSION), "version")[0]


def test_terms_of_agreements_may_have_evidence_of_their_own(tmp_path: Path) -> None:
    written = "{quantity: {value: 1 x, document: d#I, via: r, speaker: s, quote: q}}"
    assert terms(tmp_path, written, "agreement") == [
        {
            "attribute": "quantity", "value": "1 x", "document": "d", "passage": "I", "via_document": "r",
            "speaker": "s", "quote": "q",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("begun", "terms: expected a mapping from attributes to values, such as {extent: begun} (got 'begun')"),
        ("{extent: ~}", "terms.extent: expected a value"),
        ("{extent: [a, ' ']}", "terms.extent[1]: expected a value"),
        ("{extent: {value: [a, [b]]}}", "terms.extent.value: expected one value, not a list"),
        ("{'a b': x}", """terms.a b: expected a name of letters (a-z), digits, "." and "-" (got 'a b')"""),
        ("{extent: {valu: x}}", "terms.extent.valu: unknown field; did you mean `value`?"),
        ("{extent: {value: x, speaker: putin}}", "terms.extent.speaker: unknown field; expected one of value, in, "
            "certainty, wording"),
        (
            "{extent: {value: x, in: [d#I, d]}}",
            "terms.extent.in[1]: expected slug#label of a document's passage (got 'd')",
        ),
        (
            "{extent: [y, {value: x, certainty: sure}]}",
            "terms.extent[1].certainty: expected one of certain, probable, possible (got 'sure')",
        ),
        (
            "{extent: [x, {value: x, certainty: possible}]}",
            "terms.extent[1]: the same value twice, but with different details (got 'x')",
        ),
    ],
)  # fmt: skip
def test_wrong_terms_are_told_with_their_place(tmp_path: Path, written: str, message: str) -> None:
    found = faults(tmp_path, f"{A_VERSION}        terms: {written}\n")
    assert f"a.yaml:5: demand ru.x, version 2024-06-14: {message}" in found


def test_each_wrong_term_has_its_own_line(tmp_path: Path) -> None:
    lines = ["terms:", "  a:", "    - x", "    - ~", "  b: {value: y,", "    in: z}"]
    text = A_VERSION + "".join(f"        {line}\n" for line in lines)
    assert [fault.split(":")[1] for fault in faults(tmp_path, text)] == ["8", "10"]
