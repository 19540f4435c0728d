"""What tells the rows of an exported table apart, and to which rows of other tables they refer."""

from __future__ import annotations

from tracker.query.select import KEYS

# Views over others: they name no document that the records below them do not.
DERIVED = {"change", "position", "version"}
# Columns that bear another name than the table whose slugs they hold.
ROLES = {
    **dict.fromkeys(
        ("addressee", "assessor", "claimant", "issuer", "party", "person", "publisher", "speaker"), "actor"
    ),
    **dict.fromkeys(("from_document", "on_document", "stated_in", "to_document", "via_document"), "document"),
    "event": "event",
    "other_demand": "demand",
}
# Where some part of what tells rows apart may be nothing.
PARTLY_EMPTY = {"affiliation", "change", "citation", "delegation", "ending", "party", "term_evidence"}
# References that may lead out of a process: to the meeting at which a document was given, to a condition.
ACROSS = {("document", "meeting"), ("term", "other_demand"), ("agreement_term", "other_demand")}


def key(table: str) -> list[str]:
    """The columns that tell its rows apart."""
    return [part.rstrip("*") for part in KEYS[table].split(", ")]


def is_slugged(table: str) -> bool:
    """Whether its rows are told apart by a slug, which has the name of the table."""
    return KEYS.get(table) == f"{table}*"


def refers(table: str, column: str) -> str | None:
    """The table whose rows a column names by its slug (or number), if it does so."""
    if column == "parent":
        return table if is_slugged(table) else None
    if column == table or (table == "external_id" and column == "key"):
        return None
    if is_slugged(column) or column == "changeset":
        return column
    return ROLES.get(column)
