"""What readers ask for all the time, kept as it is answered: spells in words, and who could have been silent when.

Revision: 0004, after 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def text(name: str, comment: str, *, required: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not required, comment=comment)


def key(name: str, comment: str, *, required: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=not required, comment=comment)


def array(name: str, of: sa.types.TypeEngine[Any], comment: str, *, required: bool = True) -> sa.Column[Any]:
    return sa.Column(name, postgresql.ARRAY(of), nullable=not required, comment=comment)


def upgrade() -> None:
    op.create_table(
        "shown",
        key("spell_id", "The spell."),
        key("process_id", "Its process."),
        key("demand_id", "Its demand."),
        key("version_id", "The version that was held."),
        key("from_version_id", "The version of the spell before.", required=False),
        key("party_id", "The party."),
        key("topic_id", "The topic."),
        text("process", "Slug of the process."),
        text("party", "Slug of the party."),
        text("addressee", "Slug of whom the demand is made."),
        text("demand", "Slug of the demand."),
        text("kind", "demand or proposal."),
        text("topic", "Slug of the topic."),
        text("title", "Title of the demand."),
        text("version", "Name of the version."),
        sa.Column("spell", sa.Integer(), nullable=False, comment="Place of the spell within the demand, from 1."),
        text("summary", "The content, in our own words."),
        array("terms", sa.Text(), "The content as attribute=value, sorted."),
        sa.Column("held_from", sa.Date(), nullable=False, comment="First day."),
        text("held_from_precision", "How exactly held_from is known."),
        sa.Column("held_to", sa.Date(), comment="The day after the last; null while it is held."),
        text("stated_in", "Slug of the document that states it first."),
        text("change", "What changed against the spell before."),
        text("direction", "What the change means for whoever is obliged.", required=False),
        text("direction_computed", "The same as computed.", required=False),
        text("direction_reason", "Why an analyst judged the direction.", required=False),
        array(
            "said_on", sa.Date(), "The days on which documents say it, ascending; the other lists are by these days."
        ),
        array("said_precision", sa.Text(), "How exactly each is known; null where all are days.", required=False),
        array("said_by", sa.Integer(), "How many documents say it up to each day."),
        array(
            "changesets", sa.BigInteger(), "The last change of what is shown up to each day; one where all are equal."
        ),
        array("recorded", sa.DateTime(timezone=True), "When each was recorded."),
        array("choices", sa.Text(), "Options under which it was asked; null where there are none.", required=False),
        array("chosen_on", sa.Date(), "The first day of each.", required=False),
        sa.Column(
            "elsewhere",
            sa.Boolean(),
            nullable=False,
            comment="Whether a document speaks of the demand on another day than its own.",
        ),
        key("since", "The changeset since which it is shown so."),
        sa.PrimaryKeyConstraint("spell_id", name=op.f("shown_pkey")),
        schema="tracker",
        comment="Spells as the view version shows them, worked out when a changeset is sealed.",
    )
    op.create_index("shown_demand_idx", "shown", ["demand"], schema="tracker")
    op.create_index("shown_held_from_idx", "shown", ["held_from"], schema="tracker")
    op.create_index(
        "shown_process_held_from_held_to_idx", "shown", ["process", "held_from", "held_to"], schema="tracker"
    )
    op.create_table(
        "heard",
        key("process_id", "The process."),
        key("party_id", "A party of it that demands something on the topic."),
        key("topic_id", "The topic."),
        array(
            "age",
            sa.Integer(),
            "Days from the date of each document to the first of 2000, ascending: the newest first.",
        ),
        array("documents", sa.Text(), "Slugs of the party's documents whose coding is complete on the topic."),
        key("since", "The changeset since which it is so."),
        sa.PrimaryKeyConstraint("process_id", "party_id", "topic_id", name=op.f("heard_pkey")),
        schema="tracker",
        comment="Documents in which a party could have spoken, worked out when a changeset is sealed.",
    )
