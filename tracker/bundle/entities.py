"""The records of a bundle: one description that everything else is made from.

The typed schema of bundles, the JSON Schema, the staging tables, the plan of an import and the export all
follow this list, so a field is added in one place. Names of fields are those of the SQL contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text",  # free text, as written
    "name",  # a key: letters, digits, "." and "-"
    "label",  # a passage's label
    "choice",  # one of `choices`
    "code",  # a code of the codebook's reserved attribute `to`
    "ref",  # the slug of a record of entity `to`
    "date",  # one day: 2024-06-14
    "coarse",  # 2022, 2022-02, 2022-02-24 or ..2022-02-24; stored as its first day and a precision
    "coarse-end",  # the same, stored as its last day
    "boolean",
    "integer",
    "number",
    "texts",  # a list of texts
    "refs",  # a list of slugs of entity `to`
    "digest",  # SHA-256 as 64 hex digits
    "terms",  # attribute: value, or a list of values
    "file",  # the path of a file, from the folder of the bundle's file
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its name in a bundle, what it takes, and whether a new record needs it."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    to: str = ""
    choices: tuple[str, ...] = ()
    column: str = ""  # in the table, where it differs: the key `demand` is column `slug`

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns of the staging table that hold this field, in order."""
        if self.kind in ("coarse", "coarse-end"):
            return (self.name, precision_of(self.name))
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record.

    `key` names the fields that identify a record (those of the parent first). `section` is the bundle's
    top-level list, or, for a nested record, the list inside its `parent`. A `whole` list is a set that
    replaces what stood before; any other list adds and updates and never removes.
    """

    name: str
    section: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    parent: str = ""
    whole: bool = False
    children: tuple[Entity, ...] = field(default=(), repr=False)
    nests: bool = False  # its own list may stand inside it; field `parent` then names the record around it

    @property
    def own_key(self) -> str | None:
        """The field that names the record itself (a slug, a label, a name), if one does."""
        return next((f.name for f in self.fields if f.kind in ("name", "label")), None)

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)


def precision_of(name: str) -> str:
    """The column beside a date: issued_on -> issued_precision, as_of -> as_of_precision."""
    for ending in ("_on", "_date"):
        if name.endswith(ending):
            return name.removesuffix(ending) + "_precision"
    return f"{name}_precision"


def _text(name: str, doc: str, *, required: bool = False) -> Field:
    return Field(name, "text", doc, required)


def _key(name: str, doc: str) -> Field:
    return Field(name, "name", doc, required=True, column="slug")


def _ref(name: str, to: str, doc: str, *, required: bool = False) -> Field:
    return Field(name, "ref", doc, required, to)


def _choice(name: str, doc: str, *choices: str, required: bool = False) -> Field:
    return Field(name, "choice", doc, required, choices=choices)


CERTAINTY = _choice(
    "certainty", "How sure the source is; `certain` where nothing is said.", "certain", "probable", "possible"
)

# The six fields of evidence. In a bundle `document` and `via` take `slug` or `slug#label`; staged, each is two.
EVIDENCE = (
    _ref("speaker", "actor", "Who said it in the document."),
    _ref("document", "document", "The dated source in which it was said.", required=True),
    Field("passage", "label", "The passage of that document."),
    _ref("via_document", "document", "The report in which we read it, where that is another document."),
    Field("via_passage", "label", "The passage of that report."),
    _text("quote", "A principal's few words, where the wording is the fact."),
)

EXPLANATION = (
    _text("when_to_use", "When it is to be used."),
    _text("when_not", "When something else is to be used."),
    _text("example", "One example."),
)
DEFINITION = (_text("definition", "What it means.", required=True), *EXPLANATION)

EXTERNAL_ID = Entity(
    "external_id",
    "external_ids",
    ("entity", "key", "scheme", "id"),
    (
        _text("scheme", "Whose id it is: pa-x, ucdp, wikidata.", required=True),
        _text("id", "The id there.", required=True),
    ),
)
ALIAS = Entity("alias", "aliases", ("entity", "alias"), (_text("alias", "An older slug.", required=True),))

PARTY = Entity(
    "party",
    "parties",
    ("process", "actor", "role", "from_date"),
    (
        _ref("actor", "actor", "The actor.", required=True),
        _choice("role", "Its part; only a `party` has demands.", "party", "mediator", "observer", required=True),
        Field("from_date", "coarse", "Since when."),
        Field("to_date", "coarse-end", "Until when."),
    ),
    parent="process",
    whole=True,
)
PROCESS = Entity(
    "process",
    "processes",
    ("process",),
    (
        _key("process", "The slug of the negotiation or peace process."),
        _text("title", "Its title.", required=True),
        _text("summary", "What it is about."),
    ),
    children=(PARTY,),
)
ACTOR = Entity(
    "actor",
    "actors",
    ("actor",),
    (
        _key("actor", "The slug of a state, organisation or person."),
        _choice("kind", "What it is.", "state", "organisation", "person", required=True),
        _text("name", "Its name.", required=True),
        _text("description", "Who it is."),
    ),
)
AFFILIATION = Entity(
    "affiliation",
    "affiliations",
    ("person", "actor", "role", "from_date"),
    (
        _ref("person", "actor", "The person.", required=True),
        _ref("actor", "actor", "For whom the person acts.", required=True),
        _text("role", "In which role.", required=True),
        Field("from_date", "coarse", "Since when, where known."),
        Field("to_date", "coarse-end", "Until when, where known."),
    ),
)
PLACE = Entity(
    "place",
    "places",
    ("place",),
    (
        _key("place", "ISO 3166-2 where one exists."),
        _ref("parent", "place", "The place that contains it."),
        _text("kind", "country, region, city.", required=True),
        _text("name", "Its name.", required=True),
        _text("definition", "What it means."),
        *EXPLANATION,
    ),
)
EVENT = Entity(
    "event",
    "events",
    ("process", "event"),
    (
        _ref("process", "process", "The process in which it matters.", required=True),
        _key("event", "The slug of a named moment, unique in its process."),
        _text("title", "What happens.", required=True),
        Field("happened_on", "coarse", "When it happened, once it has."),
    ),
)
TOPIC = Entity(
    "topic",
    "topics",
    ("topic",),
    (
        _key("topic", "The slug: parent and name joined by a dot."),
        _ref("parent", "topic", "The topic above."),
        _text("title", "Its title.", required=True),
        *DEFINITION,
    ),
)
CODE = Entity(
    "code",
    "codes",
    ("attribute", "code"),
    (
        _key("code", "The slug, unique in its attribute."),
        _ref("parent", "code", "The code of the same attribute that contains it."),
        Field("rank", "integer", "Place in the order of a one-valued attribute: more is harder."),
        *DEFINITION,
    ),
    parent="attribute",
)
ATTRIBUTE_TYPES = (
    "code", "place", "actor", "duration", "timing", "window", "condition", "quantity",
)  # fmt: skip
POLARITIES = ("more-is-harder", "shorter-is-harder", "limiting", "none")
ATTRIBUTE = Entity(
    "attribute",
    "attributes",
    ("attribute",),
    (
        _key("attribute", "The slug of what a term says something about."),
        _choice("type", "What its values are.", *ATTRIBUTE_TYPES, required=True),
        Field("many", "boolean", "Whether a version may have several.", required=True),
        _choice("polarity", "What more of it means for whoever is obliged.", *POLARITIES, required=True),
        *DEFINITION,
    ),
    children=(CODE,),
)
DELEGATION = Entity(
    "delegation",
    "delegations",
    ("meeting", "party", "person"),
    (
        _ref("party", "actor", "The actor that sent it.", required=True),
        _ref("person", "actor", "Who was there.", required=True),
        Field("role", "code", "head or member.", required=True, to="delegation-role"),
    ),
    parent="meeting",
)
MEETING = Entity(
    "meeting",
    "meetings",
    ("meeting",),
    (
        _key("meeting", "The slug of a dated round of talks."),
        _ref("process", "process", "Its process.", required=True),
        Field("held_on", "coarse", "When it was held.", required=True),
        _ref("place", "place", "Where."),
        _text("duration", "How long: an ISO 8601 duration."),
        Field("approximate", "boolean", "Whether the source gives the length roughly."),
        _text("summary", "What it was."),
    ),
    children=(DELEGATION,),
)
COVERAGE = Entity(
    "coverage",
    "coverage",
    ("document", "process", "topic"),
    (
        _ref("process", "process", "The process.", required=True),
        _ref("topic", "topic", "The topic, with those below it, on which our coding is complete.", required=True),
    ),
    parent="document",
    whole=True,
)
PASSAGE = Entity(
    "passage",
    "passages",
    ("document", "passage"),
    (
        Field("passage", "label", "The label, unique in its document.", required=True, column="label"),
        _ref("parent", "passage", "The passage above, of the same document; given by nesting."),
        Field("ordinal", "integer", "Place among its siblings."),
        _choice("combine", "How the passages below it combine.", "all", "any", "sequence"),
        _text("gist", "What it says, in our words."),
        Field("markers", "texts", "Footnote markers that stand in it."),
        Field("char_start", "integer", "First code point of it in the file, from 0."),
        Field("char_end", "integer", "The code point after its last."),
        Field("digest", "digest", "SHA-256 of the UTF-8 bytes of the slice."),
    ),
    parent="document",
    nests=True,
)
DOCUMENT = Entity(
    "document",
    "documents",
    ("document",),
    (
        _key("document", "The slug of a dated source."),
        Field("kind", "code", "What it is.", required=True, to="document-kind"),
        _text("title", "Its title.", required=True),
        _ref("issuer", "actor", "Whose document it is."),
        _ref("publisher", "actor", "Who published it."),
        Field("issued_on", "coarse", "When its issuer stated it or handed it over.", required=True),
        Field("published_on", "date", "When it was published."),
        _text("language", "ISO 639 code."),
        _text("url", "Where it can be read."),
        _ref("meeting", "meeting", "The meeting at which it was given."),
        _text("summary", "What it is, in our words."),
        Field("digest", "digest", "SHA-256 of the whole file."),
        Field("text_file", "file", "The text itself, to be attached: a UTF-8 file below the folder of this one."),
    ),
    children=(PASSAGE, COVERAGE),
)
DIRECTION = Entity(
    "direction",
    "directions",
    ("demand", "version", "from"),
    (
        Field("from", "name", "The name of the version compared with.", required=True),
        _choice("direction", "What it means.", "hardened", "softened", "mixed", "neutral", required=True),
        _text("reason", "Why the computed direction is overruled.", required=True),
    ),
    parent="version",
)
ORDER = Field("order", "integer", "Place within its day, where two versions share one.")
PLACED_ON = Field("placed_on", "date", "A day inside a coarse date, where the order matters.")
CITATION = Entity(
    "citation",
    "citations",
    ("demand", "version", "document", "passage", "speaker", "via_document"),
    (*EVIDENCE, CERTAINTY, ORDER, PLACED_ON),
    parent="version",
)
VERSION = Entity(
    "version",
    "versions",
    ("demand", "version"),
    (
        Field("version", "name", "A name that never changes.", required=True, column="name"),
        _text("summary", "The content, in our own words.", required=True),
        Field("terms", "terms", "The typed facts."),
    ),
    parent="demand",
    children=(CITATION, DIRECTION),
)
ENDING = Entity(
    "ending",
    "endings",
    ("demand", "document"),
    (
        *EVIDENCE,
        _choice("how", "How it ended.", "withdrawn", "met", "lapsed", "replaced", required=True),
        Field("ended_on", "coarse-end", "When; the document's date where left out."),
        ORDER,
        PLACED_ON,
    ),
    parent="demand",
)
DEMAND = Entity(
    "demand",
    "demands",
    ("demand",),
    (
        _key("demand", "The slug, unique in the database."),
        _ref("process", "process", "Its process.", required=True),
        _ref("party", "actor", "Who demands or proposes.", required=True),
        _ref("addressee", "actor", "Of whom.", required=True),
        _choice("kind", "Whether the party binds itself as well.", "demand", "proposal", required=True),
        _ref("topic", "topic", "Its topic.", required=True),
        _text("title", "Its title.", required=True),
    ),
    children=(VERSION, ENDING),
)
RELATIONS = ("opposes", "counters", "entails", "specifies", "split-from", "merged-into")
LINK = Entity(
    "link",
    "links",
    ("demand", "relation", "other_demand"),
    (
        _ref("demand", "demand", "The demand.", required=True),
        _choice("relation", "How it relates.", *RELATIONS, required=True),
        _ref("other_demand", "demand", "To which other.", required=True),
    ),
)
RESPONSE = Entity(
    "response",
    "responses",
    ("response",),
    (
        _key("response", "The slug."),
        _ref("process", "process", "Its process.", required=True),
        _ref("demand", "demand", "The demand that is answered, if it is one."),
        _ref("on_document", "document", "The document that is answered, if it is one; `slug` or `slug#label`."),
        Field("on_passage", "label", "The passage of it that is answered."),
        _ref("party", "actor", "Who answers.", required=True),
        Field("answer", "code", "The answer.", required=True, to="answer"),
        Field("responded_on", "coarse", "When; the document's date where left out."),
        Field("until_date", "coarse-end", "Until when it holds or is put off."),
        CERTAINTY,
        _text("summary", "The answer in our words."),
        *EVIDENCE,
    ),
)
SETTLEMENT = Entity(
    "settlement",
    "settles",
    ("agreement", "demand"),
    (
        _ref("demand", "demand", "The demand that it settles.", required=True),
        _choice("extent", "How far.", "fully", "partly", required=True),
    ),
    parent="agreement",
)
AGREEMENT = Entity(
    "agreement",
    "agreements",
    ("agreement",),
    (
        _key("agreement", "The slug."),
        _ref("process", "process", "Its process.", required=True),
        Field("agreed_on", "coarse", "When; the document's date where left out."),
        _ref("meeting", "meeting", "The meeting at which it was made."),
        Field("stated_by", "refs", "Who confirms it.", to="actor"),
        CERTAINTY,
        _text("summary", "What was agreed, in our words.", required=True),
        *EVIDENCE,
        Field("terms", "terms", "The typed facts, each with evidence of its own where it differs."),
    ),
    children=(SETTLEMENT,),
)
FIGURE = Entity(
    "figure",
    "figures",
    ("figure",),
    (
        _key("figure", "The slug."),
        _ref("process", "process", "Its process.", required=True),
        Field("metric", "code", "What is counted or measured.", required=True, to="metric"),
        Field("about", "code", "About what.", to="about"),
        Field("amount_min", "number", "The lower bound; both bounds equal where the number is exact."),
        Field("amount_max", "number", "The upper bound."),
        Field("unit", "code", "The unit.", required=True, to="unit"),
        Field("approximate", "boolean", "Whether the source says roughly."),
        _text("wording", "The source's phrase, where it gives no digits."),
        Field("as_of", "coarse", "The date for which it holds."),
        Field("from_date", "coarse", "The start of the period that it counts."),
        Field("to_date", "coarse-end", "The end of that period."),
        _ref("claimant", "actor", "Who claims it.", required=True),
        _choice("basis", "On what basis.", "verified", "claimed", "estimated", "measured", required=True),
        *EVIDENCE,
    ),
)
ABOUT_KINDS = ("demand", "topic", "actor", "document", "process")
ASSESSMENT = Entity(
    "assessment",
    "assessments",
    ("assessment",),
    (
        _key("assessment", "The slug."),
        _ref("process", "process", "Its process.", required=True),
        _ref("assessor", "actor", "Who judges or claims.", required=True),
        _choice("standing", "As what.", "observer", "party", "court", required=True),
        _choice("basis", "On what basis.", "assessed", "claimed", "ruled", required=True),
        Field("assessed_on", "coarse", "When; the document's date where left out."),
        _choice("about_kind", "What it is about.", *ABOUT_KINDS, required=True),
        _text("about", "The slug of that, or `slug#label` of a document's passage.", required=True),
        CERTAINTY,
        _text("summary", "The judgement in our words.", required=True),
        *EVIDENCE,
    ),
)

# In the order in which they can be written: what is referred to comes first.
SECTIONS: tuple[Entity, ...] = (
    PROCESS, ACTOR, PLACE, TOPIC, ATTRIBUTE, AFFILIATION, EVENT, MEETING, DOCUMENT, DEMAND, LINK,
    RESPONSE, AGREEMENT, FIGURE, ASSESSMENT,
)  # fmt: skip

# Records with a slug of their own in the database: they take `aliases` and `external_ids`.
SLUGGED = (
    "process", "actor", "place", "topic", "attribute", "meeting", "document", "demand", "response",
    "agreement", "figure", "assessment",
)  # fmt: skip

# Records whose key may change by `renamed_from`.
RENAMEABLE = (*SLUGGED, "event", "code", "passage")

# What takes `slug` or `slug#label` in a bundle, and the two fields that hold it.
PLACES = {
    "document": ("document", "passage"),
    "via": ("via_document", "via_passage"),
    "via_document": ("via_document", "via_passage"),
    "on_document": ("on_document", "on_passage"),
}


def every_entity() -> tuple[Entity, ...]:
    """All kinds of record, parents before children, in the order in which they can be written."""
    return (*(e for section in SECTIONS for e in (section, *_below(section))), EXTERNAL_ID, ALIAS)


def _below(entity: Entity) -> tuple[Entity, ...]:
    return tuple(e for child in entity.children for e in (child, *_below(child)))


# Records that rest on evidence.
EVIDENT = tuple(entity.name for entity in every_entity() if set(EVIDENCE) <= set(entity.fields))
