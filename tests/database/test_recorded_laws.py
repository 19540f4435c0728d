"""The laws of what is recorded, on made-up sequences of changes: the past never changes, a revert restores, and no rule
is ever broken. Changes are imports, corrections, prunes, renames, mergers, splits, raw edits and reverts.

TRACKER_TEST_EXAMPLES says how many sequences are tried (a few, where it says nothing).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import given, note
from hypothesis import strategies as st

from tests.database import recorded
from tests.database.bundles import Desk
from tests.database.cases import Case, cases
from tests.laws import unshrunk_law
from tests.servers import Database, Server
from tracker.errors import TrackerError
from tracker.record.reverting import revert

NAME = "p"
KINDS = ("import", "correct", "prune", "rename", "lineage", "raw", "revert")
SOME = "(select id from tracker.{0} order by id offset {1} % greatest((select count(*) from tracker.{0}), 1) limit 1)"
# Raw edits of a row, chosen by a number; some of them break a rule and are refused as a whole.
RAW = (
    "update tracker.version set summary = summary || '!' where id = {version}",
    "update tracker.version set terms = '[]' where id = {version}",
    "delete from tracker.version where id = {version}",
    "delete from tracker.citation where id = {citation}",
    "update tracker.citation set version_id = {version} where id = {citation}",
    "update tracker.citation set ordinal = 1 where id = {citation}",
    "update tracker.document set issued_on = '2024-02-11', issued_precision = 'day' where id = {document}",
    "update tracker.document set slug = slug || '-x' where id = {document}",
    "delete from tracker.document where id = {document}",
    "delete from tracker.ending where id = {ending}",
    "update tracker.settlement set extent = 'fully' where id = {settlement}",
    "delete from tracker.link where id = {link}",
    "update tracker.code set slug = slug || 'x' where id = {code}",
    "delete from tracker.code where id = {code}",
    "update tracker.attribute set many = not many where id = {attribute}",
    "update tracker.spell set held_to = null where id = {spell}",
    "delete from tracker.spell where id = {spell}",
    "insert into tracker.link (process_id, demand_id, relation, other_demand_id)"
    " select process_id, id, 'specifies', {demand} from tracker.demand where id <> {demand} limit 1",
    "update tracker.demand set title = title || '!' where id = {demand}; delete from tracker.ending",
    "with gone as (delete from tracker.citation) delete from tracker.version where id = {version}",
)


class Diary(Desk):
    """A database, and what it said after each of its changesets."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.known: dict[int, dict[str, list[Any]]] = {}
        self.remember()

    def remember(self) -> list[int]:
        """The changesets that are new, whose state is kept for later."""
        numbers = self.column("select changeset from tracker.changeset order by 1")
        fresh = [number for number in numbers if number not in self.known]
        self.known |= {number: recorded.known(self.database, number) for number in fresh}
        return fresh

    def brings(self, *bundles: object, **options: Any) -> None:
        files = [self.put(json.dumps(bundle), f"in/{number}.json") for number, bundle in enumerate(bundles)]
        self.imports_files(*files, **options)


@contextmanager
def diary(server: Server, template: Database) -> Iterator[Diary]:
    with server.fresh_database(template) as database, tempfile.TemporaryDirectory() as folder:
        yield Diary(database, Path(folder))


def change(book: Diary, kind: str, data: st.DataObject) -> None:
    """One change; whatever is wrong with it raises."""
    number = data.draw(st.integers(0, 20))
    if kind in ("import", "correct", "prune"):
        case: Case = data.draw(cases())
        bundles = case.whole(NAME) if kind == "import" else [*case.whole(NAME)[: 1 + number % 6]]
        scope = [{"scope": {"process": NAME}}] if kind == "prune" else []
        book.brings(*scope, *bundles, cause=None if kind == "import" else "correction", prune=kind == "prune")
    elif kind == "rename":
        demand = data.draw(st.sampled_from(book.column("select slug from tracker.demand order by 1") or ["none"]))
        renamed = {"demand": f"{NAME}.renamed{number}", "renamed_from": demand}
        book.brings({"demands": [renamed]}, cause="identity")
    elif kind == "lineage":
        demands = book.column("select slug from tracker.demand order by 1") or ["none"]
        one, other = data.draw(st.sampled_from(demands)), data.draw(st.sampled_from(demands))
        relation = data.draw(st.sampled_from(["split-from", "merged-into"]))
        book.brings({"links": [{"demand": one, "relation": relation, "other_demand": other}]}, cause="identity")
    elif kind == "raw":
        names = (
            "version",
            "citation",
            "document",
            "ending",
            "settlement",
            "link",
            "code",
            "attribute",
            "spell",
            "demand",
        )
        statement = data.draw(st.sampled_from(RAW)).format(**{name: SOME.format(name, number) for name in names})
        note(statement)
        with book.database.connect() as connection, connection.transaction():
            connection.execute(statement)
    else:
        revert(book.settings, data.draw(st.sampled_from([*book.known])))


def tried(book: Diary, data: st.DataObject) -> str | None:
    """One change of any kind; why it was refused, if it was."""
    kind = data.draw(st.sampled_from(KINDS))
    note(kind)
    try:
        change(book, kind, data)
    except (TrackerError, psycopg.Error) as refusal:
        note(f"refused: {refusal}")
        return str(refusal)
    return None


@unshrunk_law
@given(data=st.data())
def test_no_change_touches_the_past_or_breaks_a_rule(
    server: Server, talks_template: Database, data: st.DataObject
) -> None:
    with diary(server, talks_template) as book:
        book.brings(*data.draw(cases()).whole(NAME))
        book.remember()
        for _ in range(data.draw(st.integers(2, 8))):
            before = recorded.rows(book.database)
            refused = tried(book, data)
            fresh = book.remember()
            assert recorded.problems(book.database) == []
            if refused:
                assert (fresh, recorded.rows(book.database)) == ([], before)
        for number, then in book.known.items():
            assert recorded.known(book.database, number) == then, f"known after changeset {number}"


@unshrunk_law
@given(data=st.data())
def test_reverting_the_last_changesets_restores_the_state_before_them(
    server: Server, talks_template: Database, data: st.DataObject
) -> None:
    with diary(server, talks_template) as book:
        book.brings(*data.draw(cases()).whole(NAME))
        book.remember()
        before_each: dict[int, dict[str, list[Any]]] = {}
        for _ in range(data.draw(st.integers(1, 4))):
            before = recorded.rows(book.database)
            tried(book, data)
            before_each |= dict.fromkeys(book.remember()[:1], before)
        for number in sorted(set(book.known) - {1, 2}, reverse=True):
            revert(book.settings, number)
            if number in before_each:
                assert recorded.rows(book.database) == before_each[number], f"before changeset {number}"
            assert recorded.problems(book.database) == []
