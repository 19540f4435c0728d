"""What readers ask for all the time, kept as it is answered.

It is worked out from the record and has no history: about a time before a row was shown so, it is worked out anew.
"""

from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy.types import TypeEngine

from tracker.model.base import metadata


def _key(name: str, comment: str, *, required: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=not required, comment=comment)


def _text(name: str, comment: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not required, comment=comment)


def _list(name: str, of: TypeEngine[Any], comment: str, *, required: bool = True) -> Column[Any]:
    return Column(name, ARRAY(of), nullable=not required, comment=comment)


shown = Table(
    "shown",
    metadata,
    Column("spell_id", BigInteger, primary_key=True, autoincrement=False, comment="The spell."),
    _key("process_id", "Its process."),
    _key("demand_id", "Its demand."),
    _key("version_id", "The version that was held."),
    _key("from_version_id", "The version of the spell before.", required=False),
    _key("party_id", "The party."),
    _key("topic_id", "The topic."),
    _text("process", "Slug of the process."),
    _text("party", "Slug of the party."),
    _text("addressee", "Slug of whom the demand is made."),
    _text("demand", "Slug of the demand."),
    _text("kind", "demand or proposal."),
    _text("topic", "Slug of the topic."),
    _text("title", "Title of the demand."),
    _text("version", "Name of the version."),
    Column("spell", Integer, nullable=False, comment="Place of the spell within the demand, from 1."),
    _text("summary", "The content, in our own words."),
    _list("terms", Text(), "The content as attribute=value, sorted."),
    Column("held_from", Date, nullable=False, comment="First day."),
    _text("held_from_precision", "How exactly held_from is known."),
    Column("held_to", Date, comment="The day after the last; null while it is held."),
    _text("stated_in", "Slug of the document that states it first."),
    _text("change", "What changed against the spell before."),
    _text("direction", "What the change means for whoever is obliged.", required=False),
    _text("direction_computed", "The same as computed.", required=False),
    _text("direction_reason", "Why an analyst judged the direction.", required=False),
    _list("said_on", Date(), "The days on which documents say it, ascending; the other lists are by these days."),
    _list("said_precision", Text(), "How exactly each is known; null where all are days.", required=False),
    _list("said_by", Integer(), "How many documents say it up to each day."),
    _list("changesets", BigInteger(), "The last change of what is shown up to each day; one where all are equal."),
    _list("recorded", DateTime(timezone=True), "When each was recorded."),
    _list("choices", Text(), "Options under which it was asked; null where there are none.", required=False),
    _list("chosen_on", Date(), "The first day of each.", required=False),
    Column(
        "elsewhere",
        Boolean,
        nullable=False,
        comment="Whether a document speaks of the demand on another day than its own.",
    ),
    _key("since", "The changeset since which it is shown so."),
    Index("shown_demand_idx", "demand"),
    Index("shown_held_from_idx", "held_from"),
    Index("shown_process_held_from_held_to_idx", "process", "held_from", "held_to"),
    comment="Spells as the view version shows them, worked out when a changeset is sealed.",
)

heard = Table(
    "heard",
    metadata,
    Column("process_id", BigInteger, primary_key=True, autoincrement=False, comment="The process."),
    Column(
        "party_id",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="A party of it that demands something on the topic.",
    ),
    Column("topic_id", BigInteger, primary_key=True, autoincrement=False, comment="The topic."),
    _list("age", Integer(), "Days from the date of each document to the first of 2000, ascending: the newest first."),
    _list("documents", Text(), "Slugs of the party's documents whose coding is complete on the topic."),
    _key("since", "The changeset since which it is so."),
    comment="Documents in which a party could have spoken, worked out when a changeset is sealed.",
)
