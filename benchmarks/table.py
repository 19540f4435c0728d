"""The measurements as a Markdown table, under the machine that they are of."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks import database
from benchmarks.measure import FLOOR, Measured, rounded

HEAD = (
    "| operation | against | ratio: least / median / most | target | met | floor | product | limit | rows | µs a row |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)
MET = {True: "yes", False: "**no**", None: ""}


def lines(measured: Iterable[Measured]) -> Iterable[str]:
    """A line as soon as it is known."""
    yield from HEAD
    for one in measured:
        yield line(one)


def line(one: Measured) -> str:
    operation = one.operation
    product, limit = one.seconds["product"], one.seconds["limit"]
    cells = [
        operation.name,
        operation.against,
        str(one.ratios["product"]),
        "" if operation.target is None else f"≤ {operation.target:g}",
        MET[one.met],
        rounded(one.ratios[FLOOR].median) if FLOOR in one.ratios else "",
        _told(one, product),
        _told(one, limit),
        _answer(one),
        rounded(1e6 * product / operation.units) if operation.units else "",
    ]
    return f"| {' | '.join(cells)} |"


def of_peers(measured: Iterable[Measured]) -> Iterable[str]:
    """The ratios of each to the limit."""
    names: list[str] = []
    for one in measured:
        if not names:
            names = list(one.ratios)
            yield f"| operation | against | {' | '.join(names)} | limit | rows |"
            yield f"| --- | --- |{' --- |' * (len(names) + 2)}"
        operation, limit = one.operation, _told(one, one.seconds["limit"])
        cells = [operation.name, operation.against, *map(str, one.ratios.values()), limit, _answer(one)]
        yield f"| {' | '.join(cells)} |"


def _told(one: Measured, value: float) -> str:
    return f"{value:.0f} B" if one.operation.unit == "B" else f"{rounded(1e3 * value)} ms"


def _answer(one: Measured) -> str:
    """How many rows, and whether product and limit gave the same."""
    if one.operation.answers is None:
        return one.operation.note
    mine, limit = one.operation.answers
    return f"{mine.rows} ({mine.digest})" if mine == limit else f"**{mine} is not {limit}**"


def machine(url: str) -> str:
    """What absolute times are to be read with."""
    with database.connect(url) as connection:
        version = connection.execute("show server_version").fetchone() or ("",)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = {
        "processors": f"{os.cpu_count()} × {_processor()}",
        "memory": f"{memory:.0f} GB",
        "PostgreSQL": version[0],
        "Python": platform.python_version(),
    }
    return ", ".join(f"{name}: {value}" for name, value in parts.items())


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    found: Mapping[str, str] = {}
    if path.exists():
        pairs = (row.partition(":") for row in path.read_text().splitlines())
        found = {name.strip(): value.strip() for name, _, value in pairs}
    return found.get("model name", platform.machine())
