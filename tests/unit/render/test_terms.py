"""Terms as a person reads them."""

from __future__ import annotations

import pytest

from tests.unit.render.samples import LABELS, SECOND
from tracker.render import terms
from tracker.render.dates import duration
from tracker.render.paper import Paper


@pytest.mark.parametrize(
    ("attribute", "value", "said"),
    [
        ("timing", "P30D after ceasefire-start", "within 30 days after ceasefire-start"),
        ("timing", "before talks-start", "before talks-start"),
        ("territory", "UA-09", "Luhansk (UA-09)"),
        ("territory", "UA-43", "UA-43"),
        ("duration", "P2D/P3D", "2 to 3 days"),
        ("duration", "P90D", "90 days"),
        ("window", "2025-06-20/2025-06-30", "2025-06-20 to 2025-06-30"),
        ("quantity", ">=1000 prisoners-total", "at least 1000 prisoners-total"),
        ("quantity", "~35000 children", "about 35000 children"),
        ("extent", "complete", "complete"),
    ],
)
def test_values_are_spoken(attribute: str, value: str, said: str) -> None:
    assert terms.spoken(attribute, value, LABELS) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("P1D", "1 day"), ("PT1H", "1 hour"), ("P1Y2M", "1 year 2 months"), ("P1W/P2W", "1 to 2 weeks"), ("soon", "soon")],
)
def test_durations_in_words(text: str, said: str) -> None:
    assert duration(text) == said


def test_what_became_of_each_term_is_told_by_sign() -> None:
    found = terms.changed(SECOND.added_terms, SECOND.removed_terms, SECOND.moved_terms, SECOND.terms)
    assert list(terms.lines(Paper(), found, LABELS)) == [
        "~ extent     begun → complete",
        "+ timing     within 30 days after ceasefire-start",
        "- timing     before ceasefire-start; before talks-start",
        "= territory  Luhansk (UA-09); Donetsk (UA-14); Zaporizhzhia (UA-23); Kherson",
        "             (UA-65)",
    ]


def test_a_term_names_the_place_that_says_it() -> None:
    found = terms.standing(["timing=P30D after ceasefire-start"])
    lines = terms.lines(Paper(), found, LABELS, places={"timing=P30D after ceasefire-start": "#III"})
    assert list(lines) == ["timing  within 30 days after ceasefire-start [#III]"]


def test_coded_terms_are_read_with_what_qualifies_them() -> None:
    written = {"timing": ["before talks-start", {"value": "P30D after ceasefire-start", "in": ["memo#III", "memo#IV"]}],
               "extent": {"value": "begun", "certainty": "possible"}}  # fmt: skip
    assert terms.coded(written) == {
        "extent=begun": "certainty possible",
        "timing=P30D after ceasefire-start": "memo#III, memo#IV",
        "timing=before talks-start": "",
    }
    assert terms.coded(None) == {}


def test_only_an_attribute_that_takes_one_value_moves() -> None:
    before, after = {"extent=begun": "", "territory=UA-09": ""}, {"extent=complete": "", "territory=UA-14": ""}
    lines, _ = terms.recoded(before, after, {"extent"})
    assert lines == [
        terms.Line("~", "extent", ("begun -> complete",)),
        terms.Line("+", "territory", ("UA-14",)),
        terms.Line("-", "territory", ("UA-09",)),
    ]
