"""What the columns mean that a report passes on: the comments of the analysts' views and functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tracker import resources
from tracker.query.changes import Change, Difference
from tracker.query.changesets import Changeset, Step
from tracker.query.demands import Citation, Ending, Version
from tracker.query.outcomes import Agreement, AgreementTerm, Response, Settlement
from tracker.query.sources import Document

# The view or function of each row type, and where it leaves out what a column means, the one that says it.
SOURCES: dict[type[Any], tuple[str, ...]] = {
    Change: ("change",),
    Difference: ("diff", "change", "version"),
    Changeset: ("changeset",),
    Step: ("changes_since", "changeset"),
    Citation: ("citation",),
    Ending: ("ending",),
    Version: ("version",),
    Agreement: ("agreement",),
    AgreementTerm: ("agreement_term",),
    Response: ("response",),
    Settlement: ("settlement",),
    Document: ("document",),
}
_COLUMN = r"COMMENT ON COLUMN analysis\.{0}\.(\w+) IS '((?:[^']|'')*)'"
_FUNCTION = r"COMMENT ON FUNCTION analysis\.{0}\([^)]*\) IS\s+'((?:[^']|'')*)'"


def columns(row_type: type[Any]) -> dict[str, str]:
    """By column: what it means."""
    found: dict[str, str] = {}
    for source in reversed(SOURCES.get(row_type, ())):
        found |= dict(_said(source))
    return found


def _said(source: str) -> Iterator[tuple[str, str]]:
    text = (resources.sql() / "analysis" / f"{source}.sql").read_text("utf-8")
    yield from ((name, _plain(told)) for name, told in re.findall(_COLUMN.format(source), text))
    for told in re.findall(_FUNCTION.format(source), text):
        yield from re.findall(r"^(\w+): (.+)$", _plain(told), re.MULTILINE)


def _plain(told: str) -> str:
    return told.replace("''", "'")
