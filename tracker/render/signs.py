"""Signs on a terminal: which of them may be shown as they are, and how many columns they take."""

from __future__ import annotations

import re

# Texts come from anywhere: a control character in one of them must not reach the terminal, which would obey it.
_SPACES = "\t\n\v\f\r\x85\u2028\u2029"
_SHOWN = {
    **{code: 0x2400 + code for code in range(0x20)},  # their pictures: ESC becomes ␛
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys(map(ord, _SPACES), ord(" ")),
}
# Latin, Greek, Cyrillic, Armenian, punctuation and the signs of `Paper`: one column each.
_NARROW = re.compile(
    "[ -\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2400-\u2426\u2500-\u25fc\ufffd]*"
)


def visible(text: str) -> str:
    """The text in one line, with a picture in the place of every control character."""
    return text if text.isprintable() else text.translate(_SHOWN)


def narrow(text: str) -> bool:
    """Whether each of its characters is known to take one column."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def columns(text: str) -> int:
    """How wide the text is, as it is `visible`: Chinese signs take two columns, a combining accent none."""
    if narrow(text):
        return len(text)
    from rich.cells import cell_len  # only here: most texts need no table of all signs

    return cell_len(text)


def fitting(text: str, room: int) -> int:
    """How many of its first characters fit into so many columns; at least one."""
    if narrow(text):
        return max(room, 1)
    return max([1, *(end for end in range(1, len(text) + 1) if columns(text[:end]) <= room)])
