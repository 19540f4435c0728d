"""A report for programs: JSON with stable keys and all of the news, and the JSON Schema of it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from tracker.query.changes import Change, Difference
from tracker.query.changesets import Changeset, Step
from tracker.query.demands import Citation, Ending, Version
from tracker.query.outcomes import Agreement, AgreementTerm, Response, Settlement
from tracker.query.sources import Document
from tracker.render import json
from tracker.render.held import Moved
from tracker.render.report import described
from tracker.render.report.news import News
from tracker.render.report.why import behind, decided_by, stood
from tracker.render.report.words import subject, word

VERSION = 1  # of the shape; keys may be added without a new one


class Interval(NamedTuple):
    """One end of the interval in both times: a changeset of the database and a day of the world."""

    changeset: int
    day: date


class More(NamedTuple):
    """What a change has besides the columns of `diff`."""

    word: str
    addressee: str | None
    kind: str | None
    before_from: date | None
    before_days: int | None
    decided_by: Sequence[str]
    steps: list[Version]
    citations: list[Citation]
    endings: list[Ending]
    command: str


class Late(NamedTuple):
    """What a step that was found late has besides its own columns."""

    title: str | None
    before_from: date | None
    before_days: int | None
    changeset: int | None


class Agreed(NamedTuple):
    """What an agreement has besides its own columns."""

    terms: list[AgreementTerm]
    settlements: list[Settlement]


class Shown(NamedTuple):
    """What a changeset has besides its own columns; `steps` are those that are told nowhere else in the report."""

    ours: bool
    steps: list[Step]


class Kept(NamedTuple):
    """A demand that is held as before."""

    process: str
    party: str
    demand: str
    topic: str
    title: str
    affirmed: bool
    last_affirmed_on: date | None
    silent_in: list[str]
    last_affirmed_precision: str | None


Shape = tuple[type[Any], ...]  # the row types whose fields an object has
LATE: Mapping[str, Shape] = {
    "changes": (Change, Late),
    "moved": (Moved,),
    "citations": (Citation,),
    "endings": (Ending,),
    "responses": (Response,),
    "agreements": (Agreement, Agreed),
}
LATE_TOLD = {
    "changes": "Steps of demands, each on its day: the columns of change.",
    "moved": "Spells whose days are otherwise than they were known before.",
    "citations": "Affirmations of what was held.",
    "endings": "Endings that are not among the changes.",
    "responses": "Answers.",
    "agreements": "Agreements.",
}
LISTS: Mapping[str, Shape] = {
    "changes": (Difference, More),
    "endings": (Ending,),
    "responses": (Response,),
    "agreements": (Agreement, Agreed),
    "persisted": (Kept,),
    "recorded": (Changeset, Shown),
    "documents": (Document,),
}
TOLD = {
    "changes": "What became of each demand between the two days: the columns of diff, and what stands behind it.",
    "endings": "Endings in the interval of demands that are not among the changes.",
    "responses": "Answers dated in the interval.",
    "agreements": "Agreements dated in the interval.",
    "persisted": "Demands that are held as before; no news.",
    "late": "What parties did before the first day, recorded in the interval; each with its true date.",
    "recorded": "Changesets of the interval; ours are those that correct or arrange what was coded.",
    "documents": "All documents that are named.",
}


# What the columns mean that no view has.
OWN: Mapping[type[Any], Mapping[str, str]] = {
    Interval: {"changeset": "Number of a changeset; 0 before the first.", "day": "A day of the world."},
    More: {
        "word": "The change as the report words it: `change`, or how it ended, interrupted, in-passing.",
        "addressee": "Slug of the actor of whom it is asked; null where nothing was held in the interval.",
        "kind": "demand or proposal; null where nothing was held in the interval.",
        "before_from": "First day of the content before; null where there was none.",
        "before_days": "How many days that had stood; null where there was none, or it stands.",
        "decided_by": "Attributes of the terms that make it harder or softer.",
        "steps": "The spells that began in the interval, in order.",
        "citations": "What says them in the interval.",
        "endings": "Its endings in the interval.",
        "command": "The command that shows more.",
    },
    Late: {
        "title": "Title of the demand.",
        "before_from": "First day of the content before; null where there was none, or it did not stand until then.",
        "before_days": "How many days that had stood.",
        "changeset": "Number of the changeset that brought it.",
    },
    Agreed: {"terms": "What was agreed, as typed facts.", "settlements": "The demands that it settles."},
    Shown: {"ours": "Whether it corrected or arranged what was coded.", "steps": "Those told nowhere else here."},
    Moved: {
        "demand": "Slug of the demand.",
        "version": "Name of the version.",
        "before": "Its spell as it was known before: fields as in changes_since; null where there was none.",
        "after": "The same as it is known now; null where there is none.",
    },
}


def text(news: News) -> str:
    return "".join((*json.outlined(data(news)), "\n"))


def data(news: News) -> dict[str, Any]:
    """As the schema says; dates and numbers are still objects of Python, and long arrays iterators of their items."""
    frame, late = news.frame, news.late
    return {
        "version": VERSION,
        "report": frame.name,
        "subject": subject(news),
        "news": bool(news),
        "view": frame.view,
        "since": _object(Interval(frame.since_changeset, frame.since)),
        "until": _object(Interval(frame.until_changeset, frame.until)),
        "recorded_at": frame.recorded_at,
        "narrowed": dict(frame.narrowed),
        "ignored": list(frame.ignored),
        "changes": (_object(row, _more(news, row)) for row in news.changes),
        "endings": [_object(row) for row in news.endings],
        "responses": [_object(row) for row in news.responses],
        "agreements": [_object(row, _agreed(news, row)) for row in news.agreements],
        "persisted": (_object(_kept(row)) for row in news.persisted),
        "late": {
            **{name: map(_object, getattr(late, name)) for name in LATE},
            "changes": (_object(row, _late_step(news, row)) for row in late.changes),
            "agreements": [_object(row, _agreed(news, row)) for row in late.agreements],
        },
        "recorded": (_object(row.changeset, Shown(row.ours, list(row.steps))) for row in news.recorded),
        "documents": [_object(row) for _, row in sorted(news.besides.labels.documents.items())],
    }


def _more(news: News, row: Difference) -> More:
    found = behind(news, row)
    spell = found.after or found.before or next(iter(found.between), None)
    return More(
        word(row),
        spell.addressee if spell else None,
        spell.kind if spell else None,
        found.before.held_from if found.before else None,
        stood(found.before),
        decided_by(row),
        list(found.between),
        list(found.citations),
        list(found.endings),
        f"tracker history {row.demand}",
    )


def _late_step(news: News, row: Change) -> Late:
    before, brought = news.until_then(row), news.brought(row.demand, row.to_document)
    return Late(
        news.besides.titles.get(row.demand),
        before.held_from if before else None,
        stood(before),
        brought.changeset if brought else None,
    )


def _kept(row: Difference) -> Kept:
    return Kept(*(getattr(row, name) for name in Kept._fields))


def _agreed(news: News, row: Agreement) -> Agreed:
    besides = news.besides
    return Agreed(list(besides.agreed.get(row.agreement, ())), list(besides.settled.get(row.agreement, ())))


def _object(*rows: Any) -> dict[str, Any]:
    return {
        name: _plain(value) if isinstance(value, (list, tuple)) else value
        for row in rows
        for name, value in zip(row._fields, row, strict=True)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _object(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


# --- the schema ------------------------------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report."""
    end = _shape((Interval,))
    texts = {"type": "array", "items": {"type": "string"}}
    properties: dict[str, Any] = {
        "version": {"const": VERSION, "description": "Of this shape; keys may be added without a new one."},
        "report": {"type": "string", "description": "Name of the report."},
        "subject": {"type": "string", "description": "What happened, in one line."},
        "news": {"type": "boolean", "description": "Whether anything did."},
        "view": {"enum": ["positions", "recorded", "both"], "description": "Which news were asked for."},
        "since": {**end, "description": "The report tells of what came after this, in either time."},
        "until": {**end, "description": "Up to and with this."},
        "recorded_at": {**_type(datetime | None), "description": "When the last changeset was recorded."},
        "narrowed": {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": f"Slug of the {name}."}
                for name in ("process", "party", "topic", "demand")
            },
            "additionalProperties": False,
            "description": "What the report is narrowed to, by slug.",
        },
        "ignored": {**texts, "description": "Causes of changesets that are left out."},
        **{name: {"type": "array", "items": _shape(shape), "description": TOLD[name]} for name, shape in LISTS.items()},
        "late": {**_late(), "description": TOLD["late"]},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A report of the tracker"}
    return {**head, "type": "object", "properties": properties, "required": list(properties)}


def _late() -> dict[str, Any]:
    lists = {
        name: {"type": "array", "items": _shape(shape), "description": LATE_TOLD[name]} for name, shape in LATE.items()
    }
    return {"type": "object", "properties": lists, "required": list(lists)}


def _shape(shape: Shape) -> dict[str, Any]:
    fields = dict(_fields(shape))
    return {"type": "object", "properties": fields, "required": list(fields)}


def _fields(shape: Shape) -> Iterator[tuple[str, dict[str, Any]]]:
    for row_type in shape:
        source: type[Any] = Difference if row_type is Kept else row_type
        hints, told = get_type_hints(row_type), OWN.get(row_type) or described.columns(source)
        yield from ((name, {**_type(hints[name]), "description": told[name]}) for name in row_type._fields)


SCALARS = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def _type(hint: Any) -> dict[str, Any]:
    if hint in SCALARS:
        return dict(SCALARS[hint])
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type(one) for one in inside]}
    if hint is type(None):
        return {"type": "null"}
    if origin in (list, Sequence):
        return {"type": "array", "items": _type(inside[0])}
    if origin in (dict, Mapping):
        return {"type": "object"}
    return _shape((hint,)) if hasattr(hint, "_fields") else {"type": "number"}
