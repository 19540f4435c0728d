"""Figures: one metric through time, or several side by side; every claimant stands for itself.

A number is a dot; bounds are a bar with ends; a bound that is open is an arrow; what is approximate is hollow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from tracker.query.outcomes import Figure
from tracker.query.sources import Document
from tracker.render.dates import counted, day
from tracker.render.pictures import signs
from tracker.render.pictures.canvas import HEAD, TIME_AXIS, Canvas, Caption, Frame, Tip
from tracker.render.pictures.metrics import cut, width
from tracker.render.pictures.theme import COLOURS, DASHES, INK, MARGIN, PAPER, SHADE, SHAPES, SMALL, SOFT, TEXT, WIDTH
from tracker.render.series import dated, said, when
from tracker.render.spans import Window, last_day, shifted

LEFT, LANE, HEADING = 430, 26, 30
LABEL = 250  # for a label behind a dot
ARROW = 34
NAMED = 10  # figures that are labelled with their claimants; of more the shapes alone tell these
SHIFTS = (17, -17, 34, -34, 51, -51)  # from a dot to its label, the best first; the far ones where there are few


class Series(NamedTuple):
    """`rows` in order of subject, metric and date."""

    title: str
    rows: Sequence[Figure]
    names: Mapping[str, str]
    documents: Mapping[str, Document]


class Mark(NamedTuple):
    """How a claimant is marked."""

    colour: str
    shape: str
    dash: list[int]


def draw(series: Series, caption: Caption) -> Canvas:
    """Through time where there is one metric with several dates; else side by side."""
    first = series.rows[0]
    days = {dated(row, series.documents) for row in series.rows}
    one = all((row.metric, row.about, row.unit) == (first.metric, first.about, first.unit) for row in series.rows)
    through = one and len(days) > 1 and len(_numbered(series.rows)) == len(series.rows)
    about = "one metric through time" if through else "side by side"
    canvas = Canvas(
        series.title, f"{_count(series)}, {about}; nothing is added up or averaged.", "; ".join(_told(series)) + "."
    )
    marks = {
        claimant: Mark(COLOURS[at % len(COLOURS)], SHAPES[at % len(SHAPES)], DASHES[at % len(DASHES)])
        for at, claimant in enumerate(_claimants(series))
    }
    bottom = _through(canvas, series, marks) if through else _beside(canvas, series, marks)
    foot = canvas.legend(bottom + 8, _legend(series, marks))
    return canvas.finish(foot, caption, sorted({row.document for row in series.rows}))


def _count(series: Series) -> str:
    return f"{counted(len(series.rows), 'figure')} by {counted(len(_claimants(series)), 'claimant')}"


def _claimants(series: Series) -> list[str]:
    return sorted({row.claimant for row in series.rows})


def _bounds(row: Figure) -> tuple[float, float]:
    """Both bounds; an open one is the other."""
    known = [float(value) for value in (row.amount_min, row.amount_max) if value is not None]
    return known[0], known[-1]


def _tip(series: Series, row: Figure) -> Tip:
    return {
        "title": said(row), "metric": row.metric, "about": row.about or "", "claimant": _name(series, row),
        "basis": row.basis, "date": when(row, series.documents), "document": row.document,
    }  # fmt: skip


def _name(series: Series, row: Figure) -> str:
    return series.names.get(row.claimant, row.claimant)


def _numbered(rows: Sequence[Figure]) -> list[Figure]:
    return [row for row in rows if row.amount_min is not None or row.amount_max is not None]


class Plot(NamedTuple):
    """Where the numbers of a series lie in pixels of the page."""

    left: float
    right: float
    top: float
    bottom: float
    window: Window
    low: float
    high: float

    def x(self, at: date) -> float:
        return self.left + self.window.share(at) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def _through(canvas: Canvas, series: Series, marks: Mapping[str, Mark]) -> float:
    days = [dated(row, series.documents) for row in series.rows]
    first, last = min(days), max(days)
    margin = max((last - first).days // 12, 5)
    window = Window(shifted(first, -margin), shifted(last, margin // 2))
    low, high = _domain([value for row in series.rows for value in _bounds(row)], series.rows[0].unit)
    plot = Plot(MARGIN + 66, WIDTH - MARGIN - LABEL, HEAD + 26, HEAD + 386, window, low, high)
    _axes(canvas, plot, series.rows[0].unit)
    canvas.frames.reverse()  # the grid lies below
    points = _points(plot, series)
    for claimant in marks:
        mine = [point for row, point in zip(series.rows, points, strict=True) if row.claimant == claimant]
        for (x, y), (x2, y2) in pairwise(mine):
            look = {"stroke": marks[claimant].colour, "dash": marks[claimant].dash}
            canvas.page.line(x, y, x2, y2, weight=1.6, opacity=0.65, **look)
    labels = canvas.frame(())  # above the curves
    taken = [spot for row, point in zip(series.rows, points, strict=True) for spot in _covered(plot, row, *point)]
    for row, (x, y) in zip(series.rows, points, strict=True):
        mark, tip = marks[row.claimant], _tip(series, row)
        _upright(canvas.page, row, x, [plot.y(value) for value in _bounds(row)], mark, tip)
        rough = last_day(row.as_of, row.as_of_precision or "day") if row.as_of else None
        if rough and rough != row.as_of:
            canvas.page.line(x, y, plot.x(rough), y, stroke=mark.colour, weight=2, dash=[2, 2])
        few = len(series.rows) <= NAMED
        text = f"{said(row)}, {_name(series, row)}" if few else said(row, unit=False)
        _label(labels, text, tip, x, y, (plot.top + 8, plot.bottom - 4), taken, SHIFTS if few else SHIFTS[:2])
    return plot.bottom + 26


def _axes(canvas: Canvas, plot: Plot, unit: str) -> None:
    canvas.time(plot.window.start, plot.window.end, plot.left, plot.right - plot.left, zoomed=False)
    amount = {"name": "amount", "domain": [plot.low, plot.high], "range": [plot.bottom - plot.top, 0], "zero": False}
    canvas.scales.append(amount)
    frame = canvas.frame((plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top))
    frame.axes = [
        {"scale": "amount", "orient": "left", "grid": True, "tickCount": 6, "domain": False, "ticks": False},
        {**TIME_AXIS, "orient": "bottom"},
    ]
    note = "" if plot.low == 0 else f" (the axis begins at {plot.low:,g})"
    canvas.page.text(MARGIN, plot.top - 12, f"{unit}{note}", size=SMALL, fill=SOFT)


def _points(plot: Plot, series: Series) -> list[tuple[float, float]]:
    """One a figure; those that would hide each other stand side by side."""
    points: list[tuple[float, float]] = []
    for row in series.rows:
        x, y = plot.x(dated(row, series.documents)), sum(map(plot.y, _bounds(row))) / 2
        while any(abs(x - other) < 9 and abs(y - beside) < 9 for other, beside in points):
            x += 11
        points.append((x, y))
    return points


def _domain(values: Sequence[float], unit: str) -> tuple[float, float]:
    """From a round number below to one above; a share of a hundred never leaves it, and a count never falls below 0."""
    low, high = min(values), max(values)
    room = (high - low) * 0.35 or abs(high) * 0.2 or 1
    step = 10 ** (len(str(int(room))) - 1)
    least, most = (low - room) // step * step, -(-(high + room) // step) * step
    least = max(least, 0.0) if low >= 0 else least
    return least, min(most, 100.0) if unit in ("percent", "%") and high <= 100 else most


def _covered(plot: Plot, row: Figure, x: float, y: float) -> Iterator[tuple[float, float, float]]:
    """Where a figure's dot, bounds and arrows are: from the left to the right, at a base line."""
    low, high = map(plot.y, _bounds(row))
    top, bottom = high - ARROW * (row.amount_max is None), low + ARROW * (row.amount_min is None)
    at = min(top, y)
    while at <= max(bottom, y):
        yield x - 8, x + 8, at + 4
        at += 10


