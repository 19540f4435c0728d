"""A database with a corpus in it: made by the product's own import, and kept for the next run.

Changeset 1 is the corpus, changeset 2 corrects some of it, and up to a hundred follow, each of one document. What
the import of the corpus took is noted in schema `bench`, beside the tables that hold nothing but one answer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, database, floors
from benchmarks.measure import as_installed, tell
from tracker.database.upgrade import upgrade
from tracker.record.importing import import_paths

READY = ("tracker.shown", "tracker.heard")  # says what the others say, as it is shown
UNRECORDED = [*READY, "tracker.alembic_version", "tracker.derived_object"]
SMALL = 100  # changesets of one document, at most
NOTED = "create schema bench; create table bench.noted (name text primary key, value double precision not null)"


class Spent(NamedTuple):
    """What a command took: seconds from start to end, greatest memory in bytes."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Loaded:
    url: str
    server: str
    corpus: corpus.Corpus

    @property
    def name(self) -> str:
        return database.name_of(self.url)

    def noted(self) -> dict[str, float]:
        with database.connect(self.url) as connection:
            return dict(connection.execute("select name, value from bench.noted").fetchall())


def load(server: str, folder: Path, versions: int, *, anew: bool = False) -> Loaded:
    """The database of a corpus of this size; made where it is not there yet, else brought to this program's schema."""
    name = f"tracker_bench_{versions}"
    found = Loaded(database.beside(server, name), server, corpus.Corpus(folder, versions, ()))
    if not anew and database.exists(server, name) and found.corpus.bundle.exists():
        tell(f"the database {name} is there")
        upgrade(found.url)
        return found
    tell(f"generating {versions} versions …")
    made = corpus.write(folder, versions)
    database.drop(server, name)
    database.drop(server, f"{name}_unfinished")
    url = database.create(server, f"{name}_unfinished")
    upgrade(url)
    _fill(server, url, made)
    with database.connect(server) as admin:
        admin.execute(f"alter database {name}_unfinished rename to {name}".encode())
    return found


def _fill(server: str, url: str, made: corpus.Corpus) -> None:
    with database.connect(url) as connection:
        connection.execute(NOTED)
    tell(f"importing {made.versions} versions …")
    before = database.active_seconds(url)
    spent = command(["--database", url, "import", str(made.bundle)])
    busy = database.active_seconds(url) - before
    tell(f"imported in {spent.seconds:.0f} s; the same rows, ready made …")
    floor = floors.written_whole(server, database.name_of(url))
    _note(url, seconds=spent.seconds, busy=busy, memory=spent.memory, copy=raw_copy(url), floor=floor)
    tell("correcting some …")
    import_paths(database.settings(url), [made.corrections], cause="correction", listed=False)
    small = min(SMALL, made.versions // 20)
    tell(f"importing {small} documents one by one …")
    one_by_one(url, range(small))


def _note(url: str, **values: float) -> None:
    with database.connect(url) as connection:
        for pair in values.items():
            connection.execute("insert into bench.noted values (%s, %s)", pair)


def one_by_one(url: str, numbers: Sequence[int]) -> None:
    """Imports some documents with three demands, each as a changeset."""
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            import_paths(database.settings(url), [document(url, Path(folder), number)])


def document(url: str, folder: Path, number: int, *, change: bool = False) -> Path:
    """The bundle of one document, of the first process; or of the one that changes what that says."""
    with database.connect(url) as connection:
        process, party, other = connection.execute(PARTIES).fetchone() or ("", "", "")
    path = folder / f"document-{number}{'-changed' if change else ''}.jsonl"
    made = corpus.one_change(number, process, party) if change else corpus.one_document(number, process, party, other)
    path.write_text("".join(f"{corpus.encode(line)}\n" for line in made))
    return path


PARTIES = """
select process, min(actor), max(actor) from analysis.party where role = 'party'
group by process having min(actor) <> max(actor) order by process collate "C" limit 1
"""


def command(words: Sequence[str]) -> Spent:
    """Runs `tracker WORDS`, which must end well."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "tracker", *words], stdout=subprocess.DEVNULL, env=as_installed())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"tracker {' '.join(words)} ended with {process.returncode}")
    return Spent(time.perf_counter() - began, usage.ru_maxrss * 1024)


def raw_copy(url: str, since: int = 0, times: int = 3) -> float:
    """Seconds that COPY takes for all rows that were written after a changeset, into bare tables.

    What is kept READY of them is no part of that.
    """
    with tempfile.TemporaryDirectory() as folder, database.connect(url) as connection:
        files = _unloaded(connection, Path(folder), since)
        return min(_copied(connection, files) for _ in range(times))


def _unloaded(connection: database.Connection, folder: Path, since: int) -> dict[str, Path]:
    """The rows of each table of the product as COPY writes them."""
    files: dict[str, Path] = {}
    for schema, table, dated in connection.execute(TABLES, [UNRECORDED]).fetchall():
        column = "ended_by" if schema == "history" else "changeset"
        which = f" where {column} > {since}" if dated else ""
        path = files[f"{schema}.{table}"] = folder / f"{schema}.{table}"
        with (
            path.open("wb") as file,
            connection.cursor().copy(f"copy (select * from {schema}.{table}{which}) to stdout".encode()) as copy,
        ):
            file.writelines(copy)
    return {name: path for name, path in files.items() if path.stat().st_size}


TABLES = """
select n.nspname::text, c.relname::text, exists (select from pg_attribute a where a.attrelid = c.oid
    and a.attname = case n.nspname when 'history' then 'ended_by' else 'changeset' end)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('tracker', 'history') and c.relkind = 'r'
    and c.oid::regclass::text <> all (%s)
order by 1, 2
"""


def _copied(connection: database.Connection, files: dict[str, Path]) -> float:
    connection.execute("drop schema if exists raw cascade; create schema raw")
    bare = {name: f"raw.{name.replace('.', '_')}" for name in files}
    for name, table in bare.items():
        connection.execute(f"create unlogged table {table} (like {name})".encode())
    began = time.perf_counter()
    with connection.transaction():
        for name, path in files.items():
            with path.open("rb") as file, connection.cursor().copy(f"copy {bare[name]} from stdin".encode()) as copy:
                while block := file.read(1 << 18):
                    copy.write(block)
    taken = time.perf_counter() - began
    connection.execute("drop schema raw cascade")
    return taken
