"""A report for the tests of the engine: the numbers of the changesets that it tells of, in every format."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracker.database.connect import Reader
from tracker.report.message import Asked, Message, Part

PICTURE = Part("png", "image/png", "dot.png", b"\x89PNG\r\n\x1a\n")
TYPES = {
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
ENDINGS = {"html": "html", "markdown": "md", "json": "json", "csv": "csv"}


def make(reader: Reader, asked: Asked, formats: Sequence[str], mailed: bool) -> Message:
    sql = f"select changeset from {reader.schema}.changeset where changeset > %s and changeset <= %s order by 1"
    told = reader.rows(int, sql, [asked.since.changeset, asked.until.changeset])
    words = ", ".join(map(str, told)) or "nothing"
    texts = {
        "html": f"<!doctype html><title>{asked.name}</title><p>{words}</p>",
        "markdown": f"# {asked.name}\n\n{words}\n",
        "json": json.dumps({"told": told, "from": str(asked.since.day), "to": str(asked.until.day)}),
        "csv": "changeset\n" + "".join(f"{number}\n" for number in told),
    }
    parts = [Part(form, TYPES[form], f"{asked.name}.{ENDINGS[form]}", texts[form].encode()) for form in formats]
    mail = f'<p>{words} é</p><img src="cid:dot.png" alt="">'
    return Message(f"changesets: {words}", bool(told), parts, f"{words} é", mail, [PICTURE] if mailed else [])
