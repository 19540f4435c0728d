"""A canvas: marks in layers, in pixels or along scales, as a specification of Vega.

    canvas = Canvas("Title", "what it shows")
    canvas.page.text(28, 100, "Words", tip={"title": "what a reader sees who points at them"})
    canvas.page.rect(28, 110, 90, 122, fill="#d55e00")
    canvas.finish(200, caption, sources)

Of one frame, curves lie below boxes, these below lines, signs and texts; of one kind, what has a tip above what has
none, and what is drawn later above the earlier. So a frame is a handful of layers, however much is drawn. Later frames
lie above earlier ones. Coordinates count from the left and the top. In a frame with a scale the coordinate along it is
a value of the scale (a time in milliseconds), moved by `dx` pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from tracker.render.dates import counted, moment
from tracker.render.pictures.metrics import cut, width, wrapped
from tracker.render.pictures.theme import (
    FAINT,
    FONT,
    GRID,
    INK,
    MARGIN,
    PAPER,
    SMALL,
    SOFT,
    SUBTITLE,
    TEXT,
    TITLE,
    WIDTH,
)

Tip = Mapping[str, str]
Mark = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega/v6.json"  # the name of the format; nothing is fetched from there
KINDS = ("path", "rect", "rule", "symbol", "text")  # from below
DOT = "text "  # and its number: how a dot in the place of a text is described
TIME = "time"  # the scale of that name
BEFORE = 7  # pixels by which what began before the time that is shown stands out
HEAD = 84  # from the top to where a picture's own part begins


class Caption(NamedTuple):
    """What every picture says of itself: the day asked about, the database, and the changeset that it shows."""

    on: date
    database: str
    changeset: int | None
    recorded_at: datetime | None
    past: bool = False

    def said(self) -> str:
        known = "as known at" if self.past else "at"
        which = f"{known} changeset {self.changeset}" if self.changeset else "without a changeset"
        at = f", {moment(self.recorded_at)}" if self.recorded_at else ""
        return f"As of {self.on}. Source: database {self.database} {which}{at}."


def stamp(day: date) -> int:
    """A day as the scale of time counts it: milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


class Frame:
    """Marks of one coordinate system; `x` and `y` name scales. Along `time` what lies outside is not shown."""

    def __init__(self, box: Sequence[float] = (), x: str = "", y: str = "") -> None:
        self.box, self.scales, self.clip = box, {"x": x, "y": y}, x == TIME
        self.axes: list[dict[str, Any]] = []
        self.layers: dict[tuple[int, bool], list[Mark]] = {}

    def rect(self, x: float, y: float, x2: float, y2: float, *, least: float = 0, **look: Any) -> None:
        """`least` pixels wide at least, however short it is."""
        self._add("rect", {"x": x, "y": y, "x2": x2, "y2": y2, "least": least, **look})

    def line(self, x: float, y: float, x2: float, y2: float, **look: Any) -> None:
        self._add("rule", {"x": x, "y": y, "x2": x2, "y2": y2, **look})

    def symbol(self, x: float, y: float, shape: str, *, size: float = 50, **look: Any) -> None:
        """`size` in square pixels."""
        self._add("symbol", {"x": x, "y": y, "shape": shape, "size": size, **look})

    def curve(self, path: str, **look: Any) -> None:
        """A path of SVG."""
        self._add("path", {"x": 0, "y": 0, "path": path, **look})

    def text(self, x: float, y: float, text: str | list[str], *, room: float = 0, **look: Any) -> None:
        """Cut with an ellipsis where it needs more `room` than there is; y is the base line."""
        if room:
            size, bold = look.get("size", TEXT), look.get("weight") == "bold"
            text = (
                cut(text, size, room, bold) if isinstance(text, str) else [cut(line, size, room, bold) for line in text]
            )
        self._add("text", {"x": x, "y": y, "text": text, **look})

    def _add(self, kind: str, mark: Mark) -> None:
        self.layers.setdefault((KINDS.index(kind), bool(mark.get("tip"))), []).append(mark)


