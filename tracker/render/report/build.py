"""Builds the page of a report: first what parties changed, then what they answered and agreed, what stayed as it was,
what was found late, and apart from all that what we corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from tracker.query.changes import Change, Difference
from tracker.render import changes
from tracker.render.dates import counted, day, moment
from tracker.render.difference import ORDER
from tracker.render.paper import Span, Text
from tracker.render.report import entries, recorded
from tracker.render.report.news import News
from tracker.render.report.page import Block, Entry, Group, Page, Pair, Pairs, Section, Table, Words
from tracker.render.report.words import demand, headline, interval, said, tally, word

FULL = 200  # entries of a kind that a page tells in full
NAMED = 30  # demands in one line
DAYS = 10  # lines about what persisted
Key = tuple[str, str]


def page(news: News, most: int = FULL, note: Text = "") -> Page:
    """At most so many entries a section; the others are counted. JSON and CSV have all. `note` stands at the top."""
    title, sections = f"What changed {interval(news)}", list(_sections(news, most))
    return Page(title, headline(news), note, _facts(news), sections, _foot(news))


def _facts(news: News) -> list[Pair]:
    frame = news.frame
    pairs = [Pair("Report", frame.name)]
    pairs += [Pair(kind.capitalize(), _named(news, kind, slug)) for kind, slug in frame.narrowed.items()]
    days = [Span(day(frame.since), "date"), Span(" to "), Span(day(frame.until), "date")]
    counting = "" if frame.time_zone == "UTC" else " (days of UTC)"
    pairs.append(Pair("Dates", [Span("after "), *days, Span(counting)]))
    first = f"after changeset {frame.since_changeset}, " if frame.since_changeset < frame.until_changeset else ""
    pairs.append(Pair("Recorded", f"{first}up to changeset {frame.until_changeset}{_at(news)}"))
    if frame.ignored:
        pairs.append(Pair("Left out", f"changesets of cause {', '.join(frame.ignored)}"))
    return pairs


def _named(news: News, kind: str, slug: str) -> Text:
    """What the report is narrowed to, by its title."""
    besides, topic = news.besides, news.besides.topics.get(slug)
    titles = {"process": besides.processes, "party": besides.labels.actors, "demand": besides.titles}
    title = (topic.title if topic else None) if kind == "topic" else titles[kind].get(slug)
    return [f"{title} (", Span(slug, "slug"), ")"] if title else [Span(slug, "slug")]


def _at(news: News) -> str:
    at = news.frame.recorded_at
    return f" ({moment(at, ZoneInfo(news.frame.time_zone))})" if at else ""


def _foot(news: News) -> Text:
    frame = news.frame
    more = Span(f"tracker diff {frame.since} {frame.until}", "slug")
    how = "Changes between two dates compare what was held at the end of both; what lay between is told step by step."
    return [f"{how} All of it, in the terminal: ", more, "."]


def _sections(news: News, most: int) -> Iterator[Section]:
    told = len(news.changes) + len(news.late.changes)
    if told > 1:
        yield Section("summary", "In brief", told, "", [*_summary(news, most), *_summary_late(news, most)])
    if news.changes:
        yield Section("changes", "What the parties changed", len(news.changes), "", list(_changes(news, most)))
    yield from _done(news, most)
    if news.persisted:
        yield Section("persisted", "What stayed as it was", len(news.persisted), "", list(_persisted(news, most)))
    yield from _late(news, most)
    yield from _ours(news, most)


# --- what the parties did --------------------------------------------------------------------------------------------


def _key(row: Difference | Change) -> Key:
    return row.process, row.party


def _title(news: News, key: Key) -> str:
    process, party = key
    rows: list[Difference | Change] = [*news.changes, *news.persisted, *news.late.changes]
    several = len({row.process for row in rows}) > 1
    name = news.besides.labels.actors.get(party, party)
    return f"{name} ({news.besides.processes.get(process, process)})" if several else name


def _anchor(prefix: str, key: Key) -> str:
    return f"{prefix}-{'-'.join(key)}"


def _rank(row: Difference) -> int:
    return ORDER.index(changes.mark(word(row)))


def ranked(news: News) -> list[Difference]:
    """What changed, by what became of it, changes of content first; of what is alike one of each party in turn."""
    turn: Counter[tuple[int, Key]] = Counter()
    rows: list[tuple[int, int, Difference]] = []
    for row in news.changes:
        alike = _rank(row), _key(row)
        rows.append((_rank(row), turn[alike], row))
        turn[alike] += 1
    return [row for _, _, row in sorted(rows, key=lambda one: one[:2])]


def _summary(news: News, most: int) -> Iterator[Group]:
    """A table a party: the main topics, and how many demands of each became what."""
    by_party = [(key, list(rows)) for key, rows in groupby(news.changes, key=_key)]
    for key, found in by_party[:most]:
        same = Counter(_main(row.topic) for row in news.persisted if _key(row) == key)
        table = _counts(news, f"{_title(news, key)}: {', '.join(tally(found))}", found, same)
        yield Group(_anchor("summary", key), "", "", [table], [])
    yield from _others("change", [rows for _, rows in by_party[most:]])


def _others(noun: str, left: Sequence[Sequence[Difference | Change]]) -> Iterator[Group]:
    """How much more there is, of parties for which there is no room."""
    if left:
        yield Group("", "", "", [Words(f"Of other parties: {counted(sum(map(len, left)), noun)}.")], [])


def _summary_late(news: News, most: int) -> Iterator[Group]:
    """The same of what was found late, step by step: a demand may have several."""
    by_party = [(key, list(rows)) for key, rows in groupby(sorted(news.late.changes, key=_key), key=_key)]
    for key, found in by_party[:most]:
        title = f"{_title(news, key)}, found late"
        table = _counts(news, f"{title}: {', '.join(tally(found, noun=False))}", found, Counter())
        yield Group(_anchor("summary-late", key), "", "", [table], [])
    yield from _others("change", [rows for _, rows in by_party[most:]])


def _main(topic: str) -> str:
    return topic.partition(".")[0]


def _counts(news: News, caption: str, rows: Sequence[Difference | Change], same: Counter[str]) -> Table:
    words = sorted({word(row) for row in rows}, key=lambda name: (ORDER.index(changes.mark(name)), name))
    counts = Counter((_main(row.topic), word(row)) for row in rows)
    topics = sorted({_main(row.topic) for row in rows})
    columns = ["Topic", *map(said, words), *(["unchanged"] if same else [])]
    cells: list[list[Text]] = []
    for topic in topics:
        numbers = [counts[topic, name] for name in words] + ([same[topic]] if same else [])
        cells.append([_topic_title(news, topic), *(str(number or "–") for number in numbers)])
    return Table(caption, columns, cells, numbers=True)


def _changes(news: News, most: int) -> Iterator[Group]:
    """The first by what became of them are told in full, whichever party's they are; the rest is counted."""
    shown = {id(row) for row in ranked(news)[:most]}
    by_party = [(key, sorted(rows, key=_rank)) for key, rows in groupby(news.changes, key=_key)]
    in_full = {key for key, rows in by_party if any(id(row) in shown for row in rows)}
    named = [*in_full, *(key for key, _ in by_party if key not in in_full)][: max(most, len(in_full))]
    for key, found in by_party:
        if key in named:
            full = [row for row in found if id(row) in shown]
            rest = [row for row in found if id(row) not in shown]
            blocks, aside = list(_rest(news, key, rest, len(found))), ", ".join(tally(found))
            told = [entries.change(news, row) for row in full]
            yield Group(_anchor("party", key), _title(news, key), aside, blocks, told)
    yield from _others("change", [rows for key, rows in by_party if key not in named])


