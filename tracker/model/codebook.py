"""The codebook: topics, attributes, codes and places with their definitions, and named events."""

from sqlalchemy import Boolean, CheckConstraint, Column, UniqueConstraint

from tracker.bundle.entities import ATTRIBUTE_TYPES, POLARITIES
from tracker.model.base import coarse, definition, one_of, record, ref, slug, together, whole_number, words

place = record(
    "place",
    "A place, by ISO 3166-2 where one exists; places form a tree.",
    slug("Key of the place."),
    ref("parent", "place", "The place that contains it.", required=False),
    words("kind", "country, region, city.", required=True),
    words("name", "Its name.", required=True),
    definition(required=False),
    CheckConstraint("parent_id <> id", name="parent"),
)

event = record(
    "event",
    "A named moment of a process that terms refer to, dated once it happens.",
    ref("process", "process", "The process in which it matters."),
    slug("Key of the event, unique in its process.", unique=False),
    words("title", "What happens.", required=True),
    coarse("happened_on", "happened_precision", "When it happened."),
    UniqueConstraint("process_id", "slug"),
)

topic = record(
    "topic",
    "A node of the tree of subjects.",
    slug("Key of the topic."),
    ref("parent", "topic", "The topic above.", required=False),
    words("title", "Its title.", required=True),
    definition(),
    CheckConstraint("parent_id <> id", name="parent"),
)

attribute = record(
    "attribute",
    "What a term can say something about.",
    slug("Key of the attribute."),
    one_of("type", ATTRIBUTE_TYPES, "What its values are."),
    Column("many", Boolean, nullable=False, comment="Whether a version may have several."),
    one_of("polarity", POLARITIES, "What more of it means for whoever is obliged."),
    definition(),
)

code = record(
    "code",
    "A value that an attribute allows; codes form a tree.",
    ref("attribute", "attribute", "Its attribute."),
    slug("Key of the code, unique in its attribute.", unique=False),
    ref("parent", "code", "The code of the same attribute that contains it.", required=False, index=False),
    whole_number("rank", "Place in the order of a one-valued attribute: more is harder."),
    definition(),
    UniqueConstraint("attribute_id", "slug"),
    UniqueConstraint("id", "attribute_id"),
    together(("parent_id", "attribute_id"), "code", ("id", "attribute_id")),
    CheckConstraint("parent_id <> id", name="parent"),
)
