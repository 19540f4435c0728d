"""Scheduled reports: definitions, runs, contents and deliveries, in a schema of their own.

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE SCHEMA report")
    op.execute(
        "COMMENT ON SCHEMA report IS 'Scheduled reports: definitions, runs, deliveries. Who sends them writes here.'"
    )
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Key inside the database."),
        sa.Column("name", sa.Text(), nullable=False, comment="Its name."),
        sa.Column(
            "every",
            sa.Text(),
            nullable=False,
            comment="When it is due, as a line of cron: minute, hour, day, month, weekday.",
        ),
        sa.Column("time_zone", sa.Text(), nullable=False, comment="The time zone of that, by its IANA name."),
        sa.Column("process", sa.Text(), nullable=True, comment="Slug of the process to which it is narrowed."),
        sa.Column("party", sa.Text(), nullable=True, comment="Slug of the party to which it is narrowed."),
        sa.Column(
            "topic", sa.Text(), nullable=True, comment="Slug of the topic to which it is narrowed, with those below it."
        ),
        sa.Column("demand", sa.Text(), nullable=True, comment="Slug of the demand to which it is narrowed."),
        sa.Column(
            "view",
            sa.Text(),
            nullable=False,
            comment="Which news: what parties changed, what was recorded here, or both.",
        ),
        sa.Column(
            "formats", sa.ARRAY(sa.Text()), nullable=False, comment="The formats in which it is made, in that order."
        ),
        sa.Column(
            "targets",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Where it goes: a folder, mailto:, https:// or - for standard output. Never a password.",
        ),
        sa.Column(
            "only_when_changed",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether nothing is sent where nothing is new.",
        ),
        sa.Column(
            "ignored",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Causes of changesets that are no news.",
        ),
        sa.Column(
            "paused",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether it waits until it is resumed.",
        ),
        sa.Column("author", sa.Text(), nullable=False, comment="Who asked for it."),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked for."),
        sa.Column(
            "due_after",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="It is next due at the first time of its schedule after this moment.",
        ),
        sa.Column(
            "told_changeset", sa.BigInteger(), nullable=False, comment="The last changeset told; 0 before the first."
        ),
        sa.Column("told_day", sa.Date(), nullable=False, comment="The last day of the world told."),
        sa.CheckConstraint(
            "'' <> ALL (ignored) AND array_position(ignored, NULL) IS NULL",
            name=op.f("definition_ignored_filled_check"),
        ),
        sa.CheckConstraint(
            "'' <> ALL (targets) AND array_position(targets, NULL) IS NULL",
            name=op.f("definition_targets_filled_check"),
        ),
        sa.CheckConstraint(
            "author <> '' AND author = btrim(author, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND author !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_author_filled_check"),
        ),
        sa.CheckConstraint(
            "demand <> '' AND demand = btrim(demand, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND demand !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_demand_filled_check"),
        ),
        sa.CheckConstraint(
            "every <> '' AND every = btrim(every, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND every !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_every_filled_check"),
        ),
        sa.CheckConstraint(
            "formats <@ ARRAY['html', 'markdown', 'json', 'csv'] AND formats <> '{}'",
            name=op.f("definition_formats_check"),
        ),
        sa.CheckConstraint(
            "ignored <@ ARRAY['new-source', 'correction', 'codebook', 'identity', 'housekeeping', 'unstated']",
            name=op.f("definition_ignored_check"),
        ),
        sa.CheckConstraint("name ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("definition_name_check")),
        sa.CheckConstraint(
            "party <> '' AND party = btrim(party, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND party !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_party_filled_check"),
        ),
        sa.CheckConstraint(
            "process <> '' AND process = btrim(process, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND process !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_process_filled_check"),
        ),
        sa.CheckConstraint("targets <> '{}'", name=op.f("definition_targets_check")),
        sa.CheckConstraint(
            "time_zone <> '' AND time_zone = btrim(time_zone, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND time_zone !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_time_zone_filled_check"),
        ),
        sa.CheckConstraint(
            "topic <> '' AND topic = btrim(topic, E' \\t\\n\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000') AND topic !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'",
            name=op.f("definition_topic_filled_check"),
        ),
        sa.CheckConstraint("view IN ('positions', 'recorded', 'both')", name=op.f("definition_view_check")),
        sa.CheckConstraint("told_changeset >= 0", name=op.f("definition_told_changeset_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("definition_pkey")),
        sa.UniqueConstraint("name", name=op.f("definition_name_key")),
        schema="report",
        comment="A report that is asked for: about what, how often, for whom; and how far it has told the news.",
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Key inside the database."),
        sa.Column("definition_id", sa.BigInteger(), nullable=False, comment="The report."),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The time of the schedule, of several missed ones the last; null for one asked for by hand.",
        ),
        sa.Column(
            "moves",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Whether the next report begins where this one ends; not where an interval was given.",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="When it was first taken up."),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the report was made; every attempt to deliver sends the same bytes.",
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When all of it was delivered, or it was skipped or given up; null while it is not ended.",
        ),
        sa.Column("status", sa.Text(), nullable=False, comment="How it stands."),
        sa.Column(
            "from_changeset",
            sa.BigInteger(),
            nullable=False,
            comment="It tells what was recorded after this changeset.",
        ),
        sa.Column("from_day", sa.Date(), nullable=False, comment="It tells what parties did after this day."),
        sa.Column(
            "to_changeset",
            sa.BigInteger(),
            nullable=True,
            comment="It tells what was recorded up to and with this changeset.",
        ),
        sa.Column("to_day", sa.Date(), nullable=True, comment="It tells what parties did up to and with this day."),
        sa.Column(
            "attempts", sa.Integer(), server_default=sa.text("1"), nullable=False, comment="How often it was taken up."
        ),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True, comment="When it is tried again."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why the last attempt failed."),
        sa.Column("subject", sa.Text(), nullable=True, comment="What the report says happened, in one line."),
        sa.CheckConstraint(
            "(status = 'delivered' OR status = 'skipped') <= (ended_at IS NOT NULL)", name=op.f("run_ended_check")
        ),
        sa.CheckConstraint("(status = 'failed') = (reason IS NOT NULL)", name=op.f("run_reason_check")),
        sa.CheckConstraint("status IN ('running', 'delivered', 'skipped', 'failed')", name=op.f("run_status_check")),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["report.definition.id"], name=op.f("run_definition_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("run_pkey")),
        schema="report",
        comment="One making of a report and its delivery; one that fails is tried again until all of it is delivered.",
    )
    op.create_index(op.f("run_definition_id_idx"), "run", ["definition_id"], unique=False, schema="report")
    op.create_index(
        "run_unfinished_idx",
        "run",
        ["definition_id"],
        unique=True,
        schema="report",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "content",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="The run."),
        sa.Column(
            "place", sa.Integer(), autoincrement=False, nullable=False, comment="Its place among the run's contents."
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="The report in one format, a picture of the mail, or the mail as text or as HTML.",
        ),
        sa.Column("form", sa.Text(), nullable=False, comment="The format."),
        sa.Column("media_type", sa.Text(), nullable=False, comment="Its media type."),
        sa.Column("file_name", sa.Text(), nullable=False, comment="Its file's name."),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The bytes."),
        sa.CheckConstraint("kind IN ('part', 'picture', 'text', 'mail')", name=op.f("content_kind_check")),
        sa.ForeignKeyConstraint(["run_id"], ["report.run.id"], name=op.f("content_run_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("content_pkey")),
        schema="report",
        comment="A report as it was made, until it is delivered: so that a second attempt sends the same bytes.",
    )
    op.create_table(
        "delivery",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="The run."),
        sa.Column("target", sa.Text(), nullable=False, comment="Where it goes."),
        sa.Column("key", sa.Uuid(), nullable=False, comment="Goes along with every attempt, so that it counts once."),
        sa.Column(
            "status", sa.Text(), server_default=sa.text("'pending'"), nullable=False, comment="Whether it is done."
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="How often it was tried."
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why the last attempt failed."),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("delivery_sent_check")),
        sa.CheckConstraint("status IN ('pending', 'sent')", name=op.f("delivery_status_check")),
        sa.ForeignKeyConstraint(["run_id"], ["report.run.id"], name=op.f("delivery_run_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "target", name=op.f("delivery_pkey")),
        sa.UniqueConstraint("key", name=op.f("delivery_key_key")),
        schema="report",
        comment="One report to one target.",
    )
