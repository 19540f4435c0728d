"""Two versions of a demand side by side, whatever lay between."""

from __future__ import annotations

import pytest
from psycopg import errors

from tests.database.builder import Talks

NORTH, BOTH, SOUTH = {"territory": ["north"]}, {"territory": ["north", "south"]}, {"territory": ["south"]}
COMPARED = "select * from analysis.compare_versions('alba.leave', %s, %s, %s::date, %s::date)"


@pytest.fixture
def moved(talks: Talks) -> Talks:
    """Three contents, the last of them from an old paper that made it one option of several."""
    talks.document("paper", "2024-03-01", passages={"I": "any", "I.1": None, "I.2": None})
    talks.says("alba.leave", "A", "2024-01-10", NORTH)
    talks.says("alba.leave", "B", "2024-02-01", SOUTH)
    talks.says("alba.leave", "C", None, BOTH, document="paper", passage="I.1")
    return talks


def test_neighbours_are_compared_as_in_the_history(moved: Talks) -> None:
    (row,) = moved.ask(COMPARED, "A", "B", None, None)
    (step,) = moved.ask("select * from analysis.change where from_version = 'A' and to_version = 'B'")
    same = (
        "change",
        "direction",
        "added_terms",
        "removed_terms",
        "moved_terms",
        "from_summary",
        "to_summary",
        "weighed",
    )
    assert [getattr(row, name) for name in same] == [getattr(step, name) for name in same]


def test_what_lay_between_does_not_count(moved: Talks) -> None:
    (row,) = moved.ask(COMPARED, "A", "C", None, None)
    assert (row.change, row.added_terms, row.removed_terms) == ("expanded", ["territory=south"], [])
    assert (row.from_document, row.to_document, row.to_choices) == ("alba-2024-01-10", "paper", ["paper#I.1"])
    (back,) = moved.ask(COMPARED, "C", "A", None, None)
    assert (back.change, back.removed_terms, back.direction) == ("narrowed", ["territory=south"], "softened")


def test_what_is_said_on_a_later_day_is_compared_all_the_same(moved: Talks) -> None:
    moved.says("alba.leave", "D", "2999-01-01", BOTH)
    (row,) = moved.ask(COMPARED, "A", "D", None, None)
    assert (row.change, row.direction, row.added_terms) == ("expanded", "hardened", ["territory=south"])
    assert row.to_document == "alba-2999-01-01"
    (row,) = moved.ask(COMPARED, "A", "C", "2023-01-01", "2024-02-01")
    assert (row.change, row.from_document, row.to_choices) == ("expanded", "alba-2024-01-10", ["paper#I.1"])


def test_against_none_all_terms_came_or_went(moved: Talks) -> None:
    (new,), (gone,) = moved.ask(COMPARED, None, "A", None, None), moved.ask(COMPARED, "A", None, None, None)
    assert (new.change, new.direction, new.added_terms) == (None, None, ["territory=north"])
    assert (gone.change, gone.direction, gone.removed_terms) == (None, None, ["territory=north"])


def test_an_unknown_version_or_demand_is_told(moved: Talks) -> None:
    with pytest.raises(errors.NoDataFound, match="no version 'D'") as refused:
        moved.ask(COMPARED, "A", "D", None, None)
    assert refused.value.diag.message_hint == "It has: A, B, C"
    with pytest.raises(errors.NoDataFound, match=r"no demand 'alba\.nothing'"):
        moved.ask("select * from analysis.compare_versions('alba.nothing', null, null)")
