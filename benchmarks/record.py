"""What it costs to record every change, and to look at the past, as ratios measured in one run.

    python -m benchmarks.record [--demands 5000] [--runs 3]

Makes databases of its own on the server that the environment names (TRACKER_DATABASE_URL, or the embedded one after
`tracker quickstart`), whose login must be allowed to, and drops them. Each operation runs interleaved with what it is
compared with. A demand has two versions and four citations.
"""

from __future__ import annotations

import argparse
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tracker import config, resources
from tracker.database.embedded import start
from tracker.database.upgrade import upgrade
from tracker.record.importing import import_paths

WITHOUT_CHECKSUMS = (
    "create or replace function tracker.write_checksums(number bigint, tables text[]) returns void"
    " language sql as 'select null::void'"
)
WITHOUT_TRIGGERS = """
do $$ declare t record; begin
    for t in select tgrelid::regclass as of_table, tgname from pg_trigger join pg_class c on c.oid = tgrelid
        where not tgisinternal and c.relnamespace = 'tracker'::regnamespace and tgname ~ '^[ab]_' loop
        execute format('alter table %s disable trigger %I', t.of_table, t.tgname);
    end loop; end $$
"""
PROCESS = {
    "processes": [
        {
            "process": "bench",
            "title": "Made up",
            "parties": [{"actor": a, "role": "party"} for a in ("russia", "ukraine")],
        }
    ]
}
READINGS = {
    "positions_on": "positions_on('2024-06-01', 'bench')",
    "demand_history": "demand_history('bench.d17')",
    "diff, one month": "diff('2024-01-01', '2024-01-31', 'bench')",
    "version of one demand": "version where demand = 'bench.d17'",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demands", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    url = config.load(None, None, False).database_url or start(config.load(None, None, False), create=True)
    with tempfile.TemporaryDirectory() as folder:
        bundle = written(Path(folder), given.demands)
        print(f"{given.demands} demands, {2 * given.demands} versions, {4 * given.demands} citations\n")
        print("| operation | against | ratio: least / of medians / most |\n| --- | --- | --- |")
        for line in (*importing(url, bundle, given.runs), *reading(url, bundle, 10 * given.runs)):
            print(line, flush=True)


def written(folder: Path, demands: int) -> Path:
    """A bundle of lines of JSON: a process, a document a day, and the demands."""
    path = folder / "bench.jsonl"
    days = [f"{2015 + n // 336}-{1 + n // 28 % 12:02}-{1 + n % 28:02}" for n in range(3000)]
    lines: list[Any] = [PROCESS]
    for day in days:
        fields = {"kind": "statement", "title": f"Said on {day}", "issuer": "russia", "issued_on": day}
        lines.append({"documents": [{"document": f"bench-{day}", **fields}]})
    lines += ({"demands": [demand(number, days)]} for number in range(demands))
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def demand(number: int, days: Sequence[str]) -> dict[str, object]:
    said = [days[(number * 7 + step * 400) % len(days)] for step in range(4)]
    said.sort()
    contents = ({"territory": ["UA-09", "UA-14"], "extent": "begun"}, {"territory": ["UA-09"], "extent": "complete"})
    versions = [
        {
            "version": name,
            "summary": f"What demand {number} asks as {name}.",
            "terms": contents[n],
            "citations": [{"document": f"bench-{day}"} for day in dict.fromkeys(said[2 * n : 2 * n + 2])],
        }
        for n, name in enumerate(("first", "second"))
    ]
    head = {"process": "bench", "party": "russia", "addressee": "ukraine", "kind": "demand"}
    return {
        "demand": f"bench.d{number}",
        **head,
        "topic": "territory.withdrawal",
        "title": f"Demand {number}",
        "versions": versions,
    }


# --- importing ------------------------------------------------------------------------------------------------------


def importing(url: str, bundle: Path, runs: int) -> Iterator[str]:
    imported(url, bundle)  # the first warms up
    bare: list[float] = []
    checked: list[float] = []
    whole: list[float] = []
    for _ in range(runs):
        bare.append(imported(url, bundle, WITHOUT_TRIGGERS, WITHOUT_CHECKSUMS))
        checked.append(imported(url, bundle, WITHOUT_CHECKSUMS))
        whole.append(imported(url, bundle))
    yield row("import", "without the triggers and checksums of the record", whole, bare)
    yield row("import", "without checksums", whole, checked)


def imported(url: str, bundle: Path, *changes: str) -> float:
    """Seconds for one import into a database that some statements have changed."""
    with database(url) as made:
        with psycopg.connect(made, autocommit=True) as connection:
            for change in changes:
                connection.execute(change)
        return timed(lambda: import_paths(config.Settings(made, Path()), [bundle]))


# --- reading --------------------------------------------------------------------------------------------------------


def reading(url: str, bundle: Path, runs: int) -> Iterator[str]:
    with database(url) as made:
        import_paths(config.Settings(made, Path()), [bundle])
        with psycopg.connect(made, autocommit=True, prepare_threshold=None) as connection:
            # Much history: ten times over, every version of the process is written anew.
            for number in range(10):
                connection.execute("update tracker.version set summary = summary || %s", [str(number)])
            connection.execute("analyze")
            connection.execute("set jit = off")
            for name, source in READINGS.items():
                now: list[float] = []
                past: list[float] = []
                for turn in range(runs + 1):
                    with connection.transaction():
                        connection.execute("select analysis.as_known('changeset 5')")
                        taken = asked(connection, f"past.{source}")
                    if turn:  # the first warms up
                        past.append(taken)
                        now.append(asked(connection, f"analysis.{source}"))
                    else:
                        asked(connection, f"analysis.{source}")
                yield row(f"past.{name}", f"analysis.{name}", past, now)


def asked(connection: psycopg.Connection, source: str) -> float:
    return timed(lambda: connection.execute(f"select * from {source}".encode()).fetchall())


# --- both -----------------------------------------------------------------------------------------------------------


@contextmanager
def database(url: str) -> Iterator[str]:
    """A database with the shipped seed data, dropped at the end."""
    name = f"tracker_bench_{secrets.token_hex(4)}"
    parts = urlsplit(url)
    made = urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"create database {name} template template0 encoding 'UTF8'".encode())
        try:
            upgrade(made)
            import_paths(config.Settings(made, Path()), [resources.seeds()])
            yield made
        finally:
            admin.execute(f"drop database {name} with (force)".encode())


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def row(name: str, base: str, mine: Sequence[float], theirs: Sequence[float]) -> str:
    ratios = sorted(one / other for one, other in zip(mine, theirs, strict=True))
    median = statistics.median(mine) / statistics.median(theirs)
    return f"| {name} | {base} | {ratios[0]:.2f} / {median:.2f} / {ratios[-1]:.2f} |"


if __name__ == "__main__":
    main()
