"""Small hand-made data by raw SQL, as an editor with psql would write it.

    talks = Talks(database)                          # process talks; parties alba and borea; a small codebook
    talks.says("alba.leave", "A", "2024-01-10", {"territory": ["north"]})
    talks.says("alba.leave", "B", "2024-03-01", {"territory": ["north", "south"]}, passage="II.1", document="paper")
    talks.ends("alba.leave", "withdrawn", "2024-09-01")
    talks.ask("select version, change from analysis.version where demand = %s", "alba.leave")   # as the analyst

A demand belongs to the party that its slug begins with (`alba.leave`), and is made with its version and its document
where these are new. Where only a date is given the document is `PARTY-DATE`. A date may be coarse: `2024`, `2024-03`,
`..2024-03-01`. Every call is a changeset; several are one inside `with talks.changeset():`. Ask with `ask` (rows with
named fields, read as the role tracker_analyst) and write anything else with `write`.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from tests.servers import Database

Passages = Mapping[str, str | None]  # label -> how those below it combine; II.1 lies below II where II is named

TOPICS = ("territory", "territory.withdrawal", "territory.recognition", "security", "security.alliances", "ceasefire")
PLACES = {"country": None, "north": "country", "south": "country", "island": None}
EVENTS = ("ceasefire-start", "talks-start", "peace-signing")
ATTRIBUTES = {  # attribute -> type, many, polarity, codes as code[<parent][:rank]
    "territory": ("place", True, "more-is-harder", ""),
    "extent": ("code", False, "more-is-harder", "begun:1 partial:1 complete:2"),
    "permanence": ("code", False, "more-is-harder", "temporary:1 indefinite:2 permanent:3"),
    "domain": ("code", True, "more-is-harder", "air land sea"),
    "includes": ("code", True, "more-is-harder", "alliances nato<alliances pact<alliances coalitions"),
    "stage": ("code", True, "none", "ceasefire interim final-settlement"),
    "timing": ("timing", True, "shorter-is-harder", ""),
    "window": ("window", False, "none", ""),
    "duration": ("duration", False, "none", ""),
    "condition": ("condition", True, "limiting", ""),
    "except": ("code", True, "limiting", "for-withdrawal for-repair"),
    "quantity": ("quantity", False, "none", ""),
    "obliged": ("actor", True, "none", ""),
    "document-kind": ("code", False, "none", "statement"),
    "answer": ("code", False, "none", "accepted rejected"),
    "delegation-role": ("code", False, "none", "head member"),
    "metric": ("code", False, "none", "prisoners"),
    "unit": ("code", False, "none", "people day"),
    "about": ("code", False, "none", "children"),
}
REFERENCES = {  # column without _id -> the table whose slug it takes
    "process": "process", "party": "actor", "addressee": "actor", "issuer": "actor", "publisher": "actor",
    "actor": "actor", "person": "actor", "speaker": "actor", "topic": "topic", "demand": "demand",
    "other_demand": "demand", "document": "document", "via_document": "document", "on_document": "document",
    "attribute": "attribute", "agreement": "agreement",
}  # fmt: skip


class Talks:
    """A process with two parties, `alba` and `borea`, and an observer, `press`; see the head of this file."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.connection = database.connect(row_factory=namedtuple_row)
        with self.changeset():
            self._world()

    def changeset(self) -> AbstractContextManager[Any]:
        """What is written inside is one changeset."""
        return self.connection.transaction()

    def write(self, sql: str, *parameters: object) -> list[Any]:
        cursor = self.connection.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else []

    def ask(self, sql: str, *parameters: object) -> list[Any]:
        """Rows with named fields, read with the analyst's rights."""
        with self.analyst() as analyst:
            return analyst.execute(sql, parameters or None).fetchall()

    def column(self, sql: str, *parameters: object) -> list[Any]:
        """The first column of what `ask` answers."""
        return [row[0] for row in self.ask(sql, *parameters)]

    @contextmanager
    def analyst(self, known_at: str | None = None) -> Iterator[psycopg.Connection[Any]]:
        """A transaction as the analyst, looking at the past where a time is given."""
        with self.database.connect(row_factory=namedtuple_row) as connection, connection.transaction():
            connection.execute("set local role tracker_analyst")
            if known_at:
                connection.execute("select 1 from analysis.as_known(%s)", [known_at])
            yield connection

    def last_changeset(self) -> int:
        return int(self.write("select max(changeset) from tracker.changeset")[0][0])

    def actor(self, slug: str, kind: str = "state") -> None:
        self.insert("actor", slug=slug, kind=kind, name=slug.title())

    def affiliate(self, person: str, actor: str, role: str = "speaker", start: str = "", end: str = "") -> None:
        dates = {**_date("from_date", "from_precision", start), **_date("to_date", "to_precision", end, last=True)}
        self.insert("affiliation", person=person, actor=actor, role=role, **dates)

    def document(
        self, slug: str, on: str, issuer: str | None = "alba", passages: Passages | None = None,
        covers: Sequence[str] = (), process: str = "talks",
    ) -> None:  # fmt: skip
        with self.changeset():
            dates = _date("issued_on", "issued_precision", on)
            self.insert("document", slug=slug, title=slug, issuer=issuer, kind_id=self.code("document-kind"), **dates)
            for place, (label, combine) in enumerate((passages or {}).items(), 1):
                above = self._passage(slug, label.rpartition(".")[0])
                self.insert("passage", document=slug, label=label, combine=combine, parent_id=above, ordinal=place)
            for topic in covers:
                self.insert("coverage", document=slug, process=process, topic=topic)

    def demand(self, slug: str, topic: str = "territory.withdrawal", **columns: object) -> None:
        party = slug.partition(".")[0]
        addressee = "borea" if party == "alba" else "alba"
        given = {"process": "talks", "party": party, "addressee": addressee, "kind": "demand", "title": slug, **columns}
        self.insert("demand", slug=slug, topic=topic, **given)

    def says(
        self, demand: str, version: str, on: str | None = None, terms: Mapping[str, Any] | None = None, *,
        document: str | None = None, summary: str | None = None, order: int | None = None,
        placed_on: str | None = None, passage: str | None = None, via: str | None = None,
        via_passage: str | None = None, **columns: object,
    ) -> None:  # fmt: skip
        """A citation; the demand, the version and the document are made where they are new."""
        with self.changeset():
            document = self._document(demand, on, document)
            if not self.write("select 1 from tracker.demand where slug = %s", demand):
                self.demand(demand)
            if not self._version(demand, version):
                self.version(demand, version, terms or {}, summary)
            self.insert(
                "citation", **self._of(demand), version_id=self._version(demand, version), document=document,
                ordinal=order, placed_on=placed_on, passage_id=self._passage(document, passage), via_document=via,
                via_passage_id=self._passage(via, via_passage), **columns,
            )  # fmt: skip

    def version(self, demand: str, name: str, terms: Mapping[str, Any], summary: str | None = None) -> None:
        """A version alone; it needs a citation in the same changeset."""
        of = self._of(demand)
        stored = self.write("select tracker.terms(%s, %s)", of["process_id"], json.dumps(terms))[0][0]
        words = f"content {name}" if summary is None else summary
        self.insert("version", **of, name=name, summary=words, terms=json.dumps(stored))

    def ends(
        self, demand: str, how: str, on: str | None = None, *, document: str | None = None, ended_on: str = "",
        order: int | None = None, placed_on: str | None = None, **columns: object,
    ) -> None:  # fmt: skip
        with self.changeset():
            dates = _date("ended_on", "ended_precision", ended_on, last=True)
            document = self._document(demand, on, document)
            self.insert(
                "ending", **self._of(demand), how=how, document=document, ordinal=order, placed_on=placed_on,
                **dates, **columns,
            )  # fmt: skip

    def agrees(self, slug: str, on: str, settles: Mapping[str, str], **columns: object) -> None:
        """An agreement of a date that settles demands: {demand: fully or partly}."""
        with self.changeset():
            document = self._document("press.", on, None)
            self.insert("agreement", slug=slug, process="talks", summary=slug, document=document, **columns)
            for demand, extent in settles.items():
                self.insert("settlement", **self._of(demand), agreement=slug, extent=extent)

    def overrules(self, demand: str, version: str, against: str, direction: str, reason: str = "as judged") -> None:
        pair = {"version_id": self._version(demand, version), "from_version_id": self._version(demand, against)}
        self.insert("direction", **pair, direction=direction, reason=reason)

    def links(self, demand: str, relation: str, other: str) -> None:
        self.insert("link", **self._of(demand), relation=relation, other_demand=other)

    def insert(self, table: str, **columns: object) -> None:
        """A row of a table; what REFERENCES names is given by its slug, what is None is left out."""
        given = {name: value for name, value in columns.items() if value is not None}
        names = [f"{name}_id" if name in REFERENCES else name for name in given]
        values = [
            f"(select id from tracker.{REFERENCES[name]} where slug = %s)" if name in REFERENCES else "%s"
            for name in given
        ]
        sql = f"insert into tracker.{table} ({', '.join(names)}) values ({', '.join(values)})"
        self.write(sql, *given.values())

    def code(self, attribute: str, code: str | None = None) -> int:
        """The id of a code, or of the first of the attribute."""
        sql = (
            "select c.id from tracker.code c join tracker.attribute a on a.id = c.attribute_id"
            " where a.slug = %s and (c.slug = %s or %s::text is null) order by c.id"
        )
        return int(self.write(sql, attribute, code, code)[0][0])

    def _document(self, demand: str, on: str | None, document: str | None) -> str:
        party = demand.partition(".")[0]
        slug = document or f"{party}-{(on or '').lstrip('.')}"
        if not self.write("select 1 from tracker.document where slug = %s", slug):
            assert on, f"a date for the new document {slug}"
            self.document(slug, on, issuer=party)
        return slug

    def _of(self, demand: str) -> dict[str, Any]:
        row = self.write("select id, process_id from tracker.demand where slug = %s", demand)[0]
        return {"demand_id": row.id, "process_id": row.process_id}

    def _version(self, demand: str, name: str) -> int | None:
        sql = (
            "select v.id from tracker.version v join tracker.demand d on d.id = v.demand_id"
            " where d.slug = %s and v.name = %s"
        )
        return next((row.id for row in self.write(sql, demand, name)), None)

    def _passage(self, document: str | None, label: str | None) -> int | None:
        sql = (
            "select p.id from tracker.passage p join tracker.document d on d.id = p.document_id"
            " where d.slug = %s and p.label = %s"
        )
        return next((row.id for row in self.write(sql, document, label)), None)

    def _world(self) -> None:
        self.insert("process", slug="talks", title="Talks")
        for slug in ("alba", "borea", "press"):
            self.actor(slug)
        self.insert("party", process="talks", actor="alba", role="party")
        self.insert("party", process="talks", actor="borea", role="party")
        self.insert("party", process="talks", actor="press", role="observer")
        for slug in TOPICS:
            above = self._id("topic", slug.rpartition(".")[0])
            self.insert("topic", slug=slug, title=slug, definition=slug, parent_id=above)
        for slug, parent in PLACES.items():
            self.insert("place", slug=slug, name=slug, kind="region", parent_id=self._id("place", parent))
        for slug in EVENTS:
            self.insert("event", slug=slug, title=slug, process="talks")
        for slug, (kind, many, polarity, codes) in ATTRIBUTES.items():
            self.insert("attribute", slug=slug, type=kind, many=many, polarity=polarity, definition=slug)
            self._codes(slug, codes.split())

    def _codes(self, attribute: str, codes: list[str]) -> None:
        for written in codes:
            named, _, rank = written.partition(":")
            slug, _, parent = named.partition("<")
            tree = {"rank": int(rank) if rank else None, "parent_id": self.code(attribute, parent) if parent else None}
            self.insert("code", attribute=attribute, slug=slug, definition=slug, **tree)

    def _id(self, table: str, slug: str | None) -> int | None:
        rows = self.write(f"select id from tracker.{table} where slug = %s", slug)
        return rows[0].id if rows else None


def _date(name: str, precision: str, written: str, *, last: bool = False) -> dict[str, str]:
    """A coarse date as it is stored: its first day, or its last, and how exactly it is known."""
    if not written:
        return {}
    parts = written.lstrip(".").split("-")
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12 if last else 1
    day = int(parts[2]) if len(parts) > 2 else monthrange(year, month)[1] if last else 1
    known = "by" if written.startswith("..") else ("year", "month", "day")[len(parts) - 1]
    return {name: f"{year}-{month:02}-{day:02}", precision: known}
