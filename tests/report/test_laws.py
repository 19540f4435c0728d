"""Each change is told once: by one of two reports whose intervals follow each other, never by both, never by none."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.database.bundles import Desk
from tests.database.cases import Case, cases
from tests.laws import unshrunk_law
from tests.report.made import news
from tests.servers import Database, Server
from tracker.render.report.news import News

DAYS = ("2022-12-31", "2024-01-15", "2024-02-01", "2024-02-10", "2024-03-01", "2024-12-31")
SPELLS = """
    select demand, version, held_from from analysis.version v
    where held_from is distinct from held_to and change <> 'persisted' and held_from <= %s
        and not exists (select from analysis.version e
            where e.demand = v.demand and e.held_from = e.held_to and e.held_from <= v.held_from)
"""
# A content superseded on its own day may stand on that day twice, and a source found later put another one between.
SAME_DAY = "select distinct demand from analysis.version where held_from = held_to"
ENDINGS = "select demand, document, how from analysis.ending where ended_on <= %s"


def spells(told: News) -> set[tuple[object, ...]]:
    """The beginnings of contents that a report tells of: with the days of the interval, or as found late."""
    found: set[tuple[object, ...]] = set()
    for row in told.changes:
        found |= {(row.demand, step.version, step.held_from) for step in told.steps_between(row.demand)}
    return found | {(row.demand, row.to_version, row.changed_on) for row in told.late.changes if row.to_version}


def endings(told: News) -> set[tuple[object, ...]]:
    found = {(row.demand, row.document, row.how) for row in (*told.endings, *told.late.endings)}
    for row in told.changes:
        found |= {
            (row.demand, end.document, end.how) for end in told.besides.endings.get(row.demand, ()) if told.ended(end)
        }
    late = (row for row in told.late.changes if row.to_version is None)
    return found | {(row.demand, row.to_document, row.change) for row in late}


@unshrunk_law
@given(data=st.data())
def test_two_reports_in_a_row_tell_each_change_once(
    server: Server, talks_template: Database, data: st.DataObject
) -> None:
    case: Case = data.draw(cases())
    pieces = data.draw(st.permutations(case.pieces("p")))
    cut = data.draw(st.integers(0, len(pieces)))
    first, second, third = sorted(data.draw(st.lists(st.sampled_from(DAYS), min_size=3, max_size=3)))
    with server.fresh_database(talks_template) as database, tempfile.TemporaryDirectory() as folder:
        desk = Desk(database, Path(folder))

        def brings(some: Sequence[object]) -> int:
            for number, piece in enumerate(some):
                desk.imports_files(desk.put(json.dumps(piece), f"in/{number}.json"))
            return int(desk.changesets()[-1][0])

        begun = brings([case.base("p")])
        middle = brings(pieces[:cut])
        one = news(database, first, second, begun, view="positions")
        brings(pieces[cut:])
        two = news(database, second, third, middle, view="positions")
        same_day = {demand for (demand,) in desk.rows(SAME_DAY)}
        for told, now in ((spells, SPELLS), (endings, ENDINGS)):
            assert {row for row in told(one) & told(two) if row[0] not in same_day} == set()
            assert set(desk.rows(now, third)) <= told(one) | told(two)
