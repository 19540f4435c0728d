"""What the pictures share: one palette, one set of signs, one type.

Colours are told apart by the colour-blind (hues after Okabe and Ito) and by their lightness on a black-and-white
print; whatever a colour says, a sign, a dash or a pattern says too.
"""

from __future__ import annotations

from typing import NamedTuple

# Of one width: a picture looks the same where only one of them is there.
FONT = "Liberation Sans, Arial, Helvetica, Arimo, sans-serif"
INK, SOFT, FAINT, GRID, SHADE, PAPER = "#1b1f24", "#57606a", "#8b949e", "#dfe3e8", "#f3f5f7", "#ffffff"
AGAINST = "#b5410b"

WIDTH = 1200
MARGIN = 28
TITLE, SUBTITLE, TEXT, SMALL = 20, 12.5, 12, 10.5


class Look(NamedTuple):
    """A colour to fill with, a shape of Vega's to set upon it (none for a first statement), and words."""

    fill: str
    shape: str | None
    said: str


LOOKS = {
    "first": Look("#a9b4c2", None, "first stated"),
    "hardened": Look("#d55e00", "triangle-up", "hardened"),
    "softened": Look("#56b4e9", "triangle-down", "softened"),
    "mixed": Look("#6a3d9a", "diamond", "mixed: harder and softer"),
    "neutral": Look("#e1e5ea", "circle", "changed without direction"),
}
ENDED = Look(INK, "cross", "ended")
# Claimants: colour, shape and dashes of the line; beyond the last, they repeat in other pairs.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#6a3d9a", "#1b1f24", "#cc79a7", "#e69f00", "#56b4e9")
DASHES: tuple[list[int], ...] = ([], [7, 3], [2, 3], [9, 3, 2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")


def look(direction: str | None) -> Look:
    """How a spell looks; one without a direction is a first statement, or an ending."""
    return LOOKS[direction or "first"]
