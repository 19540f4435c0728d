"""Importing bundles: load, check, stage, lock, plan, apply; one transaction, and one changeset or two.

What the bundle adds is one changeset (`new-source`), what it alters or removes the next, under the cause given.
Where the state between them would break a rule, both are one. A dry run does all of it and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tracker.bundle.check import Bundle, read
from tracker.config import Settings
from tracker.database.connect import writing
from tracker.errors import BundleError, InputError, SurroundingsError
from tracker.progress import Progress
from tracker.record.changeset import DryRun, login
from tracker.record.readers import read_into
from tracker.record.run import Intent, Run
from tracker.record.stage import Stage
from tracker.record.steps import ImportResult


def import_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    author: str | None = None,
    message: str | None = None,
    cause: str | None = None,
    prune: bool = False,
    dry_run: bool = False,
    listed: bool = True,
    progress: Progress = lambda *_: None,
) -> ImportResult:
    """Reconciles bundles with the database. Raises BundleError with all faults; then nothing is written.

    With `listed` false the records that are added are only counted: a million of them fill much memory.
    """
    bundle = read(paths)
    stage = _load(bundle, progress)
    if prune and bundle.scope is None:
        bundle.faults.raise_if_any()
        raise InputError(
            "--prune needs a scope", "Say in the bundle what it is complete for: scope: {process: russia-ukraine}"
        )
    intent = Intent(author or login(), message, cause, bundle.scope if prune else None, dry_run, listed)
    result: ImportResult | None = None
    try:
        with writing(settings) as connection:
            result = Run(connection, stage, intent, progress).all()
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    except SurroundingsError:
        bundle.faults.raise_if_any()  # these can be told without a database
        raise
    assert result is not None
    return result


def _load(bundle: Bundle, progress: Progress) -> Stage:
    """Stages all records; raises BundleError where it is not known which there are. Other faults are `Stage.told`."""
    stage = Stage(bundle.files, bundle.faults)
    try:
        read_into(stage, bundle, progress)
    except BundleError:
        if not bundle.whole or not stage.counts:
            raise
    return stage