def _upright(page: Frame, row: Figure, x: float, ends: Sequence[float], mark: Mark, tip: Tip) -> None:
    low, high = ends
    if low != high:
        page.line(x, low, x, high, stroke=mark.colour, weight=2)
        for y in ends:
            page.line(x - 6, y, x + 6, y, stroke=mark.colour, weight=2)
    if row.amount_max is None:
        _arrow(page, x, low, 0, -ARROW, mark)
    if row.amount_min is None:
        _arrow(page, x, low, 0, ARROW, mark)
    _dot(page, row, x, (low + high) / 2, mark, tip)


def _arrow(page: Frame, x: float, y: float, dx: float, dy: float, mark: Mark) -> None:
    """The bound that way is open."""
    page.line(x, y, x + dx, y + dy, stroke=mark.colour, weight=2, dash=[4, 3])
    shape = ("triangle-right" if dx > 0 else "triangle-left") if dx else ("triangle-up" if dy < 0 else "triangle-down")
    page.symbol(x + dx, y + dy, shape, size=60, fill=mark.colour, stroke=mark.colour)


def _dot(page: Frame, row: Figure, x: float, y: float, mark: Mark, tip: Tip | None = None) -> None:
    fill = PAPER if row.approximate else mark.colour
    page.symbol(x, y, mark.shape, size=95, fill=fill, stroke=mark.colour, weight=2.2, **({"tip": tip} if tip else {}))


