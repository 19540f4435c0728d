"""The product beside other ways to keep what changed, on one corpus, all asked in turn.

Each peer runs in a process of its own. What was held is told by demand, version, summary and terms, as values of
Python; answers are compared by the first three.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from benchmarks import arguments, database, limits, writes
from benchmarks.loaded import SMALL, Loaded, document
from benchmarks.measure import Measured, Operation, Ratio, Timed, measure, tell, timed
from benchmarks.peers.worker import digest
from tracker.database.connect import Reader, reading
from tracker.record.importing import import_paths

MODULES = {
    "SQLAlchemy-Continuum": "continuum",
    "django-pghistory": "pghistory",
    "SQLite, triggers": "sqlite",
    "DuckDB": "duck",
    "doltlite": "dolt",
}
EVENTS = """
with held as (
    select s.demand_id, s.version_id, s.held_from, s.held_to from tracker.spell s
    where s.held_from is distinct from s.held_to
),
event as (
    select held_from as day, demand_id, version_id from held
    union all
    select held_to, demand_id, null from held h where held_to is not null
        and not exists (select from held n where n.demand_id = h.demand_id and n.held_from = h.held_to)
)
select e.day::text, d.slug, p.slug, y.slug, t.slug, d.title, v.name, v.summary, v.terms::text
from event e join tracker.demand d on d.id = e.demand_id join tracker.process p on p.id = d.process_id
join tracker.actor y on y.id = d.party_id join tracker.topic t on t.id = d.topic_id
left join tracker.version v on v.id = e.version_id order by e.day, d.slug collate "C"
"""
POSITIONS = "select demand, version, summary, terms from analysis.positions_on(%s, %s)"
HISTORY = "select version, summary from analysis.demand_history(%s) order by spell"
DIFF = """
select demand, from_version, to_version from analysis.diff(%s, %s)
where change <> 'transient' and from_version is distinct from to_version
"""


@dataclass(frozen=True)
class Question:
    """What the peers know by `method`, and the product as `sql`; with several arguments."""

    name: str
    method: str
    sql: str
    given: Sequence[Sequence[Any]]


@dataclass
class Running:
    """A peer's process. It has loaded the corpus."""

    process: subprocess.Popen[str]
    seconds: float = 0.0
    size: int = 0

    def ask(self, *question: object) -> list[Any]:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        print(json.dumps(question), file=stdin, flush=True)
        return _heard(stdout)


