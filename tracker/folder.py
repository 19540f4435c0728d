"""A folder that is written whole, or is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.errors import InputError, SurroundingsError
from tracker.interrupt import ended_by_interrupt


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """A new folder to write into, which gets the name `to` when the block ends well, and else goes.

    Raises InputError where `to` is there and not an empty folder, and SurroundingsError for every OSError inside the
    block: nothing but the files of the folder may be written there.
    """
    refuse_occupied(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with ended_by_interrupt(), TemporaryDirectory(prefix=f".{to.name}-", dir=to.parent) as beside:
            made = Path(beside, "export")
            made.mkdir()
            yield made
            made.rename(to)
    except OSError as error:
        why = f"{error.filename} is no folder" if isinstance(error, FileExistsError) else error.strerror or error
        raise SurroundingsError(f"cannot write to {to}: {why}", "Nothing was written.") from error


def refuse_occupied(to: Path) -> None:
    """Raises InputError unless the folder is new or empty."""
    try:
        occupied = to.exists() and (not to.is_dir() or any(to.iterdir()))
    except OSError as error:
        raise SurroundingsError(f"cannot look into {to}: {error.strerror}", "Nothing was written.") from error
    if occupied:
        raise InputError(f"{to} is not an empty folder", "Name a folder that does not exist yet.")
