"""The steps of the record, field by field: what a row said before a changeset and what it says after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from tracker.query.labels import NONE, Labels
from tracker.render import terms
from tracker.render.changes import STYLES, words
from tracker.render.paper import Paper, Span, Text, plain
from tracker.render.values import shown

SIGNS = {"added": "+", "changed": "~", "removed": "-", "left": "="}
INDENT = "    "

KINDS = {  # every kind of record, in the order in which a reader wants them: the world, the sources, what they say
    "process": "Processes",
    "party": "Parties",
    "actor": "Actors",
    "affiliation": "Roles of persons",
    "place": "Places",
    "event": "Events",
    "topic": "Topics",
    "attribute": "Attributes",
    "code": "Codes",
    "meeting": "Meetings",
    "delegation": "Delegations",
    "document": "Documents",
    "attached_text": "Attached texts",
    "passage": "Passages",
    "coverage": "What documents cover completely",
    "demand": "Demands",
    "version": "Versions",
    "citation": "Citations",
    "direction": "Directions set by analysts",
    "ending": "Endings",
    "link": "Links",
    "response": "Responses",
    "agreement": "Agreements",
    "settlement": "What agreements settle",
    "figure": "Figures",
    "assessment": "Assessments",
    "alias": "Older names",
    "external_id": "Ids elsewhere",
    "spell": "Spells",
}

# What a key says in so many words, so that the fields need not say it again.
IN_KEY = {
    "party": ("process", "actor", "role", "from_date"),
    "affiliation": ("person", "actor", "role", "from_date"),
    "event": ("process",),
    "code": ("attribute",),
    "delegation": ("meeting", "party", "person"),
    "attached_text": ("document",),
    "passage": ("document",),
    "coverage": ("document", "process", "topic"),
    "version": ("demand",),
    "citation": ("demand", "version"),
    "direction": ("demand", "version", "from"),
    "ending": ("demand",),
    "link": ("demand", "relation", "other_demand"),
    "settlement": ("agreement", "demand"),
    "alias": ("entity",),
    "external_id": ("entity", "key", "scheme", "id"),
}
PLACES = {"document": "passage", "via_document": "via_passage", "on_document": "on_passage"}
# The order of fields for a reader: what it belongs to, what it is, when, on what evidence, in what words. The database
# gives them in none.
FIELDS = (
    "entity", "key", "scheme", "id", "alias", "process", "demand", "version", "spell", "agreement", "party",
    "addressee", "person", "actor", "role", "relation", "other_demand", "from", "direction", "reason", "kind",
    "topic", "attribute", "code", "event", "place", "response", "figure", "assessment", "title", "name",
    "description", "meeting", "parent", "rank", "type", "many", "polarity", "issuer", "publisher", "issued_on",
    "published_on", "language", "url", "held_on", "duration", "happened_on", "ordinal", "combine", "gist",
    "markers", "char_start", "char_end", "metric", "about_kind", "about", "amount_min", "amount_max", "unit",
    "approximate", "wording", "as_of", "from_date", "to_date", "claimant", "assessor", "standing", "basis",
    "assessed_on", "on_document", "on_passage", "answer", "responded_on", "until_date", "how", "ended_on",
    "agreed_on", "stated_by", "extent", "document", "passage", "speaker", "via", "via_document", "via_passage",
    "quote", "certainty", "order", "placed_on", "held_from", "held_from_precision", "held_to", "change",
    "direction_computed", "from_version", "digest", "text", "prefix", "suffix", "definition", "when_to_use",
    "when_not", "example", "summary", "terms",
)  # fmt: skip
EVIDENCED = ("citation", "ending", "response", "agreement", "figure", "assessment")


class Stepped(Protocol):
    """What a step and a row of an import's plan have in common."""

    @property
    def operation(self) -> str: ...
    @property
    def entity(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def before(self) -> Mapping[str, Any] | None: ...
    @property
    def after(self) -> Mapping[str, Any] | None: ...


class Wording(NamedTuple):
    """Names beside slugs, and the attributes that take one value only."""

    labels: Labels = NONE
    single: frozenset[str] = frozenset()


PLAIN = Wording()


def lines(
    paper: Paper,
    row: Stepped,
    wording: Wording = PLAIN,
    indent: str = "",
    name: Text = "",
    told: Sequence[str] = (),
) -> Iterator[str]:
    """`~ KEY` and below it, aligned, each field that changed, or all that a row had or got.

    `name` stands for the key; what the key or the name says (`told`) is left out of rows that came or went.
    """
    yield from _head(paper, row, name or Span(row.key, "slug"), indent)
    yield from fields(paper, row, wording, indent + INDENT, told)


def step(paper: Paper, row: Stepped) -> Iterator[str]:
    """A row of a plan: `~ version demand@2024-06-14`, and below it what changes."""
    note = "  stands in the database, not in the bundle" if row.operation == "left" else ""
    name = [Span(f"{row.entity} "), Span(row.key, "slug"), Span(note, "dim")]
    if row.operation == "changed":
        yield from lines(paper, row, name=name)
    else:
        yield from _head(paper, row, name)


def _head(paper: Paper, row: Stepped, name: Text, indent: str = "") -> list[str]:
    sign = SIGNS.get(row.operation, "?")
    return paper.flow(name, [Span(indent), Span(f"{sign} ", STYLES.get(sign, ""))])


def fields(
    paper: Paper, row: Stepped, wording: Wording, indent: str = INDENT, told: Sequence[str] = ()
) -> Iterator[str]:
    found = list(said(paper, row, told))
    width = max((len(field) for field, _ in found), default=0)
    for field, text in found:
        yield from paper.flow(text, [Span(indent), Span(f"{field:<{width}}  ", "dim")])
    if coded := terms_of(row, wording):
        yield paper.show([Span(indent), Span("terms", "dim")])
        yield from terms.lines(paper, coded[0], wording.labels, f"{indent}  ", _arrowed(paper, coded[1]))


def said(paper: Paper, row: Stepped, told: Sequence[str] = ()) -> Iterator[tuple[str, Text]]:
    """Each field but the terms, with what it said and says; of a row that came or went what it says."""
    for field, before, after in _fields(row, told):
        if field != "terms":
            yield field, _changed(paper, before, after) if row.operation == "changed" else shown(_one(before, after))


def _fields(row: Stepped, told: Sequence[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    before, after = (folded(row.entity, side or {}) for side in (row.before, row.after))
    silent = () if row.operation == "changed" else (row.entity, *IN_KEY.get(row.entity, ()), *told)
    for name in sorted({**before, **after}, key=_rank):
        old, new = before.get(name), after.get(name)
        if old != new and name not in silent and _one(old, new) not in (None, [], {}):
            yield name, old, new


def _one(before: Any, after: Any) -> Any:
    """The only side of what came or went."""
    return before if after is None else after


def _rank(name: str) -> int:
    return FIELDS.index(name) if name in FIELDS else len(FIELDS)


def folded(entity: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Document and passage of evidence as one place: `memo#II.1`, as a bundle writes it."""
    if entity not in EVIDENCED:
        return dict(values)
    found = dict(values)
    for document, passage in PLACES.items():
        if document in found and passage in found:
            found[document] = f"{found[document]}#{found.pop(passage)}"
    return {"via" if name == "via_document" else name: value for name, value in found.items()}


def terms_of(row: Stepped, wording: Wording) -> tuple[list[terms.Line], dict[str, str]] | None:
    """What became of the terms, and what qualifies them, as `terms.recoded`; none where nothing did."""
    old, new = (terms.coded((side or {}).get("terms")) for side in (row.before, row.after))
    if old == new:
        return None
    if row.operation != "changed":
        return terms.standing(list(new or old)), new or old
    return terms.recoded(old, new, wording.single)


def terms_in(rows: Iterable[Stepped]) -> list[str]:
    """Every term (`attribute=value`) that the rows name, before or after."""
    found = [side["terms"] for row in rows for side in (row.before, row.after) if side and side.get("terms")]
    return [term for written in found for term in terms.coded(written)]


def _arrowed(paper: Paper, notes: Mapping[str, str]) -> dict[str, str]:
    return {term: note.replace(" -> ", f" {paper.sign('arrow')} ") for term, note in notes.items()}


def _changed(paper: Paper, before: object, after: object) -> list[Span]:
    if isinstance(before, str) and isinstance(after, str) and " " in before:
        return words(paper, before, after)
    arrow = paper.sign("arrow")
    return [Span(_value(before), "removed"), Span(f" {arrow} "), Span(_value(after), "added")]


def _value(value: object) -> str:
    return "(none)" if value in (None, []) else shown(value)


def in_words(row: Stepped) -> str:
    """The fields of a step in one line, for a table: `title: [-Old-] {+New+} title; topic: a → b`."""
    return "; ".join(f"{name}: {_in_line(row, name, *sides)}" for name, *sides in _fields(row))


def _in_line(row: Stepped, name: str, before: Any, after: Any) -> str:
    paper = Paper()
    if name == "terms":
        old, new = terms.coded(before), terms.coded(after)
        came = [f"{{+{text}+}}" for text in new if text not in old]
        gone = [f"[-{text}-]" for text in old if text not in new]
        return ", ".join([*gone, *came] if row.operation == "changed" else (new or old)) or "said elsewhere"
    return plain(_changed(paper, before, after) if row.operation == "changed" else shown(_one(before, after))).strip()


def tally(paper: Paper, kinds: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """`3 added: document 1, citation 2`, a line for each operation."""
    for operation, found in kinds.items():
        if found:
            yield from paper.flow(f"{sum(found.values())} {operation}: {in_kinds(found)}")


def by_kind(rows: Iterable[Stepped]) -> dict[str, Counter[str]]:
    """How many of each kind of record, by operation."""
    found: dict[str, Counter[str]] = {operation: Counter() for operation in SIGNS}
    for row in rows:
        found[row.operation][row.entity] += 1
    return {operation: kinds for operation, kinds in found.items() if kinds}


def in_kinds(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{entity} {number}" for entity, number in counts.items())
