"""Rebuilds everything in the database that can be derived from files: functions, triggers and views.

One object a file, under `tracker/sql/`:

    recording/  changesets, and the triggers that keep superseded rows
    rules/      terms, spells, and what a changeset must satisfy
    shared/     what both faces need, built in `tracker` and again in `known`
    known/      the tables as they stood after a changeset
    checks/     whether all that is stored holds together
    revert/     what stands in the way of undoing a changeset, and undoing it
    computed/   what is kept ready in `tracker`, and worked out in `known`
    analysis/   the analysts' views and functions, built in `analysis` and again in `past`
    notes/      comments on what many of them share

The order follows from the names that the files mention. Objects are replaced in place; only what PostgreSQL
cannot replace is dropped first, and never anything that is not ours: that stops the upgrade and is named.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

import psycopg
from psycopg import errors, sql

from tracker import resources
from tracker.database import removal, stamp
from tracker.progress import Progress

DERIVING = {"deriving spells": "derive_again", "deriving what is shown": "show_again"}
STAGES = ("recording", "rules", "shared", "known", "checks", "revert", "computed", "analysis", "notes")
TWICE = {"shared": {"tracker": "known"}, "analysis": {"tracker": "known", "analysis": "past"}}

ONCE = "-- Built once:"  # in a file whose object has no twin in `past`

CREATED = re.compile(r"CREATE OR REPLACE (VIEW|FUNCTION) (\w+)\.(\w+)")
NAMED = re.compile(r"\b(tracker|known|analysis|past)\.(\w+)")
COMMENTED = re.compile(r"COMMENT ON FUNCTION (\w+\.\w+\([^)]*\))")  # every function has one, with its signature


@dataclass(frozen=True)
class Source:
    """One file of SQL, as it is run: with the schemas that it is built in."""

    stage: str
    text: str

    @cached_property
    def objects(self) -> tuple[tuple[str, str, str], ...]:
        """(view or function, schema, name) of everything that it creates, in order."""
        return tuple((kind.lower(), schema, name) for kind, schema, name in CREATED.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(f"{schema}.{name}" for schema, name in NAMED.findall(self.text))


def fingerprint() -> str:
    """A digest of all files, which tells whether a database was built from these."""
    digest = hashlib.sha256()
    for source in _read():
        digest.update(source.text.encode())
    return digest.hexdigest()[:16]


def expected() -> stamp.Stamp:
    """The stamp of a database that belongs to this program."""
    return stamp.Stamp(stamp.revisions()[-1], fingerprint())


def rebuild(connection: psycopg.Connection, progress: Progress = lambda *_: None) -> None:
    """Builds every object and leaves the stamp of this program, whose newest migration the tables have.

    What the rules derive, and what is kept ready of it, is made anew.

    Runs in the caller's transaction. Raises SurroundingsError where somebody else's object stands in the way.
    """
    sources = list(_in_order())
    for number, source in enumerate(sources):
        _build(connection, source)
        progress("building", number + 1, len(sources))
    views = [f"{schema}.{name}" for source in sources for kind, schema, name in source.objects if kind == "view"]
    removal.drop_all_but(connection, views, [name for source in sources for name in COMMENTED.findall(source.text)])
    comment = f"The analysts' views and functions. {expected()}"
    connection.execute(sql.SQL("COMMENT ON SCHEMA analysis IS {}").format(sql.Literal(comment)))
    connection.execute("SELECT tracker.note_definitions()")
    for what, function in DERIVING.items():
        progress(what, 0, 1)
        connection.execute(f"SELECT tracker.{function}()".encode())
        progress(what, 1, 1)


def shared_objects() -> list[tuple[str, str, str]]:
    """(view or function, schema, name) of what the analysts' views and functions call."""
    shared = [source for source in _read() if source.stage == "shared"]
    return [item for source in shared for twin in (source, _twin(source)) for item in twin.objects]


def _read() -> Iterator[Source]:
    for stage in STAGES:
        for path in sorted((resources.sql() / stage).glob("*.sql")):
            yield Source(stage, path.read_text(encoding="utf-8"))


def _in_order() -> Iterator[Source]:
    """Every object in an order in which it can be created: live rows, `known`, then the two faces."""
    by_stage = {stage: [s for s in _read() if s.stage == stage] for stage in STAGES}
    shared, analysis = by_stage["shared"], by_stage["analysis"]
    yield from _sorted([*by_stage["recording"], *by_stage["rules"], *shared])
    yield from by_stage["known"]
    yield from _sorted([*by_stage["checks"], *by_stage["revert"]])
    yield from _sorted([*(_twin(source) for source in shared), *by_stage["computed"]])
    yield from _sorted(analysis)
    yield from _sorted([_twin(source) for source in analysis if ONCE not in source.text])
    yield from by_stage["notes"]


def _sorted(sources: list[Source]) -> Iterator[Source]:
    """Each after what it mentions."""
    maker = {f"{schema}.{name}": source for source in sources for _, schema, name in source.objects}
    graph = {source: {maker[name] for name in source.names & maker.keys()} - {source} for source in sources}
    yield from TopologicalSorter(graph).static_order()


def _twin(source: Source) -> Source:
    renamed = TWICE[source.stage]
    pattern = re.compile(rf"\b({'|'.join(renamed)})\.(?=\w)")
    return Source(source.stage, pattern.sub(lambda m: renamed[m[1]] + ".", source.text))


def _build(connection: psycopg.Connection, source: Source) -> None:
    try:
        with connection.transaction():
            _run(connection, source.text)
    except (errors.InvalidTableDefinition, errors.InvalidFunctionDefinition, errors.DuplicateFunction):
        for _, schema, name in reversed(source.objects):
            removal.drop_named(connection, schema, name)
        _run(connection, source.text)


def _run(connection: psycopg.Connection, text: str) -> None:
    connection.execute(text.encode())
