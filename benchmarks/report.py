"""Seconds and memory for one report over a process with many demands.

    python -m benchmarks.report [--demands 10000]

Makes a database of its own, as benchmarks/record.py does, and drops it. Three intervals: one in which some hundreds of
demands changed, one in which all came, and one in which all were also recorded.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.record import database, written
from tracker import config
from tracker.database.connect import reading
from tracker.database.embedded import start
from tracker.record.importing import import_paths
from tracker.report.making import make
from tracker.report.message import FORMATS, Asked, Since

INTERVALS = {
    "some changed": (2, date(2020, 1, 1), date(2020, 2, 15)),
    "all new": (2, date(2010, 1, 1), date(2026, 1, 1)),
    "all new and all recorded": (1, date(2010, 1, 1), date(2026, 1, 1)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demands", type=int, default=10_000)
    given = parser.parse_args()
    settings = config.load(None, None, False)
    url = settings.database_url or start(settings, create=True)
    print("| interval | changes | seconds | memory, MB | html, kB | json, kB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, database(url) as made:
        import_paths(config.Settings(made, Path()), [written(Path(folder), given.demands)])
        for name in INTERVALS:  # each in a process of its own, so that its memory can be told
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(f"| {name} | {pool.apply(measured, (made, name))} |", flush=True)


def measured(url: str, name: str) -> str:
    changeset, since, until = INTERVALS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with reading(config.Settings(url, Path())) as reader:
        ends = Since(changeset, since), Since(reader.changeset or 0, until)
        message = make(reader, Asked("bench", *ends, process="bench"), FORMATS)
    taken = time.perf_counter() - began
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    html, _, as_json, _ = (len(part.content) // 1000 for part in message.parts)
    return f"{message.subject} | {taken:.2f} | +{more} | {html} | {as_json}"


if __name__ == "__main__":
    main()
