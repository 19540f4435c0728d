"""Pictures can be read: labels stand apart and whole on the page, and each says what it is and what it rests on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from tests.unit.render.pictures.samples import (
    CAPTION,
    LABELS,
    PICTURES,
    citation,
    drawn_through,
    drawn_timeline,
    ending,
    figure,
    paper,
    version,
)
from tracker.query.changes import Stand
from tracker.query.demands import Citation, Ending, Version
from tracker.query.sources import Option
from tracker.query.timeline import Course, Silence
from tracker.render.pictures import matrix, options, series, timeline
from tracker.render.pictures.canvas import BEFORE, Canvas, stamp
from tracker.render.pictures.metrics import cut, width, wrapped
from tracker.render.pictures.output import FORMATS, SVG, drawn, slow
from tracker.render.pictures.theme import LOOKS, WIDTH
from tracker.render.spans import Window, window

MOVED = re.compile(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)")
SIZES = (5, 50, 300)


class Text(NamedTuple):
    """A line of text where it stands on the canvas."""

    left: float
    right: float
    top: float
    bottom: float
    words: str


def svg(name: str, count: int) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(PICTURES[name](count), "svg"))


def texts(element: ElementTree.Element, x: float = 0, y: float = 0) -> Iterator[Text]:
    if moved := MOVED.search(element.get("transform", "")):
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == f"{{{SVG}}}text" and element.get("opacity") != "0":
        yield from _lines(element, x, y)
        return
    for child in element:
        yield from texts(child, x, y)


def _lines(element: ElementTree.Element, x: float, y: float) -> Iterator[Text]:
    size, bold = float(element.get("font-size", "").removesuffix("px")), element.get("font-weight") == "bold"
    spans = element.findall(f"{{{SVG}}}tspan")
    found = [(span.text or "", float(span.get("dy", 0))) for span in spans] or [(element.text or "", 0.0)]
    for words, down in found:
        y += down
        room = width(words, size, bold)
        left = x - {"middle": room / 2, "end": room}.get(element.get("text-anchor", "start"), 0)
        yield Text(left, left + room, y - size * 0.72, y + size * 0.2, words)


def overlap(one: Text, other: Text) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("name", PICTURES)
def test_no_label_stands_on_another_or_leaves_the_page(name: str, count: int) -> None:
    root = svg(name, count)
    found = sorted((text for text in texts(root) if text.words.strip()), key=lambda text: text.top)
    assert len(found) > 8
    for at, one in enumerate(found):
        assert one.left >= 0 and one.right <= WIDTH and one.bottom <= float(root.get("height", 0)), one  # noqa: PT018
        for other in found[at + 1 :]:
            if other.top > one.bottom:
                break
            assert not overlap(one, other), (one, other)


@pytest.mark.parametrize("text", ["Full withdrawal from four oblasts", "WIDE AND HEAVY %", "ill-lit, (1) 2025-06-02"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_text_is_as_wide_as_it_is_measured(text: str, weight: str) -> None:
    import vl_convert

    shape = f'<text x="5" y="50" font-family="sans-serif" font-size="40" font-weight="{weight}">{text}</text>'
    page = f'<svg xmlns="{SVG}" width="1200" height="80"><rect width="1200" height="80" fill="#fff"/>{shape}</svg>'
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(page))).convert("L")
    left, _, right, _ = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    assert right - left <= width(text, 40, weight == "bold") + 4 <= (right - left) * 1.14 + 4


def test_a_text_that_is_too_long_ends_with_an_ellipsis_and_breaks_between_words() -> None:
    assert cut("short", 12, 200) == "short"
    short = cut("a title that goes on and on", 12, 80)
    assert short.endswith("…")
    assert width(short, 12) <= 80
    lines = wrapped("a title that goes on and on", 12, 80, 2)
    assert len(lines) == 2
    assert "a title that goes on and on".startswith(lines[0])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_its_date_its_source_and_its_changeset(name: str) -> None:
    said = " ".join(text.words for text in texts(svg(name, 5)))
    assert "As of 2026-03-01. Source: database talks at changeset 7, 2026-02-28 12:00:00 UTC." in said
    assert "From " in said
    assert "document" in said


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_told_in_words_to_who_cannot_see_it(name: str) -> None:
    root = svg(name, 5)
    assert root.get("role") == "img"
    named = {child.get("id"): child.text or "" for child in root if child.get("id")}
    assert list(named) == (root.get("aria-labelledby") or "").split()
    assert len(list(named.values())[1]) > 150


def test_pictures_on_one_page_share_no_names_and_are_the_same_every_time() -> None:
    once, again, other = (svg(name, 5) for name in ("timeline", "timeline", "through"))
    assert ElementTree.tostring(once) == ElementTree.tostring(again)
    names = [{mark.get("id") for mark in root.iter()} - {None} for root in (once, other)]
    assert not names[0] & names[1]
    text = ElementTree.tostring(once, encoding="unicode")
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= names[0]


def test_a_title_that_is_cut_is_whole_where_one_points_at_it() -> None:
    root = svg("timeline", 50)
    marked = [(found.text or "") for found in root.iter(f"{{{SVG}}}title")]
    shortened = [text.words.rstrip("…") for text in texts(root) if text.words.endswith("…") and " " in text.words]
    assert len(shortened) > 5
    for words in shortened:
        assert any(words in title and not title.endswith(words) for title in marked), words


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_of_html_holds_all_that_it_needs(name: str) -> None:
    page = drawn(PICTURES[name](5), "html").decode()
    assert page.count("</script>") == 2
    assert "default-src 'none'" in page
    ours = re.sub(r"<script>.*?</script>", "", page, count=1, flags=re.DOTALL)  # without Vega, which has its own words
    assert len(ours) < len(page) / 2
    assert not re.findall(r"<(?:link|img|iframe|object|embed)\b|<script[^>]+src|@import|url\(|(?:src|href)=", ours)
    assert '"url"' not in page[page.index('vegaEmbed("#picture"') :]


@pytest.mark.parametrize("name", PICTURES)
def test_a_png_is_as_large_as_can_be_printed_sharply(name: str) -> None:
    image = Image.open(io.BytesIO(drawn(PICTURES[name](5), "png")))
    image.load()
    assert image.width == 2 * WIDTH


def test_a_png_is_packed_small_and_keeps_its_pixels() -> None:
    import vl_convert

    canvas = drawn_timeline(5)
    once = vl_convert.svg_to_png(drawn(canvas, "svg").decode(), scale=2)
    packed = drawn(canvas, "png")
    assert len(packed) < len(once) / 2
    assert ImageChops.difference(*(Image.open(io.BytesIO(png)) for png in (once, packed))).getbbox() is None


def test_drawing_much_tells_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    canvas = drawn_timeline(5)
    drawn(canvas, "png", lambda *step: told.append(step))
    assert told[0] == ("Drawing", 0, 10)
    assert told[-1] == ("Drawing", 10, 10)
    assert [slow(canvas, form) for form in FORMATS] == [False] * 3
    canvas.height = 10_000
    assert [form for form in FORMATS if slow(canvas, form)] == ["png"]


def test_a_picture_that_does_not_move_ends_where_its_time_ends() -> None:
    canvas = Canvas("Title", "said")
    canvas.time(date(2025, 1, 1), date(2025, 12, 31), 100, 364)
    frame = canvas.frame((100, 0, 364, 50), x="time")
    days = [stamp(date(*day)) for day in ((2020, 1, 1), (2025, 1, 11), (2030, 1, 1))]
    for number, (begin, end) in enumerate([(0, 1), (1, 2), (0, 0), (2, 2)]):
        frame.rect(days[begin], 10 * number, days[end], 10 * number + 5, fill="#123456")
    root = ElementTree.fromstring(drawn(canvas.finish(50, CAPTION, []), "svg"))
    shown = [mark.get("d", "") for mark in root.iter(f"{{{SVG}}}path") if mark.get("fill") == "#123456"]
    assert len(shown) == 2  # what lies outside is not drawn
    assert f"M-{BEFORE},0" in shown[0]  # what began before stands out a little
    assert shown[1].startswith("M10,10h354")  # and what goes on after ends at the edge
    assert "clip-path" not in ElementTree.tostring(root, encoding="unicode")


def test_a_png_of_very_much_stays_small_enough_to_be_opened() -> None:
    canvas = drawn_timeline(5)
    canvas.height = 100_000
    image = Image.open(io.BytesIO(drawn(canvas, "png")))
    assert image.width * image.height < Image.MAX_IMAGE_PIXELS  # type: ignore[operator]


def test_a_dot_stands_where_its_axis_says() -> None:
    """The axis is Vega's, the dots are ours: 0 and the highest line of the grid must lie where we count them."""
    canvas = drawn_through(5)
    scale = next(scale for scale in canvas.scales if scale["name"] == "amount")
    root = ElementTree.fromstring(drawn(canvas, "svg"))
    labels = {text.words: (text.top + text.bottom) / 2 for text in texts(root) if re.fullmatch(r"[\d.]+", text.words)}
    values = sorted(labels, key=float)
    low, high = scale["domain"]
    per_unit = (labels[values[0]] - labels[values[-1]]) / (float(values[-1]) - float(values[0]))
    assert per_unit == pytest.approx(scale["range"][0] / (high - low), rel=0.01)


