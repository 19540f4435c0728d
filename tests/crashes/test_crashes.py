"""Whatever is killed, and whenever: a changeset is whole or absent, and a command that ended well has lost nothing.

TRACKER_TEST_KILLS says how many kills; `python -m tests.crashes --kills 100` is the long form.
"""

from __future__ import annotations

import os

from tests.crashes import checks
from tests.crashes.kills import KILLS
from tests.crashes.place import place
from tests.crashes.rounds import rounds
from tests.database.everything import everything
from tests.servers import Database

COUNT = int(os.environ.get("TRACKER_TEST_KILLS", "9"))


def test_no_kill_leaves_half_a_changeset() -> None:
    with place() as here:
        outcomes = rounds(here, COUNT, seed=COUNT)
    assert sum(outcomes.values()) == COUNT
    assert {kind for kind, _, _ in outcomes} == set(list(KILLS)[:COUNT])


HARM = {
    "update tracker.changeset set sealed = false where changeset = 5": "a changeset was not ended",
    "delete from tracker.changeset where changeset = 2": "a number is missing",
    "update tracker.changeset set recorded_at = '2001-01-01' where changeset = 5": "time went back",
    "delete from history.event where ended_by = (select max(changeset) from tracker.changeset)": "as they were counted",
    "update tracker.spell set held_to = null": "a spell is not as derived",
    "delete from history.event where title = 'x'": "the history of event has a gap",
    "insert into history.event select 999, e.* from tracker.event e": "the history of event has a gap",
}


def test_the_checks_find_what_is_wrong(database: Database) -> None:
    """Or else nobody would notice that a kill has done harm."""
    talks = everything(database)
    for name in ("x", "y"):
        talks.write("update tracker.event set title = %s where slug = 'talks-start'", name)
    assert checks.faults(database.owner) == []
    for harm, what in HARM.items():
        with database.owner.transaction(force_rollback=True):
            database.owner.execute("set local session_replication_role = replica")
            database.owner.execute(harm.encode())
            assert any(what in fault for fault in checks.faults(database.owner)), harm
    whole = checks.digest(database.owner)
    talks.write("update tracker.event set title = 'z' where slug = 'talks-start'")
    changed = {name for name, now in checks.digest(database.owner).items() if whole[name] != now}
    assert changed == {"history.event", "tracker.changeset", "tracker.checksum", "tracker.event"}
    talks.connection.close()
