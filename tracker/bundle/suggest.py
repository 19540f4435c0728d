"""Messages for names that are not known: the nearest ones that are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(what: str, given: str, known: Iterable[str]) -> str:
    """`unknown field; did you mean `title`?`, or all that are known where none is near."""
    names = list(known)
    near = get_close_matches(given.lower(), names, n=2, cutoff=0.6)
    if near:
        return f"unknown {what}; did you mean {' or '.join(f'`{n}`' for n in near)}?"
    return f"unknown {what}; expected one of {', '.join(names)}"
