"""The tables of schema `report`: every function is one step, in the transaction of the connection that it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import uuid4

from tracker.errors import InputError
from tracker.report.definitions import Definition, Run, unknown
from tracker.report.message import Message, Part, Since

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

R = TypeVar("R")
_DEFINITION = ", ".join(Definition._fields)
_RUN = ", ".join(f"r.{name}" for name in Run._fields)


class Told(NamedTuple):
    """A run beside the name of its report."""

    report: str
    run: Run


class Delivery(NamedTuple):
    """How a run stands with one target."""

    target: str
    key: str
    status: str
    attempts: int
    sent_at: datetime | None
    reason: str | None


def _rows(connection: Connection, row: Callable[..., R], sql: str, *parameters: object) -> list[R]:
    return [row(*found) for found in connection.execute(sql.encode(), parameters or None)]


# --- definitions ----------------------------------------------------------------------------------------------------


def definitions(connection: Connection) -> list[Definition]:
    return _rows(connection, Definition, f'select {_DEFINITION} from report.definition order by name collate "C"')


def definition(connection: Connection, name: str) -> Definition:
    """InputError, with the nearest, where there is none of this name."""
    found = definitions(connection)
    for row in found:
        if row.name == name:
            return row
    raise unknown(name, [row.name for row in found])


def add(connection: Connection, values: dict[str, object]) -> None:
    """InputError where the name is taken."""
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    sql = f"insert into report.definition ({names}) values ({marks}) on conflict (name) do nothing"
    if not connection.execute(sql.encode(), list(values.values())).rowcount:
        name = values["name"]
        raise InputError(f"there is a report {name!r} already", f"Change it with: tracker report edit {name}")


def change(connection: Connection, name: str, values: dict[str, object]) -> None:
    """Waits while a run of it is in hand."""
    assignments = ", ".join(f"{column} = %s" for column in values)
    sql = f"update report.definition set {assignments} where name = %s"
    connection.execute(sql.encode(), [*values.values(), name])


def remove(connection: Connection, name: str) -> int:
    """With its runs, of which it says how many there were; waits while one is in hand."""
    found = definition(connection, name)
    connection.execute("select from report.definition where id = %s for update", [found.id])
    runs = _rows(connection, int, "select count(*) from report.run where definition_id = %s", found.id)
    connection.execute("delete from report.definition where id = %s", [found.id])
    return runs[0]


def take(connection: Connection, name: str) -> Definition | None:
    """Holds a definition until the transaction ends, so that nobody else runs it; none where somebody does.

    Rows that refer to it may be written meanwhile, from other connections.
    """
    sql = f"select {_DEFINITION} from report.definition where name = %s for no key update skip locked"
    return next(iter(_rows(connection, Definition, sql, name)), None)


# --- runs -----------------------------------------------------------------------------------------------------------


def runs(connection: Connection, name: str | None = None, limit: int | None = None) -> list[Told]:
    """Newest first."""
    sql = f"""
        select d.name, {_RUN} from report.run r join report.definition d on d.id = r.definition_id
        where d.name = %s or %s::text is null order by r.id desc limit %s"""
    return _rows(connection, lambda report, *columns: Told(report, Run(*columns)), sql, name, name, limit)


def unfinished(connection: Connection) -> dict[int, Run]:
    """By the id of the definition."""
    found = _rows(connection, Run, f"select {_RUN} from report.run r where ended_at is null")
    return {row.definition_id: row for row in found}


def last_runs(connection: Connection) -> dict[int, Run]:
    """Of each definition the newest, by its id."""
    sql = f"select distinct on (definition_id) {_RUN} from report.run r order by definition_id, id desc"
    return {row.definition_id: row for row in _rows(connection, Run, sql)}


def open_run(
    connection: Connection, of: Definition, now: datetime, due_at: datetime | None, interval: tuple[Since, Since] | None
) -> Run:
    since, until = interval or (of.told, None)
    sql = f"""
        insert into report.run as r (definition_id, due_at, moves, started_at, status, from_changeset, from_day,
            to_changeset, to_day)
        values (%s, %s, %s, %s, 'running', %s, %s, %s, %s) returning {_RUN}"""
    return _rows(connection, Run, sql, of.id, due_at, interval is None, now, *since, *(until or (None, None)))[0]


def again(connection: Connection, run: Run) -> Run:
    """Takes up a run that failed, or whose process died."""
    sql = f"""
        update report.run r set status = 'running', reason = null, next_attempt_at = null, attempts = attempts + 1
        where id = %s returning {_RUN}"""
    return _rows(connection, Run, sql, run.id)[0]


def fail(connection: Connection, run: Run, reason: str, now: datetime, next_attempt_at: datetime | None) -> None:
    """Nothing where somebody else has taken up the run meanwhile."""
    sql = """
        update report.run set status = 'failed', reason = %s, next_attempt_at = %s,
            ended_at = case when %s::timestamptz is null then %s end
        where id = %s and attempts = %s and status = 'running'"""
    connection.execute(sql, [reason, next_attempt_at, next_attempt_at, now, run.id, run.attempts])


def finish(connection: Connection, run: Run, status: str, now: datetime) -> None:
    """The run ends and the watermark moves, in the one transaction that holds the definition."""
    connection.execute("update report.run set status = %s, ended_at = %s where id = %s", [status, now, run.id])
    connection.execute("delete from report.content where run_id = %s", [run.id])
    if run.moves and run.until:
        sql = """
            update report.definition set told_changeset = %s, told_day = %s,
                due_after = greatest(due_after, %s::timestamptz)
            where id = %s"""
        connection.execute(sql, [*run.until, run.due_at, run.definition_id])


def told(connection: Connection, run: Run, until: Since, subject: str, made_at: datetime) -> Run:
    """Notes what a run tells of."""
    sql = f"""
        update report.run r set to_changeset = %s, to_day = %s, subject = %s, made_at = %s
        where id = %s returning {_RUN}"""
    return _rows(connection, Run, sql, *until, subject, made_at, run.id)[0]


# --- contents -------------------------------------------------------------------------------------------------------


def keep(connection: Connection, run: Run, message: Message) -> None:
    kinds = [
        *(("part", part) for part in message.parts),
        *(("picture", part) for part in message.pictures),
        ("text", Part("text", "text/plain", "", message.text.encode())),
        ("mail", Part("html", "text/html", "", message.mail.encode())),
    ]
    rows = [
        (run.id, place, kind, part.form, part.media_type, part.file_name, part.content)
        for place, (kind, part) in enumerate(kinds)
    ]
    with connection.cursor() as cursor:
        cursor.executemany("insert into report.content values (%s, %s, %s, %s, %s, %s, %s)", rows)


def kept(connection: Connection, run: Run) -> Message | None:
    """The message of a run that has been made; it had news, or was to be sent without."""
    sql = "select kind, form, media_type, file_name, content from report.content where run_id = %s order by place"
    found = _rows(connection, lambda kind, *part: (kind, Part(*part)), sql, run.id)
    if not found:
        return None
    by_kind = {kind: [part for of, part in found if of == kind] for kind in ("part", "picture", "text", "mail")}
    text, mail = (by_kind[kind][0].content.decode() for kind in ("text", "mail"))
    return Message(run.subject or "", True, by_kind["part"], text, mail, by_kind["picture"])


# --- deliveries -----------------------------------------------------------------------------------------------------


def pending(connection: Connection, run: Run, targets: Sequence[str]) -> list[Delivery]:
    """What is still to be delivered, to the targets that the report has today: an edit may have mended them."""
    gone = "delete from report.delivery where run_id = %s and status = 'pending' and target <> all(%s)"
    connection.execute(gone, [run.id, list(targets)])
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into report.delivery (run_id, target, key) values (%s, %s, %s) on conflict do nothing",
            [(run.id, target, uuid4()) for target in targets],
        )
    return [row for row in deliveries(connection, run) if row.status == "pending"]


def deliveries(connection: Connection, run: Run) -> list[Delivery]:
    sql = """
        select target, key::text, status, attempts, sent_at, reason from report.delivery where run_id = %s
        order by target collate "C"
    """
    return _rows(connection, Delivery, sql, run.id)


def sent(connection: Connection, run: Run, target: str, now: datetime) -> None:
    sql = """
        update report.delivery set status = 'sent', sent_at = %s, attempts = attempts + 1, reason = null
        where run_id = %s and target = %s"""
    connection.execute(sql, [now, run.id, target])


def undelivered(connection: Connection, run: Run, target: str, reason: str) -> None:
    sql = "update report.delivery set attempts = attempts + 1, reason = %s where run_id = %s and target = %s"
    connection.execute(sql, [reason, run.id, target])
