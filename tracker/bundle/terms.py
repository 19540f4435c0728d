"""The terms of a version or an agreement: `attribute: value`, or a list of values -> a sorted list of facts.

What an attribute allows is not known here: the codebook is in the database, which checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from tracker.bundle.entities import CERTAINTY, PLACES
from tracker.bundle.suggest import unknown
from tracker.bundle.tree import line_of_item, line_of_key
from tracker.bundle.values import (
    Memo,
    Refused,
    Wrong,
    choice,
    label,
    list_of,
    name,
    passage_of_document,
    printable,
    refused,
    scalar,
    split_place,
    text,
)  # fmt: skip

# {"attribute", "value"} and, where given, "in" (sorted list of document#label), "certainty", "wording"; for
# agreements also "speaker", "document", "passage", "via_document", "via_passage", "quote".
Term: TypeAlias = dict[str, Any]
Terms: TypeAlias = list[Term]

QUALIFIERS: dict[str, Callable[[object], Any]] = {
    "in": list_of(passage_of_document), "certainty": choice(CERTAINTY.choices), "wording": text,
}  # fmt: skip
EVIDENCE: dict[str, Callable[[object], Any]] = {
    "speaker": name, "document": split_place, "passage": label, "via": split_place, "via_document": split_place,
    "via_passage": label, "quote": text,
}  # fmt: skip
VERSION_TERM = QUALIFIERS
AGREEMENT_TERM = QUALIFIERS | EVIDENCE


def version_terms(raw: object) -> Terms:
    return _terms(raw, VERSION_TERM)


def agreement_terms(raw: object) -> Terms:
    """Like those of a version, each with evidence of its own where it differs from the agreement's."""
    return _terms(raw, AGREEMENT_TERM)


def _terms(raw: object, takes: dict[str, Callable[[object], Any]]) -> Terms:
    """Sorted by attribute, then value, in code point order; equal ones merged. Raises Refused."""
    if raw is None:
        return []
    if not isinstance(raw, dict):
        raise refused("expected a mapping from attributes to values, such as {extent: begun}", raw)
    found: dict[tuple[str, str], Term] = {}
    wrongs: list[Wrong] = []
    for attribute, given in raw.items():
        line = line_of_key(raw, attribute, 0)
        try:
            attribute = NAMES[attribute]
            if given.__class__ is str:
                value = TEXTS[given]
                found[attribute, value] = {"attribute": attribute, "value": value}
            else:
                _add_each(found, attribute, given, takes)
        except Refused as error:
            wrongs += _below(error, f".{attribute}", line)
    if wrongs:
        raise Refused(*wrongs)
    return [found[key] for key in sorted(found)]


def _add_each(
    found: dict[tuple[str, str], Term], attribute: str, given: object, takes: dict[str, Callable[[object], Any]]
) -> None:
    items = given if isinstance(given, list) else [given]
    wrongs: list[Wrong] = []
    for index, item in enumerate(items):
        try:
            if item.__class__ is str:
                _add(found, {"attribute": attribute, "value": TEXTS[item]})
                continue
            for term in _read(attribute, item, takes):
                _add(found, term)
        except Refused as error:
            path = f"[{index}]" if isinstance(given, list) else ""
            wrongs += _below(error, path, line_of_item(given, index, 0))
    if wrongs:
        raise Refused(*wrongs)


def _read(attribute: str, item: object, takes: dict[str, Callable[[object], Any]]) -> Iterator[Term]:
    """The terms of one item: a scalar, or {value: one or a list of them, in: …, certainty: …}."""
    if not isinstance(item, dict):
        yield {"attribute": attribute, "value": _value(item)}
        return
    shared: Term = {}
    wrongs: list[Wrong] = []
    for key, given in item.items():
        try:
            if key != "value":
                _qualify(shared, key, given, takes)
        except Refused as error:
            wrongs += _below(error, f".{key}", line_of_key(item, key, 0))
    wrongs += _misplaced(shared, item)
    values = item.get("value")
    try:
        each = [_value(v) for v in (values if isinstance(values, list) else [values])]
    except Refused as error:
        wrongs += _below(error, ".value", line_of_key(item, "value", 0))
    if wrongs:
        raise Refused(*wrongs)
    for value in each:
        yield {"attribute": attribute, "value": value, **shared}


def _misplaced(term: Term, item: dict[str, Any]) -> Iterator[Wrong]:
    """A passage is of a document that the term names too; a report is another document."""
    for document, passage in (PLACES["document"], PLACES["via"]):
        if passage in term and document not in term:
            told = f"expected `{document}` with it, as {document}: slug#{term[passage]}"
            yield Wrong(told, term[passage], f".{passage}", line_of_key(item, passage, 0))
    if "document" in term and term["document"] == term.get("via_document"):
        via = "via" if "via" in item else "via_document"
        told = "expected another document than `document`; without `via` it was read there itself"
        yield Wrong(told, term["document"], f".{via}", line_of_key(item, via, 0))


def _qualify(term: Term, key: str, given: object, takes: dict[str, Callable[[object], Any]]) -> None:
    if key not in takes:
        raise refused(unknown("field", key, ["value", *takes]))
    value = takes[key](given)
    if key in PLACES:
        for part, held in zip(PLACES[key], value or (None, None), strict=True):
            _set(term, part, held)
    elif key == "in":
        _set(term, key, sorted(set(value)) or None)
    elif (key, value) != ("certainty", "certain"):
        _set(term, key, value)


def _value(raw: object) -> str:
    value = " ".join((scalar(raw) or "").split())
    if not value:
        raise refused("expected a value")
    return printable(value)


NAMES, TEXTS = Memo(name), Memo(_value)


def _set(term: Term, key: str, value: str | list[str] | None) -> None:
    if value is not None and term.setdefault(key, value) != value:
        raise refused(f"`{key}` is given twice, differently", value)


def _add(found: dict[tuple[str, str], Term], term: Term) -> None:
    key = term["attribute"], term["value"]
    other = found.setdefault(key, term)
    if other is not term:
        found[key] = _merged(other, term)


def _merged(one: Term, other: Term) -> Term:
    """The same fact named twice: with the passages of both, or without where one rests on all citations."""
    if {k: v for k, v in one.items() if k != "in"} != {k: v for k, v in other.items() if k != "in"}:
        raise refused("the same value twice, but with different details", one["value"])
    merged = {**one, "in": sorted({*one.get("in", ()), *other.get("in", ())})}
    if "in" not in one or "in" not in other:
        del merged["in"]
    return merged


def _below(error: Refused, path: str, line: int) -> list[Wrong]:
    return [Wrong(w.message, w.value, path + w.path, w.line or line) for w in error.wrongs]
