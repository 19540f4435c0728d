"""Rounds: each change is told once, whatever fails, is missed, or is asked for meanwhile."""

from __future__ import annotations

import contextlib
import json
import threading
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.report.making import make
from tests.report.world import START, World
from tracker.errors import InputError, SurroundingsError
from tracker.render.paper import Paper
from tracker.report import interval, listing, rounds, store
from tracker.report.delivery import Parcel
from tracker.report.rounds import run_now, run_one

TWO = ["mailto:a@example.org", "mailto:b@example.org"]


def test_each_report_tells_what_came_since_the_last(world: World) -> None:
    world.add()
    one, two = world.change(), world.change()
    assert [outcome.status for outcome in world.round()] == ["delivered"]
    three = world.change()
    world.round()
    assert world.told() == [f"{one}, {two}", f"{three}"]
    assert world.watermark() == (three, START.date())
    assert world.database.execute("select count(*) from report.content") == [(0,)]


def test_what_is_not_due_is_not_run(world: World) -> None:
    world.add()
    assert world.round(hours=0.9) == []
    assert len(world.round(hours=0.1)) == 1
    assert world.round(hours=0.5) == []


def test_missed_runs_are_one_report(world: World) -> None:
    world.add()
    one = world.change()
    world.round(hours=100.5)
    assert world.round(hours=0) == []
    assert world.told() == [str(one)]
    assert world.run().due_at == START + timedelta(hours=100)


def test_the_day_told_is_the_one_in_utc(world: World) -> None:
    world.add(time_zone="Pacific/Auckland")
    world.round(hours=30)
    assert json.loads(world.sent[0][1].message.parts[0].content) == {
        "told": [],
        "from": "2026-06-01",
        "to": "2026-06-02",
    }


def test_nothing_new_is_told_unless_only_changes_are_wanted(world: World) -> None:
    world.add("always")
    world.add("changes", only_when_changed=True)
    assert {(one.report, one.status) for one in world.round()} == {("always", "delivered"), ("changes", "skipped")}
    assert world.told() == ["nothing"]
    one = world.change()
    world.round()
    assert world.told() == ["nothing", str(one), str(one)]


def test_a_skipped_run_moves_the_day(world: World) -> None:
    world.add(only_when_changed=True)
    world.round(hours=48)
    assert world.watermark()[1] == START.date() + timedelta(days=2)
    assert (world.run().status, world.run().reason, world.run().subject) == ("skipped", None, "changesets: nothing")


def test_a_failed_delivery_is_tried_again_with_the_same_bytes_and_key(world: World) -> None:
    world.add(targets=TWO)
    tried: list[tuple[str, Parcel]] = []
    broken = {TWO[0]}

    def deliver(target: str, parcel: Parcel) -> None:
        tried.append((target, parcel))
        if target in broken:
            raise SurroundingsError("the mail server is out")

    one = world.change()
    (outcome,) = world.round(deliver=deliver)
    assert (outcome.status, outcome.reason) == ("failed", "the mail server is out")
    assert world.watermark()[0] < one
    assert world.round(hours=0, deliver=deliver) == []
    world.change()
    broken.clear()
    (outcome,) = world.round(hours=1 / 60, deliver=deliver)
    assert outcome.status == "delivered"
    assert [target for target, _ in tried] == [*TWO, TWO[0]]
    assert tried[0][1] == tried[2][1]
    assert tried[0][1].key != tried[1][1].key
    assert world.watermark()[0] == one
    assert world.run().attempts == 2


def test_pauses_grow_up_to_six_hours() -> None:
    assert [rounds.pause(n).total_seconds() / 60 for n in range(1, 8)] == [1, 4, 16, 64, 256, 360, 360]
    assert rounds.pause(10**6).total_seconds() == 6 * 3600


def test_a_failing_run_delays_but_loses_nothing(world: World) -> None:
    """What comes while a report cannot be delivered is told in the next one, in one."""
    world.add()

    def broken(*_: Any) -> None:
        raise OSError("no route")

    one = world.change()
    for _ in range(5):
        world.round(deliver=broken)
        world.change()
    world.round(hours=7)
    world.round(hours=0)
    last = world.talks.last_changeset()
    assert world.told() == [str(one), ", ".join(map(str, range(one + 1, last + 1)))]
    assert any("mailto:desk@example.org: no route" in line for line in world.said)


def test_what_is_delivered_says_when_it_was_made_by_the_clock_of_the_report(world: World) -> None:
    world.add(time_zone="Europe/Kyiv")
    world.change()
    world.round()
    ((_, parcel),) = world.sent
    assert parcel.made_at.isoformat() == "2026-06-01T16:00:00+03:00"


