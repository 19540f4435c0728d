"""The sheets of single records: which fields and sections each kind has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.query.demands import Demand, Ending, Link, Version, precisions
from tracker.query.labels import Labels
from tracker.query.outcomes import Agreement, AgreementTerm, Assessment, Figure, Response, Settlement
from tracker.query.people import Actor, Affiliation, Delegation, Meeting, Party, Process
from tracker.query.sources import Coverage, Document, Passage
from tracker.render import terms
from tracker.render.dates import day, duration
from tracker.render.outline import Outline
from tracker.render.paper import Paper
from tracker.render.sheet import Section, Sheet, rows
from tracker.render.values import amount

Below = Mapping[str, Sequence[Any]]


def document(
    row: Document,
    passages: Sequence[Passage],
    coverage: Sequence[Coverage],
    demands: Mapping[str, Sequence[str]],
    text: bool,
) -> Sheet:
    published = [day(row.published_on), f"by {row.publisher}" if row.publisher else ""]
    fields = {
        "kind": row.kind,
        "issued": day(row.issued_on, row.issued_precision),
        "issuer": row.issuer,
        "published": " ".join(filter(None, published)),
        "meeting": row.meeting,
        "language": row.language,
        "url": row.url,
        "summary": row.summary,
        "text": "attached" if row.has_text else "not attached",
        "demands in no passage" if passages else "demands": ", ".join(demands.get("", ())),
    }
    covered = rows(["process", "topic"], [(found.process, found.topic) for found in coverage])
    sections = {"Passages": Outline(passages, demands, text).told, "Coded completely": covered}
    return Sheet(row.title, row.document, fields, sections=sections)


def demand(row: Demand, below: Below, labels: Labels) -> Sheet:
    """What it asks now, then versions, links, answers, what settles it, what is said about it."""
    fields = {
        "process": row.process,
        "party": row.party,
        "addressee": row.addressee,
        "kind": row.kind,
        "topic": row.topic,
        "status": row.status,
        "first stated": day(row.first_stated_on, row.first_stated_precision),
        "last affirmed": day(row.last_affirmed_on, row.last_affirmed_precision),
    }
    sections: dict[str, Section] = {
        "Versions": _versions(below["version_spells"], below["endings"]),
        "Now": _now(row, below["version_spells"], labels),
        "Related demands": _links(below["links"], below["lineage"]),
        "Answers": _answers(below["responses"]),
        "Settled by": rows(
            ["agreement", "extent"], [(found.agreement, found.extent) for found in below["settlements"]]
        ),
        "Judgements": rows(
            ["date", "assessor", "summary"],
            [
                (day(found.assessed_on, found.assessed_precision), found.assessor, found.summary)
                for found in below["assessments"]
            ],
        ),
    }
    return Sheet(row.title, row.demand, fields, sections=sections)


def _versions(found: Sequence[Version], endings: Sequence[Ending]) -> Section:
    titles = ["held from", "held to", "version", "change", "direction"]
    known = precisions(found, endings)
    return rows(
        titles,
        [
            (
                day(v.held_from, v.held_from_precision),
                day(v.held_to, known.get((v.demand, v.held_to)) if v.held_to else None),
                v.version,
                v.change,
                v.direction,
            )
            for v in found
        ],
    )


def _now(row: Demand, found: Sequence[Version], labels: Labels) -> Section:
    current = [version for version in found if version.version == row.current_version]

    def told(paper: Paper) -> list[str]:
        if not current:
            return []
        asked = terms.lines(paper, terms.standing(current[-1].terms), labels)
        return [*paper.flow(current[-1].summary), *asked]

    return told


LINEAGE = {"split-from": "split into", "merged-into": "merged from"}  # seen from the other demand


def _links(found: Sequence[Link], lineage: Sequence[Link]) -> Section:
    told = [(row.relation, row.other_demand) for row in found]
    return rows(["relation", "demand"], [*told, *((LINEAGE[row.relation], row.demand) for row in lineage)])


def _answers(found: Sequence[Response]) -> Section:
    return rows(
        ["date", "party", "answer", "certainty", "summary"],
        [(day(r.responded_on, r.responded_precision), r.party, r.answer, r.certainty, r.summary) for r in found],
    )


def response(row: Response, labels: Labels) -> Sheet:
    answered = row.demand or f"{row.on_document}{f'#{row.on_passage}' if row.on_passage else ''}"
    fields = {
        "process": row.process,
        "party": row.party,
        "answer": row.answer,
        "to": answered,
        "version": row.version,
        "date": day(row.responded_on, row.responded_precision),
        "until": day(row.until_date, row.until_precision),
        "certainty": row.certainty,
        "summary": row.summary,
    }
    return Sheet(row.response, row.response, fields, [row], labels)


def agreement(row: Agreement, found: Sequence[AgreementTerm], settled: Sequence[Settlement], labels: Labels) -> Sheet:
    fields = {
        "process": row.process,
        "date": day(row.agreed_on, row.agreed_precision),
        "meeting": row.meeting,
        "confirmed by": row.stated_by,
        "certainty": row.certainty,
        "summary": row.summary,
    }
    asked = terms.standing([f"{term.attribute}={term.value}" for term in found])
    sections: dict[str, Section] = {
        "Terms": lambda paper: terms.lines(paper, asked, labels),
        "Settles": rows(["demand", "extent"], [(part.demand, part.extent) for part in settled]),
    }
    return Sheet(row.agreement, row.agreement, fields, [row], labels, sections)


def figure(row: Figure, labels: Labels) -> Sheet:
    fields = {
        "process": row.process,
        "metric": row.metric,
        "about": row.about,
        "amount": amount(row),
        "wording": row.wording,
        "as of": day(row.as_of, row.as_of_precision),
        "from": day(row.from_date, row.from_precision),
        "to": day(row.to_date, row.to_precision),
        "claimant": row.claimant,
        "basis": row.basis,
    }
    return Sheet(row.figure, row.figure, fields, [row], labels)


def assessment(row: Assessment, labels: Labels) -> Sheet:
    fields = {
        "process": row.process,
        "assessor": row.assessor,
        "standing": row.standing,
        "basis": row.basis,
        "date": day(row.assessed_on, row.assessed_precision),
        "about": f"{row.about_kind} {row.about}",
        "certainty": row.certainty,
        "summary": row.summary,
    }
    return Sheet(row.assessment, row.assessment, fields, [row], labels)


def process(row: Process, parties: Sequence[Party]) -> Sheet:
    found = rows(["role", "actor", "from", "to"], [(p.role, p.actor, *_period(p)) for p in parties])
    return Sheet(row.title, row.process, {"summary": row.summary}, sections={"Parties": found})


def _period(row: Party | Affiliation) -> tuple[str, str]:
    return day(row.from_date, row.from_precision), day(row.to_date, row.to_precision)


def actor(row: Actor, affiliations: Sequence[Affiliation]) -> Sheet:
    found = [(a.person, a.role, a.actor, *_period(a)) for a in affiliations]
    section = rows(["person", "role", "of", "from", "to"], found)
    return Sheet(row.name, row.actor, {"kind": row.kind, "description": row.description}, sections={"Roles": section})


def meeting(row: Meeting, delegations: Sequence[Delegation]) -> Sheet:
    length = duration(row.duration or "")
    fields = {
        "process": row.process,
        "held": day(row.held_on, row.held_precision),
        "place": row.place,
        "length": f"about {length}" if row.approximate and length else length,
        "summary": row.summary,
    }
    found = rows(["party", "role", "person"], [(d.party, d.role, d.person) for d in delegations])
    return Sheet(row.meeting, row.meeting, fields, sections={"Delegations": found})