class Canvas:
    """`title` and `said` stand above the picture; `told` tells in words what is to be seen, for who cannot see it."""

    def __init__(self, title: str, said: str, told: str = "") -> None:
        self.title, self.said, self.told = title, said, told
        self.height: float = 0
        self.page = Frame()
        self.frames = [self.page]
        self.scales: list[dict[str, Any]] = []
        self.signals: list[dict[str, Any]] = []
        self.zoomed, self.span = "", (0, 0)
        self.page.text(MARGIN, 44, title, size=TITLE, weight="bold", room=WIDTH - 2 * MARGIN)
        self.page.text(MARGIN, 65, said, size=SUBTITLE, fill=SOFT, room=WIDTH - 2 * MARGIN)

    def frame(self, box: Sequence[float], x: str = "", y: str = "") -> Frame:
        """A part of the canvas (left, top, width, height)."""
        self.frames.append(Frame(box, x, y))
        return self.frames[-1]

    def time(self, start: date, end: date, left: float, room: float, zoomed: bool = True) -> None:
        """A scale `time` of so many pixels; on a page of HTML it is moved and zoomed with the pointer."""
        first, last = self.span = stamp(start), stamp(end)
        if zoomed:
            self.zoomed = "Shift and wheel to zoom in time, drag to move, double-click for the whole."
            self.signals += _zoom(first, last, left, room)
        domain = {"signal": "span"} if zoomed else [first, last]
        self.scales.append({"name": TIME, "type": "utc", "domain": domain, "range": [0, room]})

    def finish(self, bottom: float, caption: Caption, sources: Sequence[str]) -> Canvas:
        """The foot: the date, the source and the changeset; the documents that it rests on."""
        room = WIDTH - 2 * MARGIN
        self.page.line(MARGIN, bottom + 14, WIDTH - MARGIN, bottom + 14, stroke=GRID)
        self.page.text(MARGIN, bottom + 32, caption.said(), size=SMALL, fill=SOFT, room=room)
        for number, line in enumerate(_listed(sources, room)):
            self.page.text(MARGIN, bottom + 47 + 14 * number, line, size=SMALL, fill=SOFT, room=room)
        self.height = bottom + (78 if sources else 50)
        self.told = " ".join(filter(None, [self.said, self.told, caption.said()]))
        return self

    def legend(self, top: float, entries: Sequence[tuple[str, Any]]) -> float:
        """Signs with words, in rows; an entry draws its sign about a point of the page. The bottom of it."""
        x, y = float(MARGIN), top + 10
        for words, draw in entries:
            room = 34 + width(words, SMALL) * 1.1 + 16
            if x + room > WIDTH - MARGIN:
                x, y = float(MARGIN), y + 18
            draw(self.page, x + 12, y)
            self.page.text(x + 32, y + 3.5, words, size=SMALL, fill=SOFT, room=room - 32)
            x += room
        return y + 8

    def spec(self) -> dict[str, Any]:
        """The specification: everything in it, nothing to be fetched."""
        return self._spec([mark for frame in self.frames for mark in _framed(frame)])

    def still(self) -> tuple[dict[str, Any], list[Mark]]:
        """What does not move: with a dot in the place of each text, described by its number, and the texts.

        Vega measures every text that it places, which took a minute for 300 demands; ours are measured already.
        Nothing is clipped: a clip as large as the picture costs a layer of all its pixels, and seconds.
        """
        marks = [mark for frame in self.frames for mark in _framed(_trimmed(frame, *self.span))]
        texts = list(_texts_as_dots(marks))
        return self._spec(marks), texts

    def _spec(self, marks: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "width": WIDTH,
            "height": self.height,
            "padding": 0,
            "autosize": "none",
            "background": PAPER,
            "description": self.told,
            "signals": self.signals,
            "scales": self.scales,
            "data": list(_tables(marks)),
            "marks": marks,
            "config": {"axis": _AXIS},
        }


