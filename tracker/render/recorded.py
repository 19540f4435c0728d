"""How our coding of one demand changed: by changeset, oldest first, and what each changed in the world's time.

Two times stand side by side. A heading bears when something was recorded; only what follows "held" is of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracker.query.changesets import Changeset, Step
from tracker.query.ends import Ends
from tracker.render import held, steps
from tracker.render.dates import counted, moment
from tracker.render.log import place
from tracker.render.paper import Paper, Span, plain
from tracker.render.steps import KINDS, Wording

INDENT = "  "
TWO_TIMES = (
    "How our coding of it changed. Headings bear the time of recording, in UTC; dates of the world stand below them."
)
IN_NAME = {  # what the name of a row says here, so that its fields need not
    "version": ("version",),
    "citation": ("document", "speaker", "via", "certainty"),
    "ending": ("how", "document", "speaker", "via"),
    "alias": ("key",),
}


class Recorded(NamedTuple):
    """The steps of a demand in order, the changesets that they belong to, and by those how ends of spells are dated."""

    rows: Sequence[Step]
    changesets: Sequence[Changeset]
    wording: Wording
    ends: Mapping[int, Ends]

    def told(self, paper: Paper) -> Iterator[str]:
        yield from self._heading(paper)
        whole = {row.changeset: row for row in self.changesets}
        for number, rows in groupby(self.rows, key=lambda row: row.changeset):
            yield ""
            yield from _head(paper, whole[number])
            yield from self._changeset(paper, sorted(rows, key=place))

    def _heading(self, paper: Paper) -> Iterator[str]:
        """Title and slug, those that it bore before, and how to read what follows."""
        names = self._names()
        older = f" {paper.sign('dot')} once {', '.join(names[1:])}" if names[1:] else ""
        yield from paper.flow(Span(self._sides()[0]["title"], "bold"))
        yield from paper.flow([Span(names[0], "slug"), Span(older)])
        yield from paper.flow(Span(TWO_TIMES, "dim"))

    def _names(self) -> list[str]:
        """The slugs of the demand, the last first."""
        return list(dict.fromkeys(side["demand"] for side in self._sides()))

    def _sides(self) -> list[Mapping[str, Any]]:
        """What the demand itself said, the last first."""
        rows = [row for row in reversed(self.rows) if row.entity == "demand"]
        return [side for row in rows for side in (row.after, row.before) if side]

    def _changeset(self, paper: Paper, rows: Sequence[Step]) -> Iterator[str]:
        coded, derived = ([row for row in rows if row.derived is flag] for flag in (False, True))
        whole = next((row.operation for row in coded if row.entity == "demand" and row.operation != "changed"), None)
        yield from self._listed(paper, [row for row in coded if row.operation == whole]) if whole else ()
        for row in coded:
            if row.operation != whole:
                name = [Span(f"{row.entity} "), Span(row.key if row.entity == "demand" else _name(row), "slug")]
                yield from steps.lines(paper, row, self.wording, INDENT, name, IN_NAME.get(row.entity, ()))
        if derived:
            yield from paper.flow("What that changed in the world's time:", INDENT)
            yield from held.lines(
                paper, held.moved(derived), self.ends[rows[0].changeset], INDENT * 2, with_demand=False
            )

    def _listed(self, paper: Paper, rows: Sequence[Step]) -> Iterator[str]:
        """A demand that came or went as a whole: the names of what came or went with it, by kind."""
        sign, word = ("+", "first coded") if rows[0].operation == "added" else ("-", "removed as a whole")
        more = f"tracker show {rows[0].changeset} --demand {self._names()[0]}"
        text = [Span(word, rows[0].operation), Span(f", in {counted(len(rows), 'row')}; all they say: {more}")]
        yield from paper.flow(text, [Span(INDENT), Span(f"{sign} ", rows[0].operation)])
        kinds = {kind: [_name(row) for row in found] for kind, found in groupby(rows, _kind)}
        titles = {kind: KINDS[kind].lower() if len(names) > 1 else kind for kind, names in kinds.items()}
        width = max(map(len, titles.values()))
        for kind, names in kinds.items():
            together = "; ".join(names)
            fits = len(INDENT * 3) + width + 2 + len(together) <= paper.width
            for number, name in enumerate([together] if fits else names):
                title = "" if number else titles[kind]
                yield from paper.flow(name, [Span(INDENT * 3), Span(f"{title:<{width}}  ", "dim")])


def _head(paper: Paper, row: Changeset) -> Iterator[str]:
    dot = f" {paper.sign('dot')} "
    when = Span(f"Recorded {moment(row.recorded_at)}", "date")
    text = [when, Span(dot.join(["", f"changeset {row.changeset}", row.author]))]
    yield from [paper.rule(text)] if len(plain(text)) < paper.width - 2 else paper.flow(text)
    yield from paper.flow(f"{row.cause}: {row.message}" if row.message else row.cause, INDENT)


def _kind(row: Step) -> str:
    return row.entity


def _name(row: Step) -> str:
    """What a row is called below a heading that names its demand: parts of its key in words."""
    says = steps.folded(row.entity, row.after or row.before or {})
    return NAMES[row.entity](says) if row.entity in NAMES else row.key


def _citation(says: Mapping[str, Any]) -> str:
    sure = "" if says.get("certainty", "certain") == "certain" else f" ({says['certainty']})"
    return f"of {says['version']} in {_read(says)}{sure}"


def _read(says: Mapping[str, Any]) -> str:
    """`putin-2024-06-14 by putin, read in isw-2025-06-02#p17.1`."""
    by = f" by {says['speaker']}" if "speaker" in says else ""
    return f"{says['document']}{by}" + (f", read in {says['via']}" if "via" in says else "")


NAMES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "demand": lambda says: f"{says['demand']}: {says['title']}",
    "version": lambda says: str(says["version"]),
    "citation": _citation,
    "direction": lambda says: f"of {says['version']} against {says['from']}",
    "ending": lambda says: f"{says['how']} in {_read(says)}",
    "link": lambda says: f"{says['demand']} {says['relation']} {says['other_demand']}",
    "settlement": lambda says: f"by {says['agreement']}",
    "alias": lambda says: str(says["alias"]),
    "document": lambda says: f"{says['document']}, on which it rests",
    "agreement": lambda says: f"{says['agreement']}, by which it ends",
}
