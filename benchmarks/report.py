"""Seconds and memory for one report over all that is there.

    python -m benchmarks.report [--versions 20000] [--mailed]

Makes a database of its own, as benchmarks does, and drops it. Three intervals: a month and a half, the whole time, and
the whole time with all of it recorded as well. All formats are made; a mail, which has a picture drawn as PNG, with
--mailed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks import corpus, database
from benchmarks.record import imported
from tracker.database.connect import reading
from tracker.report.making import make
from tracker.report.message import FORMATS, Asked, Since

INTERVALS = {
    "a month and a half": (1, date(2020, 1, 1), date(2020, 2, 15)),
    "the whole time": (1, date(2010, 1, 1), date(2026, 1, 1)),
    "the whole time, all recorded": (0, date(2010, 1, 1), date(2026, 1, 1)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=20_000)
    parser.add_argument("--mailed", action="store_true")
    parser.add_argument("--database", metavar="URL", help="the server to use")
    given = parser.parse_args()
    print("| interval | changes | seconds | memory, MB | html, kB | json, kB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        made = corpus.write(Path(folder), given.versions)
        with imported(database.server_url(given.database), made) as url:
            for name in INTERVALS:  # each in a process of its own, so that its memory can be told
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    print(f"| {name} | {pool.apply(measured, (url, name, given.mailed))} |", flush=True)


def measured(url: str, name: str, mailed: bool) -> str:
    changeset, since, until = INTERVALS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with reading(database.settings(url)) as reader:
        ends = Since(changeset, since), Since(reader.changeset or 0, until)
        message = make(reader, Asked("bench", *ends), FORMATS, mailed)
    taken = time.perf_counter() - began
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    html, _, as_json, _ = (len(part.content) // 1000 for part in message.parts)
    return f"{message.subject} | {taken:.2f} | +{more} | {html} | {as_json}"


if __name__ == "__main__":
    main()
