"""The history of the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import InputError
from tracker.query.select import counted, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader

NAMED = 10  # authors that a message names


class Changeset(NamedTuple):
    """One recorded change of the database."""

    changeset: int
    recorded_at: datetime
    author: str
    message: str | None
    cause: str
    sources: list[str]
    rows_added: int
    rows_changed: int
    rows_removed: int


class Step(NamedTuple):
    """One row that a changeset added, changed or removed; fields as in a bundle."""

    changeset: int
    recorded_at: datetime
    author: str
    cause: str
    entity: str
    key: str
    operation: str
    derived: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Narrowed(NamedTuple):
    """Which changesets are asked for; what is none or empty does not narrow.

    Days are of recording, in UTC, and both count. `demand` and `document` are names as `names.remembered` gives them.
    """

    author: str | None = None
    causes: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    demand: str | None = None
    document: str | None = None

    def told(self) -> str:
        """`by anna, of cause correction, since 2026-01-01`; nothing where all are asked for."""
        parts = {
            "by": self.author,
            "of cause": " or ".join(self.causes),
            "since": self.since,
            "until": self.until,
            "about": self.demand,
            "about the document": self.document,
        }
        return ", ".join(f"{word} {value}" for word, value in parts.items() if value)


EVERY = Narrowed()


def changesets(reader: Reader, limit: int | None = None, narrowed: Narrowed = EVERY) -> list[Changeset]:
    """Newest first. An author who never wrote is an error that names those who did."""
    conditions = list(_conditions(reader, narrowed))
    sql = f"select {', '.join(Changeset._fields)} from {reader.schema}.changeset"
    sql += f" where {' and '.join(condition for condition, _ in conditions)}" if conditions else ""
    parameters = [value for _, values in conditions for value in values]
    rows = reader.rows(Changeset, f"{sql} order by changeset desc limit %s", [*parameters, counted(limit)])
    if narrowed.author and not rows:
        _refuse_stranger(reader, narrowed.author)
    return rows


def recorded_between(reader: Reader, after: int, up_to: int) -> list[Changeset]:
    """The changesets after one, up to and with another, oldest first."""
    return select(reader, Changeset, "changeset", after=("changeset", after, up_to), order="changeset")


def _conditions(reader: Reader, narrowed: Narrowed) -> list[tuple[str, list[object]]]:
    midnight = "(%s::date + %s)::timestamp at time zone 'UTC'"
    about = "changeset in (select known.changesets_about(%s, %s, %s))"
    possible: list[tuple[object, str, list[object]]] = [
        (narrowed.author, "author = %s", [narrowed.author]),
        (narrowed.causes, "cause = any(%s)", [list(narrowed.causes)]),
        (narrowed.since, f"recorded_at >= {midnight}", [narrowed.since, 0]),
        (narrowed.until, f"recorded_at < {midnight}", [narrowed.until, 1]),
        (narrowed.demand, about, ["demand", narrowed.demand, reader.changeset]),
        (narrowed.document, about, ["document", narrowed.document, reader.changeset]),
    ]
    return [(condition, values) for wanted, condition, values in possible if wanted]


def _refuse_stranger(reader: Reader, author: str) -> None:
    known = authors(reader)
    if author in known:
        return
    from tracker.query.names import nearest

    shown = list(dict.fromkeys([*nearest(author, known), *known]))
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    wrote = f"These did: {', '.join(shown[:NAMED])}{more}" if known else "Nobody has yet."
    raise InputError(f"{author!r} never recorded anything", wrote)


def authors(reader: Reader, begun: str = "") -> list[str]:
    """Everybody who recorded something and whose name begins so, in order of name."""
    sql = f"select distinct author from {reader.schema}.changeset where starts_with(author, %s)"
    return sorted(reader.rows(str, sql, [begun]))


def changeset(reader: Reader, number: int | None = None) -> Changeset:
    """The one with this number, or the last; an error names the first and the last where there is no such one."""
    if number is None:
        number = reader.changeset
    found = select(reader, Changeset, "changeset", where={"changeset": number}) if number is not None else []
    if not found:
        raise InputError(*_no_such(reader, number))
    return found[0]


def _no_such(reader: Reader, number: int | None) -> tuple[str, str | None]:
    ends = f"""
        select tracker.changeset_in_words(changeset, recorded_at) from {reader.schema}.changeset
        where changeset in ((select min(changeset) from {reader.schema}.changeset), %s) order by changeset
    """
    known = reader.rows(str, ends, [reader.changeset])
    if not known:
        return "nothing is recorded yet, so there is no changeset", None
    when = " as known then" if reader.schema == "past" else ""
    return f"there is no changeset {number}{when}", f"The first is {known[0]}, the last is {known[-1]}."


def steps_of(reader: Reader, number: int, kinds: Sequence[str] = (), demand: str | None = None) -> list[Step]:
    """Every step of one changeset, or those of some kinds of record, or of a demand and what belongs to it."""
    if demand is None:
        return _steps(reader, "known.steps_between(%s - 1, %s)", [number, number], kinds)
    return [row for row in steps_about(reader, "demand", demand, kinds) if row.changeset == number]


def steps_between(reader: Reader, after: int, up_to: int, unsaid: Sequence[str] = ()) -> list[Step]:
    """Every step of the changesets after one, up to and with another.

    Of what a changeset of cause new-source or unstated added, the kinds of record in `unsaid` come without their
    fields.
    """
    added = "s.operation = 'added' and s.entity = any(%s) and c.cause in ('new-source', 'unstated')"
    fields = f"s.before, case when {added} then null else s.after end"
    return _steps(reader, "known.steps_between(%s, %s)", [after, up_to], fields=(fields, [list(unsaid)]))


def steps_about(reader: Reader, entity: str, name: str, kinds: Sequence[str] = ()) -> list[Step]:
    """Every step of a demand, or a document, and of what belongs to it, under any of its names."""
    return _steps(reader, "known.steps_about(%s, %s, %s)", [entity, name, reader.changeset], kinds)


def _steps(
    reader: Reader,
    source: str,
    arguments: Sequence[object],
    kinds: Sequence[str] = (),
    fields: tuple[str, Sequence[object]] = ("s.before, s.after", ()),
) -> list[Step]:
    """The rows of a function of schema known as the contract's `changes_since` has them."""
    columns = "s.changeset, c.recorded_at, c.author, c.cause, s.entity, s.key, s.operation, s.derived"
    sql = f"""
        select {columns}, {fields[0]} from {source} s join {reader.schema}.changeset c on c.changeset = s.changeset
        where s.entity = any(%s) or %s
        order by s.changeset, s.entity collate "C", s.key collate "C", s.operation desc
    """
    return reader.rows(Step, sql, [*fields[1], *arguments, list(kinds), not kinds])
