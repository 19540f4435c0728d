"""Changesets: every change of the database, who, when and why. They are appended and never changed."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.types import UserDefinedType

from tracker.model.base import metadata

CAUSES = ("new-source", "correction", "codebook", "identity", "housekeeping", "unstated")


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's xid8: the number of a transaction, never used twice."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


def _count(name: str, comment: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"), comment=comment)


changeset = Table(
    "changeset",
    metadata,
    Column("changeset", BigInteger, primary_key=True, autoincrement=False, comment="Its number, in commit order."),
    Column(
        "recorded_at", DateTime(timezone=True), nullable=False, unique=True, comment="When the writers' lock was had."
    ),
    Column("author", Text, nullable=False, comment="Who made the change."),
    Column("message", Text, comment="Why, in words."),
    Column("cause", Text, nullable=False, comment="Why, as a code."),
    Column("sources", ARRAY(Text), nullable=False, server_default=text("'{}'"), comment="The files it came from."),
    _count("rows_added", "Coded rows added; derived rows are not counted."),
    _count("rows_changed", "Coded rows changed."),
    _count("rows_removed", "Coded rows removed."),
    Column("database_user", Text, nullable=False, comment="The database login that wrote it."),
    Column("transaction_id", TransactionId, nullable=False, comment="The transaction that wrote it."),
    Column("sealed", Boolean, nullable=False, server_default="false", comment="Whether its rows are checked, counted."),
    CheckConstraint(f"cause IN ({', '.join(repr(c) for c in CAUSES)})", name="cause"),
    Index("changeset_transaction_id_idx", "transaction_id"),
    comment="One recorded change of the database, numbered in commit order.",
)

checksum = Table(
    "checksum",
    metadata,
    Column("changeset", BigInteger, primary_key=True, autoincrement=False, comment="The changeset."),
    Column("entity", Text, primary_key=True, comment="The table, or changeset for its own row."),
    Column("columns", Integer, nullable=False, comment="How many columns, from the first on, the hashes are of."),
    Column("written", INT8MULTIRANGE, nullable=False, comment="The ids of the rows that it wrote."),
    Column("hashes", ARRAY(BigInteger), nullable=False, comment="A hash of each of these rows, by id."),
    Column("ended", INT8MULTIRANGE, nullable=False, comment="The ids of the rows that it superseded or removed."),
    comment="What each changeset wrote and ended, so that a row changed behind the triggers' back is found and named.",
)

derived_object = Table(
    "derived_object",
    metadata,
    Column("name", Text, primary_key=True, comment="The view, function or trigger."),
    Column("digest", Text, nullable=False, comment="Of its definition, as this server shows it."),
    comment="The views, functions and triggers as the last upgrade built them.",
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("of_table", Text, primary_key=True, comment="The table."),
    Column("name", Text, primary_key=True, comment="The index or foreign key."),
    Column("definition", Text, nullable=False, comment="The statement that makes it."),
    comment="Indexes and foreign keys that the running transaction writes without; empty outside of it.",
)