def measured(loaded: Loaded, wanted: Sequence[str], pythons: Mapping[str, str], budget: float) -> Iterator[Measured]:
    """`pythons` are the interpreters of those that need one of their own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        events = _write(loaded, folder / "events.jsonl")
        peers: dict[str, Running] = {}
        for name, module in MODULES.items():
            if any(word in name.casefold() for word in wanted):
                place = folder / module
                place.mkdir()
                tell(f"{name} loads …")
                url = stack.enter_context(database.scratch(loaded.server))
                python = pythons.get(module, sys.executable)
                peers[name] = stack.enter_context(_running([python, module, url, str(place), str(events)]))
        yield from _asked(loaded, peers, budget)
        yield from _loads(loaded, peers)
        yield measure(_edit(stack.enter_context(database.scratch(loaded.server, loaded.name)), folder, peers), budget)


def _asked(loaded: Loaded, peers: Mapping[str, Running], budget: float) -> Iterator[Measured]:
    with database.connect(loaded.url) as owner:
        asked = questions(arguments.find(owner))
        kept = _kept(owner, asked)
        with reading(database.settings(loaded.url)) as reader:
            for question in asked:
                yield measure(_operation(question, reader, owner, kept[question.name], peers), budget)


def questions(found: arguments.Arguments) -> list[Question]:
    one = [(str(day), process) for process, day in found.processes]
    spans = [(str(start), str(end)) for start, end in found.spans()]
    return [
        Question("held on a day, one process", "positions", POSITIONS, one),
        Question("held on a day, everything", "positions", POSITIONS, [(str(found.days[2]), None)]),
        Question(
            "history of one demand", "history", HISTORY, [(demand,) for demand in found.demands[: arguments.SEVERAL]]
        ),
        Question("difference of two dates", "diff", DIFF, spans),
    ]


def _write(loaded: Loaded, path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file, database.connect(loaded.url) as owner:
        for event in owner.execute(EVENTS.encode()):
            file.write(f"{json.dumps(event)}\n")
    return path


@contextmanager
def _running(command: Sequence[str]) -> Iterator[Running]:
    python, *words = command
    worker = [python, "-m", "benchmarks.peers.worker", *words]
    with subprocess.Popen(worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        running = Running(process)
        assert process.stdout is not None
        running.seconds, running.size = _heard(process.stdout)
        yield running
        assert process.stdin is not None
        process.stdin.close()


def _heard(stdout: IO[str]) -> list[Any]:
    line = stdout.readline()
    if not line:
        raise SystemExit("the peer ended; see above")
    found: list[Any] = json.loads(line)
    return found


def _kept(owner: database.Connection, asked: Sequence[Question]) -> dict[str, list[str]]:
    """The answers as tables of their own."""
    made: dict[str, list[str]] = {}
    for nth, question in enumerate(asked):
        names = made[question.name] = [f"bench.peers_{nth}_{n}" for n in range(len(question.given))]
        for name, given in zip(names, question.given, strict=True):
            owner.execute(f"drop table if exists {name}".encode())
            owner.execute(f"create table {name} as {question.sql}".encode(), given)
            owner.execute(f"vacuum (freeze, analyze) {name}".encode())
    return made


def _operation(
    question: Question, reader: Reader, owner: database.Connection, kept: Sequence[str], peers: Mapping[str, Running]
) -> Operation:
    count = len(question.given)

    def product(number: int) -> list[Any]:
        return reader.connection.execute(question.sql.encode(), question.given[number % count]).fetchall()

    ours = [digest(product(n), ordered=question.method == "history") for n in range(count)]
    for name, peer in peers.items():
        theirs = [tuple(peer.ask(question.method, *given)[1:]) for given in question.given]
        if theirs != ours:
            tell(f"{name} answers {theirs}, the product {ours}")
    answer = limits.digest(ours)._replace(rows=sum(rows for rows, _ in ours))
    return Operation(
        question.name,
        "the same rows, alone in a table",
        None,
        timed(product),
        timed(lambda n: owner.execute(f"select * from {kept[n % count]}".encode()).fetchall()),
        {name: _asking(peer, question) for name, peer in peers.items()},
        answers=(answer, answer),
        units=answer.rows / count,
    )


def _asking(peer: Running, question: Question) -> Timed:
    return lambda n: float(peer.ask(question.method, *question.given[n % len(question.given)])[0])


def _edit(url: str, folder: Path, peers: Mapping[str, Running]) -> Operation:
    """Three new demands in one commit; the product has their document and citations too."""

    def imported(number: int) -> float:
        bundle = document(url, folder, SMALL + number)
        return timed(lambda _: import_paths(database.settings(url), [bundle]))(number)

    def played(peer: Running) -> Timed:
        return lambda number: float(peer.ask("play", "2026-01-01", _three(number))[0])

    sides = {name: played(peer) for name, peer in peers.items()}
    commit = limits.commit(url)
    return Operation("three new demands", "a commit of one row", None, imported, commit, sides, most=8, warmed=False)


def _three(number: int) -> list[list[str]]:
    terms = json.dumps([{"attribute": "extent", "value": "complete"}])
    rest = ("talks", "land-00", "talks.rounds", "A title", "v1", "A summary of some words.", terms)
    return [["2026-01-01", f"new-{number}-{nth}", *rest] for nth in range(3)]


def _loads(loaded: Loaded, peers: Mapping[str, Running]) -> Iterator[Measured]:
    """How long they took to take in the corpus, and how many bytes they keep. The product has the citations too."""
    noted, versions = loaded.noted(), loaded.corpus.versions
    seconds = {"product": noted["seconds"], **{name: peer.seconds for name, peer in peers.items()}}
    yield _told("load", "COPY into bare tables", seconds, noted["copy"], "s")
    sizes = writes.sizes(loaded)
    product, limit = sizes.product(0), sizes.limit(0)
    bytes_ = {"product": product, **{name: peer.size / versions for name, peer in peers.items()}}
    yield _told("bytes a version", "the product's rows in tables without indexes", bytes_, limit, "B")


def _told(name: str, against: str, values: Mapping[str, float], limit: float, unit: Any) -> Measured:
    ratios = {side: Ratio(*[value / limit] * 3) for side, value in values.items()}
    operation = Operation(name, against, None, lambda _: values["product"], lambda _: limit, unit=unit)
    return Measured(operation, {**values, "limit": limit}, ratios)
