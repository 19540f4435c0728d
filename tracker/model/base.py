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
    literal_column,
    text,
)
from sqlalchemy.schema import SchemaItem

from tracker.bundle.values import LONGEST_NAME

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

# What a bundle strips from the ends of a text: all that Python takes for a blank and CONTROL does not refuse.
BLANKS = (
    r"E' \t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    r"\u2028\u2029\u202f\u205f\u3000'"
)
CONTROL = r"'[\u0001-\u0008\u000b-\u001f\u007f-\u009f]'"

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


def words(name: str, comment: str, *, required: bool = False) -> list[SchemaItem]:
    """A text as a bundle carries it: null where there is nothing to say and never empty, without blanks around it, and
    without the control characters that a terminal would obey."""
    clean = f"{name} <> '' AND {name} = btrim({name}, {BLANKS}) AND {name} !~ {CONTROL}"
    return [Column(name, Text, nullable=not required, comment=comment), CheckConstraint(clean, name=f"{name}_filled")]


def verbatim(name: str, comment: str, *, required: bool = False) -> list[SchemaItem]:
    """A text just as it stands in a source; never empty."""
    filled = CheckConstraint(f"{name} <> ''", name=f"{name}_filled")
    return [Column(name, Text, nullable=not required, comment=comment), filled]


def whole_number(name: str, comment: str) -> Column[int]:
    return Column(name, Integer, comment=comment)


def list_of_words(name: str, comment: str) -> list[SchemaItem]:
    filled = CheckConstraint(f"'' <> ALL ({name}) AND array_position({name}, NULL) IS NULL", name=f"{name}_filled")
    return [Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"), comment=comment), filled]


def is_name(column: str) -> str:
    """SQL: whether a column is a name. A bound inside the pattern would cost ten times as much as the length apart."""
    return f"{column} ~ '^[A-Za-z0-9][A-Za-z0-9.-]*$' AND length({column}) <= {LONGEST_NAME}"


def slug(comment: str, *, name: str = "slug", unique: bool = True) -> list[SchemaItem]:
    """A key in the words of people: letters, digits, "." and "-"."""
    items: list[SchemaItem] = [
        Column(name, Text, nullable=False, comment=comment),
        CheckConstraint(is_name(name), name=name),
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


def searched(table: str, words: str) -> list[Index]:
    """The indexes by which a text is searched: by its words, and by threes of letters, which find other spellings.

    Parentheses stand where PostgreSQL writes them. The view `searchable` has the same text to the letter.
    """
    shortened = f"left({words}, 100000)"
    vector = text(f"to_tsvector('english'::regconfig, {shortened})")
    letters = literal_column(shortened, Text).label("letters")
    by_letters = {"letters": "extensions.gin_trgm_ops"}
    return [
        Index(f"{table}_words_idx", vector, postgresql_using="gin"),
        Index(f"{table}_letters_idx", letters, postgresql_using="gin", postgresql_ops=by_letters),
    ]


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
        *words("quote", "A principal's few words, where the wording is the fact."),
        together(("passage_id", "document_id"), "passage", ("id", "document_id")),
        together(("via_passage_id", "via_document_id"), "passage", ("id", "document_id")),
        CheckConstraint("via_passage_id IS NULL OR via_document_id IS NOT NULL", name="via"),
        CheckConstraint("via_document_id <> document_id", name="via_other"),
        Index(None, "passage_id", postgresql_where=text("passage_id IS NOT NULL")),
        Index(None, "via_passage_id", postgresql_where=text("via_passage_id IS NOT NULL")),
    ]


def definition(*, required: bool = True) -> list[SchemaItem]:
    return [
        *words("definition", "What it means.", required=required),
        *words("when_to_use", "When it is to be used."),
        *words("when_not", "When something else is to be used."),
        *words("example", "One example."),
    ]
