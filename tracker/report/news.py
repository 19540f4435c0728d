"""Gathers what a report tells. The number of queries does not grow with what there is to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.query import changes, changesets, codebook, demands, ends, outcomes, people, sources
from tracker.query.changes import Difference
from tracker.query.changesets import Changeset, Step
from tracker.query.demands import Citation, Ending
from tracker.query.labels import NONE
from tracker.query.select import Scope
from tracker.render import held
from tracker.render.report.news import Besides, Frame, Late, News, OfTheDay, Recorded
from tracker.render.report.words import word
from tracker.report import lastday, within
from tracker.report.named import all_changes, named
from tracker.report.within import Within

if TYPE_CHECKING:
    from tracker.database.connect import Reader
    from tracker.report.message import Asked

Row = TypeVar("Row")
Added = Mapping[tuple[str, str], int]  # the changeset that added a record, by entity and key
FRESH = ("new-source", "unstated")  # causes of changesets that bring what sources say
# What such a changeset adds of these kinds is told by the rows that follow from it, or only counted.
UNSAID = ("demand", "version", "citation", "passage", "coverage", "attached_text")


def gathered(reader: Reader, asked: Asked) -> News:
    """All that a report tells; `asked` has slugs as they are now."""
    frame = _frame(reader, asked)
    found = _steps(reader, asked)
    scope = within.within(reader, asked, found)
    steps = within.steps(reader, scope, found)
    fresh = [row for row in steps if row.cause in FRESH]
    added = {(row.entity, row.key): row.changeset for row in fresh if row.operation == "added"}
    nets = lastday.nets(steps)
    moved = _moved(nets, fresh, frame.over)
    cited = _cited(reader, added)
    of_the_day = _of_the_day(reader, frame, nets, fresh, added, cited)
    ended = _ended(reader, frame, scope, added)
    differences = _differences(reader, frame, scope, of_the_day, ended) if asked.view != "recorded" else []
    names = {row.demand for row in differences} | {_demand(row) for row in moved}
    citations = demands.citations(reader, sorted(names | {row.demand for row in cited}))
    late = _late(reader, frame, fresh, added, moved, citations)
    changed = [row for row in differences if word(row) != "persisted"]
    told_of = {row.demand for row in changed}
    left = [row for row in ended if row.demand not in told_of]
    done = (left, *_outcomes(reader, frame, scope, added)) if asked.view != "recorded" else ([], [], [])
    besides = _besides(reader, sorted(told_of | {row.demand for row in late.changes}), citations)
    late_of = {row.demand for rows in late[:4] for row in rows}
    news = News(
        frame,
        changed,
        *done,
        [row for row in differences if word(row) == "persisted" and row.demand not in late_of],
        late,
        [],
        besides,
        of_the_day,
    )
    made = _made(reader, asked)
    recorded = _recorded(made, steps, _told(news)) if asked.view != "positions" else []
    news = news._replace(recorded=recorded, besides=_with_finds(news, moved, added, made))
    news = news._replace(besides=news.besides._replace(ends=_ends(reader, news, moved)))
    return named(reader, _with_agreed(reader, news))


def _frame(reader: Reader, asked: Asked) -> Frame:
    """A day to which a report was told that is yet to come leaves nothing to tell of the days before it."""
    narrowed = {name: getattr(asked, name) for name in ("process", "party", "topic", "demand") if getattr(asked, name)}
    return Frame(
        asked.name,
        asked.since.day,
        max(asked.since.day, asked.until.day),
        asked.since.changeset,
        asked.until.changeset,
        reader.recorded_at,
        asked.view,
        narrowed,
        asked.ignored,
        asked.time_zone,
    )


def _steps(reader: Reader, asked: Asked) -> list[Step]:
    rows = changesets.steps_between(reader, asked.since.changeset, asked.until.changeset, UNSAID)
    return [row for row in rows if row.cause not in asked.ignored]


# --- what the parties did --------------------------------------------------------------------------------------------


def _differences(
    reader: Reader, frame: Frame, scope: Within, of_the_day: OfTheDay, ended: Sequence[Ending]
) -> list[Difference]:
    """What became of each demand; where the day that was not over is news, against what was told of it."""
    again = of_the_day.demands
    after = _between(reader, scope, frame.since, frame.until)
    rows = [row for row in after if row.demand not in again]
    if again:
        wider = [row for row in _between(reader, scope, frame.over, frame.until) if row.demand in again]
        told = demands.held_then(reader, frame.since_changeset, frame.since, sorted(again))
        seen = {row.demand for row in wider if _was_told(row, told.get(row.demand), frame)}
        rows += [row for row in wider if row.demand not in seen]
        rows += _beside_what_was_told(
            reader, frame, [row for row in wider if row.demand in seen], after, told, of_the_day
        )
    # Given up and taken up again, be it within a day, of which `diff` sees only the end.
    gone = {row.demand for row in ended}
    rows = [row._replace(interrupted=True) if row.change == "persisted" and row.demand in gone else row for row in rows]
    return sorted(rows, key=_place)


def _was_told(row: Difference, told: tuple[str, date] | None, frame: Frame) -> bool:
    """Whether something of the day was told: that it came to be held there, or ended."""
    return told[1] == frame.since if told else row.from_version is not None


def _beside_what_was_told(
    reader: Reader,
    frame: Frame,
    wider: Sequence[Difference],
    after: Sequence[Difference],
    told: Mapping[str, tuple[str, date]],
    of_the_day: OfTheDay,
) -> list[Difference]:
    later = {row.demand: row for row in after}
    spells = _by(demands.versions(reader, [row.demand for row in wider]) if wider else [], "demand")
    moved = [
        lastday.Moved(
            row,
            later.get(row.demand),
            told.get(row.demand, (None,))[0],
            [
                spell.version
                for spell in spells.get(row.demand, ())
                if frame.since < spell.held_from <= frame.until
                or (spell.held_from == frame.since and (row.demand, spell.version) in of_the_day.began)
            ],
        )
        for row in wider
    ]
    return lastday.differences(reader, moved, frame.since, frame.until)


def _place(row: Difference) -> tuple[str, str, str, str]:
    return row.process, row.party, row.topic, row.demand


def _between(reader: Reader, scope: Within, start: date, end: date) -> list[Difference]:
    narrowed = Scope(scope.process, scope.party, scope.topic)
    rows = changes.differences(reader, start, end, narrowed, persisted=True)
    return _once(reader, end, [row for row in rows if scope.demand in (None, row.demand)])


def _once(reader: Reader, end: date, rows: Sequence[Difference]) -> list[Difference]:
    """A row a demand: of several contents that were held only in between the last. The others are steps on the way."""
    counts = Counter(row.demand for row in rows)
    several = sorted(demand for demand, count in counts.items() if count > 1)
    spells = demands.versions(reader, several) if several else []
    last = {spell.demand: spell.version for spell in spells if spell.held_from <= end}
    found = {row.demand: row for row in rows if last.get(row.demand, row.to_version) == row.to_version}
    return list(found.values())


def _cited(reader: Reader, added: Added) -> list[Citation]:
    """The citations that sources found since brought."""
    names = {key.partition("/")[0] for entity, key in added if entity == "citation"}
    rows = demands.citations(reader, sorted(names)) if names else []
    return [row for row in rows if ("citation", key_of(row)) in added]


def _of_the_day(
    reader: Reader,
    frame: Frame,
    nets: Mapping[str, Step],
    fresh: Sequence[Step],
    added: Added,
    cited: Sequence[Citation],
) -> OfTheDay:
    day = frame.since
    found = [nets[key] for key in {row.key for row in fresh if row.derived}]
    moved = [net for net in found if lastday.moved_on(net, day)]
    begun = [net.after for net in found if net.after and lastday.begun_on(net, day)]
    return OfTheDay(
        frozenset(side["demand"] for net in moved for side in (net.before, net.after) if side),
        frozenset((spell["demand"], spell["version"]) for spell in begun),
        frozenset((row.demand, row.version, row.document) for row in cited if row.dated_on == day),
        frozenset((row.demand, row.document) for row in _endings_of(reader, fresh, added) if row.ended_on == day),
    )


def _ended(reader: Reader, frame: Frame, scope: Within, added: Added) -> list[Ending]:
    """Endings dated in the interval."""
    rows = demands.endings_between(reader, frame.over, frame.until)
    rows = [row for row in rows if row.ended_on > frame.since or _key_of_ending(row) in added]
    return rows if scope.everything else [row for row in rows if row.demand in scope.names]


def _outcomes(reader: Reader, frame: Frame, scope: Within, added: Added) -> tuple[list[Any], list[Any]]:
    """Answers and agreements dated in the interval."""
    span = frame.over, frame.until
    agreed = [
        row
        for row in outcomes.agreements_between(reader, *span)
        if row.agreed_on > frame.since or ("agreement", row.agreement) in added
    ]
    settled = outcomes.settlements(reader, agreement=[row.agreement for row in agreed]) if agreed else []
    answers = [
        row
        for row in outcomes.responses_between(reader, *span)
        if row.responded_on > frame.since or ("response", row.response) in added
    ]
    return within.responses(reader, scope, answers), within.agreements(scope, agreed, settled)


# --- what was found late ---------------------------------------------------------------------------------------------


def _moved(nets: Mapping[str, Step], fresh: Sequence[Step], day: date) -> list[Step]:
    """The spells that sources found since make otherwise, on a day up to `day`, than they were known before."""
    found = (nets[key] for key in sorted({row.key for row in fresh if row.derived}))
    return [net for net in found if _up_to(net.before, day) != _up_to(net.after, day)]


def _up_to(spell: Mapping[str, Any] | None, day: date) -> dict[str, Any] | None:
    """What a spell says of the days up to one; its ordinal only counts others."""
    if spell is None or spell["held_from"] > day.isoformat():
        return None
    ended = spell.get("held_to", "9999") <= day.isoformat()
    return {name: value for name, value in spell.items() if name != "spell" and (ended or name != "held_to")}


def _late(
    reader: Reader,
    frame: Frame,
    fresh: Sequence[Step],
    added: Added,
    moved: Sequence[Step],
    citations: Sequence[Citation],
) -> Late:
    said = [row for row in citations if row.dated_on <= frame.over and ("citation", key_of(row)) in added]
    endings = [row for row in _endings_of(reader, fresh, added) if row.ended_on <= frame.over]
    answers = _dated(outcomes.responses_named, reader, _named(added, "response"), "responded_on", frame.over)
    agreed = _dated(outcomes.agreements_named, reader, _named(added, "agreement"), "agreed_on", frame.over)
    begun = {
        (row.after["demand"], row.after["version"], row.after["held_from"])
        for row in moved
        if row.after and _up_to(row.before, frame.over) is None and row.after["held_from"] <= frame.over.isoformat()
    }
    evidence: list[Citation | Ending] = [*said, *endings]
    dated = {(row.demand, row.document) for row in evidence}
    names = sorted({row[0] for row in (*begun, *dated)})
    rows = [
        row
        for row in (changes.changes(reader, names) if names else [])
        if row.changed_on <= frame.over
        and (
            (row.demand, row.to_version, row.changed_on.isoformat()) in begun
            or ((row.demand, row.to_document) in dated and (row.to_version in (None, row.from_version)))
        )
    ]
    starts = {(row.demand, row.to_version, row.changed_on) for row in rows}
    again = [row for row in said if (row.demand, row.version, row.dated_on) not in starts]
    ended = {(row.demand, row.to_document) for row in rows if row.to_version is None}
    return Late(
        rows,
        held.moved(moved),
        again,
        [row for row in endings if (row.demand, row.document) not in ended],
        answers,
        agreed,
    )


def _endings_of(reader: Reader, fresh: Sequence[Step], added: Added) -> list[Ending]:
    """Endings that were recorded, and those by an agreement."""
    settled = _named(added, "settlement")
    names = {_demand(row) for row in fresh if row.entity == "ending"} | {key.partition("/")[2] for key in settled}
    rows = demands.endings(reader, sorted(names)) if names else []
    return [row for row in rows if _key_of_ending(row) in added]


def _key_of_ending(row: Ending) -> tuple[str, str]:
    if row.agreement:
        return "settlement", f"{row.agreement}/{row.demand}"
    return "ending", f"{row.demand}/{row.document}"


def _dated(find: Any, reader: Reader, names: list[str], column: str, day: date) -> list[Any]:
    return [row for row in find(reader, names) if getattr(row, column) <= day] if names else []


def _named(added: Added, entity: str) -> list[str]:
    return sorted(key for kind, key in added if kind == entity)


def key_of(row: Citation) -> str:
    """The key of a citation as the record has it."""
    parts = (row.demand, row.version, row.document, row.passage, row.speaker, row.via_document)
    return "/".join(part or "" for part in parts)


def _demand(row: Step) -> str:
    return row.key.partition("@")[0].partition("/")[0]


# --- what we recorded ------------------------------------------------------------------------------------------------


def _made(reader: Reader, asked: Asked) -> list[Changeset]:
    """The changesets; the files that they came from are named without the folders of the machine that imported them."""
    rows = changesets.recorded_between(reader, asked.since.changeset, asked.until.changeset)
    return [row._replace(sources=[PurePath(name).name for name in row.sources]) for row in rows]


def _recorded(made: Sequence[Changeset], steps: Sequence[Step], told: set[tuple[str, str]]) -> list[Recorded]:
    """The changesets, with what of them is not told above; what sources moved is told by the spells themselves."""
    own = {number: list(some) for number, some in groupby(steps, key=lambda row: row.changeset)}
    return [
        Recorded(row, [step for step in own[row.changeset] if not _is_told(step, told)])
        for row in made
        if row.changeset in own
    ]


def _is_told(row: Step, told: set[tuple[str, str]]) -> bool:
    return row.cause in FRESH and (row.derived or (row.operation == "added" and (row.entity, row.key) in told))


def _told(news: News) -> set[tuple[str, str]]:
    """The records, by entity and key, that the news of the parties tells of."""
    until, besides = news.frame.until, news.besides
    late = news.late
    found = {("demand", row.demand) for row in (*all_changes(news), *news.persisted)}
    if news.changes or news.persisted:
        spells = [row for rows in besides.spells.values() for row in rows if row.held_from <= until]
        found |= {("version", f"{row.demand}@{row.version}") for row in spells}
        cited = [row for rows in besides.citations.values() for row in rows if row.dated_on <= until]
        found |= {("citation", key_of(row)) for row in cited}
    found |= {("version", f"{row.demand}@{row.to_version}") for row in late.changes}
    starts = {(row.demand, row.to_version, row.changed_on) for row in late.changes}
    late_cited = [row for rows in besides.citations.values() for row in rows]
    found |= {("citation", key_of(row)) for row in late_cited if (row.demand, row.version, row.dated_on) in starts} | {
        ("citation", key_of(row)) for row in late.citations
    }
    ended = [row for rows in besides.endings.values() for row in rows if row.ended_on <= until]
    found |= {("ending", f"{row.demand}/{row.document}") for row in (*ended, *news.endings, *late.endings)}
    found |= {("response", row.response) for row in (*news.responses, *late.responses)}
    return found | {("agreement", row.agreement) for row in (*news.agreements, *late.agreements)}


# --- what stands beside ----------------------------------------------------------------------------------------------


def _besides(reader: Reader, names: list[str], citations: Sequence[Citation]) -> Besides:
    attributes = codebook.attributes(reader)
    return Besides(
        spells=_by(demands.versions(reader, names) if names else [], "demand"),
        citations=_by(citations, "demand"),
        endings=_by(demands.endings(reader, names) if names else [], "demand"),
        agreed={},
        settled={},
        labels=NONE,
        passages=(),
        topics={row.topic: row for row in codebook.topics(reader)},
        titles={},
        processes={row.process: row.title for row in people.processes(reader)},
        single=frozenset(row.attribute for row in attributes if not row.many),
        brought={},
        ends=ends.NO_ENDS,
    )


def _with_finds(news: News, moved: Sequence[Step], added: Added, made: Sequence[Changeset]) -> Besides:
    """With the changesets that brought what was found late."""
    late, besides = news.late, news.besides
    citations = [row for rows in besides.citations.values() for row in rows]
    endings = [*late.endings, *(row for rows in besides.endings.values() for row in rows)]
    # What a step rests on comes after what only moved with it.
    found: dict[tuple[str, str | None], int] = {(_demand(row), None): row.changeset for row in reversed(moved)}
    found |= {
        (row.demand, row.document): added[key] for row in citations if (key := ("citation", key_of(row))) in added
    }
    found |= {(row.demand, row.document): added[key] for row in endings if (key := _key_of_ending(row)) in added}
    found |= {(row.response, None): added["response", row.response] for row in late.responses}
    found |= {(row.agreement, None): added["agreement", row.agreement] for row in late.agreements}
    numbers = {row.changeset: row for row in made}
    return besides._replace(brought={key: numbers[number] for key, number in found.items()})


def _ends(reader: Reader, news: News, moved: Sequence[Step]) -> ends.Ends:
    """Of what moved late and by corrections. What came and went between the two changesets is of neither: the other
    one tells what only one of them knows."""
    told = [*moved, *(step for row in news.recorded for step in row.steps if step.derived)]
    before, after = ends.between(reader, news.frame.since_changeset, news.frame.until_changeset, told)
    return ends.Ends({**after, **before}, {**before, **after})


def _with_agreed(reader: Reader, news: News) -> News:
    """With the terms of agreements, what they settle, and the passages of choices."""
    agreed = sorted({row.agreement for row in (*news.agreements, *news.late.agreements)})
    offering = sorted(
        {place.partition("#")[0] for row in all_changes(news) for place in (*row.from_choices, *row.to_choices)}
    )
    besides = news.besides._replace(
        agreed=_by(outcomes.agreement_terms(reader, agreed) if agreed else [], "agreement"),
        settled=_by(outcomes.settlements(reader, agreement=agreed) if agreed else [], "agreement"),
        passages=sources.passages(reader, offering) if offering else [],
    )
    return news._replace(besides=besides)


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
