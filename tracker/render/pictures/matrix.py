"""The matrix: topics down, parties across, what each asks; lines join what opposes or counters each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.query.changes import Stand
from tracker.query.demands import Link
from tracker.query.labels import Labels
from tracker.render.dates import day
from tracker.render.pictures import signs
from tracker.render.pictures.canvas import HEAD, Canvas, Caption, Frame
from tracker.render.pictures.metrics import width, wrapped
from tracker.render.pictures.theme import AGAINST, GRID, INK, MARGIN, PAPER, SHADE, SMALL, SOFT, TEXT, WIDTH, Look, look

TOPICS, GUTTER = 165, 110  # the column of the topics; between two parties, for the lines
PAD, MOVED, LEAD, SIGN = 7, 20, 14, 16


class Matrix(NamedTuple):
    """`links` are those that oppose or counter, of demands that are held; `titles` are by demand."""

    title: str
    rows: Sequence[Stand]
    links: Sequence[Link]
    titles: Mapping[str, str]
    documents: Sequence[str]
    labels: Labels


class Card(NamedTuple):
    """A demand on the canvas."""

    left: float
    right: float
    top: float
    lines: list[str]

    @property
    def bottom(self) -> float:
        return self.top + LEAD * len(self.lines) + PAD

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def draw(matrix: Matrix, caption: Caption) -> Canvas:
    canvas = Canvas(
        matrix.title,
        "Topics by parties; lines join demands that stand against each other.",
        "; ".join(_told(matrix)) + ".",
    )
    y, cards = float(HEAD + 6), dict[str, Card]()
    for process, found in groupby(matrix.rows, key=lambda row: row.process):
        rows = list(found)
        parties = sorted({row.party for row in rows})
        y = _heads(canvas, matrix, process, parties, y)
        for topic, cells in groupby(rows, key=lambda row: row.topic):
            y = _topic(canvas, matrix, topic, {row.party: row for row in cells}, parties, y, cards)
        y += 18
    pairs = list(_pairs(matrix, cards))
    for link in pairs:
        _join(canvas.page, matrix, link, cards)
    foot = canvas.legend(y, _legend(matrix, pairs))
    return canvas.finish(foot, caption, matrix.documents)


def _columns(parties: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    left = MARGIN + TOPICS
    room = (WIDTH - MARGIN - left - GUTTER * (len(parties) - 1)) / len(parties)
    for number, party in enumerate(parties):
        begin = left + number * (room + GUTTER)
        yield party, begin, begin + room


def _heads(canvas: Canvas, matrix: Matrix, process: str, parties: Sequence[str], y: float) -> float:
    canvas.page.text(MARGIN, y + 14, process, size=SMALL, fill=SOFT, room=TOPICS - 12)
    for party, left, right in _columns(parties):
        name = matrix.labels.actors.get(party, party)
        canvas.page.text(left, y + 14, name, size=15, weight="bold", room=right - left)
    return y + 26


def _topic(
    canvas: Canvas, matrix: Matrix, topic: str, cells: Mapping[str, Stand], parties: Sequence[str], y: float,
    cards: dict[str, Card],
) -> float:  # fmt: skip
    page, top, bottom = canvas.page, y, y
    page.line(MARGIN, y, WIDTH - MARGIN, y, stroke=GRID)
    head = wrapped(topic.replace(".", ". "), TEXT, TOPICS - 14, 3)
    page.text(
        MARGIN, y + 20, [line.replace(". ", ".") for line in head], size=TEXT, weight="bold", tip={"title": topic}
    )
    for party, left, right in _columns(parties):
        if row := cells.get(party):
            bottom = max(bottom, _cell(page, matrix, row, left, right, y + 7, cards))
        else:
            page.text(left + PAD, y + 20, "holds nothing", size=SMALL, fill=SOFT, style="italic")
    return max(bottom, top + 12 + LEAD * len(head)) + 2


def _cell(
    page: Frame, matrix: Matrix, row: Stand, left: float, right: float, y: float, cards: dict[str, Card]
) -> float:
    """Where there is one demand and room for it, the note of the last move stands in its card."""
    moved, beside = _moved(row), False
    for demand, summary in zip(row.demands, row.summaries, strict=True):
        title = matrix.titles.get(demand, demand)
        card = Card(left, right, y, wrapped(title, TEXT, (right - left - 2 * PAD) * 0.96, 2))
        room = right - left - 4 * PAD - moved.room
        beside = len(row.demands) == 1 and len(card.lines) == 1 and width(card.lines[0], TEXT) < room
        tip = {"title": title, "demand": demand, "of": row.party, "says": summary}
        opposed = [link for link in matrix.links if demand in (link.demand, link.other_demand)]
        edge = AGAINST if opposed else GRID
        page.rect(left, card.top, right, card.bottom, fill=SHADE, stroke=edge, radius=4, tip=tip)
        page.text(left + PAD, y + PAD + 8, card.lines, size=TEXT, lead=LEAD)
        cards[demand] = card
        y = card.bottom + 5
    if beside:
        moved.write(page, right - 2 * PAD - moved.room, cards[row.demands[0]].middle)
    elif moved.text:
        moved.write(page, left + PAD, y + 7)
        y += MOVED
    return y


class Moved(NamedTuple):
    """When a party last moved on a topic, in words and as a sign."""

    text: str
    look: Look

    @property
    def room(self) -> float:
        return (width(self.text, SMALL) + SIGN * bool(self.look.shape)) if self.text else 0

    def write(self, page: Frame, x: float, y: float) -> None:
        if self.look.shape:
            page.symbol(x + 5, y, self.look.shape, size=70, fill=self.look.fill, stroke=INK)
            x += SIGN
        page.text(x, y + 4, self.text, size=SMALL, fill=SOFT)


def _moved(row: Stand) -> Moved:
    if not row.last_moved_on:
        return Moved("", look(None))
    direction = f", {row.last_direction}" if row.last_direction else ""
    text = f"last moved {day(row.last_moved_on, row.last_moved_precision)}{direction}"
    return Moved(text, look(row.last_direction))


def _pairs(matrix: Matrix, cards: Mapping[str, Card]) -> Iterator[Link]:
    """Each once: what opposes is listed both ways."""
    seen: set[tuple[str, ...]] = set()
    for link in matrix.links:
        pair = tuple(sorted([link.demand, link.other_demand]))
        if pair not in seen and set(pair) <= cards.keys():
            seen.add(pair)
            yield link


def _join(page: Frame, matrix: Matrix, link: Link, cards: Mapping[str, Card]) -> None:
    """From card to card through the gutter; within one party's column along its left side."""
    one, other = sorted([cards[link.demand], cards[link.other_demand]])
    begin, end, y, y2 = one.right, other.left, one.middle, other.middle
    bend = 46.0
    if one.left == other.left:
        begin = end = one.left
        path = f"M{begin},{y}C{begin - 24},{y} {begin - 24},{y2} {end},{y2}"
    else:
        path = f"M{begin},{y}C{begin + bend},{y} {end - bend},{y2} {end},{y2}"
    titles = [matrix.titles.get(name, name) for name in (link.demand, link.other_demand)]
    tip = {"title": f"{titles[0]} {link.relation} {titles[1]}"}
    dash = [] if link.relation == "opposes" else [5, 3]
    page.curve(path, stroke=AGAINST, weight=1.8, dash=dash, opacity=0.9, tip=tip)
    for x, at in ((begin, y), (end, y2)):
        page.symbol(x, at, "circle", size=34, fill=AGAINST if not dash else PAPER, stroke=AGAINST, weight=1.5)


