"""Text on paper: never wider than it, nothing lost, styled only where colour is wanted."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tracker.render.paper import SIGNS, Paper, Span, plain, wrap
from tracker.render.signs import columns

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=60)
STYLED = st.lists(
    st.tuples(WORDS, st.sampled_from(["", "bold", "added-word"])).map(lambda pair: Span(*pair)), max_size=20
)


@given(st.lists(WORDS, max_size=30), st.integers(8, 120))
def test_no_line_is_wider_than_the_paper(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    assert all(columns(plain(line)) <= width for line in lines)


@given(STYLED, st.integers(8, 40))
def test_wrapping_loses_and_adds_nothing_but_space(spans: list[Span], width: int) -> None:
    lines = wrap(spans, width)
    assert "".join("".join(plain(line).split()) for line in lines) == "".join(plain(spans).split())


@given(STYLED, st.integers(20, 80))
def test_colour_changes_no_line_break(spans: list[Span], width: int) -> None:
    coloured = Paper(width, colour=True).flow(spans, "  ", "    ")
    bare = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in coloured]
    assert bare == Paper(width).flow(spans, "  ", "    ")


def test_a_word_longer_than_the_line_is_cut_behind_a_mark() -> None:
    assert Paper(20).flow("ru-memorandum-2025-06-02") == ["ru-memorandum-2025-", "06-02"]


def test_a_style_ends_where_the_line_ends() -> None:
    lines = Paper(12, colour=True).flow(Span("one two three four", "bold"))
    assert len(lines) > 1
    assert all(line.startswith("\x1b[1m") and line.endswith("\x1b[0m") for line in lines)


def test_left_and_right_stand_below_each_other_where_they_do_not_fit() -> None:
    paper = Paper(20)
    assert paper.ends("left", "right") == ["left           right"]
    assert paper.ends("left left left", "right right") == ["left left left", "  right right"]


def test_signs_have_a_twin_for_terminals_without_unicode() -> None:
    bare = Paper(unicode=False)
    assert all(bare.sign(name).isascii() for name in SIGNS)
    assert len({bare.sign(name) for name in ("hardened", "softened", "mixed", "neutral")}) == 4


def test_wide_signs_take_two_columns() -> None:
    assert columns("全面停火") == 8
    assert columns("cafe\u0301") == 4
    assert columns("Донецьк → “Donetsk”") == 19
    lines = Paper(10).flow("全面停火全面停火", "• ")
    assert lines == ["• 全面停火", "  全面停火"]
    assert Paper(20).ends("全面", "右") == ["全面              右"]
    assert Paper(12).rule("全面") == "全面 ───────"


def test_no_control_character_reaches_the_paper() -> None:
    hostile = "\x1b]0;pwned\x07"
    paper = Paper(40)
    shown = [*paper.flow(hostile), *paper.ends(Span(hostile), "right"), paper.rule(hostile), paper.show(hostile)]
    assert all(line.startswith("␛]0;pwned␇") for line in shown)


def test_a_rule_fills_the_line() -> None:
    assert len(Paper(50).rule(Span("Evidence", "bold"))) == 50
