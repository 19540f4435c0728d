"""What an import did, or would do: the steps, then what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.render.dates import counted
from tracker.render.paper import Paper
from tracker.render.steps import Stepped, step, tally


class Plan(NamedTuple):
    """`unchanged` counts records that stand already as the bundle has them."""

    steps: Sequence[Stepped]
    changesets: Sequence[int]
    unchanged: int
    dry_run: bool

    def told(self, paper: Paper) -> Iterator[str]:
        """Additions one by one only in a dry run; what changes, goes or is left always."""
        for row in self.steps:
            if self.dry_run or row.operation != "added":
                yield from step(paper, row)
        yield from tally(paper, self.steps)
        yield self._outcome()

    def _outcome(self) -> str:
        if all(row.operation == "left" for row in self.steps):
            stand = "stands as it is" if self.unchanged == 1 else "stand as they are"
            return f"Nothing to change; {counted(self.unchanged, 'record')} {stand}."
        if self.dry_run:
            return "Dry run: nothing was written."
        numbers = " and ".join(map(str, self.changesets))
        return f"Recorded as changeset{'s' if len(self.changesets) > 1 else ''} {numbers}."
