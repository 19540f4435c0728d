"""One import inside a writing transaction: stage, lock, plan, apply, seal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from tracker.bundle.record import Scope
from tracker.progress import Progress
from tracker.record import texts
from tracker.record.absent import never_there
from tracker.record.apply import Applier
from tracker.record.changeset import kept, opened
from tracker.record.faults import Faults, Found
from tracker.record.names import Names
from tracker.record.plan import Planner
from tracker.record.prune import Pruning
from tracker.record.removal import Removal
from tracker.record.stage import Stage
from tracker.record.steps import ImportResult, Step
from tracker.record.whole import Whole

LONG = 60
# Statements over so many small tables are never worth compiling; a large bundle is sorted and joined in memory.
SETTINGS = """
SELECT set_config('jit', 'off', true), set_config('work_mem', '64MB', true),
    set_config('maintenance_work_mem', '256MB', true), tracker.lock_writers()
"""
CORRECTING = ("correction", "codebook", "identity", "housekeeping")


@dataclass(frozen=True, slots=True)
class Intent:
    """Who imports, why, and how. `cause` must be given where coded content is altered or removed; `prune` is the
    scope in which what is not named is removed. `listed`: each record that is added is told."""

    author: str
    message: str | None
    cause: str | None
    prune: Scope | None
    dry_run: bool
    listed: bool


class _Between(Exception):
    """The state between what is added and what is altered breaks a rule: make one changeset of both."""


class Run:
    """The stages of one import, in order; `connection` is in a transaction that the caller ends."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        stage: Stage,
        intent: Intent,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._stage = stage
        self._intent = intent
        self._progress = progress

    def all(self) -> ImportResult:
        self._copy()
        self._connection.execute(SETTINGS)
        try:
            with self._connection.transaction():
                return _Attempt(self._connection, self._stage, self._intent, self._progress, split=True).result()
        except _Between:
            with self._connection.transaction():
                return _Attempt(self._connection, self._stage, self._intent, self._progress, split=False).result()

    def _copy(self) -> None:
        total, done = sum(self._stage.counts.values()), 0

        def tick(rows: int) -> None:
            nonlocal done
            done += rows
            self._progress("staging", done, total)

        self._stage.copy(self._connection, tick)


