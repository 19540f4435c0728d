"""Flat records -> a bundle's own shape, in the words in which a person would write it.

The counterpart of `check`: children stand under their parents, the evidence's columns become `document:
slug#label` again, coarse dates become `2022` or `..2025-05-28`, terms a mapping. What says nothing (null,
`certainty: certain`, an empty list) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias

from tracker.bundle.entities import PLACES, Entity, Field
from tracker.bundle.tables import Table, sections

Row: TypeAlias = Mapping[str, Any]
Shaped: TypeAlias = dict[str, Any]
Shape: TypeAlias = Callable[[Row], Any]

# In the order in which a person reads it.
EVIDENCE = ("document", "speaker", "via", "quote")
DEEPEST = 20  # levels of records inside each other; what reads a bundle allows a few more


def nest(rows: Mapping[str, Iterable[Row]]) -> dict[str, list[Shaped]]:
    """The sections of a bundle from the rows of each entity, in the order given.

    A row has the stored fields of its entity (`Field.stored`), dates as texts or dates, digests as hex or bytes,
    and the key of its parent: a citation has `demand` and `version`, an alias `entity` and `key`. Rows whose
    parent is not among the rows are left out.
    """
    groups = {child.entity.name: _grouped(child, rows) for table in sections().values() for child in _below(table)}
    nested = {
        section: [_record(table, row, groups) for row in rows.get(table.entity.name, ())]
        for section, table in sections().items()
    }
    return {section: records for section, records in nested.items() if records}


Groups: TypeAlias = dict[str, dict[tuple[Any, ...], list[Row]]]


def _below(table: Table) -> Iterable[Table]:
    for child in table.children.values():
        if child is not table:
            yield child
            yield from _below(child)


def _grouped(table: Table, rows: Mapping[str, Iterable[Row]]) -> dict[tuple[Any, ...], list[Row]]:
    """The rows of a nested entity by their parent's key; those that nest, by that and the record around them."""
    listed = list(rows.get(table.entity.name, ()))
    names = [own for own, _ in table.inherits]
    if "entity" in table.blank:
        names = ["entity", *names]
    around = {(*(row[name] for name in names), row[table.own[-1]]): row for row in listed} if table.entity.nests else {}
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in listed:
        above = tuple(row[name] for name in names)
        inner = (*above, row.get("parent"))
        groups.setdefault(inner if _nested(around, inner) else above, []).append(row)
    return groups


def _nested(around: Mapping[tuple[Any, ...], Row], inner: tuple[Any, ...]) -> bool:
    """Whether a row stands inside the one around it: at every so many levels it does not, and names it instead."""
    depth, at = 0, inner
    while at in around:
        depth, at = depth + 1, (*at[:-1], around[at].get("parent"))
    return depth % DEEPEST != 0


def _record(table: Table, row: Row, groups: Groups, *, inside: bool = False) -> Shaped:
    shaped = {}
    for name, shape in _shapes(table.entity):
        value = shape(row)
        if value is not None and value != [] and value != {} and not (inside and name == "parent"):
            shaped[name] = value
    for section, child in table.children.items():
        below = groups[child.entity.name].get(_key(table, child, row), [])
        if section == "aliases":
            records: list[Any] = [row["alias"] for row in below]
        else:
            records = [_record(child, one, groups, inside=child is table) for one in below]
        if records:
            shaped[section] = records
    return shaped


def _key(table: Table, child: Table, row: Row) -> tuple[Any, ...]:
    above = tuple(row[there] for _, there in child.inherits)
    if child is table:
        return (*above, row[table.own[-1]])
    return (table.entity.name, *above) if "entity" in child.blank else above


def written(entity: Entity, row: Row) -> Shaped:
    """The fields of one row as a bundle writes them, without the records inside it."""
    return {name: value for name, shape in _shapes(entity) if (value := shape(row)) not in (None, [], {})}


@cache
def _shapes(entity: Entity) -> tuple[tuple[str, Shape], ...]:
    """The fields as written, in order, each with what takes its value from a row."""
    names = {f.name for f in entity.fields}
    evident = {"via_document", "speaker", "quote"} <= names
    shapes: dict[str, Shape] = {}
    for one in entity.fields:
        if evident and one.name in ("speaker", "document"):
            shapes |= {name: _place(name) if name in PLACES else _plain(name) for name in EVIDENCE}
        elif one.name in PLACES and set(PLACES[one.name]) <= names and one.name != "via_document":
            shapes[one.name] = _place(one.name)
        elif not any(one.name in parts and set(parts) <= names for parts in PLACES.values()):
            shapes.setdefault(one.name, _shape(one))
    return tuple(shapes.items())


def _shape(of: Field) -> Shape:
    if of.kind in ("coarse", "coarse-end"):
        column, precision = of.stored
        return lambda row: coarse_text(row.get(column), row.get(precision))
    if of.kind == "terms":
        return lambda row: nested_terms(row.get(of.name) or ())
    if of.kind == "number":
        return lambda row: _number(row.get(of.name))
    if of.kind == "date":
        return lambda row: coarse_text(row.get(of.name), "day")
    if of.kind == "digest":
        return lambda row: _hex(row.get(of.name))
    if of.kind == "boolean" and not of.required:
        return lambda row: row.get(of.name) or None
    if of.name == "certainty":
        return lambda row: None if row.get("certainty") == "certain" else row.get("certainty")
    return _plain(of.name)


def _plain(name: str) -> Shape:
    return lambda row: row.get(name)


def _place(written: str) -> Shape:
    document, passage = PLACES[written]
    return lambda row: place_text(row.get(document), row.get(passage))


def place_text(document: str | None, passage: str | None) -> str | None:
    """`slug` or `slug#label`."""
    return f"{document}#{passage}" if document and passage else document


def coarse_text(value: object, precision: str | None) -> str | None:
    """A date as a person writes it: 2022, 2022-02, 2022-02-24 or ..2022-02-24."""
    if value is None:
        return None
    day = str(value)
    return {"year": day[:4], "month": day[:7], "by": f"..{day}"}.get(precision or "day", day)


def _number(value: object) -> int | Decimal | None:
    if value is None:
        return None
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() and "." not in str(value) else number


def _hex(value: object) -> object:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


def nested_terms(terms: Iterable[Row]) -> Shaped:
    """Terms as a mapping; values with the same details stand together as {value: [a, b], in: […]}."""
    shaped: Shaped = {}
    for attribute, group in groupby(terms, lambda term: term["attribute"]):
        items: list[Any] = []
        for details, same in groupby(group, _details):
            values = [term["value"] for term in same]
            if details:
                items.append({"value": values[0] if len(values) == 1 else values, **details})
            else:
                items += values
        shaped[attribute] = items[0] if len(items) == 1 else items
    return shaped


def _details(term: Row) -> Shaped:
    details = {
        "in": term.get("in"),
        "certainty": term.get("certainty"),
        "wording": term.get("wording"),
        "document": place_text(term.get("document"), term.get("passage")),
        "passage": None if term.get("document") else term.get("passage"),
        "speaker": term.get("speaker"),
        "via": place_text(term.get("via_document"), term.get("via_passage")),
        "via_passage": None if term.get("via_document") else term.get("via_passage"),
        "quote": term.get("quote"),
    }
    return {name: value for name, value in details.items() if value}
