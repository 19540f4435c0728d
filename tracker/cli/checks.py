"""What `tracker db check` asks: the database's own questions, and the locators of the attached texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.database.checking import Checked, Finding, check
from tracker.progress import Progress
from tracker.record.attach import verify
from tracker.render.checks import Checks
from tracker.render.evidence import place
from tracker.render.page import Listing, placed

if TYPE_CHECKING:
    from tracker.config import Settings

LOCATORS = "locators, digests and quotes match the attached texts"
COLUMNS = ("question", "answer", "what", "problem")


def checks(settings: Settings, progress: Progress) -> Listing:
    """All questions with their answers: a row a problem, or one row where there is none."""
    found = [*check(settings, progress), _locators(settings)]
    negative = any(one.findings for one in found)
    return Listing(
        COLUMNS, [row for one in found for row in _rows(one)], placed(*COLUMNS), Checks(found).told, negative=negative
    )


def _locators(settings: Settings) -> Checked:
    orphans = [row for row in verify(settings) if not row.ok]
    return Checked(
        LOCATORS,
        tuple(
            Finding(
                f"{row.kind} {place(row.document, *filter(None, [row.passage]))}",
                f"expected {row.expected or 'nothing'}, found {row.found or 'nothing'}",
            )
            for row in orphans
        ),
    )


def _rows(one: Checked) -> Iterator[tuple[str, str, str | None, str | None]]:
    if not one.findings:
        yield (one.question, "skipped" if one.skipped else "ok", None, one.skipped)
    for finding in one.findings:
        yield (one.question, "wrong", finding.what, finding.problem)
