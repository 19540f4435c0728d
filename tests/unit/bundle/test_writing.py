"""Writing bundles: what is written reads as it was, in any reader, and looks as a person would write it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.bundle.trees import bundles, rows_of
from tracker.bundle.check import read
from tracker.bundle.dump import dump_jsonl, dump_yaml
from tracker.bundle.json_tree import parse_json_line
from tracker.bundle.nest import coarse_text, nest, nested_terms
from tracker.bundle.yaml_tree import parse_yaml

# Any text but what no database stores.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=150)
hard_texts = texts | st.sampled_from(
    [
        *(
            "",
            " ",
            "~",
            "null",
            "no",
            "y",
            "1e3",
            "0o17",
            "1_000",
            "2024-06-14",
            "12:30:45",
            ".5",
            "..2025-05-28",
            "<<",
        ),
        *("-", "- a", "a: b", "a #b", "#", "*a", "&a", "!a", "%a", "@a", "`a", "'", '"', "{a}", "[a", "a, b", "=", "?"),
        *("a\n", "\na", "a\n\nb", " a\n  b", "a \nb", "---", "...", "\t", "a\tb", "\ufeff", "a\u2028b", "a\x85b"),
        "word " * 40,
    ]
)
trees = st.dictionaries(
    texts.filter(bool),
    st.recursive(hard_texts, lambda inner: st.lists(inner) | st.dictionaries(hard_texts, inner), max_leaves=12),
    max_size=3,
)


@given(tree=trees)
@example(tree={"a": {"b": [{}, [], {"c": []}]}})
@example(tree={"a": {"b": "c\n\n"}, "d": "\n", "e": []})
def test_yaml_reads_as_it_was_written(tree: dict[str, Any]) -> None:
    written = dump_yaml(tree)
    assert (list(parse_yaml(written, [])) or [(1, {})])[0][1] == tree
    assert (yaml.safe_load(written) or {}) == tree  # no text is taken for anything else


@given(tree=st.dictionaries(texts, st.lists(hard_texts), max_size=3))
def test_each_record_is_a_line_of_jsonl(tree: dict[str, Any]) -> None:
    lines = list(dump_jsonl(tree))
    assert all(line.count("\n") == 1 for line in lines)
    assert [parse_json_line(line.strip("\n"), 1) for line in lines] == [
        {section: [record]} for section, records in tree.items() for record in records
    ]


@given(tree=bundles)
def test_what_is_read_can_be_written_as_it_was(tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]) -> None:
    file = tmp_path_factory.mktemp("law") / "a.json"
    file.write_text(json.dumps(tree), "utf-8")
    assert nest(rows_of(read([file]).records)) == tree


@given(tree=bundles)
def test_writing_and_reading_changes_no_record(tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("law")
    (folder / "a.json").write_text(json.dumps(tree), "utf-8")
    (folder / "b.yaml").write_text(dump_yaml(tree), "utf-8")
    (folder / "c.jsonl").write_text("".join(dump_jsonl(tree)), "utf-8")
    a, b, c = (rows_of(read([folder / name]).records) for name in ("a.json", "b.yaml", "c.jsonl"))
    assert a == b == c


PERSON_LIKE = """\
demands:
  - demand: ru.withdraw-four-oblasts
    process: russia-ukraine
    party: russia
    addressee: ukraine
    kind: demand
    topic: territory.withdrawal
    title: Full withdrawal of Ukrainian forces from four oblasts
    versions:
      - version: "2024-06-14"
        summary: >-
          In our own words and at some length, so that it takes more than one line, as summaries
          usually do.
        terms:
          extent: begun
          territory: {value: [UA-09, UA-14], in: [ru-memorandum-2025-06-02#II.1]}
          timing: [before ceasefire-start, before talks-start]
        citations:
          - {document: putin-2024-06-14, speaker: putin, via: isw-2025-06-02#p17.1, quote: leave it}
          - {document: memorandum, certainty: possible, order: 2}
    endings:
      - {document: x, how: lapsed, ended_on: "2025"}

agreements:
  - agreement: exchange
    stated_by: [russia, ukraine]
    summary: |-
      One line.
      Another.
    document: x
    terms:
      quantity: {value: 1000 prisoners-total, document: y#I, speaker: russia}

figures:
  - {figure: f, amount_min: 79.80, amount_max: 19456, approximate: true, as_of: ..2025-05-28}
"""


def test_a_bundle_is_written_as_a_person_would(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(PERSON_LIKE, "utf-8")
    assert dump_yaml(nest(rows_of(read([tmp_path]).records))) == PERSON_LIKE


def test_lines_are_not_much_longer_than_a_hundred_columns() -> None:
    words = " ".join(["somewhat"] * 60)
    tree = {
        "demands": [{"demand": "x", "summary": words, "versions": [{"version": "a", "citations": [{"quote": words}]}]}]
    }
    assert max(map(len, dump_yaml(tree).splitlines())) <= 100


def test_what_says_nothing_is_left_out() -> None:
    row = {
        "response": "r", "certainty": "certain", "until_date": None, "until_precision": None, "summary": None,
        "document": "d", "passage": None, "via_document": None, "via_passage": None, "speaker": None, "quote": None,
    }  # fmt: skip
    assert nest({"response": [row]}) == {"responses": [{"response": "r", "document": "d"}]}
    assert nest({"meeting": [{"meeting": "m", "approximate": False}]}) == {"meetings": [{"meeting": "m"}]}
    assert nest({"attribute": [{"attribute": "a", "many": False}]}) == {
        "attributes": [{"attribute": "a", "many": False}]
    }
    assert nest({"version": [{"demand": "gone", "version": "x"}]}) == {}


def test_what_lies_deep_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    labels = [f"p{depth}" for depth in range(1000)]
    passages = [
        {"document": "d", "passage": own, "parent": around}
        for own, around in zip(labels, [None, *labels], strict=False)
    ]
    file = tmp_path / "a.yaml"
    file.write_text(dump_yaml(nest({"document": [{"document": "d"}], "passage": passages})))
    found = [record.values for record in read([file]).records if record.entity == "passage"]
    assert {one["passage"]: one.get("parent") for one in found} == {one["passage"]: one["parent"] for one in passages}


def test_what_a_database_returns_is_understood() -> None:
    document = {
        "document": "d", "issued_on": date(2022, 2, 1), "issued_precision": "month", "published_on": date(2022, 3, 4),
        "digest": bytes(32),
    }  # fmt: skip
    passages = [{"document": "d", "passage": "b", "parent": "a"}, {"document": "d", "passage": "a", "parent": None}]
    assert nest({"document": [document], "passage": passages}) == {
        "documents": [
            {
                "document": "d", "issued_on": "2022-02", "published_on": "2022-03-04", "digest": "0" * 64,
                "passages": [{"passage": "a", "passages": [{"passage": "b"}]}],
            }
        ]
    }  # fmt: skip
    assert nest({"figure": [{"figure": "f", "amount_min": Decimal("79.80"), "amount_max": Decimal("100")}]}) == {
        "figures": [{"figure": "f", "amount_min": Decimal("79.80"), "amount_max": 100}]
    }
    (line,) = dump_jsonl({"figures": [{"amount_min": Decimal("79.80")}]})
    assert json.loads(line) == {"figures": [{"amount_min": "79.80"}]}
    term = {"attribute": "quantity", "value": "5 x", "amount_min": 5, "unit": "x", "in": ["d#I"]}
    assert nested_terms([term]) == {"quantity": {"value": "5 x", "in": ["d#I"]}}


@pytest.mark.parametrize(
    ("day", "precision", "written"),
    [
        ("2022-01-01", "year", "2022"),
        ("2022-02-01", "month", "2022-02"),
        ("2022-02-24", "day", "2022-02-24"),
        ("2025-05-28", "by", "..2025-05-28"),
        (None, None, None),
    ],
)
def test_coarse_dates_are_written_as_they_are_known(
    day: str | None, precision: str | None, written: str | None
) -> None:
    assert coarse_text(day, precision) == written