def test_a_direction_is_told_by_a_sign_and_by_a_shade_not_by_a_hue_alone() -> None:
    shades = [
        sum(int(look.fill[at : at + 2], 16) * part for at, part in ((1, 0.3), (3, 0.59), (5, 0.11)))
        for look in LOOKS.values()
    ]
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)
    ordered = sorted(shades)
    assert min(later - earlier for earlier, later in pairwise(ordered)) > 15


def drawn_of(
    name: str, *rows: Version, citations: Sequence[Citation] = (), endings: Sequence[Ending] = ()
) -> list[str]:
    """The words of a timeline of these spells."""
    found = Course(list(rows), list(citations), list(endings), [], [])
    canvas = timeline.draw(timeline.Timeline(name, found, window(found, date(2030, 1, 1)), LABELS), CAPTION)
    return [text.words for text in texts(ElementTree.fromstring(drawn(canvas, "svg")))]


def test_a_long_name_of_a_demand_is_whole_in_two_lines() -> None:
    name = "No foreign deployments and infrastructure in the northern provinces in future"
    said = drawn_of("Title", version("alba.x", "security", name, 1, date(2024, 1, 1), None))
    first = next(words for words in said if name.startswith(words) and len(words) > 20)
    assert f"{first} {said[said.index(first) + 1]}" == name


