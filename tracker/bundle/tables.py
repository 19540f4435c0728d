"""The registry of entities, prepared for checking: how each field is stored, what a record may hold and must have.

Prepared once, because a large bundle has millions of values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter

from tracker.bundle.entities import (
    ALIAS,
    EXTERNAL_ID,
    PLACES,
    RENAMEABLE,
    SECTIONS,
    SLUGGED,
    Entity,
    Field,
)  # fmt: skip
from tracker.bundle.record import Values
from tracker.bundle.rules import Rule, rules_of
from tracker.bundle.terms import agreement_terms, version_terms
from tracker.bundle.values import Memo, coarse, coarse_end, converter, refused, split_place

# Stores the value of one field as written; raises Refused.
Put = Callable[[Values, object], None]

REMOVE, RENAMED_FROM = "remove", "renamed_from"
COARSE, COARSE_END, SPLIT = Memo(coarse), Memo(coarse_end), Memo(split_place)


@dataclass(slots=True)
class Table:
    """What a record of one entity may hold.

    `columns` are the fields that are stored as one value, `puts` the others. `needs` are the fields of its own
    key that must be there, `blank` is a record that names nothing: all stored columns of its key, without
    values. `own` are those that tell it from its neighbours in a list, and `own_key` takes them from a record.
    `inherits` is what it takes from the record around it, as pairs of its own name and the name there.
    """

    entity: Entity
    columns: dict[str, Memo]
    puts: dict[str, Put]
    needs: tuple[str, ...]
    blank: Values
    own: tuple[str, ...]
    own_key: Callable[[Values], object]
    key_as_written: frozenset[str]
    inherits: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    specials: tuple[str, ...]
    children: dict[str, Table] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()  # those of the children that are replaced whole

    @property
    def takes(self) -> list[str]:
        """All that may be written in the record, for messages."""
        names = [f.name for f in self.entity.fields]
        return [*names, *(n for n in self.puts if n not in names), *self.children, *self.specials]


@cache
def sections() -> dict[str, Table]:
    """The table of each section of a bundle, by the section's name."""
    return {entity.section: _table(entity) for entity in SECTIONS}


def _table(entity: Entity) -> Table:
    keys = [f for f in entity.fields if f.name in entity.key]
    inherited = [name for name in entity.key if all(f.name != name for f in entity.fields)]
    puts = _puts(entity)
    table = Table(
        entity=entity,
        columns={f.name: _memo(entity, f) for f in entity.fields if f.name not in puts},
        puts=puts,
        needs=tuple(f.name for f in keys if f.required),
        blank=dict.fromkeys((*inherited, *(column for f in keys for column in f.stored))),
        own=tuple(f.name for f in keys),
        own_key=itemgetter(*(f.name for f in keys)),
        key_as_written=frozenset(_as_written([f.name for f in keys])),
        inherits=tuple((name, name) for name in inherited),
        rules=rules_of(entity),
        specials=_specials(entity),
    )
    table.children = {child.section: _table(child) for child in entity.children}
    table.whole = frozenset(child.section for child in entity.children if child.whole)
    if entity.name in SLUGGED:
        table.children |= {of.section: _owned(of, entity) for of in (EXTERNAL_ID, ALIAS)}
    if entity.nests:
        table.children[entity.section] = table
    return table


def _owned(entity: Entity, owner: Entity) -> Table:
    """External ids and aliases, which stand in records of many kinds and name theirs as `entity` and `key`."""
    table = _table(entity)
    table.inherits = (("key", owner.name),)
    table.blank |= {"entity": owner.name, "key": None}
    return table


def _as_written(names: list[str]) -> list[str]:
    places = [written for written, parts in PLACES.items() if set(parts) & set(names)]
    return [*names, *places, *(part for written in places for part in PLACES[written])]


def _specials(entity: Entity) -> tuple[str, ...]:
    remove = () if entity.whole else (REMOVE,)
    return (*remove, RENAMED_FROM) if entity.name in RENAMEABLE else remove


def _memo(entity: Entity, of: Field) -> Memo:
    """Fields that take the same share what is remembered."""
    return _shared_memo(converter(entity.name, of), of.required)


@cache
def _shared_memo(convert: Callable[[object], object], required: bool) -> Memo:
    def needed(raw: object) -> object:
        value = convert(raw)
        if value is None:
            raise refused("expected a value; this field cannot be without one")
        return value

    return Memo(needed if required else convert)


def _puts(entity: Entity) -> dict[str, Put]:
    """Fields that are stored as more than one value, that are lists, or that can be given in two ways."""
    names = {f.name for f in entity.fields}
    places = {written: parts for written, parts in PLACES.items() if set(parts) <= names}
    required = {f.name for f in entity.fields if f.required}
    puts = {written: _put_place(*parts, required=written in required) for written, parts in places.items()}
    for one in entity.fields:
        if any(one.name == label for _, label in places.values()) or (entity.nests and one.name == "parent"):
            puts[one.name] = _put_once(entity, one)
        elif one.kind in ("coarse", "coarse-end"):
            puts[one.name] = _put_coarse(one)
        elif one.kind == "terms":
            puts[one.name] = _put_list(one.name, agreement_terms if entity.name == "agreement" else version_terms)
        elif one.kind in ("texts", "refs"):
            puts[one.name] = _put_list(one.name, converter(entity.name, one))
    return puts


def _put_list(column: str, convert: Callable[[object], object]) -> Put:
    def put(values: Values, raw: object) -> None:
        values[column] = convert(raw)

    return put


def _put_coarse(of: Field) -> Put:
    memo = COARSE if of.kind == "coarse" else COARSE_END
    column, precision = of.stored

    def put(values: Values, raw: object) -> None:
        if raw is None and of.required:
            raise refused("expected a date; this field cannot be without one")
        values[column], values[precision] = memo[raw] if isinstance(raw, str) else memo.convert(raw)

    return put


def _put_place(document: str, passage: str, *, required: bool) -> Put:
    """`slug` or `slug#label`: a place without a label is the document as a whole."""

    def put(values: Values, raw: object) -> None:
        slug, label = SPLIT[raw] if isinstance(raw, str) else SPLIT.convert(raw)
        if slug is None and required:
            raise refused("expected a document; this field cannot be without one")
        stands = values.get(document)
        if stands is not None and stands != slug:
            raise refused(f"given twice, first as {stands}", slug)
        values[document] = slug
        if label is None:
            values.setdefault(passage, None)
            return
        stands = values.get(passage)
        if stands is not None and stands != label:
            raise refused(f"expected the same passage as in `{passage}`, {stands}", label)
        values[passage] = label

    return put


def _put_once(entity: Entity, of: Field) -> Put:
    """A field that may be given in another way too: a label after `#`, the parent of a nested passage."""
    convert = converter(entity.name, of)

    def put(values: Values, raw: object) -> None:
        value = convert(raw)
        stands = values.get(of.name)
        if stands is not None and stands != value:
            raise refused(f"expected nothing here, or {stands} as it is given already", value)
        values[of.name] = value

    return put
