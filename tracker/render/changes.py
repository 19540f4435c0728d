"""How a change looks: its sign, its words, its direction; the changed words of two summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from tracker.render.paper import Paper, Span

Step = tuple[str, int, int, int, int]  # of difflib: what, from and to in the old text, from and to in the new
Token = tuple[bool, str]  # whether a space stands before it, the word or mark
ISLAND = 3  # letters that are left between two changes without being shown as kept
TOO_FAR = 0.3  # the share of common words below which a comparison by word confuses

MARKS = {
    "first": "+",
    "new": "+",
    "revived": "+",
    "restated": "=",
    "dropped": "-",
    "withdrawn": "-",
    "agreed": "-",
    "met": "-",
    "lapsed": "-",
    "replaced": "-",
    "persisted": "=",
    "silent": "=",
    "not-covered": "=",
}
STYLES = {"+": "added", "-": "removed", "~": "moved", "=": "kept"}

DIRECTIONS = {
    "hardened": "hardened",
    "softened": "softened",
    "mixed": "mixed (harder and softer)",
    "neutral": "neutral",
}
# What one changed term contributes to a direction: how that looks, and its words.
WEIGHTS = {
    "harder": ("hardened", "harder"),
    "softer": ("softened", "softer"),
    "equal": ("neutral", "neither harder nor softer"),
    "incomparable": ("neutral", "not comparable"),
    "contained": ("neutral", "contained in another term"),
    "shared": ("neutral", "both are obliged"),
    "unweighed": ("neutral", "no direction of its own"),
}
CHANGES = {
    "first": "first stated",
    "revived": "revived",
    "expanded": "expanded",
    "narrowed": "narrowed",
    "altered": "altered",
    "reworded": "reworded, same terms",
    "new": "new",
    "dropped": "dropped",
    "persisted": "persisted",
    "transient": "held only in between",
    "restated": "restated (held before)",
    "silent": "passed over in silence",
    "not-covered": "not covered by the other",
    "withdrawn": "withdrawn",
    "agreed": "ended by agreement",
    "met": "met",
    "lapsed": "lapsed",
    "replaced": "replaced by others",
}


ACHIEVED = ("agreed", "met")  # gone, and no reason for alarm


def mark(change: str) -> str:
    """`+` new, `-` gone, `=` as before, `~` otherwise than before."""
    return MARKS.get(change, "~")


def style(change: str) -> str:
    return STYLES["=" if change in ACHIEVED else mark(change)]


def direction(paper: Paper, name: str | None, computed: str | None = None) -> list[Span]:
    """`▲ hardened`; nothing where a change has no direction. An overruled computation is named."""
    if not name:
        return []
    text = f"{paper.sign(name)} {DIRECTIONS[name]}"
    overruled = computed and computed != name
    return [Span(text, name), Span(f" (computed: {computed})" if overruled else "", "dim")]


def weight(paper: Paper, name: str) -> list[Span]:
    """`  ▲ harder`, to stand behind it; nothing where the term was not weighed against another content."""
    if not name:
        return []
    style, text = WEIGHTS[name]
    return [Span("  "), Span(f"{paper.sign(style)} {text}", style)]


def words(paper: Paper, old: str, new: str) -> list[Span]:
    """The new text with the words marked that came and went: `[-old-]{+new+}`, or by colour."""
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [word for _, word in before], [word for _, word in after], autojunk=False)
    steps: Iterable[Step] = matcher.get_opcodes()
    if matcher.ratio() < TOO_FAR:  # two texts read better than one in shreds
        steps = [("replace", 0, len(before), 0, len(after))]
    return [span for step in _smoothed(steps, before) for span in _step(paper, step, before, after)]


def _smoothed(steps: Iterable[Step], before: Sequence[Token]) -> Iterator[Step]:
    """A comma or an "of" that two changes have between them is no island worth keeping."""
    held: Step | None = None
    found = list(steps)
    for number, step in enumerate(found):
        kind, start, end, new_start, new_end = step
        inside = 0 < number < len(found) - 1
        island = kind == "equal" and inside and sum(len(word) for _, word in before[start:end]) <= ISLAND
        if held and (island or kind != "equal"):
            held = ("replace", held[1], end, held[3], new_end)
        elif kind == "equal":
            yield from [held, step] if held else [step]
            held = None
        else:
            held = ("replace", start, end, new_start, new_end)
    yield from [held] if held else []


def _tokens(text: str) -> list[Token]:
    return [(bool(space), word) for space, word in re.findall(r"(\s*)([\w'’-]+|[^\w\s])", f" {text}")]


def _step(paper: Paper, step: Step, before: Sequence[Token], after: Sequence[Token]) -> Iterator[Span]:
    kind, start, end, new_start, new_end = step
    if kind == "equal":
        yield Span(_joined(after[new_start:new_end], lead=True))
        return
    if start < end:
        yield from _marked(paper, before[start:end], "removed-word", ("[-", "-]"))
    if new_start < new_end:
        yield from _marked(paper, after[new_start:new_end], "added-word", ("{+", "+}"))


def _marked(paper: Paper, tokens: Sequence[Token], style: str, brackets: tuple[str, str]) -> Iterator[Span]:
    yield Span(" " if tokens[0][0] else "")
    text = _joined(tokens, lead=False)
    yield Span(text, style) if paper.colour else Span(text.join(brackets))


def _joined(tokens: Sequence[Token], *, lead: bool) -> str:
    """Words with the spaces that stood before them; the first one's only with `lead`."""
    text = "".join(f" {word}" if space else word for space, word in tokens)
    return text if lead else text.removeprefix(" ")