def _told(matrix: Matrix) -> Iterator[str]:
    for row in matrix.rows:
        held = ", ".join(matrix.titles.get(name, name) for name in row.demands)
        yield f"{row.topic}: {row.party}: {held}" + (
            f" (opposed by {', '.join(row.opposed_by)})" if row.opposed_by else ""
        )


def _legend(matrix: Matrix, pairs: Sequence[Link]) -> list[tuple[str, signs.Sign]]:
    def line(dash: list[int]) -> signs.Sign:
        def sign(frame: Frame, x: float, y: float) -> None:
            frame.line(x - 10, y, x + 12, y, stroke=AGAINST, weight=1.8, dash=dash)
            for at in (x - 10, x + 12):
                frame.symbol(at, y, "circle", size=34, fill=PAPER if dash else AGAINST, stroke=AGAINST, weight=1.5)

        return sign

    def turn(direction: str) -> signs.Sign:
        seen = look(direction)
        return lambda frame, x, y: frame.symbol(x, y, seen.shape or "circle", size=70, fill=seen.fill, stroke=INK)

    relations = {link.relation for link in pairs}
    directions = {row.last_direction for row in matrix.rows if row.last_direction}
    shown: list[tuple[str, list[int]]] = [("opposes", [])] * ("opposes" in relations) + [("counters", [5, 3])] * (
        "counters" in relations
    )
    entries = [(words, line(dash)) for words, dash in shown]
    return [*entries, *((f"last moved: {name}", turn(name)) for name in sorted(directions))]
