"""What belongs to the process, party, topic or demand that a report is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.query import outcomes, sources
from tracker.query.changesets import Step
from tracker.query.demands import Citation
from tracker.query.outcomes import Agreement, Response, Settlement
from tracker.query.select import select
from tracker.query.sources import Passage

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.report.message import Asked


class Named(NamedTuple):
    """A demand by its slug alone."""

    demand: str


class Within(NamedTuple):
    """`names` are the demands that are meant; none where everything is, or a whole process."""

    process: str | None
    party: str | None
    topic: str | None
    demand: str | None
    names: frozenset[str]

    @property
    def everything(self) -> bool:
        return self[:4] == (None,) * 4

    @property
    def of_demands(self) -> bool:
        """Whether it is narrowed to some demands of a process, so that what is about none is left out."""
        return bool(self.party or self.topic or self.demand)

    def demands(self, names: Iterable[str | None]) -> bool:
        return not self.names.isdisjoint(name for name in names if name)

    def of_process(self, process: str) -> bool:
        return self.process in (None, process)


def within(reader: Reader, asked: Asked, steps: Sequence[Step]) -> Within:
    """`steps` name demands too: those that were removed, or are called otherwise by now."""
    given = asked.process, asked.party, asked.topic, asked.demand
    if given == (None,) * 4:
        return Within(*given, frozenset())
    where = {"process": asked.process, "party": asked.party, "topic": asked.topic, "demand": asked.demand}
    names = {row.demand for row in select(reader, Named, "demand", where=where)}
    said = [side for row in steps if row.entity == "demand" for side in (row.before, row.after) if side]
    names |= {side["demand"] for side in said if _meant(asked, side)}
    return Within(*given, frozenset(names))


def _meant(asked: Asked, demand: dict[str, Any]) -> bool:
    topic = asked.topic is None or f"{demand['topic']}.".startswith(f"{asked.topic}.")
    alike = (getattr(asked, name) in (None, demand[name]) for name in ("process", "party", "demand"))
    return topic and all(alike)


# --- what the parties did --------------------------------------------------------------------------------------------


def responses(reader: Reader, scope: Within, found: Sequence[Response]) -> list[Response]:
    """Those of the party, and those to the demands that are meant, or to documents and passages that hold them."""
    rows = [row for row in found if scope.of_process(row.process)]
    if not scope.of_demands:
        return rows
    papers = sorted({row.on_document for row in rows if row.on_document})
    cited = select(reader, Citation, "citation", where={"document": papers}) if papers else []
    passages = sources.passages(reader, papers) if papers else []
    places = _places(scope, cited, passages)
    mine = {row.response for row in rows if scope.party == row.party and not (scope.topic or scope.demand)}
    return [
        row
        for row in rows
        if row.response in mine or scope.demands([row.demand]) or (row.on_document, row.on_passage) in places
    ]


def _places(
    scope: Within, cited: Sequence[Citation], passages: Sequence[Passage]
) -> set[tuple[str | None, str | None]]:
    """The documents and passages in or below which the demands that are meant are cited."""
    meant = {(row.document, row.passage) for row in cited if row.demand in scope.names}
    return set(sources.above(passages, meant))


def agreements(scope: Within, found: Sequence[Agreement], settled: Sequence[Settlement]) -> list[Agreement]:
    """Those that settle what is meant; of a whole process all."""
    mine = {row.agreement for row in settled if row.demand in scope.names}
    return [row for row in found if scope.of_process(row.process) and (not scope.of_demands or row.agreement in mine)]


# --- what was recorded -----------------------------------------------------------------------------------------------


def steps(reader: Reader, scope: Within, found: Sequence[Step]) -> list[Step]:
    """The steps about what is meant."""
    if scope.everything:
        return list(found)
    papers = _papers(reader, scope, found)
    answers = _answers(reader, scope, found)
    return [row for row in found if _has(scope, row, papers, answers)]


def _papers(reader: Reader, scope: Within, found: Sequence[Step]) -> set[str]:
    """Of the documents that the steps are about, those that are cited for what is meant."""
    named = sorted({paper for row in found if (paper := _document(row))})
    if not named:
        return set()
    made = select(reader, Citation, "citation", where={"document": named})
    read = select(reader, Citation, "citation", where={"via_document": named})
    rows = [row for row in (*made, *read) if row.demand in scope.names]
    return {paper for row in rows for paper in (row.document, row.via_document) if paper}


def _answers(reader: Reader, scope: Within, found: Sequence[Step]) -> set[str]:
    """Of the answers and agreements that the steps are about, those that count for what is meant."""
    if not scope.of_demands:
        return set()
    given = sorted({row.key for row in found if row.entity == "response"})
    agreed = sorted({row.key for row in found if row.entity == "agreement"})
    answers = responses(reader, scope, outcomes.responses_named(reader, given)) if given else []
    settled = outcomes.settlements(reader, agreement=agreed) if agreed else []
    return {row.response for row in answers} | {row.agreement for row in settled if row.demand in scope.names}


def _has(scope: Within, row: Step, papers: set[str], answers: set[str]) -> bool:
    says = [side for side in (row.before, row.after) if side]
    if names := demands_of(row):
        return scope.demands(names)
    if row.entity in ("response", "agreement") and scope.of_demands:
        return row.key in answers
    if document := _document(row):
        return document in papers
    process = next((side["process"] for side in says if "process" in side), None)
    if scope.of_demands:
        return any(side.get("about") in (scope.topic, scope.party) for side in says if side.get("about"))
    return process is None or scope.of_process(process)


def demands_of(row: Step) -> set[str]:
    """The demands that a step is about, as its fields name them, or its key where it comes without fields."""
    says = [side for side in (row.before, row.after) if side]
    names = {side[name] for side in says for name in ("demand", "other_demand") if name in side}
    names |= {side["about"] for side in says if side.get("about_kind") == "demand"}
    if not says and row.entity in ("demand", "version", "citation"):
        names = {row.key.partition("@")[0].partition("/")[0]}
    return names


def _document(row: Step) -> str | None:
    return row.key.partition("/")[0].partition("#")[0] if row.entity in OF_DOCUMENTS else None


OF_DOCUMENTS = ("document", "passage", "coverage", "attached_text")