_AXIS = {
    "labelFont": FONT,
    "labelFontSize": SMALL,
    "labelColor": SOFT,
    "gridColor": GRID,
    "domainColor": FAINT,
    "tickColor": FAINT,
    "labelOverlap": "parity",
    "labelSeparation": 8,
}
TIME_AXIS = {
    "scale": TIME,
    "tickCount": 8,
    "formatType": "utc",
    "format": {"year": "%Y", "quarter": "%b", "month": "%b", "week": "%-d %b", "date": "%-d %b", "hours": "%H:%M"},
}
# What a mark may say of its look, under our name and Vega's, and what it is where it says nothing.
_LOOK: dict[str, dict[str, tuple[str, Any]]] = {
    "rect": {"fill": ("fill", "transparent"), "stroke": ("stroke", "transparent"), "radius": ("cornerRadius", 0)},
    "rule": {"stroke": ("stroke", INK)},
    "symbol": {"fill": ("fill", INK), "stroke": ("stroke", PAPER), "size": ("size", 50), "shape": ("shape", "circle"),
               "angle": ("angle", 0)},
    "path": {"path": ("path", ""), "stroke": ("stroke", INK), "fill": ("fill", "transparent")},
    "text": {
        "text": ("text", ""), "fill": ("fill", INK), "size": ("fontSize", 12),
        "weight": ("fontWeight", "normal"), "align": ("align", "left"), "style": ("fontStyle", "normal"),
        "lead": ("lineHeight", 14),
    },
}  # fmt: skip
# The stroke alone may be seen through: a whole mark that may is drawn on a layer of its own, which is slow.
_LINE = {"weight": ("strokeWidth", 1), "dash": ("strokeDash", []), "opacity": ("strokeOpacity", 1)}


def _framed(frame: Frame) -> list[dict[str, Any]]:
    marks = [_layer(frame, KINDS[kind], tipped, rows) for (kind, tipped), rows in sorted(frame.layers.items())]
    if not frame.box:
        return marks
    left, top, across, down = frame.box
    place = {"x": left, "y": top, "width": across, "height": down}
    inner = {"x": 0, "y": 0, "width": across, "height": down}
    clipped = {"type": "group", "clip": frame.clip, "encode": _fixed(inner), "marks": marks}
    size = [{"name": "width", "value": across}, {"name": "height", "value": down}]  # how long the lines of a grid are
    return [{"type": "group", "encode": _fixed(place), "signals": size, "axes": frame.axes, "marks": [clipped]}]


def _trimmed(frame: Frame, first: float, last: float) -> Frame:
    """The frame with what would be seen of it after a clip: its marks end where the time that is shown ends."""
    if not frame.clip:
        return frame
    found = Frame(frame.box, **frame.scales)
    found.axes, found.clip = frame.axes, False
    for layer, marks in frame.layers.items():
        found.layers[layer] = [_trim(mark, first, last) for mark in marks if _seen(mark, first, last)]
    return found


def _seen(mark: Mark, first: float, last: float) -> bool:
    begin: float = mark["x"]
    end: float = mark.get("x2", begin)
    return begin <= last and end >= first


def _trim(mark: Mark, first: float, last: float) -> Mark:
    """What began before reaches a little beyond the edge, so that it does not seem to begin there."""
    if "x2" not in mark:
        return mark
    before = {"x": first, "dx": mark.get("dx", 0) - BEFORE} if mark["x"] < first else {}
    return {**mark, **before, "x2": min(mark["x2"], last)}


def _texts_as_dots(marks: Sequence[dict[str, Any]], counted: int = 0) -> Iterator[Mark]:
    for mark in marks:
        if mark["type"] == "text":
            rows = [{**row, "words": f"{DOT}{counted + number}"} for number, row in enumerate(mark["rows"])]
            yield from mark["rows"]
            counted += len(rows)
            places = {channel: mark["encode"]["update"][channel] for channel in ("x", "y")}
            dot = {"size": {"value": 1}, "fill": {"value": "transparent"}, "description": {"field": "words"}}
            mark |= {"type": "symbol", "aria": True, "rows": rows, "encode": {"update": {**places, **dot}}}
        for row in _texts_as_dots(mark.get("marks", []), counted):
            counted += 1
            yield row


def _tables(marks: Sequence[dict[str, Any]], begun: str = "rows") -> Iterator[dict[str, Any]]:
    """The rows of all layers, each as a table of data under a name of its own that its layer refers to."""
    for number, mark in enumerate(marks):
        name = f"{begun}-{number}"
        if "rows" in mark:
            mark["from"] = {"data": name}
            yield {"name": name, "values": mark.pop("rows")}
        yield from _tables(mark.get("marks", []), name)


