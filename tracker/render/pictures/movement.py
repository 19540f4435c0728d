"""Movement by topic and month: a row a topic of a party, a column a month in which somebody moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from tracker.render.dates import counted
from tracker.render.movement import KINDS, WORDS, Movement
from tracker.render.pictures import signs
from tracker.render.pictures.canvas import HEAD, Canvas, Caption, Frame
from tracker.render.pictures.theme import ENDED, FAINT, GRID, INK, LOOKS, MARGIN, PAPER, SHADE, SOFT, TEXT, WIDTH

LEFT = 240
ROW, NARROW, BROAD = 26, 92, 150  # a row; a month, at least and at most
SIGN, COUNT = 17, 11  # the room of a sign, and of a count of one digit


def draw(movement: Movement, caption: Caption) -> Canvas:
    """As many months beside each other as there is room for; the rest below them."""
    months = movement.months()
    room = WIDTH - MARGIN - LEFT
    across = room // NARROW
    column = min(room / min(len(months), across), BROAD)
    said = (
        f"{counted(len(movement.rows), 'step')} in {counted(len(months), 'month')}; months without a step are left out."
    )
    canvas = Canvas(movement.title, said, "; ".join(_told(movement)) + ".")
    y = float(HEAD + 10)
    for at in range(0, len(months), across):
        y = _block(canvas, movement, months, range(at, min(at + across, len(months))), column, y) + 22
    foot = canvas.legend(y - 14, _legend(movement))
    return canvas.finish(foot, caption, sorted({row.to_document for row in movement.rows if row.to_document}))


def _block(canvas: Canvas, movement: Movement, months: Sequence[str], part: range, column: float, y: float) -> float:
    page, shown, early = canvas.page, movement.counted(), movement.early()
    for at in part:
        x = LEFT + (at - part.start) * column
        page.text(x + column / 2 - 4, y + 14, months[at], size=TEXT, weight="bold", align="center")
        if at and not _next(months[at - 1], months[at]):
            page.line(x - 4, y + 2, x - 4, y + 20, stroke=FAINT, dash=[2, 2])
    y += 22
    for (process, party), keys in groupby(shown, key=lambda key: key[:2]):
        mine = [key for key in keys if any(months[at] in shown[key] for at in part)]
        if not mine:
            continue
        name = movement.labels.actors.get(party, party)
        page.text(
            MARGIN, y + 20, name, size=14, weight="bold", room=LEFT - MARGIN, tip={"title": name, "process": process}
        )
        y += 28
        for number, key in enumerate(mine):
            if number % 2 == 0:
                page.rect(MARGIN - 8, y, WIDTH - MARGIN + 8, y + ROW, fill=SHADE)
            page.text(MARGIN, y + ROW / 2 + 4, key[2], size=TEXT, room=LEFT - MARGIN - 14, tip={"title": key[2]})
            for at in part:
                if counts := shown[key].get(months[at]):
                    _cell(
                        page,
                        LEFT + (at - part.start) * column,
                        column - 8,
                        y,
                        counts,
                        f"{name} on {key[2]} in {months[at]}",
                        (*key, months[at]) in early,
                    )
            y += ROW
    return y


def _next(month: str, following: str) -> bool:
    if len(month) < 7 or len(following) < 7:
        return month[:4] == following[:4]
    number, other = (int(text[:4]) * 12 + int(text[5:]) for text in (month, following))
    return other == number + 1


def _cell(page: Frame, x: float, room: float, y: float, counts: Counter[str], title: str, early: bool) -> None:
    """The kinds of steps, each with its count where there is more than one; dashed where it may have come earlier."""
    used = [name for name in KINDS if counts[name]]
    tip = {"title": title + (", or before" * early), **{WORDS.get(name, name): str(counts[name]) for name in used}}
    look = {"stroke": SOFT, "dash": [3, 3]} if early else {"stroke": GRID}
    page.rect(x, y + 2, x + room, y + ROW - 2, fill=PAPER, radius=3, tip=tip, **look)
    texts = {name: str(counts[name]) if counts[name] > 1 and len(used) * (SIGN + COUNT) < room else "" for name in used}
    sizes = {name: SIGN + COUNT * len(text) for name, text in texts.items()}
    tight = min(1.0, (room - 6) / sum(sizes.values()))
    at = x + (room - sum(sizes.values()) * tight) / 2
    for name in used:
        _sign(page, name, at + SIGN / 2 * tight, y + ROW / 2)
        if texts[name]:
            page.text(at + SIGN, y + ROW / 2 + 4, texts[name], size=TEXT)
        at += sizes[name] * tight


def _sign(page: Frame, name: str, x: float, y: float) -> None:
    if name == "ended":
        page.symbol(x, y, "cross", size=90, fill=ENDED.fill, angle=45)
    else:
        page.symbol(
            x, y, LOOKS[name].shape or "square", size=110 if name != "first" else 80, fill=LOOKS[name].fill, stroke=INK
        )


def _told(movement: Movement) -> Iterator[str]:
    for (_, party, topic), months in movement.counted().items():
        for month, counts in sorted(months.items()):
            steps = ", ".join(f"{counts[name]} {WORDS.get(name, name)}" for name in KINDS if counts[name])
            yield f"{party} on {topic} in {month}: {steps}"


def _legend(movement: Movement) -> list[tuple[str, signs.Sign]]:
    used = {name for months in movement.counted().values() for counts in months.values() for name in counts}

    def sign(name: str) -> signs.Sign:
        return lambda frame, x, y: _sign(frame, name, x, y)

    def between(frame: Frame, x: float, y: float) -> None:
        frame.line(x, y - 8, x, y + 8, stroke=FAINT, dash=[2, 2])

    def earlier(frame: Frame, x: float, y: float) -> None:
        frame.rect(x - 10, y - 7, x + 12, y + 7, fill=PAPER, stroke=SOFT, dash=[3, 3], radius=3)

    months = movement.months()
    gap = any(not _next(one, other) for one, other in pairwise(months))
    shown = [(WORDS.get(name, name), sign(name)) for name in KINDS if name in used]
    shown += [("in that month, or before", earlier)] if movement.early() else []
    return [*shown, ("months between are left out", between)] if gap else shown
