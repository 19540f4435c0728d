"""Names as users type them: a slug, the beginning of a demand's slug, or one that is nearly right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.errors import InputError
from tracker.query import codebook, sources

if TYPE_CHECKING:
    from tracker.database.connect import Reader

SHOWN = 5
NO_DATA_FOUND = "P0002"


def resolve(reader: Reader, entity: str, text: str) -> str:
    """The slug that is meant: the one that the record bears, where it is named by one that it bore before.

    A demand's may be cut short. Else the database's error, which names the nearest.
    """
    try:
        with reader.connection.transaction():
            return reader.rows(str, f"select {reader.tables}.slug_of(%s, %s)", [entity, text])[0]
    except Exception as error:
        missing = entity == "demand" and getattr(error, "sqlstate", None) == NO_DATA_FOUND
        begun = _begun(reader, text) if missing else None
        if begun is None:
            raise
        return begun


def _begun(reader: Reader, text: str) -> str | None:
    """The only demand whose slug begins so; an error where there are several."""
    begun = slugs(reader, "demand", "starts_with(demand, %s)", text)
    if len(begun) > 1:
        raise InputError(f"{text!r} is the beginning of {len(begun)} demands", f"Say which: {_listed(begun)}")
    return begun[0] if begun else None


def remembered(reader: Reader, entity: str, text: str) -> str:
    """A name for questions about the record: one that some demand or document ever bore, also one that was removed.

    Else as `resolve`.
    """
    sql = "select known.records_named(%s, %s, %s) <> '{}'"
    borne = reader.rows(bool, sql, [entity, text, reader.changeset])[0]
    return text if borne else resolve(reader, entity, text)


def optional(reader: Reader, entity: str, text: str | None) -> str | None:
    return None if text is None else resolve(reader, entity, text)


def party(reader: Reader, text: str | None, process: str | None = None) -> str | None:
    """An actor that is a party, of the process if one is given: another one has no demands, and no answers."""
    slug = optional(reader, "actor", text)
    known = parties(reader, process) if slug else []
    if slug is None or slug in known:
        return slug
    of = f" of {process}" if process else ""
    raise InputError(
        f"{slug} is no party{of}", f"The parties are: {', '.join(known)}" if known else "There is none yet."
    )


def parties(reader: Reader, process: str | None = None) -> list[str]:
    sql = f"""
        select distinct actor collate "C" from {reader.schema}.party
        where role = 'party' and (%(process)s::text is null or process = %(process)s) order by 1
    """
    return reader.rows(str, sql, {"process": process})


def any_of(reader: Reader, entities: Sequence[str], text: str) -> str:
    """A record of one of these kinds, the first that has the name; or a passage, `document#label`."""
    if "#" in text:
        return _passage(reader, text)
    for entity in entities:
        try:
            return resolve(reader, entity, text)
        except Exception as error:
            if getattr(error, "sqlstate", None) != NO_DATA_FOUND:
                raise
    raise unknown(reader, entities, text)


def _passage(reader: Reader, text: str) -> str:
    name, _, label = text.partition("#")
    document = resolve(reader, "document", name)
    known = [row.passage for row in sources.passages(reader, [document])]
    if label in known:
        return f"{document}#{label}"
    near = ", ".join(nearest(label, known))
    raise InputError(f"{document} has no passage {label!r}", f"The nearest are: {near}" if near else None)


def unknown(reader: Reader, entities: Sequence[str], text: str, hint: str | None = None) -> InputError:
    """The error that names the nearest of several kinds of record."""
    near = nearest(text, [slug for entity in entities for slug in slugs(reader, entity)])
    kinds = f"{', '.join(entities[:-1])} or {entities[-1]}"
    return InputError(f"there is no {kinds} {text!r}", f"The nearest are: {', '.join(near)}" if near else hint)


def code(reader: Reader, attribute: str, text: str | None) -> str | None:
    """A code of the codebook, such as a metric or a kind of document."""
    if text is None:
        return None
    known = [row.code for row in codebook.codes(reader, attribute)]
    if text in known:
        return text
    raise InputError(f"there is no {attribute} {text!r}", f"There are: {', '.join(known)}" if known else None)


def slugs(reader: Reader, entity: str, condition: str = "true", *parameters: object) -> list[str]:
    """The slugs of one kind of record; every kind has its view, and its slug a column of the same name."""
    sql = f'select {entity} from {reader.schema}.{entity} where {condition} order by {entity} collate "C"'
    return reader.rows(str, sql, list(parameters))


def nearest(text: str, known: list[str]) -> list[str]:
    """Those that contain the text, then those that are spelt much like it."""
    from difflib import get_close_matches

    holding = [slug for slug in known if text.lower() in slug.lower()]
    close = get_close_matches(text, known, SHOWN, 0.5)
    return list(dict.fromkeys([*holding, *close]))[:SHOWN]


def _listed(found: list[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more
