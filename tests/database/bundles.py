"""Bundles written as text, imported into the database of a test.

desk.imports(DEMAND)                                  # an ImportResult
desk.refused("demands: [{demand: alba.nothing}]")     # ["bundle.yaml:1: demand alba.nothing: …", …]
desk.exported()                                       # {"demands/alba.yaml": "…"}
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.servers import Database
from tracker import config
from tracker.errors import BundleError
from tracker.record.exporting import export
from tracker.record.importing import import_paths
from tracker.record.steps import ImportResult

# In the small world of tests/database/builder.py: what a first import brings.
DOCUMENTS = """
documents:
  - {document: d1, kind: statement, title: First, issuer: alba, issued_on: 2024-01-10}
  - {document: d2, kind: statement, title: Second, issuer: alba, issued_on: 2024-03-01, passages: [{passage: I}]}
"""
DEMAND = """
demands:
  - demand: alba.leave
    process: talks
    party: alba
    addressee: borea
    kind: demand
    topic: territory.withdrawal
    title: Leave the north
    versions:
      - version: A
        summary: Borea leaves the north.
        terms: {territory: north}
        citations: [{document: d1, quote: leave}]
      - version: B
        summary: Borea leaves north and south.
        terms: {territory: [north, south]}
        citations: [{document: "d2#I"}]
"""
FIRST = DOCUMENTS + DEMAND


class Desk:
    """Imports into, and exports from, one database; the files that it writes stand in a folder of the test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.settings = config.Settings(database_url=database.url, data_dir=folder)
        database.execute("set jit = off")  # to compile a view takes longer than to read so few rows

    def put(self, text: str, name: str = "bundle.yaml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
        return path

    def imports(self, *texts: str, **options: Any) -> ImportResult:
        """Imports texts as the files bundle.yaml, bundle2.yaml, … of one import; `files` names them otherwise."""
        return self.imports_files(*self._files(texts, options.pop("files", None)), **options)

    def imports_files(self, *paths: Path, **options: Any) -> ImportResult:
        return import_paths(self.settings, paths, **options)

    def refused(self, *texts: str, **options: Any) -> list[str]:
        """What an import is refused for, a fault a line, files named as below the folder."""
        with pytest.raises(BundleError) as refusal:
            self.imports(*texts, **options)
        return [str(fault).replace(f"{self.folder}/", "") for fault in refusal.value.faults]

    def exported(self, **options: Any) -> dict[str, str]:
        """The files of an export, by name."""
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder, "export")
            files = export(self.settings, to, **options).files
            return {str(path.relative_to(to)): path.read_text("utf-8") for path in files}

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """What is done inside leaves the database as it was."""
        before = self.exported(), self.changesets()
        yield
        assert (self.exported(), self.changesets()) == before

    def changesets(self) -> list[tuple[int, str]]:
        """Number and cause of every changeset."""
        return self.rows("select changeset, cause from tracker.changeset order by 1")

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return self.database.execute(sql, params or None)

    def column(self, sql: str, *params: object) -> list[Any]:
        return [row[0] for row in self.rows(sql, *params)]

    def _files(self, texts: tuple[str, ...], names: list[str] | None) -> list[Path]:
        numbered = [f"bundle{number if number > 1 else ''}.yaml" for number in range(1, len(texts) + 1)]
        return [self.put(text, name) for text, name in zip(texts, names or numbered, strict=True)]


def told(result: ImportResult, *operations: str) -> list[str]:
    """`added version alba.leave@A`, for the operations given or all."""
    wanted = operations or ("added", "changed", "removed", "left")
    return [f"{s.operation} {s.entity} {s.key}" for s in result.steps if s.operation in wanted]


def counted(result: ImportResult) -> dict[str, int]:
    return dict(Counter(step.operation for step in result.steps))
