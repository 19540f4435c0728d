"""Reverting a changeset restores what it replaced, ids included, by a new changeset; and refuses under conflict."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import errors

from tests.database import recorded
from tests.database.builder import Talks
from tests.database.bundles import Desk
from tests.database.everything import LEAVE, STAY
from tests.database.logins import Login, in_one
from tests.database.test_recording import SOME_CHANGE
from tracker.errors import InputError
from tracker.record.reverting import revert

TITLE = "demands: [{{demand: alba.leave, title: {}}}]"


@pytest.fixture
def at(world: Talks, tmp_path: Any) -> Desk:
    """Imports and reverts in a database with rows in every table."""
    return Desk(world.database, tmp_path)


def undo(talks: Talks, number: int | None = None) -> int:
    return int(talks.write("select tracker.revert(%s)", number or talks.last_changeset())[0][0])


# --- what comes back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", SOME_CHANGE)
def test_a_changed_row_stands_again_as_it_was(world: Talks, table: str) -> None:
    before = recorded.rows(world.database)
    world.write(f"update tracker.{table} set {SOME_CHANGE[table]} where id = (select min(id) from tracker.{table})")
    assert recorded.rows(world.database) != before
    undo(world)
    assert recorded.rows(world.database) == before
    assert recorded.problems(world.database) == []


def test_all_that_was_removed_comes_back_under_its_old_ids(world: Talks) -> None:
    before = recorded.rows(world.database)
    with world.changeset():
        for kind, *_ in reversed(world.write("select name from tracker.coded_tables()")):
            world.write(f"delete from tracker.{kind}")
    assert not any(recorded.rows(world.database).values())
    undo(world)
    assert recorded.rows(world.database) == before
    assert recorded.problems(world.database) == []


def test_what_was_added_goes(talks: Talks) -> None:
    before = recorded.rows(talks.database)
    with talks.changeset():
        talks.document("paper", "2024-03-01", passages={"I": "any", "I.1": None}, covers=["territory"])
        talks.says(LEAVE, "A", "2024-01-10", {"territory": {"value": "north", "in": ["paper#I.1"]}})
        talks.says(STAY, "A", None, {"condition": [LEAVE]}, document="paper", passage="I.1")
        talks.insert("place", slug="east", kind="region", name="East")
    with_it = recorded.rows(talks.database)
    undo(talks)
    assert recorded.rows(talks.database) == before
    undo(talks)
    assert recorded.rows(talks.database) == with_it


@pytest.mark.parametrize(
    "statements",
    [
        ("update tracker.place set slug = slug || 'ern' where slug in ('north', 'south')",),
        ("update tracker.demand set slug = 'x' where slug = 'alba.leave'",
         "update tracker.demand set slug = 'alba.leave' where slug = 'borea.stay'",
         "update tracker.demand set slug = 'borea.stay' where slug = 'x'"),
        ("update tracker.event set slug = 'truce' where slug = 'ceasefire-start'",
         "update tracker.attribute set slug = 'area' where slug = 'territory'"),
        ("update tracker.document set slug = 'sheet' where slug = 'paper'",
         "update tracker.passage set label = 'first' where label = 'I.1'"),
        ("delete from tracker.citation where version_id = (select min(version_id) from tracker.citation)",
         "insert into tracker.citation (demand_id, process_id, version_id, document_id, speaker_id, certainty)"
         " select v.demand_id, v.process_id, v.id, d.id, a.id, 'possible' from tracker.version v, tracker.document d,"
         " tracker.actor a where v.id = (select min(id) from tracker.version) and d.slug = 'alba-2024-01-10'"
         " and a.slug = 'alba'"),
    ],
    ids=["two places at once", "names exchanged", "names in terms", "passages in terms", "one put in again"],
)  # fmt: skip
def test_several_rows_of_one_changeset_come_back_together(world: Talks, statements: tuple[str, ...]) -> None:
    before = recorded.rows(world.database)
    in_one(world.connection, *statements)
    assert recorded.rows(world.database) != before
    undo(world)
    assert recorded.rows(world.database) == before
    assert recorded.problems(world.database) == []


def test_a_revert_can_be_reverted(world: Talks) -> None:
    first = recorded.rows(world.database)
    world.write("update tracker.demand set title = 'x', slug = 'alba.go' where slug = %s", LEAVE)
    second = recorded.rows(world.database)
    undo(world)
    undo(world)
    assert recorded.rows(world.database) == second
    undo(world)
    assert recorded.rows(world.database) == first


def test_an_earlier_changeset_is_reverted_beside_later_ones(world: Talks) -> None:
    world.write("update tracker.demand set title = 'x' where slug = %s", LEAVE)
    number = world.last_changeset()
    world.write("update tracker.demand set title = 'y' where slug = %s", STAY)
    undo(world, number)
    assert dict(world.write("select slug, title from tracker.demand where slug in (%s, %s)", LEAVE, STAY)) == {
        LEAVE: LEAVE,
        STAY: "y",
    }


def test_rows_that_came_later_follow_a_name_that_goes_back(world: Talks) -> None:
    world.write("update tracker.place set slug = 'norden' where slug = 'north'")
    number = world.last_changeset()
    world.says("alba.more", "A", "2024-08-01", {"territory": ["norden"]})
    undo(world, number)
    assert world.column("select value from analysis.term where demand = 'alba.more'") == ["north"]


# --- how it is recorded -------------------------------------------------------------------------------------------


def test_it_is_a_correction_that_says_what_it_reverts(at: Desk, world: Talks) -> None:
    at.imports(TITLE.format("New"), cause="correction", message="A better title")
    number = world.last_changeset()
    revert(at.settings, number, author="anna")
    last = world.ask("select * from analysis.changeset order by changeset desc limit 1")[0]
    assert (last.changeset, last.author, last.cause) == (number + 1, "anna", "correction")
    assert last.message == f"Revert changeset {number}: A better title"
    assert (last.rows_added, last.rows_changed, last.rows_removed) == (0, 1, 0)


def test_cause_and_message_may_be_given(at: Desk, world: Talks) -> None:
    at.imports(TITLE.format("New"), cause="correction")
    revert(at.settings, world.last_changeset(), cause="housekeeping", message="Not yet")
    assert world.ask("select cause, message from analysis.changeset order by changeset desc limit 1") == [
        ("housekeeping", "Not yet")
    ]


def test_the_steps_are_told_and_a_dry_run_writes_nothing(at: Desk, world: Talks) -> None:
    at.imports(TITLE.format("New"), cause="correction")
    number = world.last_changeset()
    with at.unchanged():
        planned = revert(at.settings, number, dry_run=True)
    done = revert(at.settings, number)
    assert planned.steps == done.steps
    assert [(s.operation, s.entity, s.key, (s.after or {})["title"]) for s in done.steps] == [
        ("changed", "demand", LEAVE, LEAVE)
    ]
    assert done.changeset == number + 1


def test_an_editor_reverts_in_psql(world: Talks, editor: Login) -> None:
    editor.execute("update tracker.demand set title = 'x'")
    editor.execute("select tracker.revert(%s)", [world.last_changeset()])
    assert world.column("select count(*) from analysis.demand where title = 'x'") == [0]
    assert world.column("select author from analysis.changeset order by changeset desc limit 1") == [editor.info.user]


def test_what_was_known_before_stays_known(world: Talks) -> None:
    world.write("update tracker.demand set title = 'x' where slug = %s", LEAVE)
    number = world.last_changeset()
    then = recorded.known(world.database, number)
    undo(world)
    assert recorded.known(world.database, number) == then


# --- what is refused ----------------------------------------------------------------------------------------------


def touched(talks: Talks) -> None:
    talks.write("update tracker.demand set kind = 'proposal' where slug = %s", LEAVE)


def referred_to(talks: Talks) -> None:
    talks.says("alba.more", "A", None, document="fresh")


def without_its_place(talks: Talks) -> None:
    in_one(talks.connection, "delete from tracker.coverage", "delete from tracker.topic where slug = 'ceasefire'")


def name_taken(talks: Talks) -> None:
    talks.actor("gone")


def changed_title(talks: Talks) -> None:
    talks.write("update tracker.demand set title = 'x' where slug = %s", LEAVE)


def new_document(talks: Talks) -> None:
    talks.document("fresh", "2024-09-01")


def removed_coverage(talks: Talks) -> None:
    talks.document("covering", "2024-09-01", covers=["ceasefire"])
    talks.write(
        "delete from tracker.coverage c using tracker.document d where d.id = c.document_id and d.slug = 'covering'"
    )


def removed_actor(talks: Talks) -> None:
    talks.actor("gone")
    talks.write("delete from tracker.actor where slug = 'gone'")


@pytest.mark.parametrize(
    ("first", "later", "told"),
    [
        (changed_title, touched, r"demand alba\.leave: changeset \d+ has touched it since"),
        (new_document, referred_to, r"document fresh: citation alba\.more/A/fresh/// \(changeset \d+\) refers to it"),
        (removed_coverage, without_its_place,
         r"coverage covering/talks/ceasefire: it refers to the topic ceasefire, which is gone since changeset \d+"),
        (removed_actor, name_taken, r"actor gone: actor gone \(changeset \d+\) bears the same key"),
    ],
)  # fmt: skip
def test_it_is_refused_where_later_changesets_stand_in_the_way(
    at: Desk, world: Talks, first: Callable[[Talks], None], later: Callable[[Talks], None], told: str
) -> None:
    first(world)
    number = world.last_changeset()
    later(world)
    with at.unchanged(), pytest.raises(InputError) as refusal:
        revert(at.settings, number)
    head, *rows = refusal.value.message.splitlines()
    assert head == f"changeset {number} cannot be reverted:"
    assert [row for row in rows if not re.fullmatch(told, row)] == []
    assert rows


def test_a_rule_that_the_state_before_breaks_today_refuses_it(at: Desk, world: Talks) -> None:
    """What was taken out of the codebook since cannot come back in a term."""
    world.says("alba.more", "A", "2024-08-01", {"includes": ["pact"]})
    own = "demand_id = (select id from tracker.demand where slug = 'alba.more')"
    in_one(world.connection, f"delete from tracker.citation where {own}", f"delete from tracker.version where {own}")
    number = world.last_changeset()
    world.write("delete from tracker.code where slug = 'pact'")
    with (
        at.unchanged(),
        pytest.raises(InputError, match=r"cannot be reverted:\nterm includes=pact: includes has no code 'pact'"),
    ):
        revert(at.settings, number)


def test_what_takes_another_name_on_the_way_is_told_by_its_own(at: Desk, world: Talks) -> None:
    """An actor that took the place of one of the same name goes when that comes back; a later term names it."""
    world.actor("gone")
    with world.changeset():
        world.write("delete from tracker.actor where slug = 'gone'")
        world.actor("gone")
    number = world.last_changeset()
    world.says("alba.more", "A", "2024-08-01", {"obliged": ["gone"]})
    told = f"changeset {number} cannot be reverted:\nactor gone cannot be removed: terms of alba.more@A name it"
    with at.unchanged(), pytest.raises(InputError) as refusal:
        revert(at.settings, number)
    assert refusal.value.message == told


@pytest.mark.parametrize("number", [0, 4711])
def test_a_changeset_that_does_not_exist_names_those_that_do(world: Talks, number: int) -> None:
    last = world.last_changeset()
    with pytest.raises(errors.NoDataFound, match=f"there is no changeset {number}") as caught:
        world.write("select tracker.revert(%s)", number)
    assert caught.value.diag.message_hint == f"The first is 1, the last is {last}."
    assert world.last_changeset() == last
