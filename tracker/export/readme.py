"""README.md of an exported folder: what lies in it and how to read it."""

from __future__ import annotations

from tracker.export.about import WHAT
from tracker.export.job import Job

_TOLD = """\
# {title}

{what}

{facts}

## Tables

| file | rows | what is in it |
| --- | ---: | --- |
{tables}
{changes}
## How to read them

{reading}

A date that a source gives only roughly stands as the first day that is meant (`to_date` and `ended_on`: as the last),
and a column beside it (`…_precision`) says how exactly it is known: day, month, year, or by (not later than).
"""
_CSV = """\
UTF-8, a header, commas. An empty cell means no value. Lists are JSON arrays in their cell, dates `2024-06-14`, times
UTC; numbers have all their digits."""
_READING = {
    "csv": _CSV,
    "parquet": """\
Dates, times (UTC), numbers, booleans and lists are typed. What a column means stands in its field's metadata under
`comment`, what a file is of in its own metadata under `tracker.…`.""",
    "datapackage": f"""\
{_CSV}

`datapackage.json` describes every column, the keys of each table and what refers to what, in the words of
<https://datapackage.org>; `frictionless validate datapackage.json` checks the files against it, checksums included.""",
}
_CHANGES = """
[changes.csv](changes.csv) has every change of the database after changeset {}, with the fields before and after;
[CHANGELOG.md](CHANGELOG.md) lists what people changed.
"""


def readme(job: Job, form: str) -> str:
    suffix = "parquet" if form == "parquet" else "csv"
    return _TOLD.format(
        title=job.about.title,
        what=WHAT,
        facts="\n".join(f"- {title}: {fact}" for title, fact in job.about.facts()),
        tables="\n".join(
            f"| [{table.name}.{suffix}]({table.name}.{suffix}) | {job.counts[table.name]} | {table.comment} |"
            for table in job.tables
        ),
        changes="" if job.since is None else _CHANGES.format(job.since),
        reading=_READING[form],
    )
