"""The building blocks of every table: keys, references, dates with a precision, evidence.

Every live table carries `changeset`, the changeset that wrote the row as it stands. It has no foreign key:
a trigger on each statement checks that it is the changeset of the running transaction, which a key per row
would only repeat at the price of a look-up per row.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

LIVE = "tracker"
HISTORY = "history"

metadata = MetaData(
    schema=LIVE,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)

CERTAINTIES = ("certain", "probable", "possible")


def record(name: str, comment: str, *items: SchemaItem | Iterable[SchemaItem], by_changeset: bool = True) -> Table:
    """A live table: an id, the given columns and constraints, and the changeset that wrote the row."""
    flat = [part for item in items for part in ([item] if isinstance(item, SchemaItem) else item)]
    columns = [part for part in flat if isinstance(part, Column)]
    rest = [part for part in flat if not isinstance(part, Column)]
    stamp = Column(
        "changeset",
        BigInteger,
        nullable=False,
        server_default=text("tracker.current_changeset()"),
        comment="The changeset that wrote the row as it stands.",
    )
    key = Column("id", BigInteger, Identity(), primary_key=True, comment="Key inside the database; carries no order.")
    index = [Index(f"{name}_changeset_idx", "changeset")] if by_changeset else []
    return Table(name, metadata, key, *columns, stamp, *rest, *index, comment=comment)


def words(name: str, comment: str, *, required: bool = False) -> Column[str]:
    """A text that is null where there is nothing to say, never empty: a bundle knows no empty text."""
    filled = CheckConstraint(f"{name} <> ''", name=f"{name}_filled")
    return Column(name, Text, filled, nullable=not required, comment=comment)


def whole_number(name: str, comment: str) -> Column[int]:
    return Column(name, Integer, comment=comment)


def list_of_words(name: str, comment: str) -> Column[list[str]]:
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"), comment=comment)


def slug(comment: str, *, name: str = "slug", unique: bool = True) -> list[SchemaItem]:
    """A key in the words of people: letters, digits, "." and "-"."""
    items: list[SchemaItem] = [
        Column(name, Text, nullable=False, comment=comment),
        CheckConstraint(f"{name} ~ '^[A-Za-z0-9][A-Za-z0-9.-]*$'", name=name),
    ]
    return [*items, UniqueConstraint(name)] if unique else items


def one_of(
    name: str, values: Iterable[str], comment: str, *, required: bool = True, default: str | None = None
) -> list[SchemaItem]:
    allowed = ", ".join(f"'{value}'" for value in values)
    return [
        Column(
            name, Text, nullable=not required, server_default=text(f"'{default}'") if default else None, comment=comment
        ),
        CheckConstraint(f"{name} IN ({allowed})", name=name),
    ]


def ref(name: str, target: str, comment: str, *, required: bool = True, index: bool = True) -> list[SchemaItem]:
    """A foreign key `NAME_id` with the index that a removal of its target needs."""
    column = f"{name}_id"
    key = Column(column, BigInteger, ForeignKey(f"{LIVE}.{target}.id"), nullable=not required, comment=comment)
    where = None if required else text(f"{column} IS NOT NULL")
    return [key, Index(None, column, postgresql_where=where)] if index else [key]


def together(
    columns: tuple[str, ...], target: str, targets: tuple[str, ...], on_delete: str | None = None
) -> ForeignKeyConstraint:
    """A foreign key over several columns, which keeps a record inside its process or document."""
    return ForeignKeyConstraint(list(columns), [f"{LIVE}.{target}.{name}" for name in targets], ondelete=on_delete)


def coarse(name: str, precision: str, comment: str, *, required: bool = False, end: bool = False) -> list[SchemaItem]:
    """A date that may be known only by its year or month, or as `not later than`, and that precision.

    A month or year is stored as its first day; as its last, where it is the `end` of something.
    """
    both = "" if required else f"({name} IS NULL) = ({precision} IS NULL) AND "
    return [
        Column(name, Date, nullable=not required, comment=comment),
        Column(
            precision,
            Text,
            nullable=not required,
            comment=f"How exactly {name} is known: day, month, year, or by (not later than).",
        ),
        CheckConstraint(f"{both}({precision} IN ('day', 'month', 'year', 'by'))", name=precision),
        _edge(f"{name} + 1" if end else name, precision, f"{name}_{'last' if end else 'first'}_day"),
    ]


def _edge(first_day: str, precision: str, name: str) -> CheckConstraint:
    """`first_day` begins a month or year, where no more than that is known."""
    month, year = (f"extract({part} FROM {first_day}) = 1" for part in ("day", "doy"))
    return CheckConstraint(
        f"CASE {precision} WHEN 'month' THEN {month} WHEN 'year' THEN {year} ELSE true END", name=name
    )


def certainty() -> list[SchemaItem]:
    return one_of("certainty", CERTAINTIES, "How sure the source is.", default="certain")


def evidence() -> list[SchemaItem]:
    """Who said it in which dated document, read in which passage, possibly of a report of it."""
    return [
        *ref("speaker", "actor", "Who said it in the document.", required=False, index=False),
        *ref("document", "document", "The dated source in which it was said."),
        Column("passage_id", BigInteger, comment="The passage of that document."),
        *ref("via_document", "document", "The report in which it was read.", required=False),
        Column("via_passage_id", BigInteger, comment="The passage of that report."),
        words("quote", "A principal's few words, where the wording is the fact."),
        together(("passage_id", "document_id"), "passage", ("id", "document_id")),
        together(("via_passage_id", "via_document_id"), "passage", ("id", "document_id")),
        CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name="via"),
        CheckConstraint("via_document_id <> document_id", name="via_other"),
        Index(None, "passage_id", postgresql_where=text("passage_id IS NOT NULL")),
        Index(None, "via_passage_id", postgresql_where=text("via_passage_id IS NOT NULL")),
    ]


def definition(*, required: bool = True) -> list[SchemaItem]:
    return [
        words("definition", "What it means.", required=required),
        words("when_to_use", "When it is to be used."),
        words("when_not", "When something else is to be used."),
        words("example", "One example."),
    ]
