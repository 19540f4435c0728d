"""Changed words are marked, and both texts can be read back from the marks."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tracker.render import changes
from tracker.render.paper import Paper, plain

WORD = st.sampled_from("abcdefgh")
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


def marked(old: str, new: str) -> str:
    return plain(changes.words(Paper(), old, new)).strip()


@given(TEXT, TEXT)
def test_both_texts_are_in_the_marks(old: str, new: str) -> None:
    text = marked(old, new)
    after = re.sub(r"\{\+(.*?)\+\}", r"\1", re.sub(r"\[-.*?-\]", "", text))
    before = re.sub(r"\[-(.*?)-\]", r"\1", re.sub(r"\{\+.*?\+\}", "", text))
    assert (before.split(), after.split()) == (old.split(), new.split())


def test_only_what_changed_is_marked() -> None:
    old = "Ukrainian troops begin to leave four oblasts."
    assert marked(old, "Ukrainian troops leave four oblasts within a month.") == (
        "Ukrainian troops [-begin to-] leave four oblasts {+within a month+}."
    )


def test_small_islands_between_changes_are_not_kept_apart() -> None:
    assert marked("all of the old men go home", "all of the young, men of go home") == (
        "all of the [-old men-] {+young, men of+} go home"
    )


def test_texts_without_common_words_are_not_shredded() -> None:
    assert marked("a b c d", "e f g a") == "[-a b c d-] {+e f g a+}"


def test_with_colour_the_words_are_styled_and_not_bracketed() -> None:
    spans = changes.words(Paper(colour=True), "one two three", "one four three")
    assert [(span.text, span.style) for span in spans if span.style] == [
        ("two", "removed-word"),
        ("four", "added-word"),
    ]


def test_directions_are_told_apart_by_sign_and_word() -> None:
    paper = Paper()
    told = [plain(changes.direction(paper, name)) for name in changes.DIRECTIONS]
    assert told == ["▲ hardened", "▼ softened", "◆ mixed (harder and softer)", "○ neutral"]
    assert changes.direction(paper, None) == []


def test_an_overruled_direction_shows_the_computed_one() -> None:
    assert plain(changes.direction(Paper(), "hardened", "mixed")) == "▲ hardened (computed: mixed)"


def test_every_change_of_the_contract_has_a_mark_and_words() -> None:
    for change in (*changes.CHANGES, "expanded", "transient"):
        assert changes.mark(change) in changes.STYLES
