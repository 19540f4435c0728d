"""The JSON Schema of bundles, for editors and other programs, made from the registry of entities.

It allows no more than the check does, and leaves to the check what a schema cannot say: which day exists, what
the database has. Readers of YAML 1.2 take `2022` for a number and `no` for a text, so both are allowed.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from tracker.bundle.entities import (
    ALIAS,
    EXTERNAL_ID,
    PLACES,
    RENAMEABLE,
    SECTIONS,
    SLUGGED,
    Entity,
    Field,
    every_entity,
)
from tracker.bundle.terms import AGREEMENT_TERM, VERSION_TERM
from tracker.bundle.values import DATE_LIKE, DIGEST, DURATION, INTEGER, NAME, NUMBER

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Bundle of the demand tracker"
SLUG = NAME.pattern
PLACE = f"^{SLUG}(#{SLUG})?$"
COARSE = r"^(\.\.\d{4}-\d\d-\d\d|\d{4}(-\d\d(-\d\d)?)?)$"
EXAMPLES: dict[str, list[Any]] = {
    "date": ["2024-06-14"],
    "coarse": ["2022", "2022-02", "2022-02-24", "..2025-05-28"],
    "digest": ["0" * 64],
    "terms": [{"territory": ["UA-09", "UA-14"], "timing": "P30D after ceasefire-start"}],
}
EXAMPLE = {
    "demands": [
        {
            "demand": "ru.withdraw-four-oblasts",
            "process": "russia-ukraine",
            "party": "russia",
            "addressee": "ukraine",
            "kind": "demand",
            "topic": "territory.withdrawal",
            "title": "Full withdrawal of Ukrainian forces from four oblasts",
            "versions": [
                {
                    "version": "2024-06-14",
                    "summary": "Ukraine begins to withdraw from the four oblasts before a ceasefire and talks.",
                    "terms": {"territory": ["UA-09", "UA-14"], "extent": "begun"},
                    "citations": [{"document": "putin-2024-06-14", "speaker": "putin", "via": "isw-2025-06-02#p17.1"}],
                }
            ],
        }
    ]
}


def json_schema() -> Schema:
    """A schema of draft 2020-12; each kind of record is a definition of its own."""
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "scope": _scope(),
            **{section.section: _list_of(section) for section in SECTIONS},
        },
        "additionalProperties": False,
        "examples": [EXAMPLE],
        "$defs": {
            **{entity.name: _record(entity) for entity in every_entity()},
            **{name: _terms(takes) for name, takes in TERMS.items()},
        },
    }


def _list_of(entity: Entity) -> Schema:
    reference = {"$ref": f"#/$defs/{entity.name}"}
    items = {"anyOf": [_slug(), reference]} if entity is ALIAS else reference
    note = "; replaces the whole list" if entity.whole else ""
    return {"type": ["array", "null"], "items": items, "description": f"Records: {entity.name}{note}."}


def _record(entity: Entity) -> Schema:
    properties: Schema = {}
    for one in entity.fields:
        properties[one.name] = {"description": one.doc, **_of_field(entity, one)}
    if "via_document" in properties:
        properties["via"] = {"description": "The report in which we read it: slug or slug#label.", **_nullable(PLACE)}
    properties |= {child.section: _list_of(child) for child in entity.children}
    if entity.nests:
        properties[entity.section] = _list_of(entity)
    if entity.name in SLUGGED:
        properties |= {of.section: _list_of(of) for of in (EXTERNAL_ID, ALIAS)}
    if not entity.whole:
        properties["remove"] = {"description": "Whether the record goes; only with its key.", **BOOLEAN}
    if entity.name in RENAMEABLE:
        properties["renamed_from"] = {"description": "The key that it had before.", **_nullable(f"^{SLUG}$")}
    return {
        "type": "object",
        "properties": properties,
        "required": [f.name for f in entity.fields if f.required and f.name in entity.key],
        "additionalProperties": False,
    }


BOOLEAN: Schema = {"enum": [True, False, "true", "false", "yes", "no"]}
TEXT: Schema = {"type": ["string", "number", "boolean"]}


def _of_field(entity: Entity, of: Field) -> Schema:
    """What a field takes; null too, where a record can be without it."""
    schema = _of_kind(entity, of)
    schema |= {"examples": EXAMPLES[of.kind.removesuffix("-end")]} if of.kind.removesuffix("-end") in EXAMPLES else {}
    if of.required or of.kind == "file" or "$ref" in schema:
        return schema
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema["type"]
    return schema | {"type": [*(types if isinstance(types, list) else [types]), "null"]}


def _of_kind(entity: Entity, of: Field) -> Schema:
    if (entity.name, of.name) == ("meeting", "duration"):
        return {"type": "string", "pattern": f"^{DURATION.pattern}$"}
    if of.name in PLACES and {f.name for f in entity.fields} >= set(PLACES[of.name]):
        return {"type": "string", "pattern": PLACE}
    if (entity.name, of.name) == ("document", "document"):
        return {"type": "string", "pattern": f"^(?!({DATE_LIKE.pattern})$){SLUG}$"}
    match of.kind:
        case "text":
            return TEXT
        case "name" | "label" | "code" | "ref":
            return _slug()
        case "choice":
            return {"enum": list(of.choices)}
        case "date":
            return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
        case "coarse" | "coarse-end":
            return {"type": ["string", "integer"], "pattern": COARSE, "minimum": 1, "maximum": 9999}
        case "boolean":
            return BOOLEAN
        case "integer":
            return {"type": ["string", "integer"], "pattern": f"^{INTEGER.pattern}$", **_from(entity, of)}
        case "number":
            return {"type": ["string", "number"], "pattern": f"^{NUMBER.pattern}$"}
        case "texts":
            return {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
        case "refs":
            return {"anyOf": [_slug(), {"type": "array", "items": _slug()}]}
        case "digest":
            return {"type": "string", "pattern": f"^{DIGEST.pattern}$"}
        case "file":
            return {"type": "string", "pattern": r"^(?!/|([^/]*/)*\.\.(/|$))"}
        case "terms":
            return {"$ref": f"#/$defs/{entity.name}-terms"}


def _from(entity: Entity, of: Field) -> Schema:
    if (entity.name, of.name) == ("code", "rank"):
        return {}
    return {"minimum": 1 if of.name == "order" else 0}


def _slug() -> Schema:
    """Some slugs are whole numbers, such as the year that names a version."""
    return {"type": ["string", "integer"], "pattern": f"^{SLUG}$", "minimum": 0}


def _nullable(pattern: str) -> Schema:
    return {"type": ["string", "null"], "pattern": pattern}


def _scope() -> Schema:
    process = {"process": {"description": "All of a process.", **_slug()}}
    documents = {"description": "Documents with all evidence that cites them.", "type": "array", "items": _slug()}
    return {
        "description": "What --prune may remove from.",
        "type": "object",
        "properties": process | {"documents": documents},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


TERMS = {"version-terms": VERSION_TERM, "agreement-terms": AGREEMENT_TERM}
IN: Schema = {"type": "string", "pattern": f"^{SLUG}#{SLUG}$"}
QUALIFIERS: Schema = {
    "value": {"description": "One value, or several of which the same holds.", "anyOf": [
        TEXT, {"type": "array", "items": TEXT, "minItems": 1},
    ]},
    "in": {"description": "The passages that say it: slug#label.", "anyOf": [IN, {"type": "array", "items": IN}]},
    "certainty": {"description": "How sure the source is.", "enum": ["certain", "probable", "possible"]},
    "wording": {"description": "The source's phrase, where it gives no digits.", **TEXT},
    "speaker": {"description": "Who said it in the document.", **_slug()},
    "document": {"description": "The dated source: slug or slug#label.", "type": "string", "pattern": PLACE},
    "passage": {"description": "The passage of that document.", **_slug()},
    "via": {"description": "The report in which we read it: slug or slug#label.", "type": "string", "pattern": PLACE},
    "via_document": {"description": "The same as `via`.", "type": "string", "pattern": PLACE},
    "via_passage": {"description": "The passage of that report.", **_slug()},
    "quote": {"description": "A principal's few words, where the wording is the fact.", **TEXT},
}  # fmt: skip


def _terms(takes: dict[str, Any]) -> Schema:
    value = {
        "type": "object",
        "properties": {name: QUALIFIERS[name] for name in ("value", *takes)},
        "required": ["value"],
        "additionalProperties": False,
    }
    one: Schema = {"anyOf": [TEXT, value]}
    return {
        "description": "The typed facts: attribute: value, or a list of values. Replaces the whole set.",
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{SLUG}$"},
        "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]},
        "examples": EXAMPLES["terms"],
    }
