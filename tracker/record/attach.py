"""Attaching the text of a document, and checking every locator and quote against it.

Nothing is re-anchored: a locator whose digest does not match is an orphan, named, for a person to mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psycopg

from tracker.bundle.entities import EVIDENT
from tracker.config import Settings
from tracker.database.connect import Reader, as_editor, reading, writing
from tracker.errors import InputError, NegativeAnswer
from tracker.record.changeset import kept, login, opened
from tracker.record.text_file import read_text
from tracker.record.texts import OUTSIDE, READ_IN, SLICE, digest_of, fill, quotes

SHOWN = 200  # characters of a passage that are shown where a quote is not in it
TOLD = 20  # locators that do not match that are named in an error


class Locator(NamedTuple):
    """One located thing: a document's digest, a passage's, or a quote; `passage` is empty for the document.

    `expected` and `found` are digests in lower-case hex, or the quote and the words of the passage; of a passage
    without a digest its place, and where that lies outside the text, how long the text is.
    """

    document: str
    passage: str
    kind: Literal["document", "passage", "quote"]
    ok: bool
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Attached:
    """What came of attaching a text: the changeset (none where it stood already) and every locator."""

    changeset: int | None
    locators: tuple[Locator, ...]


def attach(settings: Settings, document: str, file: Path, *, author: str | None = None) -> Attached:
    """Attaches a UTF-8 text; raises NegativeAnswer and writes nothing where it is not the one that was coded."""
    content = read_text(file, str(file))
    with writing(settings) as connection:
        number = opened(connection, "new-source", f"Attach the text of {document}", author or login(), [file.name])
        (id_,) = connection.execute("SELECT tracker.find('document', %s)", (document,)).fetchone() or (None,)
        connection.execute(
            "INSERT INTO tracker.attached_text (document_id, content) VALUES (%(d)s, %(c)s)"
            " ON CONFLICT (document_id) DO UPDATE SET content = excluded.content",
            {"d": id_, "c": content},
        )
        locators = _check(connection, "t.document_id = %(d)s", {"d": id_})
        _refuse_another(locators, file)
        fill(connection, f"p.document_id = {id_}")
        connection.execute("SELECT tracker.seal_changeset(%s)", (number,))
        there = kept(connection, [number])
    return Attached(next(iter(there), None), locators)


def verify(settings: Settings, document: str | None = None) -> tuple[Locator, ...]:
    """Checks every locator and quote of the documents that have a text (or of one of them).

    Raises InputError where one is named that has none: an empty answer would look like a good one.
    """
    with reading(settings) as reader:
        as_editor(reader)
        if document is None:
            return _check(reader.connection, "true", {}, reader.tables)
        _require_text(reader, document)
        condition = "t.document_id = tracker.find('document', %(d)s)"
        return _check(reader.connection, condition, {"d": document}, reader.tables)


def _require_text(reader: Reader, document: str) -> None:
    tables = reader.tables
    sql = f"SELECT document_id FROM {tables}.attached_text WHERE document_id = {tables}.find('document', %s)"
    if not reader.rows(int, sql, [document]):
        raise InputError(
            f"no text is attached to {document}, so there is nothing to check",
            f"Attach it: tracker document attach {document} FILE",
        )


def _refuse_another(locators: tuple[Locator, ...], file: Path) -> None:
    wrong = [locator for locator in locators if not locator.ok]
    if not wrong:
        return
    told = [
        f"{one.document}{'#' + one.passage if one.passage else ''}: the {one.kind} differs"
        f" (expected {one.expected}, found {one.found})"
        for one in wrong
    ]
    raise NegativeAnswer(
        f"{file} is not the text that was coded: {len(wrong)} of {len(locators)} locators do not match\n"
        + "\n".join(told[:TOLD])
        + (f"\nand {len(told) - TOLD} more" if len(told) > TOLD else ""),
        "Nothing was written. Attach the very file that the offsets were counted in, or mend the locators.",
    )


def _check(
    connection: psycopg.Connection[Any], condition: str, params: dict[str, Any], schema: str = "tracker"
) -> tuple[Locator, ...]:
    """Every digest and quote of the documents `t` with a text that the condition tells, in the order of the text."""
    rows = connection.execute(
        f"""
        WITH a AS (
            SELECT t.document_id, t.content, d.slug, d.digest FROM tracker.attached_text t
            JOIN tracker.document d ON d.id = t.document_id WHERE {condition}
        )
        SELECT a.slug, '', 'document', encode(a.digest, 'hex'), encode({digest_of("a.content")}, 'hex'), 0 AS place
        FROM a WHERE a.digest IS NOT NULL
        UNION ALL
        SELECT a.slug, p.label, 'passage', encode(p.digest, 'hex'), encode({digest_of(SLICE)}, 'hex'), p.char_start
        FROM a JOIN tracker.passage p ON p.document_id = a.document_id WHERE p.digest IS NOT NULL
        UNION ALL
        SELECT a.slug, p.label, 'passage', 'characters ' || p.char_start || ' to ' || p.char_end,
            CASE WHEN {OUTSIDE} THEN 'a text of ' || length(a.content) || ' characters'
                ELSE 'characters ' || p.char_start || ' to ' || p.char_end END, p.char_start
        FROM a JOIN tracker.passage p ON p.document_id = a.document_id
        WHERE p.digest IS NULL AND p.char_end IS NOT NULL
        UNION ALL
        SELECT a.slug, coalesce(p.label, ''), 'quote', q.quote,
            CASE WHEN position(q.quote IN {READ_IN}) > 0 THEN q.quote ELSE left({SLICE}, {SHOWN}) END,
            coalesce(p.char_start, 0)
        FROM {quotes(EVIDENT, "tracker.{}", "NULL")} JOIN a ON a.document_id = q.document_id
        LEFT JOIN tracker.passage p ON p.id = q.passage_id
        ORDER BY 1, 6, 2, 3, 4
        """.replace("tracker.", f"{schema}.").encode(),
        params,
    )
    return tuple(
        Locator(slug, label, kind, expected == found, expected, found) for slug, label, kind, expected, found, _ in rows
    )