def test_a_long_timeline_says_its_dates_again() -> None:
    places = sorted(text.top for text in texts(svg("timeline", 300)) if text.words == "2023")
    assert len(places) > 8
    assert max(later - earlier for earlier, later in pairwise(places)) < 1200


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_date_at_an_end_of_the_calendar_is_drawn(day: date) -> None:
    row = version("alba.x", "security", "Name", 1, day, None)
    assert "Name" in drawn_of("Title", row, citations=[citation("alba.x", "v1", day, "year")])


def test_a_coarse_date_of_a_document_is_told_in_the_legend() -> None:
    row = version("alba.x", "security", "Name", 1, date(2024, 1, 1), None)
    told = [
        "affirmed some time in this" in drawn_of("Title", row, citations=[citation("alba.x", "v1", day, precision)])
        for day, precision in ((date(2024, 2, 1), "month"), (date(2024, 2, 1), "day"))
    ]
    assert told == [True, False]


def test_a_coarse_end_is_told_as_coarse() -> None:
    row = version("alba.x", "security", "Name", 1, date(2024, 1, 1), date(2025, 7, 31))
    found = Course([row], [], [ending("alba.x", date(2025, 7, 31))._replace(ended_precision="month")], [], [])
    canvas = timeline.draw(timeline.Timeline("Title", found, window(found, date(2030, 1, 1)), LABELS), CAPTION)
    told = drawn(canvas, "svg").decode()
    assert "until 2025-07 " in told
    assert "until 2025-07-31" not in told


def test_a_part_of_time_explains_and_rests_on_what_is_seen_in_it() -> None:
    """Only what lies in it: a demand that ended before, what was silent or rough before is not explained."""
    held, gone = date(2020, 1, 1), date(2022, 1, 1)
    rows = [
        version("alba.x", "security", "Name", 1, held, None, held_from_precision="year"),
        version("alba.y", "security", "Other", 1, held, gone, choices=["paper#II.1"], held_from_precision="by"),
        version("alba.y", "security", "Other", 2, date(2025, 1, 1), None, direction="hardened", stated_in="again"),
    ]
    cited = [citation("alba.x", "v1", held, "year"), citation("alba.x", "v1", date(2021, 5, 1))]
    cited += [citation("alba.y", "v2", date(2025, 1, 1))]
    silent = [
        Silence("alba.x", "silent-before", gone - timedelta(9)),
        Silence("alba.x", "silent-after", date(2025, 6, 1)),
    ]
    found = Course(rows, cited, [ending("alba.y", gone)], silent, [])
    told = []
    for shown in (Window(date(2024, 1, 1), date(2024, 12, 31)), Window(date(2024, 1, 1), date(2026, 1, 1)),
                  Window(held, date(2022, 6, 1))):  # fmt: skip
        canvas = timeline.draw(timeline.Timeline("Title", found, shown, LABELS), CAPTION)
        told.append({text.words for text in texts(ElementTree.fromstring(drawn(canvas, "svg")))})
    quiet = {"passed over in silence", "not ended"}
    before = {"one of several alternatives", "held by then, or earlier", "begins some time in this", "ended"}
    coarse, marks = {"affirmed some time in this"}, {"a document affirms it", "hardened"}
    assert [page & {*quiet, *before, *coarse, *marks} for page in told] == [
        quiet,
        quiet | marks,
        quiet | before | coarse | {"a document affirms it"},
    ]
    assert [next(words for words in page if words.startswith("From ")) for page in told] == [
        "From 2 documents: paper, silent-before.",
        "From 5 documents: again, alba-2025-01-01, paper, silent-after, silent-before.",
        "From 5 documents: alba-2020-01-01, alba-2021-05-01, late-paper, paper, silent-before.",
    ]


