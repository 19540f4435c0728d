"""What is compared runs in turn, and ratios are taken slice by slice: whatever else the machine does falls on all."""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

SLICES = 5
MOST = 40  # repetitions in a slice
FLOOR = "floor"  # among what is compared: see benchmarks/floors.py

Unit = Literal["s", "B"]  # seconds or bytes
Run = Callable[[int], object]  # takes the number of the repetition: which arguments are asked with
Timed = Callable[[int], float]  # the same, and says itself what it took, in seconds


class Answer(NamedTuple):
    """How many rows there were, and a hash of them in whatever order."""

    rows: int
    digest: str


class Ratio(NamedTuple):
    """Of the medians of each slice: the least, the middle one, the greatest."""

    least: float
    median: float
    most: float

    def __str__(self) -> str:
        if self.least == self.most:  # measured once
            return rounded(self.median)
        return " / ".join(rounded(value) for value in self)


@dataclass(frozen=True)
class Operation:
    """One thing that is asked of the product and of what it is compared with.

    `limit` is what the target is a ratio to. `units` is how many rows one run is about. The `answers` of product and
    limit must be equal; none where the limit answers nothing. Where a run cannot be repeated with the same arguments
    it is not `warmed` up, and run `most` times a slice. `unit` is that of what the sides tell.
    """

    name: str
    against: str
    target: float | None
    product: Timed
    limit: Timed
    peers: Mapping[str, Timed] = field(default_factory=dict)
    answers: tuple[Answer, Answer] | None = None
    units: float | None = None
    slices: int = SLICES
    most: int = MOST
    warmed: bool = True
    unit: Unit = "s"
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """`seconds` are the medians of all repetitions; `ratios` of the product, then of each peer, to the limit."""

    operation: Operation
    seconds: Mapping[str, float]
    ratios: Mapping[str, Ratio]

    @property
    def met(self) -> bool | None:
        target = self.operation.target
        return None if target is None else self.ratios["product"].median <= target


def timed(run: Run) -> Timed:
    """A run, as one that says what it took."""

    def taken(number: int) -> float:
        began = time.perf_counter()
        run(number)
        return time.perf_counter() - began

    return taken


def as_installed() -> dict[str, str]:
    """The environment of a whole process: Python keeps what it compiled, as that of an installed program is kept."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure(operation: Operation, budget: float) -> Measured:
    """Runs all sides in turn, first once to warm up; as often as the budget of seconds lets them."""
    tell(f"{operation.name} …")
    sides: dict[str, Timed] = {"product": operation.product, **operation.peers, "limit": operation.limit}
    each = operation.most
    if operation.warmed:
        warm = sum(side(0) for side in sides.values())
        each = max(1, min(each, math.floor(budget / operation.slices / max(warm, 1e-6))))
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(each * operation.slices):
        for name, side in sides.items():
            taken[name].append(side(number))
    medians = {name: _sliced(values, operation.slices) for name, values in taken.items()}
    limit = medians.pop("limit")
    ratios = {name: _ratio(values, limit) for name, values in medians.items()}
    found = Measured(operation, {name: statistics.median(values) for name, values in taken.items()}, ratios)
    tell(f"{operation.name}: {ratios['product']}, {each * operation.slices} times")
    return found


def _sliced(values: Sequence[float], slices: int) -> list[float]:
    size = len(values) // slices
    return [statistics.median(values[n * size : (n + 1) * size]) for n in range(slices)]


def _ratio(mine: Sequence[float], limit: Sequence[float]) -> Ratio:
    ratios = sorted(one / other for one, other in zip(mine, limit, strict=True))
    return Ratio(ratios[0], statistics.median(ratios), ratios[-1])


def rounded(value: float) -> str:
    """Three digits that count."""
    if value <= 0:
        return "0"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}"


def tell(text: str) -> None:
    """Progress is for whoever waits, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
