"""How the fields of a bundle stand in the tables: one description that staging, planning and export share.

In the SQL of this package `s` is a staged row (references as slugs), `t` a row of the live table (references as
ids), `r` a staged row whose references are found, `p` one set beside the live row. A staged column is a
`Field.stored` of the registry, or a part of the key that the record has from the one around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.bundle.entities import SLUGGED, Entity, Field, Kind, precision_of

TYPES: dict[Kind, str] = {
    "date": "date",
    "coarse": "date",
    "coarse-end": "date",
    "boolean": "boolean",
    "integer": "integer",
    "number": "numeric",
    "texts": "jsonb",
    "refs": "jsonb",
    "terms": "jsonb",
}

# Parts of a key that may be left out.
NULLABLE = ("passage_id", "speaker_id", "via_document_id", "from_date")

# Who confirms an agreement is a list of slugs in a bundle and a table of its own in the database.
CONFIRMATION = Entity(
    "confirmation",
    "stated_by",
    ("agreement", "actor"),
    (Field("actor", "ref", "Who confirms it.", required=True, to="actor"),),
    parent="agreement",
    whole=True,
)

# The text of a document is a file that a bundle names, and a table of its own in the database.
ATTACHED = Entity(
    "attached_text",
    "text_file",
    ("document",),
    (Field("content", "text", "The text.", required=True),),
    parent="document",
    whole=True,
)


@dataclass(frozen=True, slots=True)
class Target:
    """One column of a live table, written from a staged row.

    `value` is its SQL over `s` and the `joins`. `named_by` are the staged columns that a bundle names to set it;
    none: it follows from the key. `to`: it refers to a record of that kind. `late`: to one of its own kind, and
    is written once all rows of it are there. Without a `column` it only lends its joins.
    """

    column: str
    value: str
    named_by: tuple[str, ...]
    joins: tuple[str, ...] = ()
    default: str | None = None
    cast: str = "{}"
    to: str = ""
    late: bool = False


@dataclass(frozen=True)
class Layout:
    """One kind of record as it is staged, planned and shown."""

    entity: Entity
    staged: dict[str, str] = field(default_factory=dict)  # staged column -> SQL type
    targets: tuple[Target, ...] = ()
    key: tuple[str, ...] = ()  # columns of the live table
    shown: dict[str, str] = field(default_factory=dict)  # staged column -> SQL over t

    @property
    def name(self) -> str:
        return self.entity.name

    @property
    def slugged(self) -> bool:
        return self.name in SLUGGED

    @property
    def written(self) -> tuple[Target, ...]:
        """The targets that are columns of the live table."""
        return tuple(target for target in self.targets if target.column)

    @property
    def owned(self) -> bool:
        """Whether it belongs to a record of any kind, by one column for each."""
        return self.entity.key[:1] == ("entity",)

    def bit(self, staged: str) -> int:
        return 1 << list(self.staged).index(staged)

    def mask(self, staged: tuple[str, ...]) -> int:
        return sum(self.bit(name) for name in staged)

    def names(self, target: Target, row: str) -> str:
        """SQL: whether the bundle named what sets this column."""
        return f"{row}.named & {self.mask(target.named_by)} <> 0"

    def same_key(self, one: str, other: str) -> str:
        """SQL: whether two rows are of one record; a part of a key that is left out equals only itself."""
        return " AND ".join(
            f"{one}.{quoted(column)} {'IS NOT DISTINCT FROM' if self._may_be_null(column) else '='}"
            f" {other}.{quoted(column)}"
            for column in self.key
        )

    def known(self, row: str) -> str:
        """SQL: whether it is known which record a row is; where it is not, that is a fault."""
        if self.owned:
            return f"num_nonnulls({', '.join(f'{row}.{c}' for c in self.key if c.endswith('_id'))}) = 1"
        return " AND ".join(f"{row}.{quoted(c)} IS NOT NULL" for c in self.key if c not in NULLABLE)

    def _may_be_null(self, column: str) -> bool:
        return column in NULLABLE or (self.owned and column.endswith("_id"))

    def key_in_words(self, of: Callable[[str], str]) -> str:
        """SQL for the key as people read it; `of` turns a staged column into SQL."""
        if self.name == "version":
            return f"{of('demand')} || '@' || {of('version')}"
        if self.name == "passage":
            return f"{of('document')} || '#' || {of('passage')}"
        names = ("entity", "alias") if self.name == "alias" else self.entity.key
        return " || '/' || ".join(f"coalesce({self.in_words(name, of)}, '')" for name in names)

    def in_words(self, name: str, of: Callable[[str], str]) -> str:
        """SQL for a field as people write it: a date only as exactly as it is known."""
        coarse = precision_of(name)
        if coarse not in self.staged:
            return f"{of(name)}::text"
        day, precision = of(name), of(coarse)
        return (
            f"CASE {precision} WHEN 'year' THEN to_char({day}, 'YYYY') WHEN 'month' THEN to_char({day}, 'YYYY-MM')"
            f" WHEN 'by' THEN '..' || {day} ELSE {day}::text END"
        )

    def key_shown(self) -> str:
        """SQL for the key of a live row `t` as people read it."""
        return self.key_in_words(lambda name: f"({self.shown[name]})")

    def key_staged(self) -> str:
        """SQL for the key of a staged row `s` as people read it."""
        return self.key_in_words(lambda name: f"s.{quoted(name)}")

    def row_shown(self) -> str:
        """SQL for a live row `t` as JSON, its fields as in a bundle."""
        return "jsonb_build_object(" + ", ".join(f"'{name}', {sql}" for name, sql in self.shown.items()) + ")"


def quoted(column: str) -> str:
    return f'"{column}"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
