"""Changesets: every change of the database, who, when and why. They are appended and never changed."""

from sqlalchemy import ARRAY, BigInteger, Boolean, CheckConstraint, Column, DateTime, Index, Integer, Table, Text, text
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
