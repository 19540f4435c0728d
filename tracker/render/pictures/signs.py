"""How a spell is drawn, in a lane as in a legend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.render.pictures.canvas import Frame, Tip
from tracker.render.pictures.theme import ENDED, INK, LOOKS, PAPER, Look

HALF = 6  # of a bar's height
LINE = "#3d444d"
Sign = Callable[[Frame, float, float], None]


def bar(frame: Frame, x: float, x2: float, y: float, look: Look, **more: Any) -> None:
    frame.rect(x, y - HALF, x2, y + HALF, fill=look.fill, stroke=LINE, weight=0.7, **more)


def hollow(frame: Frame, x: float, x2: float, y: float, look: Look, **more: Any) -> None:
    """Held, and passed over in silence: the outline alone, in the colour of what is held."""
    stroke = LINE if look.fill in ("#e1e5ea", "#a9b4c2") else look.fill
    frame.rect(x, y - HALF, x2, y + HALF, fill=PAPER, stroke=stroke, weight=1.3, **more)


def vague(frame: Frame, x: float, x2: float, y: float, **more: Any) -> None:
    """It began some time in this."""
    frame.rect(x, y - HALF, x2, y + HALF, fill="#ffffffb0", stroke=LINE, weight=0.8, dash=[2, 2], **more)


def split(frame: Frame, x: float, x2: float, y: float, **more: Any) -> None:
    """One of several ways: the bar is parted along its middle."""
    frame.rect(x, y - 1.4, x2, y + 1.4, fill=PAPER, **more)


def badge(frame: Frame, x: float, y: float, look: Look, dx: float = 0, tip: Tip | None = None) -> None:
    """The sign of the direction, legible on any ground."""
    if look.shape:
        frame.symbol(
            x, y, look.shape, size=62, dx=dx, fill=PAPER, stroke=INK, weight=1.3, **({"tip": tip} if tip else {})
        )


def tick(frame: Frame, x: float, y: float, dx: float = 0, tip: Tip | None = None) -> None:
    frame.line(x, y - HALF - 3, x, y + HALF + 3, stroke=PAPER, weight=3, dx=dx, dx2=dx)
    frame.line(x, y - HALF - 3, x, y + HALF + 3, stroke=INK, weight=1.4, dx=dx, dx2=dx, **({"tip": tip} if tip else {}))


def earlier(frame: Frame, x: float, y: float) -> None:
    """Held then, or before: how long is not known."""
    frame.line(x, y, x, y, dx=-13, dx2=-1, stroke=INK, weight=1.6, dash=[2, 2])


def onward(frame: Frame, x: float, y: float, look: Look, dx: float = 0, tip: Tip | None = None) -> None:
    """It goes on: nothing has ended it."""
    frame.symbol(x, y, "triangle-right", size=90, dx=dx, fill=look.fill, stroke=LINE, **({"tip": tip} if tip else {}))


def end(frame: Frame, x: float, y: float, tip: Tip | None = None) -> None:
    frame.symbol(x, y, "cross", size=74, fill=ENDED.fill, angle=45, **({"tip": tip} if tip else {}))


def directions() -> list[tuple[str, Sign]]:
    """For a legend: a piece of a bar with its badge."""

    def sign(look: Look) -> Sign:
        def draw(frame: Frame, x: float, y: float) -> None:
            bar(frame, x - 10, x + 12, y, look)
            badge(frame, x + 1, y, look)

        return draw

    return [(look.said, sign(look)) for look in LOOKS.values()]
