"""Entries of a report about what parties did: a change, an ending, an answer, an agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from tracker.query.changes import Change, Difference
from tracker.query.demands import Citation, Ending, Version, precisions, turning
from tracker.query.outcomes import Agreement, Response
from tracker.render import changes, difference, evidence, terms
from tracker.render.dates import bound, day, lasted
from tracker.render.evidence import Evidence, Source
from tracker.render.history import in_order
from tracker.render.paper import Paper, Span, Text
from tracker.render.report import why
from tracker.render.report.news import News
from tracker.render.report.page import Block, Entry, Link, Links, Pair, Pairs, Words
from tracker.render.report.why import Behind, behind
from tracker.render.report.words import demand, word

PAPER = Paper(colour=True)  # marks are styles here; each format has its own signs for them
WORDS = {**changes.CHANGES, "interrupted": "interrupted in between", "in-passing": "said otherwise in passing"}


def change(news: News, row: Difference) -> Entry:
    sign = changes.mark(word(row))
    found = behind(news, row)
    told = difference.what(row) if word(row) == row.change else WORDS[word(row)]
    way = changes.direction(PAPER, row.direction, row.direction_computed)
    return Entry(
        anchor=f"change-{row.demand}",
        sign=sign,
        what=[[Span(told, changes.style(word(row)))], *([way] if way else [])],
        title=row.title,
        slug=row.demand,
        facts=_facts(news, row.topic, found.after or found.before or next(iter(found.between), None)),
        blocks=list(_blocks(news, row, found)),
        command=f"tracker history {row.demand}",
    )


def _blocks(news: News, row: Difference, found: Behind) -> Iterator[Block]:
    text = difference.summary(PAPER, row)
    if row.change == "transient" and found.between:
        text = found.between[-1].summary
    yield from [Words(text, "summary")] if text else []
    yield from _terms(news, row)
    way, said = difference.chosen(row, news.besides.passages)
    yield from [Words(said, "choice")] if said and way else []
    yield from _why(news, row)
    yield from _stood(news, found.before, row)
    yield from _between(news, row, found)
    yield from _documents(news, row, found)
    yield from _unsaid(news, row)


def _facts(news: News, topic: str, spell: Version | None) -> Text:
    """`Russia asks Ukraine · Withdrawal of forces`."""
    known = news.besides.topics.get(topic)
    about = known.title if known else topic
    if spell is None:
        return about
    names = news.besides.labels.actors
    party, addressee = (names.get(slug, slug) for slug in (spell.party, spell.addressee))
    asks = "proposes to" if spell.kind == "proposal" else "asks"
    return f"{party} {asks} {addressee} · {about}"


def _terms(news: News, row: Difference | Change) -> Iterator[Pairs]:
    if row.change == "persisted":
        return
    if row.from_version and row.to_version:
        found = terms.changed(row.added_terms, row.removed_terms, row.moved_terms, ())
        title = "Terms that changed"
    else:
        found = terms.standing(row.added_terms or row.removed_terms)
        title = "Terms" if row.to_version else "Terms until then"
    yield from pairs(news, title, found, row.weighed)


def pairs(news: News, title: str, found: Sequence[terms.Line], weighed: Sequence[str] = ()) -> Iterator[Pairs]:
    """Terms, each with what it contributes to the direction of the change where it was weighed."""
    labels = news.besides.labels
    rows = [
        Pair(line.attribute, [*terms.told(PAPER, line, labels), *changes.weight(PAPER, name)], line.sign)
        for line, name in terms.weighed(found, weighed)
    ]
    yield from [Pairs(title, rows)] if rows else []


def _why(news: News, row: Difference | Change) -> Iterator[Words]:
    yield from map(Words, why.told(news, row))


def _stood(news: News, before: Version | None, row: Difference | Change) -> Iterator[Words]:
    if before and before.held_to and row.change not in ("persisted", "revived"):
        precision = _precision(news, row, before.held_to)
        length = lasted(before.held_from, before.held_from_precision, before.held_to, precision)
        head = "What it asked before stood" if row.to_version else "It stood"
        yield Words([
            f"{head} {length}, from " if length else f"{head} from ",
            _bound(before.held_from, before.held_from_precision), " to ", _bound(before.held_to, precision), ".",
        ])  # fmt: skip


def _precision(news: News, row: Difference | Change, on: date) -> str:
    """How exactly a step of a demand is dated."""
    spells, endings = news.spells(row.demand), news.besides.endings.get(row.demand, ())
    said = turning([row], news.besides.citations.get(row.demand, ())) if isinstance(row, Change) else ()
    return precisions(spells, endings, said).get((row.demand, on), "day")


def _bound(value: date, precision: str | None) -> Span:
    return Span(bound(value, precision or "day"), "date")


def _between(news: News, row: Difference, found: Behind) -> Iterator[Pairs]:
    """The steps in between, where there is more than the one that is told."""
    if len(found.between) + (row.change == "transient") + row.interrupted + bool(row.in_passing) < 2:
        return
    steps: list[Version | Ending] = [*found.between, *found.endings]
    yield Pairs("Step by step", [_step(news, step) for step in sorted(steps, key=in_order)])


def _step(news: News, step: Version | Ending) -> Pair:
    """What became of it, in which document; of a direction that an analyst judged, the reason."""
    if isinstance(step, Ending):
        return Pair(day(step.ended_on, step.ended_precision), WORDS.get(step.how, step.how))
    way = changes.direction(PAPER, step.direction, step.direction_computed)
    said = [Span(WORDS.get(step.change, step.change)), Span(", " if way else ""), *way]
    said += [Span(", superseded the same day" if step.held_to == step.held_from else ""), Span(f": {step.summary}")]
    source = evidence.source(step.stated_in, news.besides.labels)
    said.append(Span(f" ({source.title or step.stated_in})", "dim"))
    if step.direction_reason:
        said.append(Span(f". An analyst judged it {step.direction}: {step.direction_reason}"))
    return Pair(day(step.held_from, step.held_from_precision), said)


def _documents(news: News, row: Difference, found: Behind) -> Iterator[Links]:
    said: list[Evidence] = list(found.citations)
    yield from links(news, "Said in", said)
    yield from links(news, "Ended in", found.endings)
    if row.from_document and row.from_version and row.from_document not in {one.document for one in said}:
        earlier = [one for one in news.besides.citations.get(row.demand, ()) if one.document == row.from_document]
        yield from links(news, "Said before in", [one for one in earlier if one.version == row.from_version])


def links(news: News, title: str, found: Sequence[Evidence]) -> Iterator[Links]:
    labels = news.besides.labels
    rows = [link(news, source) for source in evidence.sources(PAPER, found, labels)]
    yield from [Links(title, rows)] if rows else []


def link(news: News, source: Source) -> Link:
    known = news.besides.labels.documents.get(source.document)
    return Link(source.dated, source.title, source.places, source.said, safe(known.url if known else None))


def safe(url: str | None) -> str | None:
    """The address if a browser may follow it: of the web, and nothing else."""
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


def _unsaid(news: News, row: Difference) -> Iterator[Words]:
    """That it was passed over in silence, or how long ago it was last affirmed."""
    if row.to_version is None or row.last_affirmed_on is None:
        return
    on, precision = row.last_affirmed_on, row.last_affirmed_precision or "day"
    if row.silent_in:
        text = ["Passed over in silence since ", _bound(on, precision), " in: ", *silent(news, row.silent_in)]
        yield Words(text, "alert")
    elif on < news.frame.until:
        yield Words([affirmed_last(on, precision, news.frame.until), "."])


def silent(news: News, names: Sequence[str]) -> list[str | Span]:
    """Documents by title and date, the newest first."""
    found: list[str | Span] = []
    for name in names:
        source = evidence.source(name, news.besides.labels)
        found += ["; " if found else "", f"{source.title or name} ("]
        found += [Span(source.dated, "date"), ")"] if source.dated else [Span(name, "slug"), ")"]
    return found


def affirmed_last(on: date, precision: str, until: date) -> str:
    """`Last affirmed on 2024-06-14, 9 days before this report`; no days where these are not known."""
    ago = lasted(on, precision, until)
    said = f"on {on}" if precision == "day" else day(on, precision)
    return f"Last affirmed {said}" + (f", {ago} before this report" if ago else "")


# --- what was found late ---------------------------------------------------------------------------------------------


def late(news: News, row: Change) -> Entry:
    """A change with its true date; `change` of the contract has no title."""
    spells = news.spells(row.demand)
    spell = next((one for one in spells if (one.version, one.held_from) == (row.to_version, row.changed_on)), None)
    spell = spell or next(iter(spells), None)
    sign = "-" if row.to_version is None else changes.mark(row.change)
    way = changes.direction(PAPER, row.direction, row.direction_computed)
    text: Text = row.to_summary or row.from_summary or ""
    if row.from_summary and row.to_summary and row.from_summary != row.to_summary:
        text = changes.words(PAPER, row.from_summary, row.to_summary)
    said: list[Evidence] = [*_late_said(news, row)]
    way_out, choice = difference.chosen(row, news.besides.passages)
    blocks: list[Block] = [Words(text, "summary"), *_terms(news, row)]
    blocks += [Words(choice, "choice")] if choice and way_out else []
    blocks += _why(news, row)
    blocks += _stood(news, news.until_then(row), row)
    blocks += links(news, "Said in" if row.to_version else "Ended in", said)
    return Entry(
        anchor=f"late-{row.demand}-{row.changed_on}-{row.to_version or row.change}",
        sign=sign,
        what=[
            [Span(day(row.changed_on, _precision(news, row, row.changed_on)), "date")],
            [Span(WORDS.get(row.change, row.change), changes.style(row.change))],
            *([way] if way else []),
        ],
        title=_title(news, row.demand),
        slug=row.demand,
        facts=_facts(news, row.topic, spell),
        blocks=blocks,
        command=f"tracker history {row.demand}",
    )


def _late_said(news: News, row: Change) -> Iterator[Citation | Ending]:
    if row.to_version is None:
        yield from (one for one in news.besides.endings.get(row.demand, ()) if one.document == row.to_document)
    for one in news.besides.citations.get(row.demand, ()):
        if (one.version, one.dated_on) == (row.to_version, row.changed_on):
            yield one


def affirmed(news: News, row: Citation) -> Entry:
    head = [[Span(day(row.dated_on, row.dated_precision), "date")], [Span("affirmed", "kept")]]
    blocks = list(links(news, "Said in", [row]))
    places = "-".join(filter(None, (row.document, row.passage, row.speaker, row.via_document)))
    anchor = f"affirmed-{row.demand}-{row.version}-{places}"
    title, facts = _title(news, row.demand), f"version {row.version}"
    return Entry(anchor, "=", head, title, row.demand, facts, blocks, f"tracker history {row.demand}")


def _title(news: News, demand: str) -> str:
    return news.besides.titles.get(demand, demand)


# --- endings, answers, agreements ------------------------------------------------------------------------------------


def ending(news: News, row: Ending) -> Entry:
    head = [
        [Span(day(row.ended_on, row.ended_precision), "date")],
        [Span(WORDS.get(row.how, row.how), changes.style(row.how))],
    ]
    by = f"by the agreement {row.agreement}" if row.agreement else ""
    anchor = f"ending-{row.demand}-{row.document}-{row.agreement or ''}"
    blocks = list(links(news, "Ended in", [row]))
    return Entry(anchor, "-", head, _title(news, row.demand), row.demand, by, blocks, f"tracker history {row.demand}")


def response(news: News, row: Response) -> Entry:
    """`considering`; `Ukraine on “Memorandum”`; until when, on what evidence."""
    name = news.besides.labels.actors.get(row.party, row.party)
    sure = "" if row.certainty == "certain" else f" ({row.certainty})"
    head = [[Span(day(row.responded_on, row.responded_precision), "date")], [Span(f"{row.answer}{sure}", "moved")]]
    blocks: list[Block] = [Words(row.summary, "summary")] if row.summary else []
    if row.until_date:
        blocks.append(Words(["Until ", Span(day(row.until_date, row.until_precision), "date"), "."]))
    blocks += links(news, "Said in", [row])
    title = f"{name} on “{_asked(news, row)}”"
    return Entry(
        f"response-{row.response}", "", head, title, row.response, _answered(row), blocks,
        f"tracker response show {row.response}",
    )  # fmt: skip


def _asked(news: News, row: Response) -> str:
    """The title of the demand or document that is answered."""
    if row.demand:
        return _title(news, row.demand)
    return evidence.source(row.on_document or "", news.besides.labels).title or row.on_document or ""


def _answered(row: Response) -> Text:
    if row.demand:
        return ["to ", Span(row.demand, "slug")]
    return ["to all of ", Span(evidence.place(row.on_document or "", *filter(None, [row.on_passage])), "slug")]


def agreement(news: News, row: Agreement) -> Entry:
    sure = [] if row.certainty == "certain" else [[Span(row.certainty, "dim")]]
    labels = news.besides.labels
    asked = terms.standing([f"{term.attribute}={term.value}" for term in news.besides.agreed.get(row.agreement, ())])
    settled = news.besides.settled.get(row.agreement, ())
    blocks: list[Block] = [*pairs(news, "Terms", asked)]
    if settled:
        blocks.append(Pairs("Settles", [Pair(one.extent, demand(news, one.demand)) for one in settled]))
    confirmed = ", ".join(labels.actors.get(slug, slug) for slug in row.stated_by)
    head = [[Span(day(row.agreed_on, row.agreed_precision), "date")], [Span("agreed", "kept")], *sure]
    return Entry(
        f"agreement-{row.agreement}", "", head, row.summary, row.agreement,
        f"confirmed by {confirmed}" if confirmed else "",
        [*blocks, *links(news, "Said in", [row])], f"tracker agreement show {row.agreement}",
    )  # fmt: skip
