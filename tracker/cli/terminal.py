"""What standard output is: how wide, in colour or not, able to show which signs."""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol

import click

from tracker.render.paper import SIGNS, Paper
from tracker.render.signs import visible

NARROWEST, WIDEST = 40, 120


def paper() -> Paper:
    columns = shutil.get_terminal_size((80, 24)).columns
    return Paper(min(max(columns, NARROWEST), WIDEST), coloured(), _unicode())


def coloured() -> bool:
    """On a terminal only, unless FORCE_COLOR says otherwise; never where NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _unicode() -> bool:
    try:
        "".join(sign for sign, _ in SIGNS.values()).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Shown(Protocol):
    """What can be shown: a page, or a plan of steps."""

    def lines(self, form: str, paper: Paper) -> Iterable[str]: ...


def show(page: Shown, form: str) -> None:
    """A page in one of the formats, as wide and as coloured as standard output takes it."""
    to = paper()
    write(page.lines(form, to), to.colour)


def write(lines: Iterable[str], colour: bool = False) -> None:
    """Lines to standard output, many at a time; what it cannot encode is replaced, never an error."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    lines = iter(lines)
    while some := list(islice(lines, 1000)):
        click.echo("\n".join(some), color=colour)


def note(message: str) -> None:
    """A line beside the data: on standard error, dim on a terminal."""
    click.echo(click.style(visible(message), dim=True), err=True, color=False if os.environ.get("NO_COLOR") else None)


def watched() -> bool:
    """Whether a person reads standard error."""
    return sys.stderr.isatty()


class Progress:
    """How far long work is, on standard error: from the second second on, and only where a person looks."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def at_once(self) -> None:
        """Without waiting: what comes is known to be long, and tells nothing while it lasts."""
        self._started = -math.inf

    def __call__(self, what: str, done: int, total: int) -> None:
        if not watched() or time.monotonic() - self._started < 1:
            return
        if self._bar is None:
            self._bar = _bar()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar
