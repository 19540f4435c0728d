"""Other names of a record: ids in other databases, and slugs that it bore before."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Computed, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from tracker.bundle.entities import SLUGGED
from tracker.model.base import record, ref, slug, words

OWNERS = ", ".join(f"{entity}_id" for entity in SLUGGED)
KIND = "CASE " + " ".join(f"WHEN {entity}_id IS NOT NULL THEN '{entity}'" for entity in SLUGGED) + " END"


def _owner() -> list[SchemaItem]:
    """One foreign key for each kind of record, of which just one is set."""
    return [
        *(item for entity in SLUGGED for item in ref(entity, entity, f"The {entity}, if it is one.", required=False)),
        Column("entity", Text, Computed(KIND, persisted=True), comment="The kind of record."),
        Column(
            "record_id", BigInteger, Computed(f"coalesce({OWNERS})", persisted=True), comment="The id of that record."
        ),
        CheckConstraint(f"num_nonnulls({OWNERS}) = 1", name="owner"),
    ]


external_id = record(
    "external_id",
    "The id of a record in another database.",
    words("scheme", "Whose id it is: pa-x, ucdp, wikidata.", required=True),
    words("value", "The id there.", required=True),
    _owner(),
    UniqueConstraint("entity", "record_id", "scheme", "value", name="external_id_key"),
)

alias = record(
    "alias",
    "A slug that a record bore before, which every command and function still understands.",
    slug("The older slug.", name="alias", unique=False),
    _owner(),
    UniqueConstraint("entity", "alias", name="alias_key"),
)
