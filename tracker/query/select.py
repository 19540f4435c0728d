"""The one statement of this package: the columns of a row type, from a view or a function of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from tracker.database.connect import Reader

R = TypeVar("R", bound=tuple[Any, ...])


class Scope(NamedTuple):
    """What a question is narrowed to: slugs, or none for all."""

    process: str | None = None
    party: str | None = None
    topic: str | None = None


EVERYTHING = Scope()
MOST = 2**63 - 1  # more rows than a table holds, and than PostgreSQL counts

# What tells the rows of a view or function apart. Every order ends with it: without a total order the same rows come
# otherwise on another server, after an edit, and in the past.
KEYS = {
    "actor": "actor*",
    "affiliation": "person*, actor*, role*, from_date",
    "agreement": "agreement*",
    "agreement_term": "agreement*, attribute*, value*",
    "assessment": "assessment*",
    "attribute": "attribute*",
    "change": "demand*, changed_on, from_version*, to_version*, change*",
    "changes_since": "changeset, entity*, key*, derived, operation*",
    "changeset": "changeset",
    "citation": "demand*, version*, document*, passage*, speaker*, via_document*, via_passage*",
    "code": "attribute*, code*",
    "compare_versions": "demand*",
    "compare_documents": "demand*, from_version*, to_version*",
    "coverage": "process*, document*, topic*",
    "delegation": "meeting*, party*, person*",
    "demand": "demand*",
    "demand_history": "demand*, spell",
    "diff": "demand*, from_version*, to_version*",
    "document": "document*",
    "ending": "demand*, document*, how*, agreement*",
    "event": "process*, event*",
    "external_id": "entity*, key*, scheme*, id*",
    "figure": "figure*",
    "gap": "process*, topic*, party*",
    "link": "demand*, relation*, other_demand*",
    "meeting": "meeting*",
    "options": "choice*, option*, demand*, version*",
    "party": "process*, actor*, role*, from_date",
    "passage": "document*, passage*",
    "place": "place*",
    "position": "demand*",
    "positions_on": "demand*",
    "process": "process*",
    "response": "response*",
    "search": "rank",
    "silences": "demand*, document*",
    "settlement": "agreement*, demand*",
    "term": "demand*, version*, attribute*, value*",
    "term_evidence": "demand*, version*, attribute*, value*, document*, passage*, via_document*, via_passage*",
    "topic": "topic*",
    "version": "demand*, spell",
}


def select(
    reader: Reader,
    row_type: type[R],
    source: str,
    arguments: Sequence[object] = (),
    *,
    where: Mapping[str, object] | None = None,
    after: tuple[str, object, object] | None = None,
    order: str = "",
    limit: int | None = None,
) -> list[R]:
    """Rows of `source` (a view, or a function with a `%s` for each argument).

    `where` narrows by column: one value, a list of values, or none for no condition; a topic means the topics
    below it too. `after` is a column, a bound that its values lie after, and one up to which they count. In `order` a
    column of text bears a `*`: it is sorted by code point, on every server alike; the key of the source follows by
    itself.
    """
    conditions, parameters = _narrowed(where or {})
    if after:
        conditions.append("{0} > %s and {0} <= %s".format(after[0]))
        parameters += after[1:]
    sql = f"select {', '.join(_columns(row_type))} from {reader.schema}.{source}"
    sql += f" where {' and '.join(conditions)}" if conditions else ""
    sql += f" order by {_order(order, KEYS[source.partition('(')[0]])}"
    sql += " limit %s" if limit is not None else ""
    return reader.rows(row_type, sql, [*arguments, *parameters, *([] if limit is None else [counted(limit)])])


def counted(limit: int | None) -> int | None:
    """A limit that PostgreSQL can count to; a greater one leaves out nothing either."""
    return None if limit is None else min(limit, MOST)


def one(reader: Reader, row_type: type[R], entity: str, name: str) -> R:
    """The record that bears this slug; every kind of record has its view, and its slug a column of the same name."""
    return select(reader, row_type, entity, where={entity: name})[0]


def _columns(row_type: type[Any]) -> tuple[str, ...]:
    fields: tuple[str, ...] = row_type._fields
    return fields


def _order(order: str, key: str) -> str:
    """`party*, held_from` and the key `demand*` -> `party collate "C", held_from, demand collate "C"`."""
    columns: dict[str, str] = {}
    for part in [*(order.split(", ") if order else []), *key.split(", ")]:
        columns.setdefault(part.split()[0], part)
    return ", ".join(columns.values()).replace("*", ' collate "C"')


def _narrowed(where: Mapping[str, object]) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    parameters: list[object] = []
    for column, value in where.items():
        if value is None:
            continue
        if column == "topic":
            conditions.append("(topic = %s or starts_with(topic, %s))")
            parameters += [value, f"{value}."]
        else:
            conditions.append(f"{column} = any(%s)" if isinstance(value, list) else f"{column} = %s")
            parameters.append(value)
    return conditions, parameters
