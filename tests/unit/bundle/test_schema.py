"""The JSON Schema of bundles: it takes what the check takes, and refuses what editors can see is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tracker.bundle.check import read
from tracker.bundle.entities import every_entity
from tracker.bundle.json_schema import EXAMPLE, json_schema

SEEDS = sorted((Path(__file__).parents[3] / "seeds").rglob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(json.loads(json.dumps(schema)))


def accepted(validator: Any, document: Any) -> bool:
    return bool(validator.is_valid(document))


def test_every_kind_of_record_and_every_field_is_described() -> None:
    definitions = json_schema()["$defs"]
    for entity in every_entity():
        properties = definitions[entity.name]["properties"]
        assert {f.name for f in entity.fields} <= properties.keys()
        assert all(properties[f.name]["description"] for f in entity.fields)


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.name)
def test_the_shipped_data_is_valid(validator: Any, file: Path) -> None:
    """Read as editors do, with the scalars of YAML 1.2 nearest to texts."""
    errors = [error.message for error in validator.iter_errors(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))]
    assert errors == []


def test_the_shipped_data_passes_the_check() -> None:
    assert sum(1 for _ in read(SEEDS).records) > 0


def test_the_example_is_valid_and_passes_the_check(validator: Any, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(EXAMPLE))
    assert accepted(validator, EXAMPLE)
    assert [r.entity for r in read([tmp_path]).records] == ["demand", "version", "citation"]


# Each with what the check says of it: whether it is fine.
DOCUMENTS: list[tuple[dict[str, Any], bool]] = [
    ({"documents": [{"document": "d", "issued_on": 2022, "title": 5, "summary": None}]}, True),
    ({"documents": [{"document": "d", "passages": [{"passage": "I", "passages": [{"passage": "I.1"}]}]}]}, True),
    ({"actors": [{"actor": "a", "aliases": ["b", {"alias": "c", "remove": True}]}], "scope": {"process": "p"}}, True),
    ({"figures": [{"figure": "f", "amount_min": 5.5, "approximate": False, "via": "a#p1"}], "$schema": "x"}, True),
    ({"demands": [{"demand": "x", "versions": [{"version": 2024, "terms": {"a": [1, "b"], "c": True}}]}]}, True),
    ({"demands": [{"demand": "x", "versions": [{"version": 2, "terms": {"a": {"value": ["x"], "in": "d#I"}}}]}]}, True),
    ({"demands": [{"demand": "x", "versions": [{"version": "v", "terms": None}], "endings": None}]}, True),
    ({"meetings": [{"meeting": "m", "duration": "PT1H", "approximate": "yes"}]}, True),
    ({"demands": [{"demand": "x", "remove": True}]}, True),
    ({"demands": [{"title": "x"}]}, False),
    ({"demands": [{"demand": "x y"}]}, False),
    ({"demands": [{"demand": "x", "titel": "y"}]}, False),
    ({"demands": {"demand": "x"}}, False),
    ({"demand": []}, False),
    ({"demands": [{"demand": "x", "kind": "claim"}]}, False),
    ({"demands": [{"demand": "x", "title": None}]}, False),
    ({"demands": [{"demand": "x", "title": ["y"]}]}, False),
    ({"documents": [{"document": "d", "issued_on": "14.6.2024"}]}, False),
    ({"documents": [{"document": "d", "issued_precision": "day"}]}, False),
    ({"documents": [{"document": "d", "digest": "abc"}]}, False),
    ({"documents": [{"document": "d", "passages": [{"passage": "I", "char_start": -1}]}]}, False),
    ({"meetings": [{"meeting": "m", "duration": "1 hour"}]}, False),
    ({"processes": [{"process": "p", "parties": [{"actor": "a", "role": "party", "remove": True}]}]}, False),
    ({"demands": [{"demand": "x", "versions": [{"version": "v", "renamed_from": "w"}]}]}, False),
    ({"demands": [{"demand": "x", "versions": [{"version": "v", "terms": {"a": {"in": "d#I"}}}]}]}, False),
    ({"demands": [{"demand": "x", "versions": [{"version": "v", "terms": {"a": {"value": "x", "in": "d"}}}]}]}, False),
    ({"demands": [{"demand": "x", "versions": [{"version": "v", "citations": [{"speaker": "s"}]}]}]}, False),
    ({"figures": [{"figure": "f", "amount_min": "6,000"}]}, False),
    ({"scope": {"process": "p", "documents": []}, "actors": []}, False),
]  # fmt: skip


@pytest.mark.parametrize(("document", "fine"), DOCUMENTS, ids=lambda value: str(value)[:60])
def test_schema_and_check_agree(validator: Any, tmp_path: Path, document: dict[str, Any], fine: bool) -> None:
    assert accepted(validator, document) is fine
    (tmp_path / "a.json").write_text(json.dumps(document))
    try:
        list(read([tmp_path]).records)
        passes = True
    except Exception:
        passes = False
    assert passes is fine
