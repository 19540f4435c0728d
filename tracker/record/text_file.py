"""Reading the text of a document from a file, just as it is there."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import InputError


def read_text(file: Path, name: str) -> str:
    """The text of a file, called `name` where it is refused; raises InputError for what is no text."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}") from error
    try:
        # Offsets and digests count what is in the file: line ends and all.
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(f"{name}:{line}: byte {error.start} is not UTF-8", "Attach the text as UTF-8.") from error
    if not text:
        raise InputError(f"{name} is empty", "Attach the text that was coded.")
    if "\0" in text:
        raise InputError(f"{name} holds a zero byte, so it is no text", "Attach the text as UTF-8.")
    return text
