"""What an import did, or would do: the steps, then what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.render.dates import counted
from tracker.render.json import dumped
from tracker.render.page import Listing, Pick, picked
from tracker.render.paper import Paper
from tracker.render.steps import Stepped, by_kind, step, tally


class _Row(NamedTuple):
    """A step as programs get it."""

    operation: str
    entity: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


PICK: Pick = {
    **picked("operation", "entity", "key"),
    "before": lambda row: dumped(row.before) if row.before else None,
    "after": lambda row: dumped(row.after) if row.after else None,
}


class Plan(NamedTuple):
    """`unchanged` counts records that stand already as the bundle has them; `added` new ones by kind, where the
    steps do not name them."""

    steps: Sequence[Stepped]
    changesets: Sequence[int]
    unchanged: int
    dry_run: bool
    added: Mapping[str, int] = MappingProxyType({})

    def lines(self, form: str, paper: Paper) -> Iterable[str]:
        """For a person, or in one of the forms for programs: the steps, one a row."""
        if form == "table":
            return self.told(paper)
        rows = [_Row(*(getattr(row, name) for name in _Row._fields)) for row in self.steps]
        return Listing(_Row._fields, rows, PICK).lines(form, paper)

    def told(self, paper: Paper) -> Iterator[str]:
        """Additions one by one only in a dry run; what changes, goes or is left always."""
        for row in self.steps:
            if self.dry_run or row.operation != "added":
                yield from step(paper, row)
        yield from tally(paper, {"added": self.added} | by_kind(self.steps))
        yield self._outcome()

    def _outcome(self) -> str:
        if not self.added and all(row.operation == "left" for row in self.steps):
            stand = "stands as it is" if self.unchanged == 1 else "stand as they are"
            return f"Nothing to change; {counted(self.unchanged, 'record')} {stand}."
        if self.dry_run:
            return "Dry run: nothing was written."
        numbers = " and ".join(map(str, self.changesets))
        return f"Recorded as changeset{'s' if len(self.changesets) > 1 else ''} {numbers}."
