"""What an import does, step by step, for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Operation = Literal["added", "changed", "removed", "left"]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the plan: what happens to a record.

    `before` and `after` have fields as in a bundle: those that change; all of a record that is removed; all of one
    that would be added, in a dry run. `corrects`: it alters or removes what is coded, so it needs a cause. `seq` is
    the record of the bundle that brings it about (none where something is left or pruned), `field` its field that does.
    """

    operation: Operation
    entity: str
    key: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    corrects: bool = False
    seq: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or with `dry_run` would do.

    `added` counts new records by kind, `unchanged` those that stand already. `steps` names each that was changed,
    removed or left, and where `listed` was asked for, each that was added.
    """

    steps: tuple[Step, ...]
    added: Mapping[str, int]
    changesets: tuple[int, ...]
    unchanged: int
    warnings: tuple[str, ...]
    dry_run: bool
