"""Reading small bundles in tests, and saying what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tracker.bundle.check import read
from tracker.bundle.record import Record
from tracker.errors import BundleError

A_VERSION = """\
demands:
  - demand: ru.x
    versions:
      - version: "2024-06-14"
"""


def records(folder: Path, text: str, name: str = "a.yaml") -> list[Record]:
    """The records of one file, which must have no faults."""
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return list(read([file]).records)


def faults(folder: Path, text: str | bytes, name: str = "a.yaml") -> list[str]:
    """The faults of one file as a user sees them, without the folder."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return faults_of([file], folder)


def faults_of(paths: Iterable[Path], folder: Path) -> list[str]:
    with pytest.raises(BundleError) as refused:
        list(read(list(paths)).records)
    return [str(fault).replace(f"{folder}/", "") for fault in refused.value.faults]


def values(found: Iterable[Record], entity: str) -> list[dict[str, Any]]:
    return [record.values for record in found if record.entity == entity]
