"""Demands: their identity, their versions, the evidence, and the spells that the database derives."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tracker.bundle.entities import RELATIONS
from tracker.model.base import (
    certainty,
    coarse,
    evidence,
    one_of,
    record,
    ref,
    searched,
    slug,
    together,
    whole_number,
    words,
)

CHANGES = ("first", "revived", "expanded", "narrowed", "altered", "reworded", "persisted")
DIRECTIONS = ("hardened", "softened", "mixed", "neutral")
ENDINGS = ("withdrawn", "met", "lapsed", "replaced")
IN_DEMAND = ("demand_id", "process_id")


def _process_of_demand() -> list[Column[int]]:
    return [
        Column("demand_id", BigInteger, nullable=False, comment="The demand."),
        Column("process_id", BigInteger, nullable=False, comment="The process of the demand."),
    ]


demand = record(
    "demand",
    "The lasting identity of one thing that one party asks of, or offers to, another.",
    slug("Key of the demand, unique in the database."),
    ref("process", "process", "Its process.", index=False),
    ref("party", "actor", "Who demands or proposes."),
    ref("addressee", "actor", "Of whom."),
    one_of("kind", ("demand", "proposal"), "proposal: the party binds itself as well."),
    ref("topic", "topic", "Its topic."),
    words("title", "Its title.", required=True),
    UniqueConstraint("id", "process_id"),
    Index(None, "process_id", "party_id"),
    CheckConstraint("party_id <> addressee_id", name="addressee"),
    *searched("demand", "(title || ' ') || translate(slug, '.-', '  ')"),
)

version = record(
    "version",
    "One content of a demand: a summary and a set of terms. It has no dates of its own.",
    _process_of_demand(),
    slug("Name of the version, which never changes.", name="name", unique=False),
    words("summary", "The content, in our own words.", required=True),
    Column(
        "terms",
        JSONB,
        nullable=False,
        server_default=text("'[]'"),
        comment="The typed facts, sorted by attribute and value; see analysis.term.",
    ),
    Column(
        "digest",
        LargeBinary,
        Computed(
            "decode(md5(jsonb_path_query_array(terms, '$[*].attribute')::text"
            " || jsonb_path_query_array(terms, '$[*].value')::text), 'hex')",
            persisted=True,
        ),
        comment="Of the set of attributes and values, 16 bytes: equal sets have equal digests.",
    ),
    UniqueConstraint("demand_id", "name"),
    UniqueConstraint("id", "demand_id", "process_id"),
    together(IN_DEMAND, "demand", ("id", "process_id")),
    Index("version_terms_idx", "terms", postgresql_using="gin", postgresql_ops={"terms": "jsonb_path_ops"}),
    *searched("version", "summary"),
)

citation = record(
    "citation",
    "The evidence: in this dated document, this speaker affirms this version.",
    _process_of_demand(),
    Column("version_id", BigInteger, nullable=False, comment="The version that is affirmed."),
    evidence(),
    certainty(),
    whole_number("ordinal", "Place within its day, where two versions share one."),
    Column("placed_on", Date, comment="A day inside a coarse date, where the order matters."),
    together(("version_id", "demand_id", "process_id"), "version", ("id", "demand_id", "process_id")),
    CheckConstraint("ordinal > 0", name="ordinal"),
    UniqueConstraint(
        "version_id",
        "document_id",
        "passage_id",
        "speaker_id",
        "via_document_id",
        name="citation_key",
        postgresql_nulls_not_distinct=True,
    ),
    Index(None, "demand_id"),
    Index(None, "placed_on", postgresql_where=text("placed_on IS NOT NULL")),
)

direction = record(
    "direction",
    "An analyst's judgement of the change between two versions, which overrules the computed direction.",
    ref("version", "version", "The later version."),
    ref("from_version", "version", "The version that it is compared with."),
    one_of("direction", DIRECTIONS, "What the change means for whoever is obliged."),
    words("reason", "Why.", required=True),
    UniqueConstraint("version_id", "from_version_id"),
    CheckConstraint("version_id <> from_version_id", name="pair"),
)

ending = record(
    "ending",
    "In this document the demand ends. An ending by agreement is derived from what the agreement settles.",
    _process_of_demand(),
    one_of("how", ENDINGS, "How it ended."),
    coarse("ended_on", "ended_precision", "Its last day; the document's date where nothing stands.", end=True),
    evidence(),
    whole_number("ordinal", "Place within its day."),
    Column("placed_on", Date, comment="A day inside a coarse date, where the order matters."),
    together(IN_DEMAND, "demand", ("id", "process_id")),
    CheckConstraint("ordinal > 0", name="ordinal"),
    UniqueConstraint("demand_id", "document_id"),
)

spell = record(
    "spell",
    "A period in which the party held a version without interruption. Derived by the database, never entered.",
    _process_of_demand(),
    Column("version_id", BigInteger, nullable=False, comment="The version that was held."),
    Column("ordinal", Integer, nullable=False, comment="Place within the demand, from 1."),
    Column("held_from", Date, nullable=False, comment="First day."),
    Column("held_from_precision", Text, nullable=False, comment="How exactly it is known."),
    Column("held_to", Date, comment="The day after the last; null while it is held."),
    one_of("change", CHANGES, "What changed against the spell before."),
    one_of("direction", DIRECTIONS, "What that means for whoever is obliged, as computed.", required=False),
    Column("from_version_id", BigInteger, comment="The version of the spell before."),
    Column("compared", ARRAY(Text), comment="What became of its terms: change, direction, and each term that changed."),
    together(("version_id", "demand_id", "process_id"), "version", ("id", "demand_id", "process_id"), "CASCADE"),
    CheckConstraint("held_from <= held_to", name="period"),
    Index(
        "spell_start_idx",
        "demand_id",
        "held_from",
        unique=True,
        postgresql_where=text("held_from IS DISTINCT FROM held_to"),
    ),
    Index(None, "process_id", "held_from", "held_to"),
    Index(None, "held_from"),
    Index(None, "held_to", postgresql_where=text("held_to IS NOT NULL")),
    Index(None, "version_id"),
)

link = record(
    "link",
    "A relation between two demands: a recorded, reversible judgement.",
    Column("process_id", BigInteger, nullable=False, comment="The process of both."),
    Column("demand_id", BigInteger, nullable=False, comment="The demand."),
    one_of("relation", RELATIONS, "How it relates."),
    Column("other_demand_id", BigInteger, nullable=False, comment="To which other."),
    together(("demand_id", "process_id"), "demand", ("id", "process_id")),
    together(("other_demand_id", "process_id"), "demand", ("id", "process_id")),
    CheckConstraint("demand_id <> other_demand_id", name="pair"),
    UniqueConstraint("demand_id", "relation", "other_demand_id"),
    Index(
        "link_opposes_idx",
        text("least(demand_id, other_demand_id)"),
        text("greatest(demand_id, other_demand_id)"),
        unique=True,
        postgresql_where=text("relation = 'opposes'"),
    ),
    Index(None, "other_demand_id"),
)
