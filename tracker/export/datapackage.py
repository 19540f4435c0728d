"""A Frictionless Data Package (https://datapackage.org, version 2 of the standard): CSV files and their description."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from tracker.export import changelog, csv, keys
from tracker.export.about import WHAT, About
from tracker.export.csv import Written
from tracker.export.job import Job
from tracker.export.tables import Column, Table

PROFILE = "https://datapackage.org/profiles/2.0"
MOST_SOURCES = 1000  # documents that the descriptor names; of more, it names the table
_TYPES = {
    "bigint": "integer",
    "boolean": "boolean",
    "date": "date",
    "integer": "integer",
    "jsonb": "object",
    "numeric": "number",
    "text": "string",
    "text[]": "array",
    "timestamp with time zone": "datetime",
}


def write(job: Job) -> None:
    written = [(table, csv.write_table(job, table)) for table in job.tables]
    if job.since is not None:
        written.append(changelog.write(job, job.since))
    resources = [_resource(job.about, table, file) for table, file in written]
    job.write("datapackage.json", json.dumps(_package(job, resources), ensure_ascii=False, indent=2) + "\n")


def _package(job: Job, resources: list[dict[str, Any]]) -> dict[str, Any]:
    about = job.about
    contents = "".join(resource["hash"] for resource in resources)
    found = {
        "$schema": f"{PROFILE}/datapackage.json",
        "name": "-".join(["tracker", *([_name(about.extent.process)] if about.extent.process else [])]),
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, contents)}",
        "title": about.title,
        "description": "\n\n".join([WHAT, *(f"{title}: {fact}" for title, fact in about.facts())]),
        "version": about.version,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "licenses": [_licence(about.licence)] if about.licence else None,
        "contributors": _contributors(job),
        "sources": _sources(job),
        "resources": resources,
    }
    return {name: value for name, value in found.items() if value}


def _name(slug: str) -> str:
    """A slug in the letters that the name of a package may have."""
    return re.sub("[^a-z0-9._-]", "-", slug.lower())


def _licence(licence: str) -> dict[str, str]:
    return {"path": licence} if re.match("https?://", licence) else {"name": licence}


def _contributors(job: Job) -> list[dict[str, Any]]:
    """Everybody who recorded a change."""
    sql = f'select distinct author collate "C" from {job.reader.schema}.changeset order by 1'
    return [{"title": author, "roles": ["dataCurator"]} for author in job.reader.rows(str, sql)]


def _sources(job: Job) -> list[dict[str, str]]:
    """The documents, with where they can be read on the web."""
    documents = next(table for table in job.tables if table.name == "document")
    if job.counts[documents.name] > MOST_SOURCES:
        return [
            {"title": f"The {job.counts[documents.name]:,} documents of the table document", "path": "document.csv"}
        ]
    sql = f"select d.title, d.url from ({documents.query()}) d"
    return job.reader.rows(_source, sql, dict(documents.parameters))


def _source(title: str, url: str | None) -> dict[str, str]:
    # A path that leads upwards is refused by the standard, whatever it leads to.
    readable = url and re.match("https?://", url) and ".." not in url
    return {"title": title, "path": url} if url and readable else {"title": title}


def _resource(about: About, table: Table, file: Written) -> dict[str, Any]:
    return {
        "name": file.name.removesuffix(".csv"),
        "type": "table",
        "path": file.name,
        "description": table.comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
        "dialect": {"$schema": f"{PROFILE}/tabledialect.json", "lineTerminator": "\n"},
        "schema": _schema(about, table),
    }


def _schema(about: About, table: Table) -> dict[str, Any]:
    key = keys.key(table.name)
    partly = table.name in keys.PARTLY_EMPTY
    return {
        "$schema": f"{PROFILE}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        **({"uniqueKeys": [key]} if partly else {"primaryKey": key}),
        **({"foreignKeys": found} if (found := _foreign_keys(about, table)) else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    found = {"name": column.name, "type": _TYPES[column.type], "description": column.comment}
    return {**found, "constraints": {"enum": list(column.allowed)}} if column.allowed else found


def _foreign_keys(about: About, table: Table) -> list[dict[str, Any]]:
    found = []
    for column in table.columns:
        target = keys.refers(table.name, column.name)
        if target is None or (about.extent.process and (table.name, column.name) in keys.ACROSS):
            continue
        # A table that refers to itself is not named.
        place = {} if target == table.name else {"resource": target}
        found.append({"fields": [column.name], "reference": {**place, "fields": [target]}})
    return found
