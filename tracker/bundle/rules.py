"""What the fields of one record must be to each other, as far as the record names them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tracker.bundle.entities import Entity
from tracker.bundle.record import Values
from tracker.bundle.values import Refused, passage_of_document, split_place

# The field at fault and what is expected of it, or nothing.
Rule = Callable[[Values], "tuple[str, str] | None"]


def rules_of(entity: Entity) -> tuple[Rule, ...]:
    names = {f.name for f in entity.fields}
    rules = [rule for needs, rule in BY_FIELDS if needs <= names]
    if entity.name in DIFFERENT:
        rules.append(_different(*DIFFERENT[entity.name]))
    return tuple(rules)


def _located(values: Values) -> tuple[str, str] | None:
    start, end = values.get("char_start"), values.get("char_end")
    if start is None or end is None or start < end:
        return None
    return "char_end", f"expected more than char_start, which is {start}"


def _bounded(values: Values) -> tuple[str, str] | None:
    lower, upper = values.get("amount_min"), values.get("amount_max")
    if lower is None or upper is None or Decimal(lower) <= Decimal(upper):
        return None
    return "amount_max", f"expected no less than amount_min, which is {lower}"


def _in_order(values: Values) -> tuple[str, str] | None:
    start, end = values.get("from_date"), values.get("to_date")
    if start is None or end is None or start <= end:
        return None
    return "to_date", f"expected no day before from_date, which is {start}"


def _one_subject(values: Values) -> tuple[str, str] | None:
    if values.get("demand") is None or values.get("on_document") is None:
        return None
    return "on_document", "expected `demand` or `on_document`, not both: a response answers one thing"


def _judged(values: Values) -> tuple[str, str] | None:
    kind, about = values.get("about_kind"), values.get("about")
    if kind is None or about is None:
        return None
    try:
        if kind == "document" or "#" not in about:
            split_place(about)
            return None
        passage_of_document(about)
    except Refused:
        return "about", f"expected the slug of a {kind}"
    return "about_kind", "expected `document`, as `about` names a passage"


BY_FIELDS: tuple[tuple[set[str], Rule], ...] = (
    ({"char_start", "char_end"}, _located),
    ({"amount_min", "amount_max"}, _bounded),
    ({"from_date", "to_date"}, _in_order),
    ({"on_document", "demand"}, _one_subject),
    ({"about_kind", "about"}, _judged),
)

# Pairs of fields that cannot be the same.
DIFFERENT = {
    "demand": ("addressee", "party"), "link": ("other_demand", "demand"), "direction": ("from", "version"),
    "place": ("parent", "place"), "topic": ("parent", "topic"), "code": ("parent", "code"),
    "passage": ("parent", "passage"),
}  # fmt: skip


def _different(field: str, other: str) -> Rule:
    def rule(values: Values) -> tuple[str, str] | None:
        if values.get(field) is None or values.get(field) != values.get(other):
            return None
        return field, f"expected another one than `{other}`"

    return rule
