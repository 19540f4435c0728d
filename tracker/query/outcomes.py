"""Responses, agreements, figures and assessments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tracker.query.select import EVERYTHING, Scope, one, select

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Response(NamedTuple):
    """Another party's answer."""

    process: str
    response: str
    demand: str | None
    on_document: str | None
    on_passage: str | None
    version: str | None
    party: str
    answer: str
    responded_on: date
    responded_precision: str
    until_date: date | None
    certainty: str
    summary: str | None
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None
    until_precision: str | None


class Agreement(NamedTuple):
    """What parties agreed at a date."""

    process: str
    agreement: str
    agreed_on: date
    agreed_precision: str
    meeting: str | None
    stated_by: list[str]
    certainty: str
    summary: str
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None


class AgreementTerm(NamedTuple):
    """One typed fact of an agreement."""

    process: str
    agreement: str
    attribute: str
    value: str
    place: str | None
    actor: str | None
    event: str | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    unit: str | None
    approximate: bool
    from_date: date | None
    to_date: date | None
    speaker: str | None
    document: str | None
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None
    other_demand: str | None
    certainty: str | None
    wording: str | None


class Settlement(NamedTuple):
    """A demand that an agreement settles, fully or partly."""

    process: str
    agreement: str
    demand: str
    extent: str


class Figure(NamedTuple):
    """A number claimed by somebody about something."""

    process: str
    figure: str
    metric: str
    about: str | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    unit: str
    approximate: bool
    wording: str | None
    as_of: date | None
    as_of_precision: str | None
    from_date: date | None
    from_precision: str | None
    to_date: date | None
    to_precision: str | None
    claimant: str
    basis: str
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None


class Assessment(NamedTuple):
    """A judgement or claim; never a demand."""

    process: str
    assessment: str
    assessor: str
    standing: str
    basis: str
    assessed_on: date
    assessed_precision: str
    about_kind: str
    about: str
    certainty: str
    summary: str
    speaker: str | None
    document: str
    passage: str | None
    via_document: str | None
    via_passage: str | None
    quote: str | None


def responses(reader: Reader, scope: Scope = EVERYTHING) -> list[Response]:
    where = {"process": scope.process, "party": scope.party}
    return select(reader, Response, "response", where=where, order="responded_on, response*")


def responses_between(reader: Reader, start: date, end: date) -> list[Response]:
    """Those after one day, up to and with another."""
    return select(reader, Response, "response", after=("responded_on", start, end), order="responded_on, response*")


def responses_named(reader: Reader, names: list[str]) -> list[Response]:
    return select(reader, Response, "response", where={"response": names}, order="responded_on, response*")


def response(reader: Reader, name: str) -> Response:
    return one(reader, Response, "response", name)


def responses_to(reader: Reader, demand: str) -> list[Response]:
    """The answers to a demand itself."""
    return select(reader, Response, "response", where={"demand": demand}, order="responded_on, response*")


def answers(reader: Reader, demand: str, documents: list[str]) -> list[Response]:
    """The answers to a demand, and those to documents, or to passages of them, as a whole."""
    sql = f"""
        select {", ".join(Response._fields)} from {reader.schema}.response
        where demand = %s or on_document = any(%s) order by responded_on, response collate "C"
    """
    return reader.rows(Response, sql, [demand, documents])


def agreements(reader: Reader, process: str | None = None) -> list[Agreement]:
    return select(reader, Agreement, "agreement", where={"process": process}, order="agreed_on, agreement*")


def agreements_between(reader: Reader, start: date, end: date) -> list[Agreement]:
    """Those after one day, up to and with another."""
    return select(reader, Agreement, "agreement", after=("agreed_on", start, end), order="agreed_on, agreement*")


def agreements_named(reader: Reader, names: list[str]) -> list[Agreement]:
    return select(reader, Agreement, "agreement", where={"agreement": names}, order="agreed_on, agreement*")


def agreement(reader: Reader, name: str) -> Agreement:
    return one(reader, Agreement, "agreement", name)


def agreement_terms(reader: Reader, name: str | list[str]) -> list[AgreementTerm]:
    return select(reader, AgreementTerm, "agreement_term", where={"agreement": name}, order="attribute*, value*")


def settlements(
    reader: Reader, *, agreement: str | list[str] | None = None, demand: str | None = None
) -> list[Settlement]:
    where = {"agreement": agreement, "demand": demand}
    return select(reader, Settlement, "settlement", where=where, order="agreement*, demand*")


def figures(
    reader: Reader,
    process: str | None = None,
    *,
    metric: str | None = None,
    about: str | None = None,
    claimant: str | None = None,
) -> list[Figure]:
    where = {"process": process, "metric": metric, "about": about, "claimant": claimant}
    return select(reader, Figure, "figure", where=where, order="about*, metric*, as_of nulls last, claimant*, figure*")


def figure(reader: Reader, name: str) -> Figure:
    return one(reader, Figure, "figure", name)


def series(reader: Reader, metric: str, about: str | None = None) -> list[Figure]:
    """One metric through time, its claimants side by side."""
    sql = f"select {', '.join(Figure._fields)} from {reader.schema}.figure_series(%s, %s)"
    return reader.rows(Figure, sql, [metric, about])  # in the function's own order, by dates that figures do not have


def assessments(
    reader: Reader, process: str | None = None, *, assessor: str | None = None, about: str | None = None
) -> list[Assessment]:
    where = {"process": process, "assessor": assessor, "about": about}
    return select(reader, Assessment, "assessment", where=where, order="about_kind*, about*, assessed_on, assessment*")


def assessment(reader: Reader, name: str) -> Assessment:
    return one(reader, Assessment, "assessment", name)
