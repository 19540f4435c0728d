"""The options of a document as a tree: what is asked whichever is taken, and each way with what it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracker.query.labels import NONE
from tracker.query.sources import Document, Option, Passage
from tracker.render import outline
from tracker.render.dates import counted, day
from tracker.render.pictures import signs
from tracker.render.pictures.canvas import HEAD, Canvas, Caption, Frame
from tracker.render.pictures.metrics import cut, wrapped
from tracker.render.pictures.theme import FAINT, GRID, INK, MARGIN, PAPER, SHADE, SMALL, SOFT, TEXT, WIDTH
from tracker.render.terms import spoken

ROOT, BRANCH, LEAF = MARGIN, 270, 590  # where the three columns begin
ROOM = {ROOT: 170, BRANCH: 250, LEAF: WIDTH - MARGIN - 590}
PAD, GAP, BETWEEN, LEAD = 8, 6, 22, 14
WAYS = "#0072b2"


class Tree(NamedTuple):
    """The rows come with what stands outside every choice first, then by choice and option; `names` are of places and
    actors, by slug."""

    document: Document
    rows: Sequence[Option]
    passages: Sequence[Passage]
    names: Mapping[str, str]


class Box(NamedTuple):
    """A node of the tree on the canvas."""

    x: float
    y: float
    room: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(tree: Tree, caption: Caption) -> Canvas:
    row = tree.document
    ways = len({(found.choice, found.option) for found in tree.rows if found.option})
    said = f"{day(row.issued_on, row.issued_precision)}; {counted(ways, 'way')} to choose from, and what each asks."
    canvas = Canvas(
        row.title, said if ways else "It offers no alternatives: all of this is asked.", "; ".join(_told(tree)) + "."
    )
    y, branches, places = float(HEAD + 12), [], [row.document, *outline.ordered(tree.passages)]
    for (choice, option), found in groupby(tree.rows, key=lambda row: (row.choice, row.option)):
        asked = sorted(found, key=lambda row: places.index(row.passages[0]) if row.passages else 0)
        top, leaves = y, list[Box]()
        for demand in asked:
            leaves.append(_leaf(canvas.page, demand, y, tree.names))
            y = leaves[-1].y + leaves[-1].height + GAP
        branch = _branch(canvas.page, tree, choice, option, (top + y - GAP) / 2, bool(ways), len(leaves))
        branches.append((choice, branch))
        y = max(y, branch.y + branch.height) + BETWEEN
        for leaf in leaves:
            _join(canvas.page, branch, leaf, chosen=False)
    middle = (branches[0][1].middle + branches[-1][1].middle) / 2
    root = _root(canvas.page, tree, middle)
    for choice, branch in branches:
        _join(canvas.page, root, branch, chosen=choice is not None)
    foot = canvas.legend(y - BETWEEN + 10, _legend(ways))
    return canvas.finish(foot, caption, [row.document])


def _root(page: Frame, tree: Tree, middle: float) -> Box:
    lines = wrapped(tree.document.title, TEXT, (ROOM[ROOT] - 2 * PAD) * 0.93, 5, bold=True)
    return _box(page, ROOT, middle, lines, "", fill=SHADE, stroke=INK, weight="bold")


def _branch(
    page: Frame, tree: Tree, choice: str | None, option: str | None, middle: float, ways: bool, count: int
) -> Box:
    if option is None:
        head = "Whichever is taken" if ways else "Asked"
        return _box(page, BRANCH, middle, [head], counted(count, "demand"), fill=SHADE, stroke=FAINT, weight="bold")
    siblings = [row for row in tree.passages if f"{row.document}#{row.parent}" == choice]
    at = next((place for place, row in enumerate(siblings, 1) if f"{row.document}#{row.passage}" == option), 0)
    gist = (siblings[at - 1].gist or "") if at else ""
    lines = wrapped(gist or option.partition("#")[2], TEXT, (ROOM[BRANCH] - 2 * PAD) * 0.93, 4, bold=True)
    which = f"one of {len(siblings)} ways" if at else "one of several ways"
    foot = f"#{option.partition('#')[2]}, {which}; {counted(count, 'demand')}"
    return _box(
        page,
        BRANCH,
        middle,
        lines,
        foot,
        fill="#e8f1f8",
        stroke=WAYS,
        weight="bold",
        dash=[6, 3],
        tip={"title": gist or option, "option": option},
    )


def _box(page: Frame, x: int, middle: float, lines: list[str], foot: str, *, weight: str, **look: Any) -> Box:
    height = 2 * PAD + LEAD * (len(lines) + bool(foot))
    box = Box(x, middle - height / 2, ROOM[x], height)
    page.rect(x, box.y, x + box.room, box.y + height, radius=5, **{**look, "weight": 1.4})
    page.text(x + PAD, box.y + PAD + 10, lines, weight=weight, size=TEXT, lead=LEAD)
    if foot:
        at = box.y + PAD + 10 + LEAD * len(lines)
        page.text(x + PAD, at, foot, size=SMALL, fill=SOFT, room=box.room - 2 * PAD)
    return box


def _terms(row: Option, named: Mapping[str, str]) -> str:
    """What it is asked for, then attribute by attribute: `at final-settlement; territory Luhansk Oblast, Crimea`."""
    asked = [term.partition("=")[::2] for term in row.terms if not term.startswith("stage=")]
    found = groupby(asked, key=lambda term: term[0])
    by_attribute = [
        f"{name} {', '.join(named.get(value) or spoken(name, value, NONE) for _, value in terms)}"
        for name, terms in found
    ]
    return "; ".join([*([f"at {', '.join(row.stages)}"] if row.stages else []), *by_attribute])


def _leaf(page: Frame, row: Option, y: float, named: Mapping[str, str]) -> Box:
    room = ROOM[LEAF]
    terms = wrapped(_terms(row, named), SMALL, (room - 2 * PAD) * 0.95, 3)
    places = " ".join(f"#{place.partition('#')[2]}" for place in row.passages if "#" in place)
    title = wrapped(row.title, TEXT, (room - 2 * PAD - 120) * 0.96, 2)
    height = 2 * PAD + LEAD * (len(title) + len(terms)) - 4
    tip = {
        "title": row.title,
        "demand": row.demand,
        "asks": _terms(row, named) or "nothing more",
        "in": places or "the document as a whole",
    }
    page.rect(LEAF, y, LEAF + room, y + height, fill=PAPER, stroke=GRID, radius=4, tip=tip)
    page.text(LEAF + PAD, y + PAD + 8, title, size=TEXT, lead=LEAD)
    page.text(LEAF + room - PAD, y + PAD + 8, cut(places, SMALL, 110), size=SMALL, fill=SOFT, align="right")
    if terms:
        at = y + PAD + 8 + LEAD * len(title)
        page.text(LEAF + PAD, at, terms, size=SMALL, fill=SOFT, lead=LEAD)
    return Box(LEAF, y, room, height)


def _join(page: Frame, one: Box, other: Box, *, chosen: bool) -> None:
    begin, end = one.x + one.room, other.x
    bend = (end - begin) / 2
    path = f"M{begin},{one.middle}C{begin + bend},{one.middle} {end - bend},{other.middle} {end},{other.middle}"
    page.curve(path, stroke=WAYS if chosen else FAINT, weight=2 if chosen else 1.1, dash=[6, 3] if chosen else [])


def _told(tree: Tree) -> Iterator[str]:
    for row in tree.rows:
        yield f"{row.option or 'Whichever is taken'}: {row.title}"


def _legend(ways: int) -> list[tuple[str, signs.Sign]]:
    def line(stroke: str, dash: list[int]) -> signs.Sign:
        return lambda frame, x, y: frame.line(x - 11, y, x + 12, y, stroke=stroke, weight=2, dash=dash)

    asked = ("asked", line(FAINT, []))
    return [asked, ("one of these ways suffices", line(WAYS, [6, 3]))] if ways else [asked]
