"""Reading a bundle: its records into the stage. A large file of lines is read by several processes at once.

Each process reads every nth part of the file and writes what it found to its standard output, so that the parts can be
taken in their order. It is started anew rather than forked: whoever imports may have threads.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING

from tracker.bundle.check import Bundle, Reading
from tracker.bundle.faults import Faults
from tracker.bundle.load import Source
from tracker.bundle.record import Scope
from tracker.errors import SurroundingsError
from tracker.progress import Progress
from tracker.record.lines import Block, Lines

if TYPE_CHECKING:
    from tracker.record.stage import Stage  # which needs the database's driver, and a process that reads does not

BLOCK = 10_000  # records
PART = 4 * 1024 * 1024  # bytes
LARGE = 4 * PART  # a file from which on other processes are worth their start
MOST = 8  # processes


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is to read: of a file in parts of so many bytes, the part `nth` and each `processes` further."""

    source: Source
    index: int
    files: list[str]
    first: int
    part: int
    processes: int
    nth: int = 0


@dataclass(slots=True)
class Part:
    """What a process found in one part of a file."""

    block: Block
    bytes: int
    faults: Faults
    scopes: list[Scope]
    whole: bool


def read_into(stage: Stage, bundle: Bundle, progress: Progress) -> None:
    """Stages all records; raises BundleError at the end if anything is wrong."""
    for index, source in enumerate(bundle.sources):
        if source.of_lines and source.size >= LARGE and (processes := _processes()) > 1:
            _by_several(stage, bundle, index, processes, progress)
        else:
            _by_one(stage, bundle, index, progress)
    progress("checking", bundle.size, bundle.size)
    bundle.faults.raise_if_any()


def _processes() -> int:
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)


def _by_one(stage: Stage, bundle: Bundle, index: int, progress: Progress) -> None:
    lines = Lines(bundle.files, bundle.faults, stage.next)
    for number, record in enumerate(bundle.records_of(index), 1):
        lines.add(record)
        if number % BLOCK == 0:
            stage.take(lines.cut())
            progress("checking", bundle.done, bundle.size)
    stage.take(lines.cut())


def _by_several(stage: Stage, bundle: Bundle, index: int, processes: int, progress: Progress) -> None:
    source = bundle.sources[index]
    job = Job(source, index, bundle.files, stage.next, PART, processes)
    readers = [_started(replace(job, nth=nth)) for nth in range(processes)]
    try:
        for reader in cycle(readers):
            assert reader.stdout is not None
            part: Part | None = pickle.load(reader.stdout)  # noqa: S301 our own process wrote it
            if part is None:
                break
            stage.take(part.block)
            bundle.faults.take(part.faults)
            bundle.take(part.scopes, part.whole)
            source.done += part.bytes
            progress("checking", bundle.done, bundle.size)
    except EOFError:
        raise SurroundingsError(f"a process that read {source.name} ended early") from None
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()


def _started(job: Job) -> subprocess.Popen[bytes]:
    """A process that reads its parts. It has a group of its own: Ctrl-C is for the one that waits for it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    started = subprocess.Popen(  # noqa: S603 the program itself
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        process_group=0,
    )
    assert started.stdin is not None
    with started.stdin as pipe:
        pickle.dump(job, pipe)
    return started


def parts_of(source: Source, size: int) -> Iterator[Source]:
    """The parts of a file of lines, in order, each of some bytes and up to the end of a line."""
    start, line = 0, 1
    with source.path.open("rb") as file:
        while text := file.read(size):
            text += file.readline()
            yield replace(source, size=len(text), part=True, start=start, line=line)
            start += len(text)
            line += text.count(b"\n")


def read_part(job: Job, source: Source) -> Part:
    faults = Faults()
    reading = Reading(source, job.index, faults)
    # Numbered by the place in the file: no record takes less than a byte.
    lines = Lines(job.files, faults, job.first + source.start)
    for record in reading.records():
        lines.add(record)
    return Part(lines.cut(), source.size, faults, reading.scopes, reading.whole)


def main() -> None:
    """What a started process does: reads its job, writes its parts, and None at the end."""
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301 our own process wrote it
    try:
        for source in islice(parts_of(job.source, job.part), job.nth, None, job.processes):
            pickle.dump(read_part(job, source), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        pickle.dump(None, sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)  # nobody waits any more


if __name__ == "__main__":
    # The classes by the names by which the other side knows them.
    from tracker.record.readers import main as run

    run()
