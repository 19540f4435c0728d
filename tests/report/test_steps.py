"""Each step of each demand is told once, by the report after it was recorded: as what the parties did where it is dated
no earlier than the day of the report before, else as found late.

An example is a course of hours. Statements are made at some and recorded at the same or later ones; at others, a report
tells of all that was recorded by then.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.laws import EXAMPLES, unshrunk_law
from tests.report.made import news
from tests.servers import Database, Server
from tracker.query.changes import Difference
from tracker.render.report.news import News

BEGUN = date(2024, 1, 1)
DAYS, HOURS = 3, 24
CONTENTS = {"A": {"territory": ["north"]}, "B": {"territory": ["north", "south"]}, "C": {"territory": ["island"]}}
WITHDRAWN = "withdrawn"
STEPS = """
    select demand, version, held_from from analysis.version where change <> 'persisted'
    union all
    select demand, how, ended_on from analysis.ending
"""
HELD = "select demand, version from analysis.positions_on(%s)"
Steps = set[tuple[str, str, date]]


class Statement(NamedTuple):
    """Said at an hour, recorded so many hours later; `says` is a content, or that the demand is withdrawn."""

    demand: str
    hour: int
    later: int
    says: str

    @property
    def day(self) -> date:
        return BEGUN + timedelta(self.hour // HOURS)


def statements(demand: str) -> st.SearchStrategy[list[Statement]]:
    hours = st.integers(0, DAYS * HOURS - 1)
    later = st.integers(0, HOURS)
    one = st.builds(Statement, st.just(demand), hours, later, st.sampled_from([*CONTENTS, WITHDRAWN]))
    # Once a day each: of a content that stands twice on one day, a step has no name of its own.
    return st.lists(one, min_size=1, max_size=6, unique_by=(lambda said: said.hour, lambda said: (said.day, said.says)))


def record(talks: Talks, said: Statement) -> None:
    document = f"{said.demand}-{said.hour}"
    given = {"on": said.day.isoformat(), "document": document, "order": said.hour % HOURS + 1}
    if said.says == WITHDRAWN:
        if not talks.write("select 1 from tracker.demand where slug = %s", said.demand):
            return  # nothing is known that could end
        talks.ends(said.demand, WITHDRAWN, **given)
    else:
        talks.says(said.demand, said.says, terms=CONTENTS[said.says], **given)


def told_of_parties(found: News) -> Steps:
    steps: Steps = {(row.demand, row.how, row.ended_on) for row in found.endings}
    for row in found.changes:
        steps |= {(row.demand, step.version, step.held_from) for step in found.steps_between(row.demand)}
        ends = found.besides.endings.get(row.demand, ())
        steps |= {(row.demand, end.how, end.ended_on) for end in ends if found.ended(end)}
    return steps


def before(row: Difference) -> str | None:
    return None if row.change in ("new", "revived", "transient") else row.from_version


def told_late(found: News) -> Steps:
    steps: Steps = {(row.demand, row.how, row.ended_on) for row in found.late.endings}
    return steps | {(row.demand, row.to_version or row.change, row.changed_on) for row in found.late.changes}


@settings(unshrunk_law, max_examples=EXAMPLES // 4 or 1)
@given(data=st.data())
def test_each_step_is_told_once_by_its_date(server: Server, talks_template: Database, data: st.DataObject) -> None:
    said = [one for name in "abcdefgh" for one in data.draw(statements(f"alba.{name}"))]
    reports = sorted(data.draw(st.sets(st.integers(1, DAYS * HOURS), min_size=3, max_size=5)))
    waiting = sorted(said, key=lambda one: (one.hour + one.later, one.hour))
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        held: dict[str, str] = {}  # at the end of the day of the report before, as known then
        since, changeset, known = BEGUN - timedelta(1), talks.last_changeset(), Steps()
        for hour in [*reports, (DAYS + 3) * HOURS]:
            while waiting and waiting[0].hour + waiting[0].later < hour:
                record(talks, waiting.pop(0))
            until = BEGUN + timedelta(hour // HOURS)
            found = news(database, since.isoformat(), until.isoformat(), changeset, view="positions")
            now = {tuple(row) for row in talks.write(STEPS)}
            assert told_of_parties(found) & told_late(found) == set()
            assert told_of_parties(found) == {step for step in now - known if step[2] >= since}
            assert told_late(found) == {step for step in now - known if step[2] < since}
            assert {row.demand for row in found.persisted} & {step[0] for step in told_late(found)} == set()
            late = {step[0] for step in told_late(found)} | {row.demand for row in found.late.moved}
            assert [
                row for row in found.changes if row.demand not in late and before(row) != held.get(row.demand)
            ] == []
            held = dict(talks.write(HELD, until))
            since, changeset, known = until, talks.last_changeset(), now
        talks.connection.close()