def _label(
    page: Frame, text: str, tip: Tip, x: float, y: float, within: tuple[float, float],
    taken: list[tuple[float, float, float]], shifts: Sequence[float],
) -> None:  # fmt: skip
    """Below its dot, or wherever near it no mark and no other label stands; else only in the tip."""
    text = cut(text, SMALL, LABEL + MARGIN - 20)
    begin, end = x + 12, x + 12 + width(text, SMALL) * 1.1
    for shift in shifts:
        at = y + 4 + shift
        free = all(abs(at - other) > 14 or begin > right or left > end for left, right, other in taken)
        if free and within[0] < at < within[1]:
            if abs(shift) > 17:
                page.line(x + 5, y, x + 11, at - 4, stroke=SOFT, weight=0.8)
            page.rect(begin - 2, at - 9, end, at + 3, fill=PAPER)
            page.text(begin, at, text, size=SMALL, tip=tip)
            taken.append((begin, end, at))
            return


def _beside(canvas: Canvas, series: Series, marks: Mapping[str, Mark]) -> float:
    """A lane a figure, by subject and metric; one axis a subject and unit, logarithmic where numbers lie far apart."""
    y = float(HEAD + 10)
    key = lambda row: (row.about or "", row.unit)  # noqa: E731 the same twice
    for (about, unit), found in groupby(sorted(series.rows, key=key), key=key):
        y = _panel(canvas, series, marks, f"{about}, in {unit}".lstrip(", "), list(found), y) + 14
    return y


def _panel(
    canvas: Canvas, series: Series, marks: Mapping[str, Mark], head: str, rows: Sequence[Figure], y: float
) -> float:
    page, numbered = canvas.page, _numbered(rows)
    values = [value for row in numbered for value in _bounds(row)]
    name, logarithmic = (
        f"amount-{len(canvas.scales)}",
        bool(values) and min(values) > 0 and max(values) > 40 * min(values),
    )
    metrics = [list(found) for _, found in groupby(rows, key=lambda row: row.metric)]
    top, right = y + HEADING + 14, WIDTH - MARGIN - LABEL
    bottom = top + sum(6 + LANE * len(found) for found in metrics)
    note = "  (logarithmic: each line is ten times the one before)" if logarithmic else ""
    page.text(MARGIN, y + 14, head + note, size=14, weight="bold", room=WIDTH - 2 * MARGIN)
    high = 10 ** len(str(int(max(values)))) if logarithmic else max([*values, 1]) * 1.08
    low = 10 ** (len(str(int(min(values)))) - 1) if logarithmic else min([0, *values])
    scale = {
        "name": name,
        "type": "log" if logarithmic else "linear",
        "domain": [low, high],
        "range": [0, right - LEFT],
    }
    canvas.scales.append(scale)
    frame = canvas.frame((LEFT, top, right - LEFT, bottom - top))
    shown = {
        "format": ",~r" if logarithmic else ",~f",
        **({"values": _tens(low, high), "labelOverlap": False} if logarithmic else {"tickCount": 5}),
    }
    frame.axes = [{"scale": name, "orient": "top", "grid": True, "domain": False, **shown}]
    lanes = canvas.frame((LEFT, 0, right - LEFT, bottom), x=name)
    y = top + 3
    for number, found in enumerate(metrics):
        if number % 2 == 0:
            page.rect(MARGIN - 8, y, WIDTH - MARGIN + 8, y + LANE * len(found) + 3, fill=SHADE)
        page.text(MARGIN, y + 18, found[0].metric, size=TEXT, room=185, tip={"title": found[0].metric})
        for row in found:
            ground = PAPER if number % 2 else SHADE
            _lane(canvas.page, lanes, series, row, y + LANE / 2 + 1, marks[row.claimant], ground)
            y += LANE
        y += 6
    return bottom


