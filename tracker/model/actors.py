"""Processes, actors, who acts for whom, parties, and the meetings at which they talk."""

from sqlalchemy import Boolean, CheckConstraint, Column, UniqueConstraint

from tracker.model.base import coarse, one_of, record, ref, slug, words

process = record(
    "process",
    "One negotiation or peace process.",
    slug("Key of the process."),
    words("title", "Its title.", required=True),
    words("summary", "What it is about."),
)

actor = record(
    "actor",
    "A state, organisation or person.",
    slug("Key of the actor."),
    one_of("kind", ("state", "organisation", "person"), "What it is."),
    words("name", "Its name.", required=True),
    words("description", "Who it is."),
)

affiliation = record(
    "affiliation",
    "A person acts for an actor in a role, for a period.",
    ref("person", "actor", "The person."),
    ref("actor", "actor", "For whom the person acts."),
    words("role", "In which role.", required=True),
    coarse("from_date", "from_precision", "First day, where known."),
    coarse("to_date", "to_precision", "Last day, where known.", end=True),
    UniqueConstraint("person_id", "actor_id", "role", "from_date", postgresql_nulls_not_distinct=True),
    CheckConstraint("from_date <= to_date", name="period"),
)

party = record(
    "party",
    "An actor's part in a process. Only one with the role party has demands.",
    ref("process", "process", "The process."),
    ref("actor", "actor", "The actor."),
    one_of("role", ("party", "mediator", "observer"), "Its part."),
    coarse("from_date", "from_precision", "First day, where known."),
    coarse("to_date", "to_precision", "Last day, where known.", end=True),
    UniqueConstraint("process_id", "actor_id", "role", "from_date", postgresql_nulls_not_distinct=True),
    CheckConstraint("from_date <= to_date", name="period"),
)

meeting = record(
    "meeting",
    "A dated round of talks.",
    slug("Key of the meeting."),
    ref("process", "process", "Its process."),
    coarse("held_on", "held_precision", "When it was held.", required=True),
    ref("place", "place", "Where.", required=False),
    words("duration", "How long, as an ISO 8601 duration."),
    Column(
        "approximate", Boolean, nullable=False, server_default="false", comment="Whether the length is given roughly."
    ),
    words("summary", "What it was."),
    CheckConstraint(
        "duration ~ '^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
        "(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$'",
        name="duration",
    ),
)

delegation = record(
    "delegation",
    "Who was at a meeting, for whom, as head or member.",
    ref("meeting", "meeting", "The meeting."),
    ref("party", "actor", "The actor that sent the person."),
    ref("person", "actor", "Who was there."),
    ref("role", "code", "head or member: a code of the attribute delegation-role."),
    UniqueConstraint("meeting_id", "party_id", "person_id"),
)
