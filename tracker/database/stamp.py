"""The stamp that an upgrade leaves in the comment of schema `analysis`, and what this program expects to find there.

One look at the stamp tells a reader whether database and program belong together. It must stay quick: no Alembic
and no SQLAlchemy here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker import resources

_STAMP = re.compile(r"\[tracker schema=(?P<schema>\S+) fingerprint=(?P<fingerprint>[0-9a-f]+)\]")
_REVISION = re.compile(r"^revision(?:: str)? = [\"'](.+?)[\"']", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """`schema` is the Alembic revision, `fingerprint` that of the files which views and functions are built from."""

    schema: str
    fingerprint: str

    def __str__(self) -> str:
        return f"[tracker schema={self.schema} fingerprint={self.fingerprint}]"


def parse(comment: str | None) -> Stamp | None:
    """The stamp in a schema's comment, or None where no upgrade has left one."""
    found = _STAMP.search(comment or "")
    return Stamp(found["schema"], found["fingerprint"]) if found else None


def known_revisions() -> frozenset[str]:
    """The Alembic revisions that this program can come from; a database at another one is newer than the program."""
    versions = resources.migrations() / "versions"
    return frozenset(name for path in versions.glob("*.py") for name in _REVISION.findall(path.read_text("utf-8")))
