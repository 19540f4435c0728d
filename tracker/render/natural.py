"""Names in the order in which people count: p2 before p10, #II.9 before #II.10."""

from __future__ import annotations

import re

Key = list[tuple[bool, int, str]]


def natural(name: str) -> Key:
    """A key to sort by: numbers by what they are, all else by code point."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name)]
