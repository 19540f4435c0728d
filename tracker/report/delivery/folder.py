"""A folder: each report in a folder of its own, complete or not there; an index of all of them and an Atom feed.

weekly-2026-06-08-12/       the report NAME, up to a day, of a run
    weekly.html …           the formats
    about.json              what the index and the feed say of it
index.html, feed.xml        made anew from what stands in the folder
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fasteners import InterProcessLock

from tracker.errors import SurroundingsError
from tracker.report.delivery import Parcel
from tracker.report.delivery.shelf import ABOUT, feed, index, shelf

LOCK = ".lock"


def deliver(target: str, parcel: Parcel) -> None:
    folder = Path(target)
    if not folder.is_dir():  # a disk that is not mounted must not be written below
        raise SurroundingsError(f"there is no folder {folder}", "Make it, or mount it.")
    try:
        with _alone(folder):
            _put(folder, parcel)
            found = shelf(folder)
            _written(folder / "index.html", index(found).encode())
            _written(folder / "feed.xml", feed(folder, found))
            _kept(folder)
    except OSError as error:
        raise SurroundingsError(f"cannot write to {folder}: {error.strerror or error}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time makes the index, or one would miss what the other has just put there."""
    with InterProcessLock(folder / LOCK):
        yield


def _put(folder: Path, parcel: Parcel) -> None:
    """Where the name is taken by another report, of a database that was restored for one, its key tells them apart."""
    name = f"{parcel.report}-{parcel.until}-{parcel.run}"
    places = [folder / name, folder / f"{name}-{parcel.key.hex[:8]}"]
    if any(_key(place) == str(parcel.key) for place in places):
        return
    free = next((place for place in places if not place.exists()), None)
    if free is None:
        raise SurroundingsError(f"{places[-1]} is in the way")
    _moved_in(folder, free, parcel)


def _key(place: Path) -> str | None:
    try:
        return str(json.loads((place / ABOUT).read_text("utf-8"))["key"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _moved_in(folder: Path, place: Path, parcel: Parcel) -> None:
    part = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".part", dir=folder))
    try:
        for made in parcel.message.parts:
            _written(part / made.file_name, made.content)
        _written(part / ABOUT, json.dumps(_about(parcel), indent=1).encode())
        part.chmod(0o777 & ~_umask())
        _kept(part)
        part.rename(place)
        _kept(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _about(parcel: Parcel) -> dict[str, object]:
    return {
        "key": str(parcel.key),
        "report": parcel.report,
        "run": parcel.run,
        "until": parcel.until.isoformat(),
        "made_at": parcel.made_at.isoformat(),
        "subject": parcel.message.subject,
        "text": parcel.message.text,
        "files": [[part.form, part.media_type, part.file_name] for part in parcel.message.parts],
    }


def _written(file: Path, content: bytes) -> None:
    """The file is there as a whole, or as it was, also where the machine stops."""
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    part = Path(name)
    try:
        with open(number, "wb") as out:  # noqa: PTH123
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _kept(folder: Path) -> None:
    """The names in a folder are on the disk too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
