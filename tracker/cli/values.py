"""What an option or argument may be, where click has no type for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click


class Filled(click.types.StringParamType):
    """A text that is not empty: `--known-at "$WHEN"` with nothing in it must not be taken for no option at all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(super().convert(value, param, ctx))
        if not text.strip():
            self.fail("it is empty.", param, ctx)
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