def test_pictures_are_made_for_mail_and_every_attempt_sends_the_same_message(world: World) -> None:
    world.add("filed", targets=["/reports"])
    world.add("mailed", targets=["/reports", *TWO])
    world.change()
    tried: list[tuple[str, Parcel]] = []

    def deliver(target: str, parcel: Parcel) -> None:
        tried.append((target, parcel))
        if len([one for one, _ in tried if one == target]) == 1 and target in TWO:
            raise SurroundingsError("the mail server is out")

    world.round(deliver=deliver)
    world.round(deliver=deliver)
    assert [len(parcel.message.pictures) for _, parcel in tried if parcel.report == "filed"] == [0, 0]
    letters = [parcel.message for target, parcel in tried if target in TWO]
    assert len(letters) == 4
    assert all(letter == letters[0] and letter.pictures for letter in letters)


def test_an_edit_mends_a_target_that_cannot_be_reached(world: World) -> None:
    world.add(targets=TWO)

    def deliver(target: str, parcel: Parcel) -> None:
        if target == TWO[1]:
            raise SurroundingsError("no such mailbox")
        world.note(target, parcel)

    one = world.change()
    world.round(deliver=deliver)
    with world.engine().step() as connection:
        store.change(connection, "hourly", {"targets": [TWO[0], "mailto:c@example.org"]})
    world.round(deliver=deliver)
    assert [(target, parcel.message.subject) for target, parcel in world.sent] == [
        (TWO[0], f"changesets: {one}"),
        ("mailto:c@example.org", f"changesets: {one}"),
    ]


def test_what_a_report_is_about_is_found_by_its_old_name_and_a_removed_one_is_a_reason(world: World) -> None:
    world.add("renamed", party="borea")
    world.add("removed", party="nobody")
    world.talks.write("update tracker.actor set slug = 'borealia' where slug = 'borea'")
    world.talks.write(
        "insert into tracker.alias (alias, actor_id) select 'borea', id from tracker.actor where slug = 'borealia'"
    )
    asked: list[str | None] = []

    def noting(reader: Any, one: Any, *rest: Any) -> Any:
        asked.append(one.party)
        return make(reader, one, *rest)

    found = {one.report: one for one in world.round(make=noting)}
    assert (found["renamed"].status, asked) == ("delivered", ["borealia"])
    assert found["removed"].status == "failed"
    assert "nobody" in (found["removed"].reason or "")


def test_a_fault_in_one_report_is_no_end_of_the_others(world: World) -> None:
    world.add("a")
    world.add("b")

    def faulty(reader: Any, asked: Any, *rest: Any) -> Any:
        if asked.name == "a":
            raise ZeroDivisionError("division by zero")
        return make(reader, asked, *rest)

    found = {one.report: one for one in world.round(make=faulty)}
    assert found["a"].reason == "unexpected fault in tracker: ZeroDivisionError: division by zero"
    assert found["b"].status == "delivered"


def test_a_paused_report_waits_and_then_tells_all(world: World) -> None:
    world.add()
    with world.engine().step() as connection:
        store.change(connection, "hourly", {"paused": True})
    one = world.change()
    assert world.round() == []
    with world.engine().step() as connection:
        store.change(connection, "hourly", {"paused": False, "due_after": world.now})
    assert world.round(hours=0) == []
    world.round()
    assert world.told() == [str(one)]


def test_by_hand_it_runs_at_once_and_goes_on_from_there(world: World) -> None:
    world.add()
    one = world.change()
    outcome = run_one(world.engine(), "hourly")
    assert outcome is not None
    assert outcome.status == "delivered"
    assert world.run().due_at is None
    world.round()
    assert world.told() == [str(one), "nothing"]


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("fault", [SurroundingsError("no route"), Killed()])
def test_by_hand_what_came_after_a_run_that_was_not_ended_is_told_as_well(world: World, fault: BaseException) -> None:
    world.add()
    one = world.change()

    def broken(*_: Any) -> None:
        raise fault

    with contextlib.suppress(Killed):
        world.round(deliver=broken)
    assert world.run().status == ("running" if isinstance(fault, Killed) else "failed")
    two = world.change()
    assert [outcome.status for outcome in run_now(world.engine(), "hourly")] == ["delivered"] * 2
    assert world.told() == [str(one), str(two)]
    assert world.watermark()[0] == two


def test_by_hand_a_run_that_was_not_ended_and_tells_all_is_the_only_one(world: World) -> None:
    world.add()
    one = world.change()

    def broken(*_: Any) -> None:
        raise OSError("no route")

    world.round(deliver=broken)
    assert len(run_now(world.engine(), "hourly")) == 1
    assert world.told() == [str(one)]