def _rest(news: News, key: Key, rest: Sequence[Difference], all_: int) -> Iterator[Block]:
    if not rest:
        return
    frame = news.frame
    command = f"tracker diff {frame.since} {frame.until} --process {key[0]} --party {key[1]} --changes-only"
    told = f"{all_ - len(rest)} of {all_} changes are told in full here; the others by topic. "
    yield Words([told, "All of them: ", Span(command, "slug"), "; as JSON and CSV this report has them too."], "note")
    yield _counts(news, f"{counted(len(rest), 'change')} not told in full", rest, Counter())


def _done(news: News, most: int) -> Iterator[Section]:
    kinds: tuple[tuple[str, str, Sequence[Entry]], ...] = (
        ("endings", "Other endings", [entries.ending(news, row) for row in news.endings[:most]]),
        ("responses", "Answers", [entries.response(news, row) for row in news.responses[:most]]),
        ("agreements", "Agreements", [entries.agreement(news, row) for row in news.agreements[:most]]),
    )
    counts = {"endings": len(news.endings), "responses": len(news.responses), "agreements": len(news.agreements)}
    for anchor, title, found in kinds:
        if found:
            intro = f"The first {most} of {counts[anchor]}." if counts[anchor] > most else ""
            yield Section(anchor, title, counts[anchor], intro, [Group("", "", "", [], found)])


def _persisted(news: News, most: int) -> Iterator[Group]:
    """In brief: what was affirmed again; since when the rest was not, the longest first; silence."""
    by_party = [(key, list(rows)) for key, rows in groupby(news.persisted, key=_key)]
    for key, found in by_party[:most]:
        again = [row for row in found if row.affirmed]
        blocks: list[Block] = [Pairs("Affirmed again", _by_topic(news, again, most))] if again else []
        blocks += _unaffirmed(news, [row for row in found if not row.affirmed], most)
        blocks += _silent(news, [row for row in found if row.silent_in], most)
        yield Group(_anchor("persisted", key), _title(news, key), counted(len(found), "demand"), blocks, [])
    yield from _others("demand", [rows for _, rows in by_party[most:]])


