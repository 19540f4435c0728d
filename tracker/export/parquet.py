"""Parquet: a file a table, typed; comments and what the file is of stand in its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

import pyarrow as pa
from pyarrow import parquet as pq

from tracker.errors import InputError
from tracker.export.about import About
from tracker.export.job import Job
from tracker.export.rows import values
from tracker.export.tables import Column, Table

BATCH = 2_000  # rows that are in memory as Python's values at a time
GROUP = 16_000_000  # bytes of the values that make a row group, and are in memory until they are written
DIGITS, DECIMALS = 38, 9  # of a number, which every reader of decimals has; wider only where the data are
MOST_DIGITS = 76
_TYPES = {
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "text": pa.string(),
    "text[]": pa.list_(pa.string()),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
}


def write(job: Job) -> None:
    for table in job.tables:
        _write_table(job, table)


def _write_table(job: Job, table: Table) -> None:
    schema = _schema(job, table)
    with (
        (job.folder / f"{table.name}.parquet").open("wb") as file,
        closing(pq.ParquetWriter(file, schema)) as writer,
        values(job.reader, table, job.counter(table)) as rows,
    ):
        for group in _groups(rows, schema):
            writer.write_table(group)


def _groups(rows: Iterator[tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    batches: list[pa.RecordBatch] = []
    while some := list(islice(rows, BATCH)):
        arrays = map(pa.array, zip(*some, strict=True), schema.types)
        batches.append(pa.RecordBatch.from_arrays(list(arrays), schema=schema))
        if sum(batch.nbytes for batch in batches) >= GROUP:
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)


def _schema(job: Job, table: Table) -> pa.Schema:
    numbers = _numbers(job, table)
    fields = [
        pa.field(column.name, numbers.get(column.name) or _TYPES[column.type], metadata={"comment": column.comment})
        for column in table.columns
    ]
    return pa.schema(fields, metadata=_metadata(job.about, table))


def _metadata(about: About, table: Table) -> dict[str, str]:
    told = {
        "table": table.name,
        "comment": table.comment,
        **{title.lower().replace(" ", "_"): fact for title, fact in about.facts()},
        "changeset": about.changeset,
        "recorded_at": about.recorded_at and about.recorded_at.isoformat(),
        "process": about.extent.process,
        "position_on": about.extent.day.isoformat(),
    }
    return {f"tracker.{name}": str(value) for name, value in told.items() if value is not None}


def _numbers(job: Job, table: Table) -> dict[str, pa.DataType]:
    """The decimal type of each column of numbers that holds all its digits."""
    columns = [column for column in table.columns if column.type == "numeric"]
    if not columns:
        return {}
    needed = ", ".join(
        f'max(length(trunc(abs(t."{name}"))::text)), max(scale(trim_scale(t."{name}")))' for name, *_ in columns
    )
    found = job.reader.rows(lambda *row: row, f"select {needed} from {table.source}", dict(table.parameters))[0]
    wide = zip(columns, found[::2], found[1::2], strict=True)
    return {column.name: _decimal(table, column, whole or 1, decimals or 0) for column, whole, decimals in wide}


def _decimal(table: Table, column: Column, whole: int, decimals: int) -> pa.DataType:
    if decimals <= DECIMALS and whole <= DIGITS - DECIMALS:
        return pa.decimal128(DIGITS, DECIMALS)
    if whole + decimals > MOST_DIGITS:
        raise InputError(
            f"{column.name} of {table.name} has numbers of more than {MOST_DIGITS} digits, which Parquet cannot hold",
            "Nothing was written. Use --as csv, which keeps all digits.",
        )
    digits = DIGITS if whole + decimals <= DIGITS else MOST_DIGITS
    return pa.decimal128(digits, decimals) if digits == DIGITS else pa.decimal256(digits, decimals)
