"""Small made-up processes, as hypothesis draws them: what was said in which document, and the bundles that say so.

    @given(cases())
    def test(case: Case) -> None:
        case.pieces("p1")   # bundles, one for each document and one for each link; the names begin with p1

The days are few, so that versions meet on one day, coarse dates contain each other, and contents come back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

Bundle: TypeAlias = dict[str, list[dict[str, Any]]]
Terms: TypeAlias = Mapping[str, Any]

PARTIES = ("alba", "borea")
DATES = ("2023", "2024", "2024-01", "2024-02", "2024-01-31", "2024-02-01", "2024-02-10", "2024-02-11", "2024-03-05")
DATES_BY = (*DATES, "..2024-02-10", "..2024-03-05")
HOW = ("withdrawn", "met", "lapsed", "replaced")
# Of attributes without polarity: one that takes many codes, one that takes one duration.
CONTENTS: tuple[Terms, ...] = (
    {},
    {"stage": ["ceasefire"]},
    {"stage": ["ceasefire", "interim"]},
    {"stage": ["interim"]},
    {"stage": ["ceasefire"], "duration": ["P30D"]},
    {"stage": ["ceasefire"], "duration": ["P2D/P3D"]},
)


@dataclass(frozen=True)
class Document:
    number: int
    issued_on: str
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Citation:
    demand: int
    version: str
    document: int
    order: int | None
    placed_on: date | None
    certainty: str
    quote: str | None


@dataclass(frozen=True)
class Ending:
    demand: int
    document: int
    how: str
    ended_on: str | None
    order: int | None


@dataclass(frozen=True)
class Agreement:
    document: int
    agreed_on: str | None
    settles: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Case:
    """`versions` has the content of each version of each demand: its place in CONTENTS."""

    documents: tuple[Document, ...]
    versions: tuple[Mapping[str, int], ...]
    citations: tuple[Citation, ...]
    endings: tuple[Ending, ...]
    agreements: tuple[Agreement, ...]
    opposed: bool

    def base(self, name: str) -> Bundle:
        """What every piece rests on: the process and its parties."""
        parties = [{"actor": party, "role": "party"} for party in PARTIES]
        return {"processes": [{"process": name, "title": "Made up", "parties": parties}]}

    def pieces(self, name: str) -> list[Bundle]:
        """A bundle for each document with what rests on it, and one for the link; each can stand alone."""
        found = [self._piece(name, document) for document in self.documents]
        if self.opposed and len(self.versions) > 1:
            link = {"demand": _demand(name, 0), "relation": "opposes", "other_demand": _demand(name, 1)}
            found.append({"demands": self._demands(name, None), "links": [link]})
        return found

    def whole(self, name: str) -> list[Bundle]:
        return [self.base(name), *self.pieces(name)]

    def day_of(self, citation: Citation) -> date:
        return citation.placed_on or first_day(self.documents[citation.document].issued_on)

    def _piece(self, name: str, document: Document) -> Bundle:
        record = {
            "document": _document(name, document.number),
            "kind": "statement",
            "title": "Said",
            "issued_on": document.issued_on,
            "coverage": [{"process": name, "topic": topic} for topic in document.covers],
        }
        agreements = [
            {
                "agreement": f"{name}-g{number}",
                "process": name,
                "summary": "Agreed.",
                "document": record["document"],
                "stated_by": list(PARTIES),
                "settles": [{"demand": _demand(name, demand), "extent": extent} for demand, extent in one.settles],
                **_given(agreed_on=one.agreed_on),
            }
            for number, one in enumerate(self.agreements)
            if one.document == document.number
        ]
        return {"documents": [record], "demands": self._demands(name, document), "agreements": agreements}

    def _demands(self, name: str, document: Document | None) -> list[dict[str, Any]]:
        """All demands, with the versions and endings that this document gives them."""
        return [
            {
                "demand": _demand(name, number),
                "process": name,
                "party": PARTIES[number % 2],
                "addressee": PARTIES[(number + 1) % 2],
                "kind": "demand",
                "topic": "ceasefire",
                "title": f"Demand {number}",
                "versions": [
                    self._version(name, number, version, document) for version in self._cited(number, document)
                ],
                "endings": self._endings(name, number, document),
            }
            for number in range(len(self.versions))
        ]

    def _cited(self, demand: int, document: Document | None) -> list[str]:
        if document is None:
            return []
        of = [c.version for c in self.citations if (c.demand, c.document) == (demand, document.number)]
        return sorted(set(of))

    def _version(self, name: str, demand: int, version: str, document: Document | None) -> dict[str, Any]:
        assert document is not None
        citations = [
            {
                "document": _document(name, document.number),
                **_given(order=c.order, placed_on=c.placed_on, quote=c.quote, certainty=c.certainty),
            }
            for c in self.citations
            if (c.demand, c.version, c.document) == (demand, version, document.number)
        ]
        content = self.versions[demand][version]
        return {
            "version": version,
            "summary": f"Content {content} as {version}.",
            "terms": dict(CONTENTS[content]),
            "citations": citations,
        }

    def _endings(self, name: str, demand: int, document: Document | None) -> list[dict[str, Any]]:
        return [
            {"document": _document(name, e.document), "how": e.how, **_given(ended_on=e.ended_on, order=e.order)}
            for e in self.endings
            if document is not None and (e.demand, e.document) == (demand, document.number)
        ]


def first_day(written: str) -> date:
    """The day by which a coarse date is sorted."""
    year, month, day = (*map(int, written.lstrip(".").split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(written: str) -> date:
    parts = [*map(int, written.lstrip(".").split("-"))]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def precision(written: str) -> str:
    return "by" if written.startswith("..") else ("year", "month", "day")[written.count("-")]


def _demand(name: str, number: int) -> str:
    return f"{name}.demand{number}"


def _document(name: str, number: int) -> str:
    return f"{name}-d{number}"


def _given(**fields: object) -> dict[str, Any]:
    """What is there, as JSON has it."""
    return {key: str(value) for key, value in fields.items() if value is not None}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    topics = st.lists(st.sampled_from(["ceasefire", "security"]), max_size=2, unique=True)
    documents = tuple(
        Document(number, draw(st.sampled_from(DATES_BY)), tuple(sorted(draw(topics))))
        for number in range(draw(st.integers(2, 5)))
    )
    drafts: list[Citation] = []
    for demand in range(draw(st.integers(1, 2))):
        drafts += draw(_citations(demand, documents))
    citations = tuple(draw(_in_order(drafts, documents)))
    versions = tuple(
        {
            name: draw(st.integers(0, len(CONTENTS) - 1))
            for name in sorted({c.version for c in citations if c.demand == demand})
        }
        for demand in range(1 + max(c.demand for c in citations))
    )
    return Case(
        documents,
        versions,
        citations,
        tuple(draw(_endings(len(versions), documents))),
        tuple(draw(_agreements(len(versions), documents))),
        draw(st.booleans()),
    )


@st.composite
def _citations(draw: st.DrawFn, demand: int, documents: tuple[Document, ...]) -> list[Citation]:
    pairs = st.tuples(st.sampled_from("ABC"), st.integers(0, len(documents) - 1))
    found = draw(st.lists(pairs, min_size=1, max_size=5, unique=True))
    return [
        Citation(
            demand,
            version,
            document,
            None,
            draw(_day_inside(documents[document].issued_on)),
            draw(st.sampled_from(["certain", "probable"])),
            draw(st.sampled_from([None, "a few words"])),
        )
        for version, document in found
    ]


@st.composite
def _day_inside(draw: st.DrawFn, written: str) -> date | None:
    """A day inside a coarse date, or none."""
    if precision(written) not in ("month", "year") or draw(st.booleans()):
        return None
    span = (last_day(written) - first_day(written)).days
    inside = [first_day(other) for other in DATES if first_day(written) <= first_day(other) <= last_day(written)]
    return draw(st.sampled_from([*inside, first_day(written) + timedelta(days=span)]))


@st.composite
def _in_order(draw: st.DrawFn, drafts: list[Citation], documents: tuple[Document, ...]) -> list[Citation]:
    """Gives the citations of a day on which several versions meet an order, in any order."""
    days: dict[tuple[int, date], list[Citation]] = {}
    for c in drafts:
        days.setdefault((c.demand, c.placed_on or first_day(documents[c.document].issued_on)), []).append(c)
    placed = []
    for shared in days.values():
        orders: list[int | None] = [None] * len(shared)
        if len({c.version for c in shared}) > 1 or draw(st.integers(0, 4)) == 0:
            orders = list(draw(st.permutations(range(1, len(shared) + 1))))
        placed += [
            Citation(c.demand, c.version, c.document, order, c.placed_on, c.certainty, c.quote)
            for c, order in zip(shared, orders, strict=True)
        ]
    return placed


@st.composite
def _endings(draw: st.DrawFn, demands: int, documents: tuple[Document, ...]) -> list[Ending]:
    pairs = st.tuples(st.integers(0, demands - 1), st.integers(0, len(documents) - 1))
    return [
        Ending(
            demand,
            document,
            draw(st.sampled_from(HOW)),
            draw(st.none() | st.sampled_from(DATES)),
            draw(st.none() | st.integers(1, 4)),
        )
        for demand, document in draw(st.lists(pairs, max_size=2, unique=True))
    ]


@st.composite
def _agreements(draw: st.DrawFn, demands: int, documents: tuple[Document, ...]) -> list[Agreement]:
    settles = st.lists(
        st.tuples(st.integers(0, demands - 1), st.sampled_from(["fully", "partly"])),
        max_size=2,
        unique_by=lambda s: s[0],
    )
    return [
        Agreement(
            draw(st.integers(0, len(documents) - 1)), draw(st.none() | st.sampled_from(DATES)), tuple(draw(settles))
        )
        for _ in range(draw(st.integers(0, 1)))
    ]
