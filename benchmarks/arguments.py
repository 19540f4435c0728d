"""With what the questions are asked: processes of middling size, days in their middle, documents that say much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.database import Connection

CHANGES = 300  # of a difference of two dates
SEVERAL = 5  # arguments, asked in turn

_PROCESSES = """
select p.slug, percentile_disc(0.6) within group (order by s.held_from)
from tracker.spell s join tracker.process p on p.id = s.process_id group by p.slug
order by abs(count(*) - (select percentile_disc(0.6) within group (order by n)
    from (select count(*) n from tracker.spell group by process_id) c)), p.slug limit %s
"""
_DEMANDS = """
select d.slug from tracker.spell s join tracker.demand d on d.id = s.demand_id
group by d.id, d.slug having count(*) = 2 order by md5(d.slug) limit %s
"""
_DOCUMENTS = """
with said as (
    select c.process_id, d.issuer_id, d.slug, count(distinct c.demand_id) as demands
    from tracker.citation c join tracker.document d on d.id = c.document_id join tracker.demand q on q.id = c.demand_id
    where q.party_id = d.issuer_id group by 1, 2, 3
),
two as (
    select process_id, issuer_id, (array_agg(slug order by demands desc, slug))[1:2] as pair, sum(demands) as demands
    from said group by 1, 2 having count(*) > 1
)
select pair[1], pair[2] from two
order by abs(demands - (select percentile_disc(0.8) within group (order by demands) from two)), 1, 2 limit %s
"""


class Arguments(NamedTuple):
    """`span` is how many days apart two dates are between which some 300 demands change."""

    processes: list[tuple[str, date]]
    demands: list[str]
    documents: list[tuple[str, str]]
    days: list[date]
    span: int

    def spans(self) -> list[tuple[date, date]]:
        return [(day, day + timedelta(days=self.span)) for day in self.days]


def find(connection: Connection) -> Arguments:
    connection.execute("set work_mem = '256MB'")
    processes = connection.execute(_PROCESSES, [SEVERAL]).fetchall()
    demands = [slug for (slug,) in connection.execute(_DEMANDS, [4 * SEVERAL]).fetchall()]
    documents = connection.execute(_DOCUMENTS, [SEVERAL]).fetchall()
    days = [date(2019, 3, 1) + timedelta(days=277 * n) for n in range(SEVERAL)]
    return Arguments(processes, demands, documents, days, _span(connection, days))


def _span(connection: Connection, days: list[date]) -> int:
    """From how many spells begin and end in a month."""
    counted = (
        "select count(*) from tracker.spell where held_from > %s and held_from <= %s or held_to > %s and held_to <= %s"
    )
    month = timedelta(days=30)
    found = 0
    for day in days:
        ((number,),) = connection.execute(counted, [day, day + month] * 2).fetchall()
        found += number
    a_day = found / 30 / len(days)
    return max(1, round(CHANGES / a_day / 0.8)) if a_day else 30  # of a change of content both ends are counted