class _Attempt:
    """Plans and applies everything; `split` makes a changeset of its own for what is altered or removed."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        stage: Stage,
        intent: Intent,
        progress: Progress,
        split: bool,
    ) -> None:
        self._connection = connection
        self._stage = stage
        self._intent = intent
        self._progress = progress
        self._split = split
        self._faults = Faults(connection, stage, _elsewhere(stage, intent))
        self._names = Names(connection, stage, self._faults)
        self._planner = Planner(connection, stage, self._faults, self._names)
        self._removal = Removal(connection, stage, self._faults)
        self._changesets: list[int] = []

    def result(self) -> ImportResult:
        if self._split and self._names.pending():
            raise _Between  # what is added may use the new names
        self._open("new-source" if self._split else self._cause)
        applier = Applier(self._connection, self._stage, self._faults, self._changesets[0], self._intent.dry_run)
        applier.renamed(self._names.rename())
        self._plan(applier)
        self._gather(applier)
        if self._planner.count("alter") > 0 or self._removal.any():
            if self._split:
                self._end_what_is_added()
            self._correct(applier)
        self._progress("recording", 0, 1)
        self._finish(applier)
        self._progress("recording", 1, 1)
        return self._told(applier.steps)

    @property
    def _cause(self) -> str:
        return self._intent.cause or "unstated"

    def _open(self, cause: str) -> None:
        number = opened(self._connection, cause, self._intent.message, self._intent.author, self._stage.files)
        self._changesets.append(number)

    def _plan(self, applier: Applier) -> None:
        """Adds and fills, kind by kind. In one changeset the rest of a kind is done before the next is planned:
        what is altered in the codebook may be what a new version needs."""
        present = self._stage.present
        planner = self._planner
        done, total = 0, sum(self._stage.counts.values())
        for layout in present:
            self._progress("applying", done, total)
            planner.plan(layout)
            counted = planner.counts[layout.name]
            if counted["add"] and self._intent.listed:
                applier.added(layout)
            for op in ("fill",) if self._split else ("fill", "alter"):
                if counted[op]:
                    applier.update(layout, op)
            done += self._stage.counts[layout.name]
        self._progress("applying", done, total)
        assert planner.complete or self._faults, "records were left out and nothing says why"

    def _end_what_is_added(self) -> None:
        """What is altered is a changeset of its own, unless what is added cannot stand without it, or is at fault."""
        if self._faults or self._seal():
            raise _Between
        self._open(self._cause)

    def _gather(self, applier: Applier) -> None:
        """Gathers what goes."""
        layouts = self._stage.layouts
        removed = [name for name, counted in self._planner.counts.items() if counted["remove"]]
        unnamed = {name: applier.unnamed(layout) for name, layout in layouts.items()}
        self._removal.gather_given(removed, self._planner.standing(), unnamed)
        if self._intent.prune:
            self._names.make()
            Pruning(self._connection, layouts, applier, self._removal).gather(self._intent.prune, self._faults)
        self._removal.gather_below()
        self._removal.refuse_what_is_given()

    def _correct(self, applier: Applier) -> None:
        """Alters and removes."""
        if self._split:
            for layout in self._stage.present:
                if self._planner.counts[layout.name]["alter"]:
                    applier.update(layout, "alter")
        if self._removal.any():
            self._removal.refuse_what_is_needed()
            applier.steps += self._removal.remove()

    def _finish(self, applier: Applier) -> None:
        """Tells what is left, checks all that there is to check, and ends the changeset: or tells what is at fault."""
        standing = self._planner.standing()
        for layout in self._stage.layouts.values():
            applier.left(layout, standing)
        if texts.any_attached(self._connection):
            texts.fill_staged(self._connection, self._stage)
            texts.check(self._stage, self._faults)
        self._without_evidence()
        whole = Whole(self._connection, self._stage) if self._faults else None
        self._faults.found(self._found(*one) for one in self._seal() if whole is None or whole.holds(*one[:2]))
        self._faults.found(self._without_cause(applier.steps))
        self._faults.raise_if_any()

    def _seal(self) -> list[tuple[str, int, str, str]]:
        """Ends the changeset; where that cannot be, all that stands in its way: the kind and id of a row, what it is
        called, and what is wrong."""
        if self._removal.stuck:
            return []
        function = "changeset_problems" if self._faults else "try_to_seal"
        query = f"SELECT * FROM tracker.{function}(%s)"
        return self._connection.execute(query.encode(), (self._changesets[-1],)).fetchall()

    def _found(self, entity: str, record_id: int, what: str, problem: str) -> Found:
        """A problem of a live row, at its place in the bundle, or at that of what the bundle says about it."""
        if seq := self._seq_of(entity, record_id):
            return Found(seq, "", None, problem)
        return Found(self._seq_around(entity, record_id, problem), "", None, f"{entity} {what}: {problem}")

    def _seq_of(self, entity: str, record_id: int) -> int | None:
        if entity not in self._stage.counts:
            return None
        same = self._stage.layouts[entity].same_key("t", "p")
        rows = f"plan_{entity} p JOIN tracker.{entity} t ON {same}"
        return self._one(f"SELECT min(p.seq) FROM {rows} WHERE t.id = %s", record_id)

    def _seq_around(self, entity: str, record_id: int, problem: str) -> int | None:
        """What the bundle says about a demand or version that it does not hold: the nearest to it is named."""
        for kind, nearby, which in AROUND:
            if which == entity and kind in self._stage.counts:
                seq = self._one(f"SELECT min(p.seq) FROM plan_{kind} p {nearby}", record_id, problem)
                if seq is not None:
                    return seq
        return None

    def _one(self, query: str, *params: object) -> int | None:
        """One number, or none; the query takes the first so many of the parameters."""
        row = self._connection.execute(query.encode(), params[: query.count("%s")]).fetchone()
        return int(row[0]) if row and row[0] is not None else None

    def _without_evidence(self) -> None:
        """A new version that is at fault, and so was not written, may lack its evidence as well."""
        if self._faults and "version" in self._stage.counts:
            cited = "SELECT FROM stage_citation c WHERE (c.demand, c.version) = (s.demand, s.version)"
            cited = f"AND NOT EXISTS ({cited})" if "citation" in self._stage.counts else ""
            self._faults.add(
                f"""
                SELECT p.seq, '', NULL, '{NO_CITATION}' FROM plan_version p JOIN stage_version s USING (seq)
                WHERE p.existing IS NULL AND NOT p.remove {cited}
                    AND EXISTS (SELECT FROM fault f WHERE f.seq = p.seq AND f.message IS NOT NULL)
                """
            )

    def _without_cause(self, steps: Sequence[Step]) -> list[Found]:
        """What alters or removes coded content is a correction and must say why."""
        if self._intent.cause in CORRECTING or self._intent.dry_run:
            return []
        return [_correction(step) for step in steps if step.corrects]

    def _told(self, steps: list[Step]) -> ImportResult:
        numbers = kept(self._connection, self._changesets)
        warnings = [*self._names.warnings, *never_there(self._connection, self._stage)]
        for number in numbers:
            found = self._connection.execute("SELECT * FROM tracker.changeset_warnings(%s)", (number,))
            warnings += [f"{what}: {warning}" for what, warning in found]
        return ImportResult(
            tuple(steps),
            {name: counted["add"] for name, counted in self._planner.counts.items() if counted["add"]},
            numbers,
            self._planner.count("same"),
            tuple(dict.fromkeys(warnings)),
            self._intent.dry_run,
        )


NO_CITATION = "the version has no citation: name the document in which the party says it"  # tracker.demand_problems
# Where a problem of a row is told that the bundle does not hold: a kind of record of the bundle, how its rows `p`
# have to do with the row, and of which kind that row is. The first that is found.
VERSION = "JOIN tracker.version v ON v.id = %s"
AROUND = (
    ("citation", "WHERE p.version_id = %s", "version"),
    ("version", f"{VERSION} AND v.demand_id = p.demand_id AND position(p.name IN %s) > 0", "version"),
    (
        "document",
        f"JOIN tracker.citation c ON c.document_id = p.existing {VERSION} AND v.demand_id = c.demand_id",
        "version",
    ),
    ("demand", f"{VERSION} AND v.demand_id = p.existing", "version"),
    ("ending", "WHERE p.demand_id = %s", "demand"),
    ("process", "JOIN tracker.demand d ON d.process_id = p.existing AND d.id = %s", "demand"),
)


def _elsewhere(stage: Stage, intent: Intent) -> tuple[str, int]:
    """The place of what no record of the bundle brings about: its scope, or its first file."""
    scope = intent.prune
    return (stage.files[scope.file], scope.line) if scope else (stage.files[0], 0)


def _correction(step: Step) -> Found:
    told = f"give --cause ({', '.join(CORRECTING)})"
    if step.operation == "removed":
        return Found(step.seq, step.field, None, f"{step.entity} {step.key} would be removed; {told}")
    changes = "; ".join(
        f"{name} from {_short((step.before or {}).get(name))} to {_short(value)}"
        for name, value in (step.after or {}).items()
    )
    return Found(step.seq, "", None, f"it would be altered: {changes}; {told}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "nothing" if value is None else text
    return text if len(text) <= LONG else text[: LONG - 1] + "…"