def test_a_time_asked_for_after_or_before_all_that_is_known_runs_forward() -> None:
    found = Course([version("alba.x", "security", "Name", 1, date(2024, 1, 1), None)], [], [], [], [])
    today = date(2026, 5, 1)
    assert window(found, today, date(2026, 1, 1)) == (date(2026, 1, 1), today)
    later, earlier = window(found, today, date(2030, 1, 1)), window(found, today, None, date(1990, 1, 1))
    assert later.start == date(2030, 1, 1) < later.end
    assert earlier.start < date(1990, 1, 1) == earlier.end


@pytest.mark.parametrize(("days", "badges"), [(300, 1), (2, 0)])
def test_a_badge_stands_on_its_bar_or_nowhere(days: int, badges: int) -> None:
    start, end = date(2024, 1, 1), date(2025, 1, 1) + timedelta(days=days)
    rows = [
        version("alba.x", "security", "Name", 1, start, date(2025, 1, 1)),
        version("alba.x", "security", "Name", 2, date(2025, 1, 1), end, change="altered", direction="hardened"),
    ]
    found = Course(rows, [], [ending("alba.x", end)], [], [])
    canvas = timeline.draw(timeline.Timeline("Title", found, window(found, end), LABELS), CAPTION)
    shapes = [mark for frame in canvas.frames[1:] for rows in frame.layers.values() for mark in rows]
    assert len([mark for mark in shapes if mark.get("shape") == "triangle-up"]) == badges


def test_the_last_move_stands_in_the_card_of_one_demand_that_leaves_room() -> None:
    day = date(2025, 1, 1)
    for titles, beside in ((["Short"], True), (["Short", "Other"], False), (["Long " * 40], False)):
        held = [f"alba.{number}" for number in range(len(titles))]
        stand = Stand("talks", "topic", "alba", held, titles, [], day, "hardened", "day")
        named = dict(zip(held, titles, strict=True))
        canvas = matrix.draw(matrix.Matrix("Title", [stand], [], named, ["paper"], LABELS), CAPTION)
        found = list(texts(ElementTree.fromstring(drawn(canvas, "svg"))))
        (note,) = [text for text in found if text.words == "last moved 2025-01-01, hardened"]
        (last,) = [text for text in found if titles[-1].startswith(text.words.rstrip("…")) and len(text.words) > 4][-1:]
        assert (note.top < last.bottom) == beside


def test_the_terms_of_an_option_are_whole() -> None:
    terms = [f"territory=province-{number:02}" for number in range(12)]
    row = Option(None, None, "alba.x", "v", "Title", ["interim"], terms, ["paper"])
    canvas = options.draw(options.Tree(paper(), [row], [], {"province-11": "The last province"}), CAPTION)
    said = " ".join(text.words for text in texts(ElementTree.fromstring(drawn(canvas, "svg"))))
    assert "The last province" in said


def test_a_figure_beside_others_says_its_day_or_when_it_was_said() -> None:
    rows = [
        figure(1, 5, 5, date(2024, 3, 1), as_of_precision="month", metric="a"),
        figure(2, 6, 6, None, as_of_precision=None, metric="b"),
    ]
    canvas = series.draw(series.Series("island", rows, {}, {"paper": paper()}), CAPTION)
    said = [text.words for text in texts(ElementTree.fromstring(drawn(canvas, "svg")))]
    assert {"5, claimed, 2024-03", "6, claimed, said 2025-06-02"} <= {*said}
