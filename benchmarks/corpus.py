"""Bundles of made-up negotiations, of any size, the same for the same numbers: what the measurements run on.

    python -m benchmarks.corpus --versions 100000 --to FOLDER

Written a process at a time, so memory does not grow with the size. Some four terms and three citations a version,
documents over ten years. Four demands in five hardly change (2 % a document of their party), one in five does (25 %);
45 % of what is held is affirmed by each new document, 2.5 % is withdrawn, of which some is demanded again. One document
in twenty asks by alternatives; three processes in ten claim coverage; 3 % of the versions are corrected later.

    corpus.jsonl         the codebook and all processes: everything before the first day of 2025
    corrections.jsonl    other contents for versions of it, under the same names
    addition-1.jsonl …   some thousands of versions of it each: one more document of each party, of some processes
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TextIO

import yaml

from benchmarks import contents
from tracker import resources

FIRST_DAY = 735599  # 2015-01-01
DAYS = 3652  # until the end of 2024
ADDITIONS = 3
ADDITION = 2000  # versions of an addition, at most
SPEAKERS = 60
OBSERVER = "observers"
Record = dict[str, Any]

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Corpus(NamedTuple):
    """The files of a folder, and how many versions are in them."""

    folder: Path
    versions: int
    added: tuple[int, ...]

    @property
    def bundle(self) -> Path:
        return self.folder / "corpus.jsonl"

    @property
    def corrections(self) -> Path:
        return self.folder / "corrections.jsonl"

    def addition(self, number: int) -> Path:
        return self.folder / f"addition-{number}.jsonl"


def write(folder: Path, versions: int, seed: int = 7) -> Corpus:
    """Writes the bundles of a corpus into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    prose = contents.Prose(Random(f"{seed}"))
    left, added = versions, [0] * ADDITIONS
    corpus = Corpus(folder, versions, ())
    with ExitStack() as files:
        names = (corpus.bundle, corpus.corrections, *(corpus.addition(n + 1) for n in range(ADDITIONS)))
        main, corrections, *additions = (
            files.enter_context(path.open("w", encoding="utf-8", buffering=1 << 20)) for path in names
        )
        _put(main, chain(codebook(), speakers()))
        number = 0
        while left > 0:
            process = Process(number, Random(f"{seed}:{number}"), prose, left)
            _put(main, process.records())
            _put(corrections, process.corrections())
            left = process.room
            for n, file in enumerate(additions):
                process.room = min(ADDITION, max(3, versions // 10)) - added[n]
                if before := process.room:
                    _put(file, process.later(DAYS + 10 * n))
                    added[n] += before - process.room
            number += 1
    return corpus._replace(added=tuple(added))


def _put(file: TextIO, records: Iterator[Record]) -> None:
    file.writelines(f"{encode(record)}\n" for record in records)


def codebook() -> Iterator[Record]:
    """The shipped one, so that nothing differs where it is there already."""
    for path in sorted((resources.seeds() / "codebook").rglob("*.yaml")):
        yield yaml.safe_load(path.read_text("utf-8"))


def speakers() -> Iterator[Record]:
    for number in range(SPEAKERS):
        yield {"actors": [{"actor": f"land-{number:02}", "kind": "state", "name": f"Land {number}"}]}
    yield {"actors": [{"actor": OBSERVER, "kind": "organisation", "name": "Observers of the talks"}]}


def one_document(number: int, process: str, party: str, addressee: str, seed: int = 7) -> Iterator[Record]:
    """A document with three demands that are new, each of one version."""
    random, slug = Random(f"{seed}:document:{number}"), f"{process}.late-{number}"
    yield _document(slug, "statement", party, DAYS + 100 + number)
    prose = contents.Prose(random)
    for nth in range(3):
        version = _one_version("first", slug, party, random, prose)
        head = _head(f"{slug}.d{nth}", process, party, addressee, random, prose)
        yield {"demands": [{**head, "versions": [version]}]}


def one_change(number: int, process: str, party: str, seed: int = 7) -> Iterator[Record]:
    """A document in which the demands of `one_document` of that number are asked otherwise."""
    random, slug = Random(f"{seed}:change:{number}"), f"{process}.later-{number}"
    yield _document(slug, "statement", party, DAYS + 101 + number)
    prose = contents.Prose(random)
    for nth in range(3):
        version = _one_version("second", slug, party, random, prose)
        yield {"demands": [{"demand": f"{process}.late-{number}.d{nth}", "versions": [version]}]}


def _one_version(name: str, document: str, speaker: str, random: Random, prose: contents.Prose) -> Record:
    return {
        "version": name,
        "summary": prose.summary(random),
        "terms": contents.terms(random),
        "citations": [{"document": document, "speaker": speaker}],
    }


def _document(slug: str, kind: str, issuer: str, day: int, **more: object) -> Record:
    told = contents.day(FIRST_DAY + day)
    fields = {"document": slug, "kind": kind, "title": f"Said on {told}", "issuer": issuer, "issued_on": told}
    return {"documents": [{**fields, **more}]}


def _head(slug: str, process: str, party: str, addressee: str, random: Random, prose: contents.Prose) -> Record:
    return {
        "demand": slug,
        "process": process,
        "party": party,
        "addressee": addressee,
        "kind": "proposal" if random.random() < 0.2 else "demand",
        "topic": contents.TOPICS[int(random.random() * len(contents.TOPICS))],
        "title": prose.title(random),
    }


@dataclass(slots=True)
class Demand:
    """One demand as the bundle will have it, and where it stands."""

    record: Record
    volatile: bool
    terms: contents.Terms
    names: int = 0
    held: str | None = None  # the name of the version, none after an ending

    def cite(self, version: str, citation: Record, content: Record | None = None) -> None:
        versions: list[Record] = self.record["versions"]
        found = next((v for v in versions if v["version"] == version), None)
        if found is None:
            found = {"version": version, **(content or {}), "citations": []}
            versions.append(found)
        found["citations"].append(citation)
        self.held = version

    def so_far(self) -> Record | None:
        """What it is to the bundle, which it then leaves: what comes later is an addition to it."""
        record, self.record = self.record, {"demand": self.record["demand"], "versions": [], "endings": []}
        if not record["versions"] and not record["endings"]:
            return None
        return {name: value for name, value in record.items() if value != []}


@dataclass(slots=True)
class Party:
    actor: str
    addressee: str
    demands: list[Demand] = field(default_factory=list)


class Process:
    """One negotiation. `room` is how many versions it may still have."""

    def __init__(self, number: int, random: Random, prose: contents.Prose, room: int) -> None:
        self.slug = f"talks-{number:05}"
        self.room = room
        self._random, self._prose = random, prose
        self._first = int(random.random() * (DAYS - 400))
        self._days = min(DAYS - self._first, 365 + int(random.random() * 1825))
        count = min(20, 2 + int((random.paretovariate(1.3) - 1) * 2))
        start = int(random.random() * SPEAKERS)
        actors = [f"land-{(start + n) % SPEAKERS:02}" for n in range(count)]
        self._parties = [Party(actor, actors[n - 1]) for n, actor in enumerate(actors)]
        self._covers = random.random() < 0.3
        self.reports: list[tuple[int, str]] = []
        self._corrections: list[Record] = []
        self._demands = 0

    # --- what the bundles hold --------------------------------------------------------------------------------------

    def records(self) -> Iterator[Record]:
        parties = [{"actor": party.actor, "role": "party"} for party in self._parties]
        observer = {"actor": OBSERVER, "role": "observer"}
        process = {"process": self.slug, "title": f"Talks {self.slug}", "parties": [*parties, observer]}
        yield {"processes": [process]}
        for event in contents.EVENTS:
            yield {"events": [{"process": self.slug, "event": event, "title": event.replace("-", " ").capitalize()}]}
        yield from self._observed()
        for party in self._parties:
            if self.room <= 0:
                break
            count = min(40, 3 + int(self._random.expovariate(1 / 8)))
            for day in sorted(self._random.sample(range(self._days), count)):
                yield self._speak(party, self._first + day)
        yield from self._said(correct=True)

    def corrections(self) -> Iterator[Record]:
        yield from self._corrections
        self._corrections = []

    def later(self, day: int) -> Iterator[Record]:
        """One more document of each party."""
        for party in self._parties:
            if self.room <= 0:
                break
            yield self._speak(party, day)
        yield from self._said(correct=False)

    def _said(self, *, correct: bool) -> Iterator[Record]:
        for party in self._parties:
            for demand in party.demands:
                record = demand.so_far()
                if record is None:
                    continue
                yield {"demands": [record]}
                if correct:
                    self._correct(record)

    def _observed(self) -> Iterator[Record]:
        """Reports by which some of what is said is known."""
        for number in range(4):
            day = self._first + self._days * (number + 1) // 4
            slug = f"{self.slug}.report-{number}"
            self.reports.append((day, slug))
            passages = [{"passage": f"p{n}", "gist": self._prose.title(self._random)} for n in range(1, 9)]
            yield _document(slug, "report", OBSERVER, day, publisher=OBSERVER, passages=passages)

    def _correct(self, record: Record) -> None:
        """What somebody finds out later about some versions: other terms, in other words."""
        found = [version for version in record.get("versions", ()) if self._random.random() < 0.03]
        if found:
            versions = [
                {
                    "version": version["version"],
                    "summary": self._prose.summary(self._random),
                    "terms": contents.altered(self._random, version["terms"]),
                }
                for version in found
            ]
            self._corrections.append({"demands": [{"demand": record["demand"], "versions": versions}]})

    # --- what is said -----------------------------------------------------------------------------------------------

    def _speak(self, party: Party, day: int) -> Record:
        """A document, and what becomes of the party's demands by it."""
        random = self._random
        said = _Said(
            self, party, f"{self.slug}.{party.actor}.{contents.day(FIRST_DAY + day)}", day, random.random() < 0.05
        )
        for demand in party.demands:
            self._turn(said, demand)
        for _ in range(_poisson(random, 1.2 if party.demands else 12)):
            if self.room > 0:
                self._demand(said)
        more: Record = {"passages": said.passages()}
        if self._covers and random.random() < 0.3:
            topics = {contents.TOPICS[int(random.random() * len(contents.TOPICS))].split(".")[0] for _ in range(2)}
            more["coverage"] = [{"process": self.slug, "topic": topic} for topic in sorted(topics)]
        return _document(said.slug, "memorandum" if said.by_options else "statement", party.actor, day, **more)

    def _turn(self, said: _Said, demand: Demand) -> None:
        """The document says it otherwise, takes it back, says it again, or is silent."""
        roll, changes = self._random.random(), 0.25 if demand.volatile else 0.02
        if demand.held is None:
            if roll < 0.1 and self.room > 0:
                self._version(said, demand)
        elif roll < changes:
            if demand.names > 2 and self._random.random() < 0.1:
                earlier = f"v{1 + int(self._random.random() * demand.names)}"
                demand.cite(earlier, said.evidence())  # back to what was said before
            elif self.room > 0:
                self._version(said, demand)
        elif roll < changes + 0.025:
            demand.record["endings"].append({**said.evidence(), "how": "withdrawn"})
            demand.held = None
        elif roll < changes + 0.475:
            demand.cite(demand.held, said.evidence())

    def _demand(self, said: _Said) -> None:
        slug = f"{self.slug}.d{self._demands}"
        self._demands += 1
        head = _head(slug, self.slug, said.party.actor, said.party.addressee, self._random, self._prose)
        record = {**head, "versions": [], "endings": []}
        demand = Demand(record, self._random.random() < 0.2, contents.terms(self._random))
        said.party.demands.append(demand)
        self._version(said, demand)

    def _version(self, said: _Said, demand: Demand) -> None:
        if demand.names:
            demand.terms = contents.altered(self._random, demand.terms)
        demand.names += 1
        self.room -= 1
        content = {"summary": self._prose.summary(self._random), "terms": demand.terms}
        demand.cite(f"v{demand.names}", said.evidence(), content)


@dataclass(slots=True)
class _Said:
    """One document while its demands are drawn up."""

    process: Process
    party: Party
    slug: str
    day: int
    by_options: bool
    cited: int = 0

    def evidence(self) -> Record:
        """Its next passage; where it asks by alternatives, one of these in turn. One in five is read in a report."""
        self.cited += 1
        label = f"1.{1 + self.cited % 2}" if self.by_options and self.cited % 3 else f"p{1 + self.cited % 6}"
        found: Record = {"document": f"{self.slug}#{label}", "speaker": self.party.actor}
        if self.cited % 5 == 0:
            report = next((slug for day, slug in self.process.reports if day >= self.day), None)
            if report:
                found["via"] = f"{report}#p{1 + self.cited % 8}"
        return found

    def passages(self) -> list[Record]:
        plain = [{"passage": f"p{n}"} for n in range(1, 7)]
        options = [{"passage": f"1.{n}", "gist": f"Way {n}."} for n in (1, 2)]
        return [*([{"passage": "1", "combine": "any", "passages": options}] if self.by_options else []), *plain]


def _poisson(random: Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    corpus = write(given.to, given.versions, given.seed)
    print(f"{corpus.versions} versions in {corpus.bundle}; additions of {corpus.added}", file=sys.stderr)


if __name__ == "__main__":
    main()
