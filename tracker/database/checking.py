"""Whether all that is stored holds together: what `tracker db check` asks of the database, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from tracker.config import Settings
from tracker.database import build, failures
from tracker.database.connect import as_editor, connect, reading, refuse_other_migrations
from tracker.progress import Progress

# Each is a function of schema `tracker` that returns (what, problem), and what it holds where it returns nothing.
QUESTIONS = {
    "check_spells": "stored spells follow from the evidence and do not overlap",
    "check_shown": "what is kept as it is shown follows from the record",
    "check_evidence": "every version has evidence, every term is in the codebook",
    "check_history": "what each row said never overlaps, and was begun and ended by changesets that exist",
    "check_checksums": "every row is what its changeset wrote",
    "check_definitions": "views, functions and triggers are those of this program",
}
INDEXES = "indexes are sound"
_AMCHECK = "CREATE EXTENSION IF NOT EXISTS amcheck WITH SCHEMA extensions"
_INDEXES = """
SELECT c.oid::bigint, c.oid::regclass::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam
WHERE c.relnamespace::regnamespace::text = ANY ('{tracker,history,report}') AND c.relkind = 'i'
    AND a.amname = 'btree' ORDER BY 2
"""
_INVALID = """
SELECT i.indexrelid::regclass::text, 'it is not valid; build it again with REINDEX' FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace::regnamespace::text = ANY ('{tracker,history,report}') AND NOT i.indisvalid ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    what: str
    problem: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One question, and what it found: nothing where all is well. `skipped` says why it could not be asked."""

    question: str
    findings: tuple[Finding, ...] = ()
    skipped: str | None = None


def check(settings: Settings, progress: Progress = lambda *_: None) -> Iterator[Checked]:
    """Asks all questions of one state of the database, then looks at its indexes.

    Raises SurroundingsError where the tables are noted as of another revision: nothing can be said of those.
    """
    total = len(QUESTIONS) + 1
    with reading(settings) as reader:
        as_editor(reader)
        refuse_other_migrations(reader.connection, build.expected())
        for number, (function, question) in enumerate(QUESTIONS.items()):
            progress("checking", number, total)
            yield Checked(question, tuple(reader.rows(Finding, f"select what, problem from tracker.{function}()")))
    progress("checking", total - 1, total)
    yield _indexes(settings, progress)


def _indexes(settings: Settings, progress: Progress) -> Checked:
    with failures.translated(), connect(settings) as connection:
        connection.autocommit = False
        try:
            invalid = [Finding(*row) for row in connection.execute(_INVALID).fetchall()]
            where = _amcheck(connection)
            if where is None:
                told = "the extension amcheck is not there, or this login may not use it"
                return Checked(INDEXES, tuple(invalid), None if invalid else told)
            return Checked(INDEXES, (*invalid, *_unsound(connection, where, progress)))
        finally:
            connection.rollback()  # an extension that was made for this look goes again


def _amcheck(connection: psycopg.Connection) -> str | None:
    """The schema of the extension, which is made until the end of the transaction where it is not there."""
    try:
        with connection.transaction():
            connection.execute(_AMCHECK)
    except (errors.InsufficientPrivilege, errors.FeatureNotSupported, errors.UndefinedFile):
        return None
    row = connection.execute(
        "SELECT s FROM pg_extension CROSS JOIN LATERAL CAST(extnamespace::regnamespace AS text) s"
        " WHERE extname = 'amcheck' AND has_function_privilege(s || '.bt_index_check(regclass, boolean)', 'EXECUTE')"
    ).fetchone()
    return row[0] if row else None


def _unsound(connection: psycopg.Connection, where: str, progress: Progress) -> Iterator[Finding]:
    """Indexes whose pages are out of order, or that miss a row of their table."""
    look = sql.SQL("SELECT {}.bt_index_check(%s::bigint::oid::regclass, true)").format(sql.Identifier(where))
    found = connection.execute(_INDEXES.encode()).fetchall()
    for number, (oid, name) in enumerate(found):
        progress("indexes", number, len(found))
        try:
            with connection.transaction():
                connection.execute(look, (oid,))
        except (errors.IndexCorrupted, errors.DataCorrupted) as error:
            yield Finding(name, error.diag.message_primary or str(error))
    progress("indexes", len(found), len(found))
