"""Bundles of every kind of record and field, made from the registry, as an export would write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from tracker.bundle.entities import ALIAS, EXTERNAL_ID, PLACES, SECTIONS, SLUGGED, Entity, Field
from tracker.bundle.record import Record

NAMES = st.sampled_from(["a", "B.2", "ru.x-1", "2024", "UA-09", "no"])
TEXTS = st.sampled_from(["words", "no", "2022", "a: b", "Über – ‘x’", "two\nlines", "long " * 30 + "end", "~"])
DAYS = st.dates().map(str)
PASSAGES = st.tuples(NAMES, NAMES).map("#".join)


def rows_of(records: Iterable[Record]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        rows.setdefault(record.entity, []).append(record.values)
    return rows


def _values(of: Field) -> st.SearchStrategy[Any]:
    match of.kind:
        case "text":
            return st.just("PT1H30M") if of.name == "duration" else TEXTS
        case "choice":
            return st.sampled_from([choice for choice in of.choices if choice != "certain"])
        case "date":
            return DAYS
        case "coarse" | "coarse-end":
            return DAYS | DAYS.map("..{}".format) | DAYS.map(lambda day: day[:4]) | DAYS.map(lambda day: day[:7])
        case "boolean":
            return st.booleans() if of.required else st.just(True)
        case "integer":
            return st.integers(1, 9)
        case "number":
            return st.integers(-5, 10**20)
        case "texts":
            return st.lists(TEXTS, min_size=1, max_size=2)
        case "refs":
            return st.lists(NAMES, min_size=1, max_size=2)
        case "digest":
            return st.just("0f" * 32)
        case "file":
            return st.just("texts/a.txt")
        case "terms":
            return terms
        case _:
            return NAMES


details = st.fixed_dictionaries(
    {},
    optional={
        "in": st.lists(PASSAGES, min_size=1, max_size=2, unique=True).map(sorted),
        "certainty": st.sampled_from(["probable", "possible"]),
        "wording": TEXTS,
    },
)


def _nested(pairs: dict[str, dict[str, Any]]) -> Any:
    """A term's values in the form in which they are written: sorted, alike ones together, alone without a list."""
    items: list[Any] = []
    last: dict[str, Any] | None = None
    for value, said in sorted(pairs.items()):
        if said and said == last:
            before = items[-1]["value"]
            items[-1]["value"] = [*(before if isinstance(before, list) else [before]), value]
        else:
            items.append({"value": value, **said} if said else value)
        last = said
    return items[0] if len(items) == 1 else items


VALUES = st.sampled_from(["UA-09", "begun", "P30D after x", "6000 y", "no"])
values = st.dictionaries(VALUES, details, min_size=1, max_size=3).map(_nested)
terms = st.dictionaries(NAMES, values, min_size=1, max_size=3).map(lambda found: dict(sorted(found.items())))

# Rules between the fields of one record, which records made at random would break.
LEFT_OUT = {"parent", "char_end", "amount_max", "to_date", "addressee", "on_document", "on_passage", "about"}
ANOTHER = {"other_demand", "from"}


def _written(entity: Entity) -> dict[str, st.SearchStrategy[Any]]:
    fields = {f.name: f for f in entity.fields}
    evident = "via_document" in fields
    written: dict[str, st.SearchStrategy[Any]] = {}
    for name, of in fields.items():
        if name in LEFT_OUT or (evident and name in ("passage", "via_document", "via_passage")):
            continue
        written[name] = NAMES | PASSAGES if evident and name in PLACES else _values(of)
        if (entity.name, name) == ("document", "document"):
            written[name] = NAMES.filter(lambda name: name != "2024")  # it would be a date
        if name in ANOTHER:
            written[name] = st.just("another")
    if evident:
        written["via"] = NAMES | PASSAGES
    return written


@st.composite
def _records(draw: st.DrawFn, entity: Entity) -> list[dict[str, Any]]:
    written = _written(entity)
    needed = {f.name for f in entity.fields if f.required and f.name in entity.key}
    made = draw(
        st.lists(
            st.fixed_dictionaries(
                {name: one for name, one in written.items() if name in needed},
                optional={name: one for name, one in written.items() if name not in needed},
            ),
            min_size=1,
            max_size=2,
            unique_by=lambda record: tuple(_key(record, name) for name in sorted(needed)),
        )
    )
    for record in made:
        for child in (*entity.children, *((EXTERNAL_ID,) if entity.name in SLUGGED else ())):
            if draw(st.integers(0, 2)) == 0:
                record[child.section] = draw(_records(child))
        if entity.name in SLUGGED and draw(st.booleans()):
            record[ALIAS.section] = draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
    return made


def _key(record: dict[str, Any], name: str) -> str:
    return str(record[name]).partition("#")[0]


@st.composite
def _bundles(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    chosen = draw(st.sets(st.sampled_from(SECTIONS), min_size=1, max_size=3))
    return {entity.section: draw(_records(entity)) for entity in SECTIONS if entity in chosen}


bundles = _bundles()
records_of = _records
