"""How wide a text is, in the font of the pictures: enough to break it into lines and to keep labels apart.

Widths are those of Arial, which Liberation Sans and Helvetica share, in thousandths of the size. A sign that is not in
the table counts as wide as a capital letter, or as a square where it is Chinese, Japanese or Korean.
"""

from __future__ import annotations

from unicodedata import combining, east_asian_width

_WIDTHS = {
    222: "ijl'",
    278: " !,./:;I[]\\ft·",
    334: '()-`r{}|"“”',
    389: "*",
    500: "ckszxvyJ",
    556: "0123456789abdeghnopqu_?#$L–€£ßäöüéèáà«»",
    584: "+<>=~^",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—…@→",
}
_OF = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_OTHER, _SQUARE, _BOLD = 667, 1000, 1.1


def width(text: str, size: float, bold: bool = False) -> float:
    """In pixels."""
    found = sum(_OF.get(sign) or _other(sign) for sign in text) * size / 1000
    return found * _BOLD if bold else found


def _other(sign: str) -> int:
    if combining(sign):
        return 0
    return _SQUARE if east_asian_width(sign) in "WF" else _OTHER


def cut(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis behind."""
    if width(text, size, bold) <= room:
        return text
    while text and width(f"{text}…", size, bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, size: float, room: float, most: int, bold: bool = False) -> list[str]:
    """At most so many lines; the last one is cut where there is more."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size, bold) <= room:
            count += 1
        lines.append(cut(" ".join(words[:count]), size, room, bold))
        words = words[count:]
    return [*lines, cut(" ".join(words), size, room, bold)] if words else lines
