"""The seal at the end of a backup file: a digest of all before it.

pg_dump's format has no checksum of its table of contents, so a byte that turned over there can cost a table's rows
without a word. pg_restore does not read so far and takes a sealed file like any other.
"""

from __future__ import annotations

import hashlib
import os
import re
from io import FileIO
from pathlib import Path

from tracker.progress import Progress

_SEAL = re.compile(rb"\ntracker-sha256:([0-9a-f]{64})\n\Z")
_LENGTH = len("\ntracker-sha256:") + 64 + 1
_BLOCK = 1 << 20  # bytes


def seal(file: Path, progress: Progress) -> None:
    """Appends the seal and waits until it is on the disk. Raises OSError where it does not fit there."""
    with file.open("r+b", buffering=0) as source:
        size = source.seek(0, os.SEEK_END)
        digest = _digest(source, size, progress)
        source.seek(0, os.SEEK_END)
        source.write(f"\ntracker-sha256:{digest}\n".encode())
        os.fsync(source.fileno())


def is_broken(source: FileIO, progress: Progress) -> bool:
    """Whether a file differs from what was sealed; one without a seal, made by other means, does not."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - _LENGTH))
    found = _SEAL.search(source.read())
    return found is not None and _digest(source, size - _LENGTH, progress) != found[1].decode()


def _digest(source: FileIO, size: int, progress: Progress) -> str:
    digest = hashlib.sha256()
    source.seek(0)
    done = 0
    while block := source.read(min(_BLOCK, size - done)):
        digest.update(block)
        done += len(block)
        progress("checking", done, size)
    return digest.hexdigest()
