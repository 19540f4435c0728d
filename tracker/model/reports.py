"""Scheduled reports: what is asked for, its runs, and what of each run is delivered. No history, no changesets.

A schema of its own: whoever sends reports writes here and nowhere else.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

from tracker.model.base import list_of_words, metadata, one_of, slug, words
from tracker.model.changesets import CAUSES

SCHEMA = "report"
VIEWS = ("positions", "recorded", "both")
FORMATS = ("html", "markdown", "json", "csv")
STATES = ("running", "delivered", "skipped", "failed")
KINDS = ("part", "picture", "text", "mail")

reports = MetaData(schema=SCHEMA, naming_convention=metadata.naming_convention)


def _table(name: str, comment: str, *items: SchemaItem | list[SchemaItem]) -> Table:
    flat = [part for item in items for part in (item if isinstance(item, list) else [item])]
    return Table(name, reports, *flat, comment=comment)


def _key() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True, comment="Key inside the database.")


def _of_run(*, primary: bool = True) -> Column[int]:
    key = ForeignKey(f"{SCHEMA}.run.id", ondelete="CASCADE")
    return Column("run_id", BigInteger, key, primary_key=primary, nullable=False, comment="The run.")


def _when(name: str, comment: str, *, required: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required, comment=comment)


def _flag(name: str, default: bool, comment: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text(str(default).lower()), comment=comment)


def _number(name: str, comment: str, default: int | None = None) -> Column[int]:
    start = None if default is None else text(str(default))
    return Column(name, BigInteger, nullable=default is None, server_default=start, comment=comment)


def _some_of(name: str, allowed: tuple[str, ...], comment: str) -> list[SchemaItem]:
    known = ", ".join(f"'{value}'" for value in allowed)
    inside = CheckConstraint(f"{name} <@ ARRAY[{known}] AND {name} <> '{{}}'", name=name)
    return [Column(name, ARRAY(Text), nullable=False, comment=comment), inside]


definition = _table(
    "definition",
    "A report that is asked for: about what, how often, for whom; and how far it has told the news.",
    _key(),
    slug("Its name.", name="name"),
    words("every", "When it is due, as a line of cron: minute, hour, day, month, weekday.", required=True),
    words("time_zone", "The time zone of that, by its IANA name.", required=True),
    words("process", "Slug of the process to which it is narrowed."),
    words("party", "Slug of the party to which it is narrowed."),
    words("topic", "Slug of the topic to which it is narrowed, with those below it."),
    words("demand", "Slug of the demand to which it is narrowed."),
    one_of("view", VIEWS, "Which news: what parties changed, what was recorded here, or both."),
    _some_of("formats", FORMATS, "The formats in which it is made, in that order."),
    list_of_words("targets", "Where it goes: a folder, mailto:, https:// or - for standard output. Never a password."),
    _flag("only_when_changed", False, "Whether nothing is sent where nothing is new."),
    list_of_words("ignored", "Causes of changesets that are no news."),
    _flag("paused", False, "Whether it waits until it is resumed."),
    words("author", "Who asked for it.", required=True),
    _when("created_at", "When it was asked for.", required=True),
    _when("due_after", "It is next due at the first time of its schedule after this moment.", required=True),
    Column("told_changeset", BigInteger, nullable=False, comment="The last changeset told; 0 before the first."),
    Column("told_day", Date, nullable=False, comment="The last day of the world told."),
    CheckConstraint("targets <> '{}'", name="targets"),
    CheckConstraint(f"ignored <@ ARRAY[{', '.join(repr(cause) for cause in CAUSES)}]", name="ignored"),
    CheckConstraint("told_changeset >= 0", name="told_changeset"),
)

run = _table(
    "run",
    "One making of a report and its delivery; one that fails is tried again until all of it is delivered.",
    _key(),
    Column(
        "definition_id",
        BigInteger,
        ForeignKey(f"{SCHEMA}.definition.id", ondelete="CASCADE"),
        nullable=False,
        comment="The report.",
    ),
    _when("due_at", "The time of the schedule, of several missed ones the last; null for one asked for by hand."),
    _flag("moves", True, "Whether the next report begins where this one ends; not where an interval was given."),
    _when("started_at", "When it was first taken up.", required=True),
    _when("made_at", "When the report was made; every attempt to deliver sends the same bytes."),
    _when("ended_at", "When all of it was delivered, or it was skipped or given up; null while it is not ended."),
    one_of("status", STATES, "How it stands."),
    Column("from_changeset", BigInteger, nullable=False, comment="It tells what was recorded after this changeset."),
    Column("from_day", Date, nullable=False, comment="It tells what parties did after this day."),
    _number("to_changeset", "It tells what was recorded up to and with this changeset."),
    Column("to_day", Date, comment="It tells what parties did up to and with this day."),
    Column("attempts", Integer, nullable=False, server_default=text("1"), comment="How often it was taken up."),
    _when("next_attempt_at", "When it is tried again."),
    Column("reason", Text, comment="Why the last attempt failed."),
    Column("subject", Text, comment="What the report says happened, in one line."),
    CheckConstraint("(status = 'delivered' OR status = 'skipped') <= (ended_at IS NOT NULL)", name="ended"),
    CheckConstraint("(status = 'failed') = (reason IS NOT NULL)", name="reason"),
    Index("run_unfinished_idx", "definition_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index(None, "definition_id"),
)

content = _table(
    "content",
    "A report as it was made, until it is delivered: so that a second attempt sends the same bytes.",
    _of_run(),
    Column("place", Integer, primary_key=True, autoincrement=False, comment="Its place among the run's contents."),
    one_of("kind", KINDS, "The report in one format, a picture of the mail, or the mail as text or as HTML."),
    Column("form", Text, nullable=False, comment="The format."),
    Column("media_type", Text, nullable=False, comment="Its media type."),
    Column("file_name", Text, nullable=False, comment="Its file's name."),
    Column("content", LargeBinary, nullable=False, comment="The bytes."),
)

delivery = _table(
    "delivery",
    "One report to one target.",
    _of_run(),
    Column("target", Text, primary_key=True, comment="Where it goes."),
    Column("key", Uuid, nullable=False, unique=True, comment="Goes along with every attempt, so that it counts once."),
    one_of("status", ("pending", "sent"), "Whether it is done.", default="pending"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="How often it was tried."),
    _when("sent_at", "When it was done."),
    Column("reason", Text, comment="Why the last attempt failed."),
    CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent"),
)
