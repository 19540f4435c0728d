"""The timeline: a lane a demand, a bar a spell, ticks where documents affirm it, meetings as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.query.demands import Known, Version, precisions
from tracker.query.labels import Labels
from tracker.query.people import Meeting
from tracker.query.timeline import Course
from tracker.render.dates import bound, day, since
from tracker.render.pictures import signs
from tracker.render.pictures.canvas import HEAD, TIME_AXIS, Canvas, Caption, Frame, stamp
from tracker.render.pictures.metrics import width, wrapped
from tracker.render.pictures.theme import INK, MARGIN, SHADE, SMALL, SOFT, TEXT, WIDTH, look
from tracker.render.spans import Window, last_day, parts, seen, shifted

LEFT, RIGHT = 500, WIDTH - MARGIN - 16
TOPICS = 150  # of them for the topics
LANE, PARTY = 24, 34
LEAD = 13  # from the first line of a name to the second
DATES, NEAR, FAR = 20, 450, 1000  # how high a row of dates is; how far from the last it stands by a heading, or at most
LABELS = 3  # rows of labels of meetings; those that find no room there are lines alone


class Rows(NamedTuple):
    """Where things stand, from above: the middles of the lanes by demand and of headings by `process/party`, the lines
    of the names, the bottoms of further rows of dates; and the bottom of it all."""

    middles: dict[str, float]
    names: dict[str, list[str]]
    dates: list[float]
    bottom: float

    def half(self, demand: str) -> float:
        return (LANE + LEAD * (len(self.names[demand]) - 1)) / 2


class Timeline(NamedTuple):
    """`window` is the time shown; labels name parties, places and documents."""

    title: str
    course: Course
    window: Window
    labels: Labels


def draw(timeline: Timeline, caption: Caption) -> Canvas:
    course, window = timeline.course, timeline.window
    visible, known = seen(course, window), precisions(course.spells, course.endings)
    lanes = [list(rows) for _, rows in groupby(course.spells, key=lambda row: row.demand)]
    canvas = Canvas(timeline.title, said(timeline, len(lanes)), "; ".join(_told(lanes, known)) + ".")
    canvas.time(window.start, window.end, LEFT, RIGHT - LEFT)
    labels = _meeting_rows(timeline, visible.meetings)
    top = HEAD + 14 * (max([label.row for label in labels.values()], default=-1) + 1) + 26
    rows = _rows(lanes, top)
    bottom = rows.bottom
    plot = canvas.frame((LEFT, 0, RIGHT - LEFT, bottom), x="time")
    _ground(canvas, timeline, lanes, rows)
    _axes(canvas, top, rows)
    _meetings(canvas, timeline, visible.meetings, labels, top, rows)
    ends = canvas.frame((LEFT, 0, RIGHT - LEFT + 16, bottom), x="time")  # where the arrows of what goes on have room
    for spells in lanes:
        _lane(plot, ends, timeline, spells, known, rows.middles[spells[0].demand])
    canvas.frames.append(canvas.frames.pop(1))  # the bars above the grid and the lines of meetings
    foot = canvas.legend(bottom + 22, _legend(visible, window))
    return canvas.finish(foot, caption, _sources(visible))


def _sources(visible: Course) -> list[str]:
    """The documents on which what is seen rests: those that state, affirm, end it, or pass it over in silence."""
    said = {row.stated_in for row in visible.spells} | {row.document for row in visible.citations}
    return sorted(said | {row.document for row in visible.endings} | {row.document for row in visible.silences})


def said(timeline: Timeline, lanes: int) -> str:
    window = timeline.window
    count = f"{lanes} demands, a lane each" if lanes != 1 else "1 demand"
    return f"What was held from {window.start} to {window.end}: {count}; a bar is a time of holding it."


def _rows(lanes: Sequence[Sequence[Version]], top: float) -> Rows:
    """A name that is long takes two lines. Where the dates above are far away, they are said again."""
    y, party, dated, rows = top, "", top, Rows({}, {}, [], 0)
    for row in (spells[0] for spells in lanes):
        here = f"{row.process}/{row.party}"
        if here != party:
            party = here
            rows.middles[here] = y + PARTY / 2 + 4
            y += PARTY
            again = y - dated > NEAR
        else:
            again = y - dated > FAR
            y += DATES * again
        if again:
            dated = y
            rows.dates.append(y)
        rows.names[row.demand] = wrapped(row.title, TEXT, (LEFT - MARGIN - TOPICS - 18) * 0.97, 2)
        rows.middles[row.demand] = y + rows.half(row.demand)
        y += 2 * rows.half(row.demand)
    return rows._replace(bottom=y + 4)


def _ground(canvas: Canvas, timeline: Timeline, lanes: Sequence[Sequence[Version]], rows: Rows) -> None:
    """Headings and names at the left; a shade under every other lane leads the eye."""
    page, shown = canvas.page, ("", "")
    several = len({spells[0].process for spells in lanes}) > 1
    for number, spells in enumerate(lanes):
        row, y, half = spells[0], rows.middles[spells[0].demand], rows.half(spells[0].demand)
        if number % 2 == 0:
            page.rect(MARGIN - 8, y - half, WIDTH - MARGIN + 8, y + half, fill=SHADE)
        here = f"{row.process}/{row.party}"
        if here != shown[0]:
            name = timeline.labels.actors.get(row.party, row.party) + (f" ({row.process})" if several else "")
            page.text(MARGIN, rows.middles[here] + 4, name, size=14, weight="bold", room=LEFT - MARGIN - 12)
        if (here, row.topic) != shown:
            page.text(MARGIN, y + 4, row.topic, size=SMALL, fill=SOFT, room=TOPICS - 10, tip={"title": row.topic})
        shown, name_at = (here, row.topic), y + 4 - LEAD / 2 * (len(rows.names[row.demand]) - 1)
        tip = {"title": row.title, "demand": row.demand, "of": row.party, "to": row.addressee, "topic": row.topic}
        page.text(MARGIN + TOPICS, name_at, rows.names[row.demand], size=TEXT, lead=LEAD, tip=tip)


def _axes(canvas: Canvas, top: float, rows: Rows) -> None:
    frame = canvas.frame((LEFT, top, RIGHT - LEFT, rows.bottom - top), x="time")
    shared = {**TIME_AXIS, "grid": True, "zindex": 0}
    frame.axes = [{**shared, "orient": "top"}, {**shared, "orient": "bottom", "grid": False}]
    again = {**shared, "orient": "top", "grid": False, "domain": False, "ticks": False}
    for y in rows.dates:
        canvas.frame((LEFT, y - 2, RIGHT - LEFT, 1), x="time").axes = [again]


class Label(NamedTuple):
    """Of a meeting: its row from below, its ends in pixels of the plot, how it is set, and where its line is."""

    row: int
    left: float
    right: float
    align: str
    at: float


def _cuts(label: Label, row: int, at: float, left: float, right: float) -> bool:
    """Whether the line of one of two labels goes through the other."""
    return (label.row < row and label.left < at < label.right) or (label.row > row and left < label.at < right)


def _meeting_rows(timeline: Timeline, meetings: Sequence[Meeting]) -> dict[str, Label]:
    """Labels that find room. From the right to the left, so that the line of a meeting cuts no label below its own."""
    found: dict[str, Label] = {}
    for row in reversed(meetings):
        at, room = timeline.window.share(row.held_on) * (RIGHT - LEFT), width(_name(timeline, row), SMALL) * 1.1 + 10
        align = "right" if at + room > RIGHT - LEFT else "left"
        left, right = (at, at + room) if align == "left" else (at - room, at)
        for number in range(LABELS):
            if all(label.row != number or right <= label.left or label.right <= left for label in found.values()):
                if not any(_cuts(label, number, at, left, right) for label in found.values()):
                    found[row.meeting] = Label(number, left, right, align, at)
                break
    return found


def _name(timeline: Timeline, row: Meeting) -> str:
    place = timeline.labels.places.get(row.place or "", row.place or row.meeting)
    return f"{place}, {day(row.held_on, row.held_precision)}"


def _meetings(
    canvas: Canvas, timeline: Timeline, meetings: Sequence[Meeting], labels: Mapping[str, Label],
    top: float, rows: Rows,
) -> None:  # fmt: skip
    frame = canvas.frame((LEFT, 0, RIGHT - LEFT, rows.bottom), x="time")
    for row in meetings:
        at, tip = (
            stamp(row.held_on),
            {"title": _name(timeline, row), "meeting": row.meeting, **_if("about", row.summary)},
        )
        label = labels.get(row.meeting)
        y = top - 28 - 14 * label.row if label else top
        # None goes through the dates.
        pieces = list(zip([top - 3, *rows.dates], [*(at - DATES for at in rows.dates), rows.bottom], strict=True))
        pieces += [(y - 8, top - 21)] if label else []
        for begin, end in pieces:
            frame.line(at, begin, at, end, weight=1, dash=[5, 3], opacity=0.75, tip=tip)
        if label:
            dx = -5 if label.align == "right" else 5
            frame.text(at, y, _name(timeline, row), size=SMALL, align=label.align, dx=dx, tip=tip)


def _lane(
    plot: Frame, ends: Frame, timeline: Timeline, spells: Sequence[Version], known: Known, y: float
) -> None:  # fmt: skip
    window, edge = timeline.window, stamp(timeline.window.end)
    for row in spells:
        x, x2 = stamp(row.held_from), stamp(row.held_to) if row.held_to else edge
        tip, seen = _tip(row, known), look(row.direction)
        for part in parts(row, timeline.course):
            begin, until = stamp(part.start), stamp(part.end) if part.end else edge
            shape = signs.hollow if part.silent else signs.bar
            about = {**tip, "silent since": ", ".join(part.silent)} if part.silent else tip
            shape(plot, begin, max(until, begin), y, seen, least=5, tip=about)
        if row.choices:
            signs.split(plot, x, max(x2, x), y, least=5, tip={**tip, "one of several ways": ", ".join(row.choices)})
        rough = last_day(row.held_from, row.held_from_precision)
        if rough > row.held_from:
            signs.vague(plot, x, min(stamp(shifted(rough, 1)), x2), y, least=5, tip=tip)
        if row.held_from_precision == "by":
            signs.earlier(plot, x, y)
    _ticks(plot, timeline, spells, y)
    for row in spells:
        if _holds(window, row):
            signs.badge(plot, stamp(row.held_from), y, look(row.direction), dx=9, tip=_tip(row, known))
    for ending in (row for row in timeline.course.endings if row.demand == spells[0].demand):
        tip = {"title": spells[0].title, "ended": ending.how, "on": day(ending.ended_on, ending.ended_precision),
               "document": ending.document}  # fmt: skip
        signs.end(plot, stamp(ending.ended_on), y, tip)
    if spells[-1].held_to is None and spells[-1].held_from <= window.end:
        signs.onward(ends, edge, y, look(spells[-1].direction), dx=6, tip=_tip(spells[-1], known))


def _holds(window: Window, row: Version) -> bool:
    """Whether the bar of a spell has room for its badge."""
    return (window.share(row.held_to or window.end) - window.share(row.held_from)) * (RIGHT - LEFT) > 15


def _ticks(plot: Frame, timeline: Timeline, spells: Sequence[Version], y: float) -> None:
    """One for each day, however many documents affirm it on that day."""
    cited = [row for row in timeline.course.citations if row.demand == spells[0].demand]
    for (at, precision), found in groupby(cited, key=lambda row: (row.dated_on, row.dated_precision)):
        documents = list(dict.fromkeys(row.document for row in found))
        tip = {"title": spells[0].title, "affirmed": day(at, precision), "in": ", ".join(documents)}
        rough = last_day(at, precision)
        if rough > at:
            plot.line(stamp(at), y + signs.HALF + 3, stamp(shifted(rough, 1)), y + signs.HALF + 3, weight=2, tip=tip)
        else:
            signs.tick(plot, stamp(at), y, tip=tip)


def _until(row: Version, known: Known) -> str:
    """` until 2025-07`; nothing where it goes on."""
    return f" until {bound(row.held_to, known.get((row.demand, row.held_to), 'day'))}" if row.held_to else ""


def _tip(row: Version, known: Known) -> dict[str, str]:
    return {
        "title": row.title,
        "demand": f"{row.demand}@{row.version}",
        "held": f"{since(row.held_from, row.held_from_precision)},{_until(row, known) or ' not ended'}",
        "change": ", ".join(filter(None, [row.change, row.direction])),
        "says": row.summary,
    }


def _if(name: str, text: str | None) -> dict[str, str]:
    return {name: text} if text else {}


def _told(lanes: Sequence[Sequence[Version]], known: Known) -> Iterator[str]:
    for spells in lanes:
        periods = [
            f"{since(row.held_from, row.held_from_precision)}{_until(row, known)}"
            f" ({', '.join(filter(None, [row.change, row.direction]))})"
            for row in spells
        ]
        yield f"{spells[0].party}: {spells[0].title}: {', '.join(periods)}"


def _legend(visible: Course, window: Window) -> list[tuple[str, signs.Sign]]:
    """What is seen, and no more."""
    spells, first = visible.spells, look(None)
    used = {look(row.direction).said for row in spells}
    ends = [(row, last_day(row.held_from, row.held_from_precision)) for row in spells]
    rough = [row for row, end in ends if end > row.held_from and window.shows(row.held_from, end)]
    coarse = [row for row in visible.citations if last_day(row.dated_on, row.dated_precision) > row.dated_on]
    by = [row for row, end in ends if row.held_from_precision == "by" and window.shows(row.held_from, end)]
    open_ = [row for row in spells if row.held_to is None]

    def ways(frame: Frame, x: float, y: float) -> None:
        signs.bar(frame, x - 10, x + 12, y, first)
        signs.split(frame, x - 10, x + 12, y)

    def on(frame: Frame, x: float, y: float) -> None:
        signs.bar(frame, x - 10, x + 4, y, first)
        signs.onward(frame, x + 8, y, first)

    def silence(frame: Frame, x: float, y: float) -> None:
        signs.hollow(frame, x - 10, x + 12, y, first)

    def before(frame: Frame, x: float, y: float) -> None:
        signs.bar(frame, x + 2, x + 12, y, first)
        signs.earlier(frame, x + 2, y)

    possible: list[tuple[object, str, signs.Sign]] = [
        (len(visible.citations) > len(coarse), "a document affirms it", lambda frame, x, y: signs.tick(frame, x, y)),
        (coarse, "affirmed some time in this", lambda frame, x, y: frame.line(x - 10, y, x + 12, y, weight=2)),
        (open_, "not ended", on),
        (visible.endings, "ended", lambda frame, x, y: signs.end(frame, x, y)),
        (visible.silences, "passed over in silence", silence),
        (any(row.choices for row in spells), "one of several alternatives", ways),
        (rough, "begins some time in this", lambda frame, x, y: signs.vague(frame, x - 10, x + 12, y)),
        (by, "held by then, or earlier", before),
        (visible.meetings, "meeting", lambda frame, x, y: frame.line(x, y - 8, x, y + 8, dash=[5, 3], stroke=INK)),
    ]  # fmt: skip
    shown = [(words, sign) for words, sign in signs.directions() if words in used]
    return [*shown, *((words, sign) for there, words, sign in possible if there)]
