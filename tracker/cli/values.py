"""What an option or argument may be, where click has no type for it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tracker.errors import InputError

# Why a changeset was made; what raw SQL does without saying so is `unstated`.
CAUSES = ("new-source", "correction", "codebook", "identity", "housekeeping")

PICTURES = (".svg", ".png", ".html")


class Filled(click.types.StringParamType):
    """A text that is not empty: `--known-at "$WHEN"` with nothing in it must not be taken for no option at all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(super().convert(value, param, ctx))
        if not text.strip():
            self.fail("it is empty.", param, ctx)
        return text


class Licence(Filled):
    """An id as catalogues of licences have it, or where the licence can be read."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = super().convert(value, param, ctx)
        if not re.fullmatch(r"[-A-Za-z0-9._]+|https?://\S+", text):
            self.fail(f"{text!r} is neither an id, such as CC-BY-4.0, nor a URL.", param, ctx)
        return text


class RegularFile(click.Path):
    """A file that is there and has an end, unlike a device or a pipe."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if not os.path.isfile(path):  # noqa: PTH113
            self.fail(f"{value} is no regular file.", param, ctx)
        return path


class PictureFile(click.Path):
    """A file to draw into: its suffix says how, and its folder must be there."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in PICTURES:
            self.fail(
                f"{value!r} does not say which kind of picture; expected a name in .svg, .png or .html.", param, ctx
            )
        if not path.parent.is_dir():
            self.fail(f"there is no folder {str(path.parent)!r} for {path.name!r}.", param, ctx)
        return path


def changeset_number(words: Sequence[str], *, or_last: bool = True) -> int | None:
    """`7`, `changeset 7`; none for the last, which the message offers where it may be meant."""
    text = " ".join(words)
    if text in ("", "last"):
        return None
    if match := re.fullmatch(r"(?:changeset\s+)?([0-9]{1,18})", text):
        return int(match[1])
    more = ", or: last" if or_last else ""
    raise InputError(f"{text!r} is no changeset", f"Expected a number as tracker log shows them{more}")
