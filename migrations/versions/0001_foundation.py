"""The foundation: every table of the domain, and its twin that keeps superseded rows.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType

revision = "0001"
down_revision = None

SCHEMAS = {
    "tracker": "Live rows. Editors write here; analysts read schema analysis.",
    "history": "Superseded rows, with the changeset that ended each. Only triggers write here.",
    "known": "Private: live and superseded rows as they stood after a changeset.",
    "analysis": "The analysts' views and functions.",
    "past": "The analysts' views and functions, as the database stood after a changeset.",
    "extensions": "Extensions of PostgreSQL that the product uses.",
}

# Alembic makes the table without saying what it is.
VERSION = """
COMMENT ON TABLE tracker.alembic_version IS 'The migration up to which the tables of this database stand.';
COMMENT ON COLUMN tracker.alembic_version.version_num IS 'Revision of the migration.';
"""

# The default of every row's stamp; replaced, like all functions, by tracker/sql/ when the migrations have run.
STAMP = """
CREATE FUNCTION tracker.current_changeset() RETURNS bigint LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('tracker.changeset', true), '')::bigint $$
"""

# A twin has the columns of its table, after the changeset that ended the row: a column added later comes last in both.
TWIN = """
CREATE TABLE history.{0} (ended_by bigint NOT NULL, LIKE tracker.{0} INCLUDING COMMENTS);
COMMENT ON TABLE history.{0} IS 'Superseded rows of tracker.{0}.';
COMMENT ON COLUMN history.{0}.ended_by IS 'The changeset that ended the row.';
CREATE INDEX {0}_id_idx ON history.{0} (id, changeset);
CREATE INDEX {0}_ended_by_idx ON history.{0} (ended_by);
"""

# Columns of the live tables by which a reader enters; their twins are entered by the same.
ENTRANCES = {
    "actor": ["slug"],
    "attribute": ["slug"],
    "place": ["parent_id", "slug"],
    "process": ["slug"],
    "topic": ["parent_id", "slug"],
    "affiliation": ["actor_id", "person_id"],
    "code": ["attribute_id", "parent_id", "slug"],
    "demand": ["party_id", "process_id", "slug"],
    "event": ["process_id", "slug"],
    "meeting": ["process_id", "slug"],
    "party": ["actor_id", "process_id"],
    "delegation": ["meeting_id", "party_id", "person_id"],
    "document": ["meeting_id", "slug"],
    "link": ["demand_id", "other_demand_id", "process_id"],
    "version": ["demand_id", "process_id"],
    "attached_text": ["document_id"],
    "coverage": ["document_id", "process_id"],
    "direction": ["version_id"],
    "passage": ["document_id", "parent_id"],
    "spell": ["demand_id", "process_id", "version_id"],
    "agreement": ["document_id", "meeting_id", "process_id", "slug"],
    "assessment": ["about_demand_id", "document_id", "process_id", "slug"],
    "citation": ["demand_id", "document_id", "process_id", "version_id"],
    "ending": ["demand_id", "document_id", "process_id"],
    "figure": ["document_id", "metric_id", "process_id", "slug"],
    "response": ["demand_id", "document_id", "on_document_id", "party_id", "process_id", "slug"],
    "alias": ["record_id"],
    "confirmation": ["actor_id", "agreement_id"],
    "external_id": ["record_id"],
    "settlement": ["agreement_id", "demand_id", "process_id"],
}

# Texts as a bundle carries them: never empty, without blanks around them, and without the control characters that a
# terminal would obey.
CLEAN = {
    "actor": ["name", "description"],
    "attribute": ["definition", "when_to_use", "when_not", "example"],
    "place": ["kind", "name", "definition", "when_to_use", "when_not", "example"],
    "process": ["title", "summary"],
    "topic": ["title", "definition", "when_to_use", "when_not", "example"],
    "affiliation": ["role"],
    "code": ["definition", "when_to_use", "when_not", "example"],
    "demand": ["title"],
    "event": ["title"],
    "meeting": ["duration", "summary"],
    "document": ["title", "language", "url", "summary"],
    "version": ["summary"],
    "direction": ["reason"],
    "passage": ["gist"],
    "agreement": ["summary", "quote"],
    "assessment": ["summary", "quote"],
    "citation": ["quote"],
    "ending": ["quote"],
    "figure": ["wording", "quote"],
    "response": ["summary", "quote"],
    "external_id": ["scheme", "value"],
}
BLANKS = r"E' \t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'"
CONTROL = r"'[\u0001-\u0008\u000b-\u001f\u007f-\u009f]'"

# Texts just as they stand in a source; never empty.
VERBATIM = {
    "attached_text": ["content"],
    "passage": ["text", "prefix", "suffix"],
}

# What else a bundle could not carry.
CHECKS = {
    ("passage", "markers_filled"): "'' <> ALL (markers) AND array_position(markers, NULL) IS NULL",
    ("meeting", "duration"): "duration ~ '^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
    "(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$'",
    ("document", "no_date"): "slug !~ '^(today|[0-9]{4}(-[0-9]{2}){0,2}|[0-9]+d-ago)$'",
    ("passage", "ordinal"): "ordinal >= 0",
    ("citation", "ordinal"): "ordinal > 0",
    ("ending", "ordinal"): "ordinal > 0",
    ("figure", "amount_max"): "amount_max NOT IN ('NaN', 'Infinity', '-Infinity')",
    ("figure", "amount_min"): "amount_min NOT IN ('NaN', 'Infinity', '-Infinity')",
    ("alias", "alias"): "alias ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'",
}


# What is searched, by its words and by threes of letters; the view tracker.searchable has these texts to the letter.
SEARCHED = {
    "demand": "title || ' ' || translate(slug, '.-', '  ')",
    "document": "title || ' ' || translate(slug, '.-', '  ') || ' ' || coalesce(summary, '')",
    "passage": "coalesce(gist, '') || ' ' || coalesce(text, '')",
    "version": "summary",
}
# The extension may have stood in another schema before.
SEARCH = """
CREATE INDEX {1}_words_idx ON {0}.{1} USING gin (to_tsvector('pg_catalog.english', left({2}, 100000)));
DO $$ BEGIN
    EXECUTE format('CREATE INDEX {1}_letters_idx ON {0}.{1} USING gin (left({3}, 100000) %s.gin_trgm_ops)',
        (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'));
END $$;
"""


class TransactionId(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


def upgrade() -> None:
    for schema, comment in SCHEMAS.items():
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        op.execute(
            sa.text(
                f"COMMENT ON SCHEMA {schema} IS {sa.literal(comment).compile(compile_kwargs={'literal_binds': True})}"
            )
        )
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions")
    op.execute(VERSION)
    op.execute(STAMP)
    create_tables()
    create_checks()
    for table, columns in ENTRANCES.items():
        op.execute(TWIN.format(table))
        for column in columns:
            op.create_index(f"{table}_{column}_idx", table, [column], schema="history")
    create_search()


def create_search() -> None:
    for table, text in SEARCHED.items():
        for schema in ("tracker", "history"):
            op.execute(SEARCH.format(schema, table, text, text.replace("'", "''")))
    op.execute("CREATE INDEX version_terms_idx ON history.version USING gin (terms jsonb_path_ops)")


def create_checks() -> None:
    checks = {
        **{
            (table, f"{name}_filled"): f"{name} <> '' AND {name} = btrim({name}, {BLANKS}) AND {name} !~ {CONTROL}"
            for table, names in CLEAN.items()
            for name in names
        },
        **{(table, f"{name}_filled"): f"{name} <> ''" for table, names in VERBATIM.items() for name in names},
        **CHECKS,
    }
    for (table, name), check in checks.items():
        op.execute(sa.DDL(f"ALTER TABLE tracker.{table} ADD CONSTRAINT {table}_{name}_check CHECK ({check})"))


def create_tables() -> None:
    op.create_table(
        "actor",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the actor."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What it is."),
        sa.Column("name", sa.Text(), nullable=False, comment="Its name."),
        sa.Column("description", sa.Text(), nullable=True, comment="Who it is."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("kind IN ('state', 'organisation', 'person')", name=op.f("actor_kind_check")),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("actor_slug_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("actor_pkey")),
        sa.UniqueConstraint("slug", name=op.f("actor_slug_key")),
        schema="tracker",
        comment="A state, organisation or person.",
    )
    op.create_index("actor_changeset_idx", "actor", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "attribute",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the attribute."),
        sa.Column("type", sa.Text(), nullable=False, comment="What its values are."),
        sa.Column("many", sa.Boolean(), nullable=False, comment="Whether a version may have several."),
        sa.Column("polarity", sa.Text(), nullable=False, comment="What more of it means for whoever is obliged."),
        sa.Column("definition", sa.Text(), nullable=False, comment="What it means."),
        sa.Column("when_to_use", sa.Text(), nullable=True, comment="When it is to be used."),
        sa.Column("when_not", sa.Text(), nullable=True, comment="When something else is to be used."),
        sa.Column("example", sa.Text(), nullable=True, comment="One example."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "polarity IN ('more-is-harder', 'shorter-is-harder', 'limiting', 'none')",
            name=op.f("attribute_polarity_check"),
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("attribute_slug_check")),
        sa.CheckConstraint(
            "type IN ('code', 'place', 'actor', 'duration', 'timing', 'window', 'condition', 'quantity')",
            name=op.f("attribute_type_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attribute_pkey")),
        sa.UniqueConstraint("slug", name=op.f("attribute_slug_key")),
        schema="tracker",
        comment="What a term can say something about.",
    )
    op.create_index("attribute_changeset_idx", "attribute", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "changeset",
        sa.Column(
            "changeset", sa.BigInteger(), autoincrement=False, nullable=False, comment="Its number, in commit order."
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When the writers' lock was had."),
        sa.Column("author", sa.Text(), nullable=False, comment="Who made the change."),
        sa.Column("message", sa.Text(), nullable=True, comment="Why, in words."),
        sa.Column("cause", sa.Text(), nullable=False, comment="Why, as a code."),
        sa.Column(
            "sources",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="The files it came from.",
        ),
        sa.Column(
            "rows_added",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Coded rows added; derived rows are not counted.",
        ),
        sa.Column(
            "rows_changed", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="Coded rows changed."
        ),
        sa.Column(
            "rows_removed", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="Coded rows removed."
        ),
        sa.Column("database_user", sa.Text(), nullable=False, comment="The database login that wrote it."),
        sa.Column("transaction_id", TransactionId(), nullable=False, comment="The transaction that wrote it."),
        sa.Column(
            "sealed",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Whether its rows are checked, counted.",
        ),
        sa.CheckConstraint(
            "cause IN ('new-source', 'correction', 'codebook', 'identity', 'housekeeping', 'unstated')",
            name=op.f("changeset_cause_check"),
        ),
        sa.PrimaryKeyConstraint("changeset", name=op.f("changeset_pkey")),
        sa.UniqueConstraint("recorded_at", name=op.f("changeset_recorded_at_key")),
        schema="tracker",
        comment="One recorded change of the database, numbered in commit order.",
    )
    op.create_index("changeset_transaction_id_idx", "changeset", ["transaction_id"], unique=False, schema="tracker")
    op.create_table(
        "checksum",
        sa.Column("changeset", sa.BigInteger(), autoincrement=False, nullable=False, comment="The changeset."),
        sa.Column("entity", sa.Text(), nullable=False, comment="The table, or changeset for its own row."),
        sa.Column(
            "columns",
            sa.Integer(),
            nullable=False,
            comment="How many columns, from the first on, the hashes are of.",
        ),
        sa.Column("written", postgresql.INT8MULTIRANGE(), nullable=False, comment="The ids of the rows that it wrote."),
        sa.Column("hashes", sa.ARRAY(sa.BigInteger()), nullable=False, comment="A hash of each of these rows, by id."),
        sa.Column(
            "ended",
            postgresql.INT8MULTIRANGE(),
            nullable=False,
            comment="The ids of the rows that it superseded or removed.",
        ),
        sa.PrimaryKeyConstraint("changeset", "entity", name=op.f("checksum_pkey")),
        schema="tracker",
        comment="What each changeset wrote and ended, so that a row changed behind the triggers' back is found and named.",
    )
    # Hashes do not compress.
    op.execute("ALTER TABLE tracker.checksum ALTER COLUMN hashes SET STORAGE EXTERNAL")
    op.create_table(
        "derived_object",
        sa.Column("name", sa.Text(), nullable=False, comment="The view, function or trigger."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Of its definition, as this server shows it."),
        sa.PrimaryKeyConstraint("name", name=op.f("derived_object_pkey")),
        schema="tracker",
        comment="The views, functions and triggers as the last upgrade built them.",
    )
    op.create_table(
        "place",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the place."),
        sa.Column("parent_id", sa.BigInteger(), nullable=True, comment="The place that contains it."),
        sa.Column("kind", sa.Text(), nullable=False, comment="country, region, city."),
        sa.Column("name", sa.Text(), nullable=False, comment="Its name."),
        sa.Column("definition", sa.Text(), nullable=True, comment="What it means."),
        sa.Column("when_to_use", sa.Text(), nullable=True, comment="When it is to be used."),
        sa.Column("when_not", sa.Text(), nullable=True, comment="When something else is to be used."),
        sa.Column("example", sa.Text(), nullable=True, comment="One example."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("place_slug_check")),
        sa.CheckConstraint("parent_id <> id", name=op.f("place_parent_check")),
        sa.ForeignKeyConstraint(["parent_id"], ["tracker.place.id"], name=op.f("place_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("place_pkey")),
        sa.UniqueConstraint("slug", name=op.f("place_slug_key")),
        schema="tracker",
        comment="A place, by ISO 3166-2 where one exists; places form a tree.",
    )
    op.create_index("place_changeset_idx", "place", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("place_parent_id_idx"),
        "place",
        ["parent_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_table(
        "process",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the process."),
        sa.Column("title", sa.Text(), nullable=False, comment="Its title."),
        sa.Column("summary", sa.Text(), nullable=True, comment="What it is about."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("process_slug_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("process_pkey")),
        sa.UniqueConstraint("slug", name=op.f("process_slug_key")),
        schema="tracker",
        comment="One negotiation or peace process.",
    )
    op.create_index("process_changeset_idx", "process", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "topic",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the topic."),
        sa.Column("parent_id", sa.BigInteger(), nullable=True, comment="The topic above."),
        sa.Column("title", sa.Text(), nullable=False, comment="Its title."),
        sa.Column("definition", sa.Text(), nullable=False, comment="What it means."),
        sa.Column("when_to_use", sa.Text(), nullable=True, comment="When it is to be used."),
        sa.Column("when_not", sa.Text(), nullable=True, comment="When something else is to be used."),
        sa.Column("example", sa.Text(), nullable=True, comment="One example."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("topic_slug_check")),
        sa.CheckConstraint("parent_id <> id", name=op.f("topic_parent_check")),
        sa.ForeignKeyConstraint(["parent_id"], ["tracker.topic.id"], name=op.f("topic_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("topic_pkey")),
        sa.UniqueConstraint("slug", name=op.f("topic_slug_key")),
        schema="tracker",
        comment="A node of the tree of subjects.",
    )
    op.create_index("topic_changeset_idx", "topic", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("topic_parent_id_idx"),
        "topic",
        ["parent_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_table(
        "affiliation",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="The person."),
        sa.Column("actor_id", sa.BigInteger(), nullable=False, comment="For whom the person acts."),
        sa.Column("role", sa.Text(), nullable=False, comment="In which role."),
        sa.Column("from_date", sa.Date(), nullable=True, comment="First day, where known."),
        sa.Column(
            "from_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly from_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column("to_date", sa.Date(), nullable=True, comment="Last day, where known."),
        sa.Column(
            "to_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly to_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(from_date IS NULL) = (from_precision IS NULL) AND (from_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("affiliation_from_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE from_precision WHEN 'month' THEN extract(day FROM from_date) = 1 WHEN 'year' THEN extract(doy FROM from_date) = 1 ELSE true END",
            name=op.f("affiliation_from_date_first_day_check"),
        ),
        sa.CheckConstraint(
            "(to_date IS NULL) = (to_precision IS NULL) AND (to_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("affiliation_to_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE to_precision WHEN 'month' THEN extract(day FROM to_date + 1) = 1 WHEN 'year' THEN extract(doy FROM to_date + 1) = 1 ELSE true END",
            name=op.f("affiliation_to_date_last_day_check"),
        ),
        sa.CheckConstraint("from_date <= to_date", name=op.f("affiliation_period_check")),
        sa.ForeignKeyConstraint(["actor_id"], ["tracker.actor.id"], name=op.f("affiliation_actor_id_fkey")),
        sa.ForeignKeyConstraint(["person_id"], ["tracker.actor.id"], name=op.f("affiliation_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("affiliation_pkey")),
        sa.UniqueConstraint(
            "person_id",
            "actor_id",
            "role",
            "from_date",
            name=op.f("affiliation_person_id_actor_id_role_from_date_key"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="tracker",
        comment="A person acts for an actor in a role, for a period.",
    )
    op.create_index(
        op.f("affiliation_actor_id_idx"),
        "affiliation",
        ["actor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index("affiliation_changeset_idx", "affiliation", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("affiliation_person_id_idx"),
        "affiliation",
        ["person_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_table(
        "code",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("attribute_id", sa.BigInteger(), nullable=False, comment="Its attribute."),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the code, unique in its attribute."),
        sa.Column(
            "parent_id", sa.BigInteger(), nullable=True, comment="The code of the same attribute that contains it."
        ),
        sa.Column(
            "rank", sa.Integer(), nullable=True, comment="Place in the order of a one-valued attribute: more is harder."
        ),
        sa.Column("definition", sa.Text(), nullable=False, comment="What it means."),
        sa.Column("when_to_use", sa.Text(), nullable=True, comment="When it is to be used."),
        sa.Column("when_not", sa.Text(), nullable=True, comment="When something else is to be used."),
        sa.Column("example", sa.Text(), nullable=True, comment="One example."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("code_slug_check")),
        sa.CheckConstraint("parent_id <> id", name=op.f("code_parent_check")),
        sa.ForeignKeyConstraint(["attribute_id"], ["tracker.attribute.id"], name=op.f("code_attribute_id_fkey")),
        sa.ForeignKeyConstraint(
            ["parent_id", "attribute_id"],
            ["tracker.code.id", "tracker.code.attribute_id"],
            name=op.f("code_parent_id_attribute_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["tracker.code.id"], name=op.f("code_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("code_pkey")),
        sa.UniqueConstraint("attribute_id", "slug", name=op.f("code_attribute_id_slug_key")),
        sa.UniqueConstraint("id", "attribute_id", name=op.f("code_id_attribute_id_key")),
        schema="tracker",
        comment="A value that an attribute allows; codes form a tree.",
    )
    op.create_index(
        op.f("code_attribute_id_idx"), "code", ["attribute_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index("code_changeset_idx", "code", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "demand",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the demand, unique in the database."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column("party_id", sa.BigInteger(), nullable=False, comment="Who demands or proposes."),
        sa.Column("addressee_id", sa.BigInteger(), nullable=False, comment="Of whom."),
        sa.Column("kind", sa.Text(), nullable=False, comment="proposal: the party binds itself as well."),
        sa.Column("topic_id", sa.BigInteger(), nullable=False, comment="Its topic."),
        sa.Column("title", sa.Text(), nullable=False, comment="Its title."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("kind IN ('demand', 'proposal')", name=op.f("demand_kind_check")),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("demand_slug_check")),
        sa.CheckConstraint("party_id <> addressee_id", name=op.f("demand_addressee_check")),
        sa.ForeignKeyConstraint(["addressee_id"], ["tracker.actor.id"], name=op.f("demand_addressee_id_fkey")),
        sa.ForeignKeyConstraint(["party_id"], ["tracker.actor.id"], name=op.f("demand_party_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("demand_process_id_fkey")),
        sa.ForeignKeyConstraint(["topic_id"], ["tracker.topic.id"], name=op.f("demand_topic_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("demand_pkey")),
        sa.UniqueConstraint("id", "process_id", name=op.f("demand_id_process_id_key")),
        sa.UniqueConstraint("slug", name=op.f("demand_slug_key")),
        schema="tracker",
        comment="The lasting identity of one thing that one party asks of, or offers to, another.",
    )
    op.create_index(
        op.f("demand_addressee_id_idx"),
        "demand",
        ["addressee_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index("demand_changeset_idx", "demand", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("demand_party_id_idx"), "demand", ["party_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("demand_process_id_party_id_idx"), "demand", ["process_id", "party_id"], unique=False, schema="tracker"
    )
    op.create_index(
        op.f("demand_topic_id_idx"), "demand", ["topic_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "event",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process in which it matters."),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the event, unique in its process."),
        sa.Column("title", sa.Text(), nullable=False, comment="What happens."),
        sa.Column("happened_on", sa.Date(), nullable=True, comment="When it happened."),
        sa.Column(
            "happened_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly happened_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(happened_on IS NULL) = (happened_precision IS NULL) AND (happened_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("event_happened_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE happened_precision WHEN 'month' THEN extract(day FROM happened_on) = 1 WHEN 'year' THEN extract(doy FROM happened_on) = 1 ELSE true END",
            name=op.f("event_happened_on_first_day_check"),
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("event_slug_check")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("event_process_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("event_pkey")),
        sa.UniqueConstraint("process_id", "slug", name=op.f("event_process_id_slug_key")),
        schema="tracker",
        comment="A named moment of a process that terms refer to, dated once it happens.",
    )
    op.create_index("event_changeset_idx", "event", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("event_process_id_idx"), "event", ["process_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "meeting",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the meeting."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column("held_on", sa.Date(), nullable=False, comment="When it was held."),
        sa.Column(
            "held_precision",
            sa.Text(),
            nullable=False,
            comment="How exactly held_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column("place_id", sa.BigInteger(), nullable=True, comment="Where."),
        sa.Column("duration", sa.Text(), nullable=True, comment="How long, as an ISO 8601 duration."),
        sa.Column(
            "approximate",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Whether the length is given roughly.",
        ),
        sa.Column("summary", sa.Text(), nullable=True, comment="What it was."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(held_precision IN ('day', 'month', 'year', 'by'))", name=op.f("meeting_held_precision_check")
        ),
        sa.CheckConstraint(
            "CASE held_precision WHEN 'month' THEN extract(day FROM held_on) = 1 WHEN 'year' THEN extract(doy FROM held_on) = 1 ELSE true END",
            name=op.f("meeting_held_on_first_day_check"),
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("meeting_slug_check")),
        sa.ForeignKeyConstraint(["place_id"], ["tracker.place.id"], name=op.f("meeting_place_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("meeting_process_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("meeting_pkey")),
        sa.UniqueConstraint("slug", name=op.f("meeting_slug_key")),
        schema="tracker",
        comment="A dated round of talks.",
    )
    op.create_index("meeting_changeset_idx", "meeting", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("meeting_place_id_idx"),
        "meeting",
        ["place_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.create_index(
        op.f("meeting_process_id_idx"), "meeting", ["process_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "party",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process."),
        sa.Column("actor_id", sa.BigInteger(), nullable=False, comment="The actor."),
        sa.Column("role", sa.Text(), nullable=False, comment="Its part."),
        sa.Column("from_date", sa.Date(), nullable=True, comment="First day, where known."),
        sa.Column(
            "from_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly from_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column("to_date", sa.Date(), nullable=True, comment="Last day, where known."),
        sa.Column(
            "to_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly to_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(from_date IS NULL) = (from_precision IS NULL) AND (from_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("party_from_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE from_precision WHEN 'month' THEN extract(day FROM from_date) = 1 WHEN 'year' THEN extract(doy FROM from_date) = 1 ELSE true END",
            name=op.f("party_from_date_first_day_check"),
        ),
        sa.CheckConstraint(
            "(to_date IS NULL) = (to_precision IS NULL) AND (to_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("party_to_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE to_precision WHEN 'month' THEN extract(day FROM to_date + 1) = 1 WHEN 'year' THEN extract(doy FROM to_date + 1) = 1 ELSE true END",
            name=op.f("party_to_date_last_day_check"),
        ),
        sa.CheckConstraint("role IN ('party', 'mediator', 'observer')", name=op.f("party_role_check")),
        sa.CheckConstraint("from_date <= to_date", name=op.f("party_period_check")),
        sa.ForeignKeyConstraint(["actor_id"], ["tracker.actor.id"], name=op.f("party_actor_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("party_process_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("party_pkey")),
        sa.UniqueConstraint(
            "process_id",
            "actor_id",
            "role",
            "from_date",
            name=op.f("party_process_id_actor_id_role_from_date_key"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="tracker",
        comment="An actor's part in a process. Only one with the role party has demands.",
    )
    op.create_index(
        op.f("party_actor_id_idx"), "party", ["actor_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index("party_changeset_idx", "party", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("party_process_id_idx"), "party", ["process_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "delegation",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False, comment="The meeting."),
        sa.Column("party_id", sa.BigInteger(), nullable=False, comment="The actor that sent the person."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Who was there."),
        sa.Column(
            "role_id",
            sa.BigInteger(),
            nullable=False,
            comment="head or member: a code of the attribute delegation-role.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["tracker.meeting.id"], name=op.f("delegation_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["party_id"], ["tracker.actor.id"], name=op.f("delegation_party_id_fkey")),
        sa.ForeignKeyConstraint(["person_id"], ["tracker.actor.id"], name=op.f("delegation_person_id_fkey")),
        sa.ForeignKeyConstraint(["role_id"], ["tracker.code.id"], name=op.f("delegation_role_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("delegation_pkey")),
        sa.UniqueConstraint(
            "meeting_id", "party_id", "person_id", name=op.f("delegation_meeting_id_party_id_person_id_key")
        ),
        schema="tracker",
        comment="Who was at a meeting, for whom, as head or member.",
    )
    op.create_index("delegation_changeset_idx", "delegation", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("delegation_meeting_id_idx"),
        "delegation",
        ["meeting_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("delegation_party_id_idx"),
        "delegation",
        ["party_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("delegation_person_id_idx"),
        "delegation",
        ["person_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("delegation_role_id_idx"), "delegation", ["role_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "document",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the document."),
        sa.Column(
            "kind_id", sa.BigInteger(), nullable=False, comment="What it is: a code of the attribute document-kind."
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Its title."),
        sa.Column("issuer_id", sa.BigInteger(), nullable=True, comment="Whose document it is."),
        sa.Column("publisher_id", sa.BigInteger(), nullable=True, comment="Who published it."),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="When its issuer stated it or handed it over."),
        sa.Column(
            "issued_precision",
            sa.Text(),
            nullable=False,
            comment="How exactly issued_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column("published_on", sa.Date(), nullable=True, comment="When it was published."),
        sa.Column("language", sa.Text(), nullable=True, comment="ISO 639 code."),
        sa.Column("url", sa.Text(), nullable=True, comment="Where it can be read."),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True, comment="The meeting at which it was given."),
        sa.Column("summary", sa.Text(), nullable=True, comment="What it is, in our words."),
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of the whole file."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(issued_precision IN ('day', 'month', 'year', 'by'))", name=op.f("document_issued_precision_check")
        ),
        sa.CheckConstraint(
            "CASE issued_precision WHEN 'month' THEN extract(day FROM issued_on) = 1 WHEN 'year' THEN extract(doy FROM issued_on) = 1 ELSE true END",
            name=op.f("document_issued_on_first_day_check"),
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("document_slug_check")),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("document_digest_check")),
        sa.ForeignKeyConstraint(["issuer_id"], ["tracker.actor.id"], name=op.f("document_issuer_id_fkey")),
        sa.ForeignKeyConstraint(["kind_id"], ["tracker.code.id"], name=op.f("document_kind_id_fkey")),
        sa.ForeignKeyConstraint(["meeting_id"], ["tracker.meeting.id"], name=op.f("document_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["publisher_id"], ["tracker.actor.id"], name=op.f("document_publisher_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("document_pkey")),
        sa.UniqueConstraint("slug", name=op.f("document_slug_key")),
        schema="tracker",
        comment="A dated source.",
    )
    op.create_index("document_changeset_idx", "document", ["changeset"], unique=False, schema="tracker")
    op.create_index(op.f("document_issued_on_idx"), "document", ["issued_on"], unique=False, schema="tracker")
    op.create_index(
        op.f("document_issuer_id_idx"),
        "document",
        ["issuer_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("issuer_id IS NOT NULL"),
    )
    op.create_index(
        op.f("document_kind_id_idx"), "document", ["kind_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("document_meeting_id_idx"),
        "document",
        ["meeting_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )
    op.create_index(
        op.f("document_publisher_id_idx"),
        "document",
        ["publisher_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("publisher_id IS NOT NULL"),
    )
    op.create_table(
        "link",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of both."),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("relation", sa.Text(), nullable=False, comment="How it relates."),
        sa.Column("other_demand_id", sa.BigInteger(), nullable=False, comment="To which other."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "relation IN ('opposes', 'counters', 'entails', 'specifies', 'split-from', 'merged-into')",
            name=op.f("link_relation_check"),
        ),
        sa.CheckConstraint("demand_id <> other_demand_id", name=op.f("link_pair_check")),
        sa.ForeignKeyConstraint(
            ["demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("link_demand_id_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["other_demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("link_other_demand_id_process_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("link_pkey")),
        sa.UniqueConstraint(
            "demand_id", "relation", "other_demand_id", name=op.f("link_demand_id_relation_other_demand_id_key")
        ),
        schema="tracker",
        comment="A relation between two demands: a recorded, reversible judgement.",
    )
    op.create_index("link_changeset_idx", "link", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        "link_opposes_idx",
        "link",
        [
            sa.literal_column("least(demand_id, other_demand_id)"),
            sa.literal_column("greatest(demand_id, other_demand_id)"),
        ],
        unique=True,
        schema="tracker",
        postgresql_where=sa.text("relation = 'opposes'"),
    )
    op.create_index(op.f("link_other_demand_id_idx"), "link", ["other_demand_id"], unique=False, schema="tracker")
    op.create_table(
        "version",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of the demand."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the version, which never changes."),
        sa.Column("summary", sa.Text(), nullable=False, comment="The content, in our own words."),
        sa.Column(
            "terms",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="The typed facts, sorted by attribute and value; see analysis.term.",
        ),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            sa.Computed(
                "decode(md5(jsonb_path_query_array(terms, '$[*].attribute')::text || jsonb_path_query_array(terms, '$[*].value')::text), 'hex')",
                persisted=True,
            ),
            nullable=True,
            comment="Of the set of attributes and values, 16 bytes: equal sets have equal digests.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("name ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("version_name_check")),
        sa.ForeignKeyConstraint(
            ["demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("version_demand_id_process_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("version_pkey")),
        sa.UniqueConstraint("demand_id", "name", name=op.f("version_demand_id_name_key")),
        sa.UniqueConstraint("id", "demand_id", "process_id", name=op.f("version_id_demand_id_process_id_key")),
        schema="tracker",
        comment="One content of a demand: a summary and a set of terms. It has no dates of its own.",
    )
    op.create_index("version_changeset_idx", "version", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        "version_terms_idx",
        "version",
        ["terms"],
        unique=False,
        schema="tracker",
        postgresql_using="gin",
        postgresql_ops={"terms": "jsonb_path_ops"},
    )
    op.create_table(
        "attached_text",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The document."),
        sa.Column("content", sa.Text(), nullable=False, comment="The text, decoded from UTF-8 and not normalised."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("attached_text_document_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("attached_text_pkey")),
        sa.UniqueConstraint("document_id", name=op.f("attached_text_document_id_key")),
        schema="tracker",
        comment="The full text of a document, attached here and never shipped.",
    )
    op.create_index("attached_text_changeset_idx", "attached_text", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "coverage",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The document."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process."),
        sa.Column("topic_id", sa.BigInteger(), nullable=False, comment="The topic."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("coverage_document_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("coverage_process_id_fkey")),
        sa.ForeignKeyConstraint(["topic_id"], ["tracker.topic.id"], name=op.f("coverage_topic_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("coverage_pkey")),
        sa.UniqueConstraint(
            "document_id", "process_id", "topic_id", name=op.f("coverage_document_id_process_id_topic_id_key")
        ),
        schema="tracker",
        comment="A process and topic, with the topics below it, on which our coding of a document is complete.",
    )
    op.create_index("coverage_changeset_idx", "coverage", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("coverage_process_id_idx"),
        "coverage",
        ["process_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("coverage_topic_id_idx"), "coverage", ["topic_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_table(
        "direction",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("version_id", sa.BigInteger(), nullable=False, comment="The later version."),
        sa.Column("from_version_id", sa.BigInteger(), nullable=False, comment="The version that it is compared with."),
        sa.Column("direction", sa.Text(), nullable=False, comment="What the change means for whoever is obliged."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "direction IN ('hardened', 'softened', 'mixed', 'neutral')", name=op.f("direction_direction_check")
        ),
        sa.CheckConstraint("version_id <> from_version_id", name=op.f("direction_pair_check")),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["tracker.version.id"], name=op.f("direction_from_version_id_fkey")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["tracker.version.id"], name=op.f("direction_version_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("direction_pkey")),
        sa.UniqueConstraint("version_id", "from_version_id", name=op.f("direction_version_id_from_version_id_key")),
        schema="tracker",
        comment="An analyst's judgement of the change between two versions, which overrules the computed direction.",
    )
    op.create_index("direction_changeset_idx", "direction", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("direction_from_version_id_idx"),
        "direction",
        ["from_version_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("direction_version_id_idx"),
        "direction",
        ["version_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_table(
        "passage",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="Its document."),
        sa.Column("label", sa.Text(), nullable=False, comment="Label, unique in its document."),
        sa.Column("parent_id", sa.BigInteger(), nullable=True, comment="The passage above."),
        sa.Column("ordinal", sa.Integer(), nullable=True, comment="Place among its siblings."),
        sa.Column("combine", sa.Text(), nullable=True, comment="How the passages below it combine."),
        sa.Column("gist", sa.Text(), nullable=True, comment="What it says, in our words."),
        sa.Column(
            "markers",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Footnote markers that stand in it.",
        ),
        sa.Column("char_start", sa.Integer(), nullable=True, comment="First code point of it in the file, from 0."),
        sa.Column("char_end", sa.Integer(), nullable=True, comment="The code point after its last."),
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="SHA-256 of the UTF-8 bytes of the slice."),
        sa.Column("text", sa.Text(), nullable=True, comment="The slice itself, filled in when the text is attached."),
        sa.Column(
            "prefix",
            sa.Text(),
            nullable=True,
            comment="The 32 characters before it, filled in when the text is attached.",
        ),
        sa.Column(
            "suffix",
            sa.Text(),
            nullable=True,
            comment="The 32 characters after it, filled in when the text is attached.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("combine IN ('all', 'any', 'sequence')", name=op.f("passage_combine_check")),
        sa.CheckConstraint("label ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("passage_label_check")),
        sa.CheckConstraint(
            "(char_start IS NULL) = (char_end IS NULL) AND char_start >= 0 AND char_start < char_end",
            name=op.f("passage_locator_check"),
        ),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("passage_digest_check")),
        sa.CheckConstraint("parent_id <> id", name=op.f("passage_parent_check")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("passage_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["parent_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("passage_parent_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["tracker.passage.id"], name=op.f("passage_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("passage_pkey")),
        sa.UniqueConstraint("document_id", "label", name=op.f("passage_document_id_label_key")),
        sa.UniqueConstraint("id", "document_id", name=op.f("passage_id_document_id_key")),
        schema="tracker",
        comment="A located part of a document; passages form a tree.",
    )
    op.create_index("passage_changeset_idx", "passage", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("passage_parent_id_idx"),
        "passage",
        ["parent_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_table(
        "spell",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of the demand."),
        sa.Column("version_id", sa.BigInteger(), nullable=False, comment="The version that was held."),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Place within the demand, from 1."),
        sa.Column("held_from", sa.Date(), nullable=False, comment="First day."),
        sa.Column("held_from_precision", sa.Text(), nullable=False, comment="How exactly it is known."),
        sa.Column("held_to", sa.Date(), nullable=True, comment="The day after the last; null while it is held."),
        sa.Column("change", sa.Text(), nullable=False, comment="What changed against the spell before."),
        sa.Column(
            "direction", sa.Text(), nullable=True, comment="What that means for whoever is obliged, as computed."
        ),
        sa.Column("from_version_id", sa.BigInteger(), nullable=True, comment="The version of the spell before."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "change IN ('first', 'revived', 'expanded', 'narrowed', 'altered', 'reworded', 'persisted')",
            name=op.f("spell_change_check"),
        ),
        sa.CheckConstraint(
            "direction IN ('hardened', 'softened', 'mixed', 'neutral')", name=op.f("spell_direction_check")
        ),
        sa.CheckConstraint("held_from <= held_to", name=op.f("spell_period_check")),
        sa.ForeignKeyConstraint(
            ["version_id", "demand_id", "process_id"],
            ["tracker.version.id", "tracker.version.demand_id", "tracker.version.process_id"],
            name=op.f("spell_version_id_demand_id_process_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("spell_pkey")),
        schema="tracker",
        comment="A period in which the party held a version without interruption. Derived by the database, never entered.",
    )
    op.create_index("spell_changeset_idx", "spell", ["changeset"], unique=False, schema="tracker")
    op.create_index(op.f("spell_held_from_idx"), "spell", ["held_from"], unique=False, schema="tracker")
    op.create_index(
        op.f("spell_held_to_idx"),
        "spell",
        ["held_to"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("held_to IS NOT NULL"),
    )
    op.create_index(
        op.f("spell_process_id_held_from_held_to_idx"),
        "spell",
        ["process_id", "held_from", "held_to"],
        unique=False,
        schema="tracker",
    )
    op.create_index(
        "spell_start_idx",
        "spell",
        ["demand_id", "held_from"],
        unique=True,
        schema="tracker",
        postgresql_where=sa.text("held_from IS DISTINCT FROM held_to"),
    )
    op.create_index(op.f("spell_version_id_idx"), "spell", ["version_id"], unique=False, schema="tracker")
    op.create_table(
        "agreement",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the agreement."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column("agreed_on", sa.Date(), nullable=True, comment="When; the document's date where nothing stands."),
        sa.Column(
            "agreed_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly agreed_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True, comment="The meeting at which it was made."),
        sa.Column(
            "certainty",
            sa.Text(),
            server_default=sa.text("'certain'"),
            nullable=False,
            comment="How sure the source is.",
        ),
        sa.Column("summary", sa.Text(), nullable=False, comment="What was agreed, in our words."),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column(
            "terms",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="The typed facts; see analysis.agreement_term.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(agreed_on IS NULL) = (agreed_precision IS NULL) AND (agreed_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("agreement_agreed_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE agreed_precision WHEN 'month' THEN extract(day FROM agreed_on) = 1 WHEN 'year' THEN extract(doy FROM agreed_on) = 1 ELSE true END",
            name=op.f("agreement_agreed_on_first_day_check"),
        ),
        sa.CheckConstraint("certainty IN ('certain', 'probable', 'possible')", name=op.f("agreement_certainty_check")),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("agreement_slug_check")),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("agreement_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("agreement_via_check")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("agreement_document_id_fkey")),
        sa.ForeignKeyConstraint(["meeting_id"], ["tracker.meeting.id"], name=op.f("agreement_meeting_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("agreement_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("agreement_process_id_fkey")),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("agreement_speaker_id_fkey")),
        sa.ForeignKeyConstraint(
            ["via_document_id"], ["tracker.document.id"], name=op.f("agreement_via_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("agreement_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_pkey")),
        sa.UniqueConstraint("id", "process_id", name=op.f("agreement_id_process_id_key")),
        sa.UniqueConstraint("slug", name=op.f("agreement_slug_key")),
        schema="tracker",
        comment="What parties agreed at a date.",
    )
    op.create_index("agreement_changeset_idx", "agreement", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("agreement_document_id_idx"),
        "agreement",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("agreement_meeting_id_idx"),
        "agreement",
        ["meeting_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )
    op.create_index(
        op.f("agreement_passage_id_idx"),
        "agreement",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(op.f("agreement_process_id_idx"), "agreement", ["process_id"], unique=False, schema="tracker")
    op.create_index(
        op.f("agreement_via_document_id_idx"),
        "agreement",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("agreement_via_passage_id_idx"),
        "agreement",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "assessment",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the assessment."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column("assessor_id", sa.BigInteger(), nullable=False, comment="Who judges or claims."),
        sa.Column("standing", sa.Text(), nullable=False, comment="As what."),
        sa.Column("basis", sa.Text(), nullable=False, comment="On what basis."),
        sa.Column("assessed_on", sa.Date(), nullable=True, comment="When; the document's date where nothing stands."),
        sa.Column(
            "assessed_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly assessed_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column("about_kind", sa.Text(), nullable=False, comment="What it is about; process: the process itself."),
        sa.Column("about_demand_id", sa.BigInteger(), nullable=True, comment="The demand that it is about."),
        sa.Column("about_topic_id", sa.BigInteger(), nullable=True, comment="The topic that it is about."),
        sa.Column("about_actor_id", sa.BigInteger(), nullable=True, comment="The actor that it is about."),
        sa.Column("about_document_id", sa.BigInteger(), nullable=True, comment="The document that it is about."),
        sa.Column(
            "about_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document, if it is one."
        ),
        sa.Column(
            "certainty",
            sa.Text(),
            server_default=sa.text("'certain'"),
            nullable=False,
            comment="How sure the source is.",
        ),
        sa.Column("summary", sa.Text(), nullable=False, comment="The judgement in our words."),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(assessed_on IS NULL) = (assessed_precision IS NULL) AND (assessed_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("assessment_assessed_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE assessed_precision WHEN 'month' THEN extract(day FROM assessed_on) = 1 WHEN 'year' THEN extract(doy FROM assessed_on) = 1 ELSE true END",
            name=op.f("assessment_assessed_on_first_day_check"),
        ),
        sa.CheckConstraint(
            "CASE about_kind WHEN 'demand' THEN about_demand_id WHEN 'topic' THEN about_topic_id WHEN 'actor' THEN about_actor_id WHEN 'document' THEN about_document_id ELSE process_id END IS NOT NULL AND num_nonnulls(about_demand_id, about_topic_id, about_actor_id, about_document_id) = CASE about_kind WHEN 'process' THEN 0 ELSE 1 END",
            name=op.f("assessment_about_check"),
        ),
        sa.CheckConstraint(
            "about_kind IN ('demand', 'topic', 'actor', 'document', 'process')",
            name=op.f("assessment_about_kind_check"),
        ),
        sa.CheckConstraint("basis IN ('assessed', 'claimed', 'ruled')", name=op.f("assessment_basis_check")),
        sa.CheckConstraint("certainty IN ('certain', 'probable', 'possible')", name=op.f("assessment_certainty_check")),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("assessment_slug_check")),
        sa.CheckConstraint("standing IN ('observer', 'party', 'court')", name=op.f("assessment_standing_check")),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("assessment_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("assessment_via_check")),
        sa.ForeignKeyConstraint(["about_actor_id"], ["tracker.actor.id"], name=op.f("assessment_about_actor_id_fkey")),
        sa.ForeignKeyConstraint(
            ["about_demand_id"], ["tracker.demand.id"], name=op.f("assessment_about_demand_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["about_document_id"], ["tracker.document.id"], name=op.f("assessment_about_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["about_passage_id", "about_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("assessment_about_passage_id_about_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["about_topic_id"], ["tracker.topic.id"], name=op.f("assessment_about_topic_id_fkey")),
        sa.ForeignKeyConstraint(["assessor_id"], ["tracker.actor.id"], name=op.f("assessment_assessor_id_fkey")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("assessment_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("assessment_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("assessment_process_id_fkey")),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("assessment_speaker_id_fkey")),
        sa.ForeignKeyConstraint(
            ["via_document_id"], ["tracker.document.id"], name=op.f("assessment_via_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("assessment_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("assessment_pkey")),
        sa.UniqueConstraint("slug", name=op.f("assessment_slug_key")),
        schema="tracker",
        comment="A judgement or claim by an observer, a party or a court. Never a demand.",
    )
    op.create_index(
        op.f("assessment_about_actor_id_idx"),
        "assessment",
        ["about_actor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("about_actor_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_about_demand_id_idx"),
        "assessment",
        ["about_demand_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("about_demand_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_about_document_id_idx"),
        "assessment",
        ["about_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("about_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_about_topic_id_idx"),
        "assessment",
        ["about_topic_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("about_topic_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_assessor_id_idx"),
        "assessment",
        ["assessor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index("assessment_changeset_idx", "assessment", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("assessment_document_id_idx"),
        "assessment",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("assessment_passage_id_idx"),
        "assessment",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_process_id_idx"),
        "assessment",
        ["process_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("assessment_via_document_id_idx"),
        "assessment",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("assessment_via_passage_id_idx"),
        "assessment",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "citation",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of the demand."),
        sa.Column("version_id", sa.BigInteger(), nullable=False, comment="The version that is affirmed."),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column(
            "certainty",
            sa.Text(),
            server_default=sa.text("'certain'"),
            nullable=False,
            comment="How sure the source is.",
        ),
        sa.Column(
            "ordinal", sa.Integer(), nullable=True, comment="Place within its day, where two versions share one."
        ),
        sa.Column(
            "placed_on", sa.Date(), nullable=True, comment="A day inside a coarse date, where the order matters."
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("certainty IN ('certain', 'probable', 'possible')", name=op.f("citation_certainty_check")),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("citation_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("citation_via_check")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("citation_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("citation_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("citation_speaker_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id", "demand_id", "process_id"],
            ["tracker.version.id", "tracker.version.demand_id", "tracker.version.process_id"],
            name=op.f("citation_version_id_demand_id_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["via_document_id"], ["tracker.document.id"], name=op.f("citation_via_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("citation_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("citation_pkey")),
        sa.UniqueConstraint(
            "version_id",
            "document_id",
            "passage_id",
            "speaker_id",
            "via_document_id",
            name="citation_key",
            postgresql_nulls_not_distinct=True,
        ),
        schema="tracker",
        comment="The evidence: in this dated document, this speaker affirms this version.",
    )
    op.create_index("citation_changeset_idx", "citation", ["changeset"], unique=False, schema="tracker")
    op.create_index(op.f("citation_demand_id_idx"), "citation", ["demand_id"], unique=False, schema="tracker")
    op.create_index(
        op.f("citation_document_id_idx"),
        "citation",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("citation_passage_id_idx"),
        "citation",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("citation_placed_on_idx"),
        "citation",
        ["placed_on"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("placed_on IS NOT NULL"),
    )
    op.create_index(
        op.f("citation_via_document_id_idx"),
        "citation",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("citation_via_passage_id_idx"),
        "citation",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "ending",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of the demand."),
        sa.Column("how", sa.Text(), nullable=False, comment="How it ended."),
        sa.Column(
            "ended_on", sa.Date(), nullable=True, comment="Its last day; the document's date where nothing stands."
        ),
        sa.Column(
            "ended_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly ended_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column("ordinal", sa.Integer(), nullable=True, comment="Place within its day."),
        sa.Column(
            "placed_on", sa.Date(), nullable=True, comment="A day inside a coarse date, where the order matters."
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_precision IS NULL) AND (ended_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("ending_ended_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE ended_precision WHEN 'month' THEN extract(day FROM ended_on + 1) = 1 WHEN 'year' THEN extract(doy FROM ended_on + 1) = 1 ELSE true END",
            name=op.f("ending_ended_on_last_day_check"),
        ),
        sa.CheckConstraint("how IN ('withdrawn', 'met', 'lapsed', 'replaced')", name=op.f("ending_how_check")),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("ending_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("ending_via_check")),
        sa.ForeignKeyConstraint(
            ["demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("ending_demand_id_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("ending_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("ending_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("ending_speaker_id_fkey")),
        sa.ForeignKeyConstraint(["via_document_id"], ["tracker.document.id"], name=op.f("ending_via_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("ending_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ending_pkey")),
        sa.UniqueConstraint("demand_id", "document_id", name=op.f("ending_demand_id_document_id_key")),
        schema="tracker",
        comment="In this document the demand ends. An ending by agreement is derived from what the agreement settles.",
    )
    op.create_index("ending_changeset_idx", "ending", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("ending_document_id_idx"), "ending", ["document_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("ending_passage_id_idx"),
        "ending",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ending_via_document_id_idx"),
        "ending",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ending_via_passage_id_idx"),
        "ending",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "figure",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the figure."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column(
            "metric_id",
            sa.BigInteger(),
            nullable=False,
            comment="What is counted or measured: a code of the attribute metric.",
        ),
        sa.Column("about_id", sa.BigInteger(), nullable=True, comment="About what: a code of the attribute about."),
        sa.Column(
            "amount_min", sa.Numeric(), nullable=True, comment="The lower bound; both equal where the number is exact."
        ),
        sa.Column("amount_max", sa.Numeric(), nullable=True, comment="The upper bound; null where it is open."),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="The unit: a code of the attribute unit."),
        sa.Column(
            "approximate",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Whether the source says roughly.",
        ),
        sa.Column("wording", sa.Text(), nullable=True, comment="The source's phrase, where it gives no digits."),
        sa.Column("as_of", sa.Date(), nullable=True, comment="The date for which it holds."),
        sa.Column(
            "as_of_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly as_of is known: day, month, year, or by (not later than).",
        ),
        sa.Column("from_date", sa.Date(), nullable=True, comment="First day of the period that it counts."),
        sa.Column(
            "from_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly from_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column("to_date", sa.Date(), nullable=True, comment="Last day of that period."),
        sa.Column(
            "to_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly to_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column("claimant_id", sa.BigInteger(), nullable=False, comment="Who claims it."),
        sa.Column("basis", sa.Text(), nullable=False, comment="On what basis."),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(as_of IS NULL) = (as_of_precision IS NULL) AND (as_of_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("figure_as_of_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE as_of_precision WHEN 'month' THEN extract(day FROM as_of) = 1 WHEN 'year' THEN extract(doy FROM as_of) = 1 ELSE true END",
            name=op.f("figure_as_of_first_day_check"),
        ),
        sa.CheckConstraint(
            "(from_date IS NULL) = (from_precision IS NULL) AND (from_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("figure_from_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE from_precision WHEN 'month' THEN extract(day FROM from_date) = 1 WHEN 'year' THEN extract(doy FROM from_date) = 1 ELSE true END",
            name=op.f("figure_from_date_first_day_check"),
        ),
        sa.CheckConstraint(
            "(to_date IS NULL) = (to_precision IS NULL) AND (to_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("figure_to_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE to_precision WHEN 'month' THEN extract(day FROM to_date + 1) = 1 WHEN 'year' THEN extract(doy FROM to_date + 1) = 1 ELSE true END",
            name=op.f("figure_to_date_last_day_check"),
        ),
        sa.CheckConstraint(
            "basis IN ('verified', 'claimed', 'estimated', 'measured')", name=op.f("figure_basis_check")
        ),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("figure_slug_check")),
        sa.CheckConstraint("amount_min <= amount_max", name=op.f("figure_bounds_check")),
        sa.CheckConstraint("num_nonnulls(amount_min, amount_max, wording) > 0", name=op.f("figure_amount_check")),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("figure_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("figure_via_check")),
        sa.ForeignKeyConstraint(["about_id"], ["tracker.code.id"], name=op.f("figure_about_id_fkey")),
        sa.ForeignKeyConstraint(["claimant_id"], ["tracker.actor.id"], name=op.f("figure_claimant_id_fkey")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("figure_document_id_fkey")),
        sa.ForeignKeyConstraint(["metric_id"], ["tracker.code.id"], name=op.f("figure_metric_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("figure_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("figure_process_id_fkey")),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("figure_speaker_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["tracker.code.id"], name=op.f("figure_unit_id_fkey")),
        sa.ForeignKeyConstraint(["via_document_id"], ["tracker.document.id"], name=op.f("figure_via_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("figure_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("figure_pkey")),
        sa.UniqueConstraint("slug", name=op.f("figure_slug_key")),
        schema="tracker",
        comment="A number claimed by somebody about something. Two claimants stand side by side.",
    )
    op.create_index(
        op.f("figure_about_id_idx"),
        "figure",
        ["about_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.create_index("figure_changeset_idx", "figure", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("figure_claimant_id_idx"), "figure", ["claimant_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("figure_document_id_idx"), "figure", ["document_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("figure_metric_id_idx"), "figure", ["metric_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("figure_passage_id_idx"),
        "figure",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("figure_process_id_idx"), "figure", ["process_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("figure_via_document_id_idx"),
        "figure",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("figure_via_passage_id_idx"),
        "figure",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "response",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("slug", sa.Text(), nullable=False, comment="Key of the response."),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="Its process."),
        sa.Column("demand_id", sa.BigInteger(), nullable=True, comment="The demand that is answered, if it is one."),
        sa.Column(
            "on_document_id", sa.BigInteger(), nullable=True, comment="The document that is answered, if it is one."
        ),
        sa.Column("on_passage_id", sa.BigInteger(), nullable=True, comment="The passage of it that is answered."),
        sa.Column("party_id", sa.BigInteger(), nullable=False, comment="Who answers."),
        sa.Column("answer_id", sa.BigInteger(), nullable=False, comment="The answer: a code of the attribute answer."),
        sa.Column("responded_on", sa.Date(), nullable=True, comment="When; the document's date where nothing stands."),
        sa.Column(
            "responded_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly responded_on is known: day, month, year, or by (not later than).",
        ),
        sa.Column(
            "until_date", sa.Date(), nullable=True, comment="Last day for which it holds or until which it is put off."
        ),
        sa.Column(
            "until_precision",
            sa.Text(),
            nullable=True,
            comment="How exactly until_date is known: day, month, year, or by (not later than).",
        ),
        sa.Column(
            "certainty",
            sa.Text(),
            server_default=sa.text("'certain'"),
            nullable=False,
            comment="How sure the source is.",
        ),
        sa.Column("summary", sa.Text(), nullable=True, comment="The answer in our words."),
        sa.Column("speaker_id", sa.BigInteger(), nullable=True, comment="Who said it in the document."),
        sa.Column("document_id", sa.BigInteger(), nullable=False, comment="The dated source in which it was said."),
        sa.Column("passage_id", sa.BigInteger(), nullable=True, comment="The passage of that document."),
        sa.Column("via_document_id", sa.BigInteger(), nullable=True, comment="The report in which it was read."),
        sa.Column("via_passage_id", sa.BigInteger(), nullable=True, comment="The passage of that report."),
        sa.Column("quote", sa.Text(), nullable=True, comment="A principal's few words, where the wording is the fact."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "(responded_on IS NULL) = (responded_precision IS NULL) AND (responded_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("response_responded_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE responded_precision WHEN 'month' THEN extract(day FROM responded_on) = 1 WHEN 'year' THEN extract(doy FROM responded_on) = 1 ELSE true END",
            name=op.f("response_responded_on_first_day_check"),
        ),
        sa.CheckConstraint(
            "(until_date IS NULL) = (until_precision IS NULL) AND (until_precision IN ('day', 'month', 'year', 'by'))",
            name=op.f("response_until_precision_check"),
        ),
        sa.CheckConstraint(
            "CASE until_precision WHEN 'month' THEN extract(day FROM until_date + 1) = 1 WHEN 'year' THEN extract(doy FROM until_date + 1) = 1 ELSE true END",
            name=op.f("response_until_date_last_day_check"),
        ),
        sa.CheckConstraint("certainty IN ('certain', 'probable', 'possible')", name=op.f("response_certainty_check")),
        sa.CheckConstraint("slug ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$'", name=op.f("response_slug_check")),
        sa.CheckConstraint("num_nonnulls(demand_id, on_document_id) = 1", name=op.f("response_subject_check")),
        sa.CheckConstraint(
            "on_passage_id IS NULL OR on_document_id IS NOT NULL", name=op.f("response_on_passage_check")
        ),
        sa.CheckConstraint("via_document_id <> document_id", name=op.f("response_via_other_check")),
        sa.CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name=op.f("response_via_check")),
        sa.ForeignKeyConstraint(["answer_id"], ["tracker.code.id"], name=op.f("response_answer_id_fkey")),
        sa.ForeignKeyConstraint(
            ["demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("response_demand_id_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("response_document_id_fkey")),
        sa.ForeignKeyConstraint(["on_document_id"], ["tracker.document.id"], name=op.f("response_on_document_id_fkey")),
        sa.ForeignKeyConstraint(
            ["on_passage_id", "on_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("response_on_passage_id_on_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["tracker.actor.id"], name=op.f("response_party_id_fkey")),
        sa.ForeignKeyConstraint(
            ["passage_id", "document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("response_passage_id_document_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("response_process_id_fkey")),
        sa.ForeignKeyConstraint(["speaker_id"], ["tracker.actor.id"], name=op.f("response_speaker_id_fkey")),
        sa.ForeignKeyConstraint(
            ["via_document_id"], ["tracker.document.id"], name=op.f("response_via_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["via_passage_id", "via_document_id"],
            ["tracker.passage.id", "tracker.passage.document_id"],
            name=op.f("response_via_passage_id_via_document_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("response_pkey")),
        sa.UniqueConstraint("slug", name=op.f("response_slug_key")),
        schema="tracker",
        comment="Another party's answer to a demand, a passage or a whole document.",
    )
    op.create_index(
        op.f("response_answer_id_idx"), "response", ["answer_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index("response_changeset_idx", "response", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("response_demand_id_idx"),
        "response",
        ["demand_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("demand_id IS NOT NULL"),
    )
    op.create_index(
        op.f("response_document_id_idx"),
        "response",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("response_on_document_id_idx"),
        "response",
        ["on_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("on_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("response_on_passage_id_idx"),
        "response",
        ["on_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("on_passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("response_party_id_idx"), "response", ["party_id"], unique=False, schema="tracker", postgresql_where=None
    )
    op.create_index(
        op.f("response_passage_id_idx"),
        "response",
        ["passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("passage_id IS NOT NULL"),
    )
    op.create_index(
        op.f("response_process_id_idx"),
        "response",
        ["process_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index(
        op.f("response_via_document_id_idx"),
        "response",
        ["via_document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("response_via_passage_id_idx"),
        "response",
        ["via_passage_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("via_passage_id IS NOT NULL"),
    )
    op.create_table(
        "alias",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("alias", sa.Text(), nullable=False, comment="The older slug."),
        sa.Column("process_id", sa.BigInteger(), nullable=True, comment="The process, if it is one."),
        sa.Column("actor_id", sa.BigInteger(), nullable=True, comment="The actor, if it is one."),
        sa.Column("place_id", sa.BigInteger(), nullable=True, comment="The place, if it is one."),
        sa.Column("topic_id", sa.BigInteger(), nullable=True, comment="The topic, if it is one."),
        sa.Column("attribute_id", sa.BigInteger(), nullable=True, comment="The attribute, if it is one."),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True, comment="The meeting, if it is one."),
        sa.Column("document_id", sa.BigInteger(), nullable=True, comment="The document, if it is one."),
        sa.Column("demand_id", sa.BigInteger(), nullable=True, comment="The demand, if it is one."),
        sa.Column("response_id", sa.BigInteger(), nullable=True, comment="The response, if it is one."),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True, comment="The agreement, if it is one."),
        sa.Column("figure_id", sa.BigInteger(), nullable=True, comment="The figure, if it is one."),
        sa.Column("assessment_id", sa.BigInteger(), nullable=True, comment="The assessment, if it is one."),
        sa.Column(
            "entity",
            sa.Text(),
            sa.Computed(
                "CASE WHEN process_id IS NOT NULL THEN 'process' WHEN actor_id IS NOT NULL THEN 'actor' WHEN place_id IS NOT NULL THEN 'place' WHEN topic_id IS NOT NULL THEN 'topic' WHEN attribute_id IS NOT NULL THEN 'attribute' WHEN meeting_id IS NOT NULL THEN 'meeting' WHEN document_id IS NOT NULL THEN 'document' WHEN demand_id IS NOT NULL THEN 'demand' WHEN response_id IS NOT NULL THEN 'response' WHEN agreement_id IS NOT NULL THEN 'agreement' WHEN figure_id IS NOT NULL THEN 'figure' WHEN assessment_id IS NOT NULL THEN 'assessment' END",
                persisted=True,
            ),
            nullable=True,
            comment="The kind of record.",
        ),
        sa.Column(
            "record_id",
            sa.BigInteger(),
            sa.Computed(
                "coalesce(process_id, actor_id, place_id, topic_id, attribute_id, meeting_id, document_id, demand_id, response_id, agreement_id, figure_id, assessment_id)",
                persisted=True,
            ),
            nullable=True,
            comment="The id of that record.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "num_nonnulls(process_id, actor_id, place_id, topic_id, attribute_id, meeting_id, document_id, demand_id, response_id, agreement_id, figure_id, assessment_id) = 1",
            name=op.f("alias_owner_check"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["tracker.actor.id"], name=op.f("alias_actor_id_fkey")),
        sa.ForeignKeyConstraint(["agreement_id"], ["tracker.agreement.id"], name=op.f("alias_agreement_id_fkey")),
        sa.ForeignKeyConstraint(["assessment_id"], ["tracker.assessment.id"], name=op.f("alias_assessment_id_fkey")),
        sa.ForeignKeyConstraint(["attribute_id"], ["tracker.attribute.id"], name=op.f("alias_attribute_id_fkey")),
        sa.ForeignKeyConstraint(["demand_id"], ["tracker.demand.id"], name=op.f("alias_demand_id_fkey")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("alias_document_id_fkey")),
        sa.ForeignKeyConstraint(["figure_id"], ["tracker.figure.id"], name=op.f("alias_figure_id_fkey")),
        sa.ForeignKeyConstraint(["meeting_id"], ["tracker.meeting.id"], name=op.f("alias_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["place_id"], ["tracker.place.id"], name=op.f("alias_place_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("alias_process_id_fkey")),
        sa.ForeignKeyConstraint(["response_id"], ["tracker.response.id"], name=op.f("alias_response_id_fkey")),
        sa.ForeignKeyConstraint(["topic_id"], ["tracker.topic.id"], name=op.f("alias_topic_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("alias_pkey")),
        sa.UniqueConstraint("entity", "alias", name="alias_key"),
        schema="tracker",
        comment="A slug that a record bore before, which every command and function still understands.",
    )
    op.create_index(
        op.f("alias_actor_id_idx"),
        "alias",
        ["actor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("actor_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_agreement_id_idx"),
        "alias",
        ["agreement_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("agreement_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_assessment_id_idx"),
        "alias",
        ["assessment_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("assessment_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_attribute_id_idx"),
        "alias",
        ["attribute_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("attribute_id IS NOT NULL"),
    )
    op.create_index("alias_changeset_idx", "alias", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("alias_demand_id_idx"),
        "alias",
        ["demand_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("demand_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_document_id_idx"),
        "alias",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_figure_id_idx"),
        "alias",
        ["figure_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("figure_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_meeting_id_idx"),
        "alias",
        ["meeting_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_place_id_idx"),
        "alias",
        ["place_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_process_id_idx"),
        "alias",
        ["process_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("process_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_response_id_idx"),
        "alias",
        ["response_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("response_id IS NOT NULL"),
    )
    op.create_index(
        op.f("alias_topic_id_idx"),
        "alias",
        ["topic_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("topic_id IS NOT NULL"),
    )
    op.create_table(
        "confirmation",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False, comment="The agreement."),
        sa.Column("actor_id", sa.BigInteger(), nullable=False, comment="Who confirms it."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["tracker.actor.id"], name=op.f("confirmation_actor_id_fkey")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["tracker.agreement.id"], name=op.f("confirmation_agreement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("confirmation_pkey")),
        sa.UniqueConstraint("agreement_id", "actor_id", name=op.f("confirmation_agreement_id_actor_id_key")),
        schema="tracker",
        comment="Who confirms an agreement.",
    )
    op.create_index(
        op.f("confirmation_actor_id_idx"),
        "confirmation",
        ["actor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=None,
    )
    op.create_index("confirmation_changeset_idx", "confirmation", ["changeset"], unique=False, schema="tracker")
    op.create_table(
        "external_id",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("scheme", sa.Text(), nullable=False, comment="Whose id it is: pa-x, ucdp, wikidata."),
        sa.Column("value", sa.Text(), nullable=False, comment="The id there."),
        sa.Column("process_id", sa.BigInteger(), nullable=True, comment="The process, if it is one."),
        sa.Column("actor_id", sa.BigInteger(), nullable=True, comment="The actor, if it is one."),
        sa.Column("place_id", sa.BigInteger(), nullable=True, comment="The place, if it is one."),
        sa.Column("topic_id", sa.BigInteger(), nullable=True, comment="The topic, if it is one."),
        sa.Column("attribute_id", sa.BigInteger(), nullable=True, comment="The attribute, if it is one."),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True, comment="The meeting, if it is one."),
        sa.Column("document_id", sa.BigInteger(), nullable=True, comment="The document, if it is one."),
        sa.Column("demand_id", sa.BigInteger(), nullable=True, comment="The demand, if it is one."),
        sa.Column("response_id", sa.BigInteger(), nullable=True, comment="The response, if it is one."),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True, comment="The agreement, if it is one."),
        sa.Column("figure_id", sa.BigInteger(), nullable=True, comment="The figure, if it is one."),
        sa.Column("assessment_id", sa.BigInteger(), nullable=True, comment="The assessment, if it is one."),
        sa.Column(
            "entity",
            sa.Text(),
            sa.Computed(
                "CASE WHEN process_id IS NOT NULL THEN 'process' WHEN actor_id IS NOT NULL THEN 'actor' WHEN place_id IS NOT NULL THEN 'place' WHEN topic_id IS NOT NULL THEN 'topic' WHEN attribute_id IS NOT NULL THEN 'attribute' WHEN meeting_id IS NOT NULL THEN 'meeting' WHEN document_id IS NOT NULL THEN 'document' WHEN demand_id IS NOT NULL THEN 'demand' WHEN response_id IS NOT NULL THEN 'response' WHEN agreement_id IS NOT NULL THEN 'agreement' WHEN figure_id IS NOT NULL THEN 'figure' WHEN assessment_id IS NOT NULL THEN 'assessment' END",
                persisted=True,
            ),
            nullable=True,
            comment="The kind of record.",
        ),
        sa.Column(
            "record_id",
            sa.BigInteger(),
            sa.Computed(
                "coalesce(process_id, actor_id, place_id, topic_id, attribute_id, meeting_id, document_id, demand_id, response_id, agreement_id, figure_id, assessment_id)",
                persisted=True,
            ),
            nullable=True,
            comment="The id of that record.",
        ),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint(
            "num_nonnulls(process_id, actor_id, place_id, topic_id, attribute_id, meeting_id, document_id, demand_id, response_id, agreement_id, figure_id, assessment_id) = 1",
            name=op.f("external_id_owner_check"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["tracker.actor.id"], name=op.f("external_id_actor_id_fkey")),
        sa.ForeignKeyConstraint(["agreement_id"], ["tracker.agreement.id"], name=op.f("external_id_agreement_id_fkey")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["tracker.assessment.id"], name=op.f("external_id_assessment_id_fkey")
        ),
        sa.ForeignKeyConstraint(["attribute_id"], ["tracker.attribute.id"], name=op.f("external_id_attribute_id_fkey")),
        sa.ForeignKeyConstraint(["demand_id"], ["tracker.demand.id"], name=op.f("external_id_demand_id_fkey")),
        sa.ForeignKeyConstraint(["document_id"], ["tracker.document.id"], name=op.f("external_id_document_id_fkey")),
        sa.ForeignKeyConstraint(["figure_id"], ["tracker.figure.id"], name=op.f("external_id_figure_id_fkey")),
        sa.ForeignKeyConstraint(["meeting_id"], ["tracker.meeting.id"], name=op.f("external_id_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["place_id"], ["tracker.place.id"], name=op.f("external_id_place_id_fkey")),
        sa.ForeignKeyConstraint(["process_id"], ["tracker.process.id"], name=op.f("external_id_process_id_fkey")),
        sa.ForeignKeyConstraint(["response_id"], ["tracker.response.id"], name=op.f("external_id_response_id_fkey")),
        sa.ForeignKeyConstraint(["topic_id"], ["tracker.topic.id"], name=op.f("external_id_topic_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("external_id_pkey")),
        sa.UniqueConstraint("entity", "record_id", "scheme", "value", name="external_id_key"),
        schema="tracker",
        comment="The id of a record in another database.",
    )
    op.create_index(
        op.f("external_id_actor_id_idx"),
        "external_id",
        ["actor_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("actor_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_agreement_id_idx"),
        "external_id",
        ["agreement_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("agreement_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_assessment_id_idx"),
        "external_id",
        ["assessment_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("assessment_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_attribute_id_idx"),
        "external_id",
        ["attribute_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("attribute_id IS NOT NULL"),
    )
    op.create_index("external_id_changeset_idx", "external_id", ["changeset"], unique=False, schema="tracker")
    op.create_index(
        op.f("external_id_demand_id_idx"),
        "external_id",
        ["demand_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("demand_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_document_id_idx"),
        "external_id",
        ["document_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("document_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_figure_id_idx"),
        "external_id",
        ["figure_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("figure_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_meeting_id_idx"),
        "external_id",
        ["meeting_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_place_id_idx"),
        "external_id",
        ["place_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_process_id_idx"),
        "external_id",
        ["process_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("process_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_response_id_idx"),
        "external_id",
        ["response_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("response_id IS NOT NULL"),
    )
    op.create_index(
        op.f("external_id_topic_id_idx"),
        "external_id",
        ["topic_id"],
        unique=False,
        schema="tracker",
        postgresql_where=sa.text("topic_id IS NOT NULL"),
    )
    op.create_table(
        "settlement",
        sa.Column(
            "id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Key inside the database; carries no order.",
        ),
        sa.Column("process_id", sa.BigInteger(), nullable=False, comment="The process of both."),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False, comment="The agreement."),
        sa.Column("demand_id", sa.BigInteger(), nullable=False, comment="The demand."),
        sa.Column("extent", sa.Text(), nullable=False, comment="How far."),
        sa.Column(
            "changeset",
            sa.BigInteger(),
            server_default=sa.text("tracker.current_changeset()"),
            nullable=False,
            comment="The changeset that wrote the row as it stands.",
        ),
        sa.CheckConstraint("extent IN ('fully', 'partly')", name=op.f("settlement_extent_check")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "process_id"],
            ["tracker.agreement.id", "tracker.agreement.process_id"],
            name=op.f("settlement_agreement_id_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["demand_id", "process_id"],
            ["tracker.demand.id", "tracker.demand.process_id"],
            name=op.f("settlement_demand_id_process_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("settlement_pkey")),
        sa.UniqueConstraint("agreement_id", "demand_id", name=op.f("settlement_agreement_id_demand_id_key")),
        schema="tracker",
        comment="Which demand an agreement settles, and how far. Settled fully, the demand ends as agreed.",
    )
    op.create_index("settlement_changeset_idx", "settlement", ["changeset"], unique=False, schema="tracker")
    op.create_index(op.f("settlement_demand_id_idx"), "settlement", ["demand_id"], unique=False, schema="tracker")
