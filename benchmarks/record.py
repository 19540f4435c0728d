"""What it costs to record every change, and to look at the past, as ratios measured in one run.

    python -m benchmarks.record [--versions 10000] [--runs 3]

Makes databases of its own, as benchmarks does, and drops them. An import is held against the same one without the
triggers and checksums of the record; the past against the present, after every version was written anew ten times.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import arguments, corpus, database, limits, table
from benchmarks.measure import Measured, Operation, measure, timed
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
FORMS = 10  # in which each version stood


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", metavar="URL", help="the server to use")
    given = parser.parse_args()
    server = database.server_url(given.database)
    with tempfile.TemporaryDirectory() as folder:
        made = corpus.write(Path(folder), given.versions)
        for line in table.lines(_measured(server, made, given.runs)):
            print(line, flush=True)


def _measured(server: str, made: corpus.Corpus, runs: int) -> Iterator[Measured]:
    yield measure(_importing(server, made, runs, WITHOUT_TRIGGERS, WITHOUT_CHECKSUMS), budget=1)
    yield measure(_importing(server, made, runs, WITHOUT_CHECKSUMS), budget=1)
    with imported(server, made) as url:
        for operation in _reading(url):
            yield measure(operation, budget=20)


def _importing(server: str, made: corpus.Corpus, runs: int, *changes: str) -> Operation:
    against = "without triggers and checksums" if len(changes) > 1 else "without checksums"

    def whole(_: int) -> float:
        return _seconds(server, made)

    return Operation(
        "import", against, None, whole, lambda _: _seconds(server, made, *changes), slices=runs, most=1, warmed=False
    )


def _seconds(server: str, made: corpus.Corpus, *changes: str) -> float:
    """Those of one import into a database that some statements have changed."""
    with database.scratch(server) as url:
        upgrade(url)
        with database.connect(url) as connection:
            for change in changes:
                connection.execute(change.encode())
        return timed(lambda _: import_paths(database.settings(url), [made.bundle], listed=False))(0)


@contextmanager
def imported(server: str, made: corpus.Corpus) -> Iterator[str]:
    """The URL of a database with a corpus, dropped at the end."""
    with database.scratch(server) as url:
        upgrade(url)
        import_paths(database.settings(url), [made.bundle], listed=False)
        yield url


def _reading(url: str) -> Iterator[Operation]:
    with database.connect(url) as connection:
        connection.execute("set jit = off")
        asked = arguments.find(connection)
        for number in range(FORMS):
            connection.execute("update tracker.version set summary = summary || %s", [str(number)])
        connection.execute("analyze")
        process, day = asked.processes[0]
        sources = {
            "positions_on, one process": f"positions_on('{day}', '{process}')",
            "demand_history": f"demand_history('{asked.demands[0]}')",
            "diff, one process": f"diff('{day}', '{asked.days[-1]}', '{process}')",
            "version of one demand": f"version where demand = '{asked.demands[0]}'",
        }
        with database.connect(url, autocommit=False) as past:
            past.execute("select analysis.as_known(%s)", [f"changeset {1 + FORMS // 2}"])
            for name, source in sources.items():
                yield Operation(
                    f"past.{name}",
                    "the same in analysis",
                    None,
                    timed(lambda _, source=source: limits.asked(past, f"select * from past.{source}")),  # type: ignore[misc]
                    timed(lambda _, source=source: limits.asked(connection, f"select * from analysis.{source}")),  # type: ignore[misc]
                )


if __name__ == "__main__":
    main()