def _fixed(values: Mapping[str, float]) -> dict[str, Any]:
    return {"enter": {name: {"value": value} for name, value in values.items()}}


def _layer(frame: Frame, kind: str, tipped: bool, marks: Sequence[Mark]) -> dict[str, Any]:
    looks = {**_LOOK[kind], **({} if kind == "text" else _LINE)}
    rows = [{**{name: normal for name, (_, normal) in looks.items()}, "dx": 0, "dx2": 0, **mark} for mark in marks]
    encode: dict[str, Any] = {channel: {"field": name} for name, (channel, _) in looks.items()}
    encode |= _places(frame, kind)
    encode |= {"font": {"value": FONT}} if kind == "text" else {}
    if tipped:
        rows = [{**row, "words": spoken(row["tip"])} for row in rows]
        encode |= {"tooltip": {"field": "tip"}, "description": {"field": "words"}}
    return {"type": kind, "aria": tipped, "interactive": tipped, "rows": rows, "encode": {"update": encode}}


def _places(frame: Frame, kind: str) -> dict[str, Any]:
    def at(channel: str, field: str) -> dict[str, Any]:
        scale = frame.scales[channel]
        moved: dict[str, Any] = {"offset": {"field": f"d{field}"}} if channel == "x" else {}
        return {"field": field, **({"scale": scale} if scale else {}), **moved}

    places = {"x": at("x", "x"), "y": at("y", "y")}
    if kind in ("rect", "rule"):
        places |= {"x2": at("x", "x2"), "y2": at("y", "y2")}
    if kind == "rect" and frame.scales["x"]:
        ends = "scale('{0}', datum.x2) + datum.dx2, scale('{0}', datum.x) + datum.dx + datum.least"
        places["x2"] = {"signal": f"max({ends.format(frame.scales['x'])})"}
    return places


def spoken(tip: Tip) -> str:
    """A tip in one line: its title, then `name: value` for the rest."""
    rest = [f"{name}: {value}" for name, value in tip.items() if name != "title"]
    return "; ".join([tip["title"], *rest])


def _listed(sources: Sequence[str], room: float) -> list[str]:
    """The documents in two lines at most; how many more there are."""
    if not sources:
        return []
    head = f"From {counted(len(sources), 'document')}: "
    most, used, shown = room * 1.7, width(head, SMALL), 0
    while shown < len(sources) and used + width(f"{sources[shown]}, ", SMALL) < most:
        used, shown = used + width(f"{sources[shown]}, ", SMALL), shown + 1
    more = f" and {len(sources) - shown} more" if shown < len(sources) else ""
    return wrapped(f"{head}{', '.join(sources[:shown])}{more}.", SMALL, room * 0.95, 2)


def _zoom(first: int, last: int, left: float, room: float) -> list[dict[str, Any]]:
    """The signal `span`: the part of the scale of time that is shown."""
    wheel = {"source": "view", "type": "wheel", "consume": True, "filter": "event.shiftKey || event.ctrlKey"}
    dragged = "[mousedown, window:mouseup] > window:mousemove"
    at = f"down.span[0] + (down.x - x()) * (down.span[1] - down.span[0]) / {room}"
    kept = f"clamp({at}, {first}, max({first}, {last} - (down.span[1] - down.span[0])))"
    factor = "pow(1.002, (event.deltaY || event.deltaX))"
    ends = [f"anchor + (span[{end}] - anchor) * {factor}" for end in (0, 1)]
    return [
        {"name": "down", "value": {"x": 0, "span": [first, last]},
         "on": [{"events": "mousedown", "update": "{x: x(), span: span}"}]},
        {"name": "anchor", "value": first,
         "on": [{"events": "mousemove", "update": f"span[0] + (x() - {left}) * (span[1] - span[0]) / {room}"}]},
        {"name": "span", "value": [first, last], "on": [
            {"events": [wheel], "update": f"[max({first}, {ends[0]}), min({last}, {ends[1]})]"},
            {"events": dragged, "update": f"[{kept}, {kept} + down.span[1] - down.span[0]]"},
            {"events": "dblclick", "update": f"[{first}, {last}]"},
        ]},
    ]  # fmt: skip