def _tens(low: float, high: float) -> list[float]:
    values = [low]
    while values[-1] < high:
        values.append(values[-1] * 10)
    return values


def _lane(page: Frame, frame: Frame, series: Series, row: Figure, y: float, mark: Mark, ground: str) -> None:
    page.text(MARGIN + 195, y + 4, _name(series, row), size=SMALL, fill=INK, room=LEFT - MARGIN - 195 - 18)
    if row not in _numbered([row]):
        page.text(LEFT + 12, y + 4, f"“{row.wording}”", size=SMALL, fill=SOFT, style="italic", room=300)
        return
    low, high = _bounds(row)
    tip = _tip(series, row)
    if low != high:
        frame.line(low, y, high, y, stroke=mark.colour, weight=2.4)
        for at in (low, high):
            frame.line(at, y - 6, at, y + 6, stroke=mark.colour, weight=2)
    shift = 0
    if row.amount_max is None or row.amount_min is None:
        shift = ARROW if row.amount_max is None else -ARROW
        frame.line(low, y, low, y, dx2=shift, stroke=mark.colour, weight=2, dash=[4, 3])
        shape = "triangle-right" if shift > 0 else "triangle-left"
        frame.symbol(low, y, shape, dx=shift, size=60, fill=mark.colour, stroke=mark.colour)
    for at in {low, high}:
        fill = PAPER if row.approximate else mark.colour
        frame.symbol(at, y, mark.shape, size=95, fill=fill, stroke=mark.colour, weight=2.2, tip=tip)
    about = cut(f"{said(row, unit=False)}, {row.basis}, {when(row, series.documents)}", SMALL, LABEL - 20)
    begin = max(shift, 0) + 12
    frame.rect(high, y - 6, high, y + 6, dx=begin - 2, least=width(about, SMALL) * 1.1 + 2, fill=ground)
    frame.text(high, y + 4, about, size=SMALL, dx=begin, tip=tip)


def _told(series: Series) -> Iterator[str]:
    for row in series.rows:
        at = day(row.as_of, row.as_of_precision)
        yield f"{row.metric}: {said(row)}, {row.basis} by {_name(series, row)}{f' as of {at}' if at else ''}"


def _legend(series: Series, marks: Mapping[str, Mark]) -> list[tuple[str, signs.Sign]]:
    def claimant(mark: Mark) -> signs.Sign:
        return lambda frame, x, y: frame.symbol(x, y, mark.shape, size=95, fill=mark.colour, stroke=mark.colour)

    def about(frame: Frame, x: float, y: float) -> None:
        frame.symbol(x, y, "circle", size=95, fill=PAPER, stroke=INK, weight=2.2)

    def between(frame: Frame, x: float, y: float) -> None:
        frame.line(x - 10, y, x + 10, y, weight=2.4)
        for at in (x - 10, x + 10):
            frame.line(at, y - 6, at, y + 6, weight=2)

    def beyond(frame: Frame, x: float, y: float) -> None:
        _arrow(frame, x - 10, y, 20, 0, Mark(INK, "circle", []))

    approximate = any(row.approximate for row in series.rows)
    numbered = _numbered(series.rows)
    open_ = any(row.amount_min is None or row.amount_max is None for row in numbered)
    bounded = any(None not in (row.amount_min, row.amount_max) and row.amount_min != row.amount_max for row in numbered)
    possible = [
        (approximate, "approximate", about),
        (bounded, "from and to", between),
        (open_, "or more, or less", beyond),
    ]
    claimants = [(series.names.get(name, name), claimant(mark)) for name, mark in marks.items()]
    return [*claimants, *((words, sign) for there, words, sign in possible if there)]
