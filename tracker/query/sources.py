"""Documents, their passages, and the alternatives that they offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import one, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Document(NamedTuple):
    """A dated source."""

    document: str
    kind: str
    title: str
    issuer: str | None
    publisher: str | None
    issued_on: date
    issued_precision: str
    published_on: date | None
    language: str | None
    url: str | None
    meeting: str | None
    summary: str | None
    has_text: bool
    digest: str | None


class Coverage(NamedTuple):
    """A topic on which the coding of a document is complete."""

    process: str
    document: str
    topic: str


class Passage(NamedTuple):
    """A located part of a document."""

    document: str
    passage: str
    parent: str | None
    ordinal: int
    combine: str | None
    gist: str | None
    markers: list[str]
    char_start: int | None
    char_end: int | None
    digest: str | None
    text: str | None


class Option(NamedTuple):
    """A demand as one option of a document asks it; `choice` and `option` none outside all choices."""

    choice: str | None
    option: str | None
    demand: str
    version: str | None
    title: str
    stages: list[str]
    terms: list[str]
    passages: list[str]


def documents(reader: Reader, kind: str | None = None, issuer: str | None = None) -> list[Document]:
    where = {"kind": kind, "issuer": issuer}
    return select(reader, Document, "document", where=where, order="issued_on, document*")


def document(reader: Reader, name: str) -> Document:
    return one(reader, Document, "document", name)


def named(reader: Reader, names: list[str]) -> list[Document]:
    return select(reader, Document, "document", where={"document": names}, order="issued_on, document*")


def passages(reader: Reader, names: list[str]) -> list[Passage]:
    order = "document*, parent* nulls first, ordinal, passage*"
    return select(reader, Passage, "passage", where={"document": names}, order=order)


def coverage(reader: Reader, document: str) -> list[Coverage]:
    return select(reader, Coverage, "coverage", where={"document": document}, order="process*, topic*")


def options(reader: Reader, document: str) -> list[Option]:
    order = "choice* nulls first, option* nulls first, demand*"
    return select(reader, Option, "options(%s)", [document], order=order)


def above(passages: Sequence[Passage], places: set[tuple[str, str | None]]) -> set[tuple[str, str | None]]:
    """The (document, passage) places themselves, the passages above them, and the documents as wholes (no passage)."""
    parents: dict[tuple[str, str | None], tuple[str, str | None]] = {
        (row.document, row.passage): (row.document, row.parent) for row in passages
    }
    found = set(places) | {(document, None) for document, _ in places}
    while further := {parents[place] for place in found if place in parents} - found:
        found |= further
    return found