def test_by_hand_another_interval_that_was_cut_off_is_ended_first(world: World) -> None:
    world.add()
    one, two = world.change(), world.change()
    with rounds.connect.reading(world.settings) as reader:
        given = interval.between(reader, f"changeset {one - 1}", f"changeset {one}")

    def killed(*_: Any) -> None:
        raise Killed

    with contextlib.suppress(Killed):
        run_one(world.engine(deliver=killed), "hourly", given=given)
    run_now(world.engine(), "hourly")
    assert world.told() == [f"{one}", f"{one}, {two}"]


def test_another_interval_leaves_the_watermark_and_is_not_tried_again(world: World) -> None:
    world.add()
    world.change()
    with rounds.connect.reading(world.settings) as reader:
        given = interval.between(reader, "changeset 1", "changeset 2")
    before = world.watermark()
    run_one(world.engine(), "hourly", given=given)
    assert (world.told(), world.watermark()) == (["2"], before)

    def broken(*_: Any) -> None:
        raise OSError("no route")

    run_one(world.engine(deliver=broken), "hourly", given=given)
    assert (world.run().status, world.run().next_attempt_at, world.run().moves) == ("failed", None, False)
    assert world.round(hours=0.5) == []


def test_dates_are_of_the_world_and_changesets_of_both(world: World) -> None:
    last = world.change()
    with rounds.connect.reading(world.settings) as reader:
        assert interval.told(*interval.between(reader, "2024-01", "2025")) == "2024-01-31 to 2025-12-31, no changeset"
        assert interval.told(*interval.between(reader, "changeset 1", None)).endswith(f"changesets 2 to {last}") or (
            last == 2
        )
        # Nothing was recorded by then that a report could have told.
        assert interval.since(reader, "2024").changeset == last
        for wrong in (("2025", "2024"), ("changeset 2", "2025"), ("changeset 99", None), ("2999", None)):
            with pytest.raises(InputError):
                interval.between(reader, *wrong)


def test_two_at_once_deliver_once(world: World) -> None:
    """The second finds the report held while the first delivers, and not due afterwards."""
    world.add()
    world.change()
    delivering, go_on = threading.Event(), threading.Event()

    def slow(target: str, parcel: Parcel) -> None:
        delivering.set()
        assert go_on.wait(30)
        world.note(target, parcel)

    world.now += timedelta(hours=1)
    first = threading.Thread(target=rounds.run_due, args=[world.engine(deliver=slow)])
    first.start()
    assert delivering.wait(30)
    assert world.round(hours=0) == []
    go_on.set()
    first.join(30)
    assert world.round(hours=0) == []
    assert len(world.sent) == 1


def test_who_lost_its_hold_delivers_no_more(world: World) -> None:
    """Its connection is ended while it works: another may run the report, so it stops before the next delivery."""
    world.add(targets=TWO)
    world.change()

    def cut(target: str, parcel: Parcel) -> None:
        world.note(target, parcel)
        world.database.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where state = 'idle in transaction'"
            " and datname = current_database() and pid <> pg_backend_pid()"
        )

    with pytest.raises(SurroundingsError):
        world.round(deliver=cut)
    assert [target for target, _ in world.sent] == TWO[:1]
    assert [one.status for one in world.round(hours=0)] == ["delivered"]
    assert [target for target, _ in world.sent] == TWO


def test_an_edit_waits_for_the_run_in_hand(world: World) -> None:
    world.add()
    with world.engine().step() as held:
        assert store.take(held, "hourly")
        with world.engine().step() as other, pytest.raises(psycopg.errors.LockNotAvailable):
            store.change(_hasty(other), "hourly", {"paused": True})


def _hasty(connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    connection.execute("set local lock_timeout = '50ms'")
    return connection


def test_a_removed_report_takes_its_runs_along(world: World) -> None:
    world.add()
    world.round()
    with world.engine().step() as connection:
        assert store.remove(connection, "hourly") == 1
    assert world.database.execute("select count(*) from report.run") == [(0,)]


@pytest.mark.parametrize("column", ["every", "time_zone"])
def test_a_schedule_that_sql_broke_is_told_and_is_no_end_of_the_others(world: World, column: str) -> None:
    world.add("broken")
    world.add("well")
    one = world.change()
    world.talks.write(f"update report.definition set {column} = 'Mars' where name = 'broken'")
    found = {outcome.report: outcome for outcome in world.round()}
    assert (found["well"].status, world.told()) == ("delivered", [str(one)])
    assert (found["broken"].status, found["broken"].run) == ("failed", None)
    assert "'Mars'" in str(found["broken"])
    with world.engine().step() as connection:
        page = listing.reports(store.definitions(connection), store.last_runs(connection))
    assert "never: its schedule cannot be read" in "\n".join(page.lines("table", Paper(width=200)))