def _unaffirmed(news: News, rows: Sequence[Difference], most: int) -> Iterator[Block]:
    """By the day on which demands were last affirmed."""
    by_day: dict[tuple[date, str], list[Difference]] = {}
    for row in sorted(rows, key=lambda row: (*_affirmed(row), row.demand)):
        by_day.setdefault(_affirmed(row), []).append(row)
    for dated, found in list(by_day.items())[:DAYS]:
        head = f"{entries.affirmed_last(*dated, news.frame.until)}: {counted(len(found), 'demand')}"
        yield Pairs(head, _by_topic(news, found, most))
    if len(by_day) > DAYS:
        later = sum(map(len, list(by_day.values())[DAYS:]))
        yield Words(f"Last affirmed later than that: {counted(later, 'demand')}.")


def _affirmed(row: Difference) -> tuple[date, str]:
    return row.last_affirmed_on or date.min, row.last_affirmed_precision or "day"


def _by_topic(news: News, rows: Sequence[Difference], most: int) -> list[Pair]:
    """A line a main topic: its demands by title; beyond so many they are counted."""
    named: dict[str, list[str]] = {}
    for row in sorted(rows, key=_topic)[: min(most, NAMED)]:
        named.setdefault(_main(row.topic), []).append(row.demand)
    pairs = [Pair(_topic_title(news, topic), _demands(news, names)) for topic, names in named.items()]
    left = len(rows) - min(most, NAMED)
    return [*pairs, Pair("Besides", f"{left} more")] if left > 0 else pairs


def _topic(row: Difference) -> str:
    return row.topic


def _topic_title(news: News, topic: str) -> str:
    known = news.besides.topics.get(topic)
    return known.title if known else topic


def _silent(news: News, rows: Sequence[Difference], most: int) -> Iterator[Block]:
    """By the documents that pass over them: they cover the topic, and do not say it."""
    by_documents: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        by_documents.setdefault(tuple(row.silent_in), []).append(row.demand)
    for names, demands in list(by_documents.items())[:DAYS]:
        shown = demands[: min(most, NAMED)]
        more = f" and {len(demands) - len(shown)} more" if len(demands) > len(shown) else ""
        passed: list[str | Span] = ["Passed over in silence in ", *entries.silent(news, names), ": "]
        yield Words([*passed, *_demands(news, shown), more], "alert")


def _demands(news: News, names: Sequence[str]) -> list[str | Span]:
    """`A ceasefire (ua.ceasefire); Return of all children (ua.return-children)`."""
    found: list[str | Span] = []
    for name in names:
        found += ["; " if found else "", *demand(news, name)]
    return found


# --- what was found late, and what is ours ---------------------------------------------------------------------------


def _late(news: News, most: int) -> Iterator[Section]:
    late = news.late
    found = [
        *(entries.late(news, row) for row in late.changes[:most]),
        *(entries.ending(news, row) for row in late.endings[:most]),
        *(entries.response(news, row) for row in late.responses[:most]),
        *(entries.agreement(news, row) for row in late.agreements[:most]),
        *(entries.affirmed(news, row) for row in late.citations[:most]),
    ]
    told = {(row.demand, row.to_version) for row in late.changes}
    others = [row for row in late.moved if (row.demand, row.version) not in told or row.before]
    rows = recorded.spells(news, others[:most])
    blocks: list[Block] = [Pairs("How that moved what was known before", rows)] if rows else []
    if found or blocks:
        intro: list[str | Span] = [
            "Recorded since the last report, but dated up to ",
            Span(day(news.frame.over), "date"),
            ", so that no earlier report could tell of it. Each has its true date.",
        ]
        count = sum(map(len, (late.changes, late.endings, late.responses, late.agreements, late.citations)))
        intro += [f" {len(found)} of {count} are told here."] if len(found) < count else []
        yield Section("late", "Found late", count or len(rows), intro, [Group("", "", "", blocks, found)])


def _ours(news: News, most: int) -> Iterator[Section]:
    ours = [row for row in news.recorded if row.ours]
    if ours:
        intro = "These change what we had coded, not what the parties said."
        intro += f" The first {most} of {len(ours)} changesets are told here." if len(ours) > most else ""
        groups = list(recorded.corrections(news, ours[:most], most))
        yield Section("corrections", "Corrections of ours", len(ours), intro, groups)
    if lines := recorded.additions(news):
        shown = Pairs("", lines[-most:])
        intro = f"The last {most} of {len(lines)}." if len(lines) > most else ""
        yield Section("recorded", "What was recorded", len(lines), intro, [Group("", "", "", [shown], [])])
