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


def select(
    reader: Reader,
    row_type: type[R],
    source: str,
    arguments: Sequence[object] = (),
    *,
    where: Mapping[str, object] | None = None,
    order: str = "",
    limit: int | None = None,
) -> list[R]:
    """Rows of `source` (a view, or a function with a `%s` for each argument).

    `where` narrows by column: one value, a list of values, or none for no condition; a topic means the topics
    below it too. In `order` a column of text bears a `*`: it is sorted by code point, on every server alike.
    """
    conditions, parameters = _narrowed(where or {})
    sql = f"select {', '.join(_columns(row_type))} from {reader.schema}.{source}"
    sql += f" where {' and '.join(conditions)}" if conditions else ""
    sql += f" order by {_order(order)}" if order else ""
    sql += " limit %s" if limit is not None else ""
    return reader.rows(row_type, sql, [*arguments, *parameters, *([limit] if limit is not None else [])])


def one(reader: Reader, row_type: type[R], entity: str, name: str) -> R:
    """The record that bears this slug; every kind of record has its view, and its slug a column of the same name."""
    return select(reader, row_type, entity, where={entity: name})[0]


def _columns(row_type: type[Any]) -> tuple[str, ...]:
    fields: tuple[str, ...] = row_type._fields
    return fields


def _order(order: str) -> str:
    """`party*, held_from` -> `party collate "C", held_from`."""
    return order.replace("*", ' collate "C"')


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
