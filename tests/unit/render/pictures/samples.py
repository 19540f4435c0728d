"""Pictures of made-up talks, as small or as large as asked for; the same ones every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from tracker.query.changes import Change, Stand
from tracker.query.demands import Citation, Ending, Link, Version
from tracker.query.labels import Labels
from tracker.query.outcomes import Figure
from tracker.query.people import Meeting
from tracker.query.sources import Document, Option, Passage
from tracker.query.timeline import Course, Silence
from tracker.render.movement import Movement
from tracker.render.pictures import matrix, movement, options, series, timeline
from tracker.render.pictures.canvas import Canvas, Caption
from tracker.render.spans import window

CAPTION = Caption(date(2026, 3, 1), "talks", 7, datetime(2026, 2, 28, 12, tzinfo=UTC))
LABELS = Labels({"TR-34": "Istanbul"}, {"alba": "Alba", "borea": "The Republic of Borea"}, {})
WORDS = [
    "withdrawal",
    "recognition of territories",
    "before any",
    "ceasefire and",
    "return of prisoners",
    "Überprüfung",
]
DIRECTIONS = ("hardened", "softened", "mixed", "neutral")


def title(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(2, 24))).capitalize()


def version(demand: str, topic: str, words: str, spell: int, start: date, end: date | None, **given: object) -> Version:
    row = Version(
        process="talks", party=demand.partition(".")[0], addressee="borea", demand=demand, kind="demand", topic=topic,
        title=words, version=f"v{spell}", spell=spell, summary=words, terms=[], held_from=start,
        held_from_precision="day", held_to=end, stated_in="paper", change="first", direction=None,
        direction_computed=None, direction_reason=None, choices=[], last_affirmed_on=start, affirmations=1,
        silent_in=[], changeset=1, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), last_affirmed_precision="day",
    )  # fmt: skip
    return row._replace(**given)


def citation(demand: str, of_version: str, on: date, precision: str = "day") -> Citation:
    document = f"{demand.partition('.')[0]}-{on}"
    return Citation(
        "talks", demand, of_version, "states", on, precision, "certain", None, document, None, None, None, None
    )


def ending(demand: str, on: date) -> Ending:
    return Ending("talks", demand, on, "day", "withdrawn", "", None, "late-paper", None, None, None, None)


def meeting(name: str, on: date) -> Meeting:
    return Meeting("talks", name, on, "day", "TR-34", None, False, "The parties meet.")


def course(count: int) -> Course:
    """Spells of every length, down to none; coarse dates, silences, alternatives, endings; meetings by the dozen."""
    random = Random(count)
    found = Course([], [], [], [], [])
    for number in range(count):
        demand = f"{'alba' if number < count // 2 else 'borea'}.demand-{number:03}"
        _demand(found, random, demand, f"topic-{number * 20 // count:02}.{'a-rather-long-name' if number % 3 else 'x'}")
    found.citations.sort(key=lambda row: row.dated_on)
    days = sorted(date(2022, 3, 1) + timedelta(days=random.randint(0, 1000)) for _ in range(max(3, count // 8)))
    return found._replace(meetings=[meeting(f"round-{at}", day) for at, day in enumerate(days)])


def _demand(found: Course, random: Random, demand: str, topic: str) -> None:
    start, words = date(2022, 1, 1) + timedelta(days=random.randint(0, 700)), title(random)
    for spell in range(1, random.randint(1, 4) + 1):
        later = start + timedelta(days=random.choice([0, 1, 30, 300])) if random.random() < 0.7 else None
        precision = random.choice(["day", "month", "year", "by"]) if spell == 1 else "day"
        start = {"month": start.replace(day=1), "year": start.replace(month=1, day=1)}.get(precision, start)
        changed = {} if spell == 1 else {"change": "altered", "direction": random.choice(DIRECTIONS)}
        choices = ["paper#II.1"] if random.random() < 0.2 else []
        given = {"held_from_precision": precision, "choices": choices, **changed}
        found.spells.append(version(demand, topic, words, spell, start, later, **given))
        found.citations.append(citation(demand, f"v{spell}", start, precision))
        if later is None:
            found.silences.append(Silence(demand, "silent-paper", start + timedelta(days=90)))
            return
        start = later
    found.endings.append(ending(demand, start))


def drawn_timeline(count: int) -> Canvas:
    found = course(count)
    return timeline.draw(
        timeline.Timeline("Demands through time: talks", found, window(found, date(2030, 1, 1)), LABELS), CAPTION
    )


def drawn_matrix(count: int) -> Canvas:
    random, rows, titles = Random(count), list[Stand](), dict[str, str]()
    for number in range(max(count // 4, 1)):
        for party in ("alba", "borea"):
            held = [f"{party}.{number}-{at}" for at in range(random.randint(1, 3))]
            titles |= {demand: title(random) for demand in held}
            moved = random.choice([None, *DIRECTIONS])
            day = date(2025, 1, 1) + timedelta(days=number)
            topic = f"topic.{'a-rather-long-name-' * (number % 3)}{number:03}"
            rows.append(Stand("talks", topic, party, held, [titles[name] for name in held], [], day, moved, "by"))
    albas, boreas = ([name for name in titles if name.startswith(party)] for party in ("alba", "borea"))
    pairs = zip(albas, random.sample(boreas, len(boreas)), strict=False)
    links = [Link("talks", one, random.choice(["opposes", "counters"]), other) for one, other in pairs]
    return matrix.draw(matrix.Matrix("Where they stand", rows, links, titles, ["paper"], LABELS), CAPTION)


def drawn_movement(count: int) -> Canvas:
    rows = [
        Change("talks", row.party, row.demand, row.topic, row.held_from, row.change, row.direction, None, row.version,
               [], [], [], [], [], None, None, None, row.stated_in, row.direction, None, None, [])
        for row in course(count).spells
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.party, row.topic, row.changed_on))
    return movement.draw(Movement("Movement", rows, {(rows[0].demand, rows[0].changed_on): "by"}, LABELS), CAPTION)


def figure(number: int, low: float | None, high: float | None, on: date | None, **given: object) -> Figure:
    bounds = [None if value is None else Decimal(str(value)) for value in (low, high)]
    row = Figure(
        "talks", f"figure-{number}", "share", "island", *bounds, "percent", False, None, on, "day", None, None, None,
        None, f"claimant-{number % 5}", "claimed", None, "paper", None, None, None, None,
    )  # fmt: skip
    return row._replace(**given)


def paper(slug: str = "paper") -> Document:
    issued = {"issued_on": date(2025, 6, 2), "issued_precision": "day"}
    rest = dict.fromkeys(set(Document._fields) - {"document", "title", *issued})
    return Document(document=slug, title=title(Random(5)), **issued, **rest)  # type: ignore[arg-type]


def figures(count: int) -> list[Figure]:
    random, rows = Random(count), list[Figure]()
    for number in range(count):
        low = round(random.uniform(5, 90), 1)
        high = random.choice([low, low + 4, None])
        on = date(2024, 1, 1) + timedelta(days=random.randint(0, 40))
        rows.append(figure(number, low, high, on, approximate=number % 3 == 0))
    return sorted(rows, key=lambda row: (row.as_of or date.min, row.claimant))


def drawn_through(count: int) -> Canvas:
    return series.draw(series.Series("share: island", figures(count), {}, {"paper": paper()}), CAPTION)


def drawn_beside(count: int) -> Canvas:
    rows = [row._replace(metric=f"metric-{at * 10 // count}") for at, row in enumerate(figures(count))]
    rows[0] = rows[0]._replace(amount_min=Decimal(700000), amount_max=None)
    return series.draw(series.Series("island", rows, {}, {"paper": paper()}), CAPTION)


def drawn_options(count: int) -> Canvas:
    random = Random(count)
    found = [("paper", None, None, "all"), ("II", None, None, "any"), ("II.1", "II", title(random), None),
             ("II.2", "II", title(random), None)]  # fmt: skip
    nothing = dict.fromkeys(Passage._fields)
    passages = [
        Passage(**{**nothing, "document": "paper", "passage": name, "parent": above, "gist": gist, "combine": combine})
        for name, above, gist, combine in found[1:]
    ]  # type: ignore[arg-type]
    rows = []
    for number in range(count):
        place = [None, "paper#II.1", "paper#II.2"][number * 3 // count]
        terms = [f"territory=UA-{at:02}" for at in range(random.randint(0, 12))]
        where = [place or "paper"]
        rows.append(
            Option(
                "paper#II" if place else None, place, f"alba.{number}", "v", title(random), ["interim"], terms, where
            )
        )
    return options.draw(options.Tree(paper(), rows, passages, {}), CAPTION)


PICTURES: dict[str, Callable[[int], Canvas]] = {
    "timeline": drawn_timeline,
    "matrix": drawn_matrix,
    "movement": drawn_movement,
    "through": drawn_through,
    "beside": drawn_beside,
    "options": drawn_options,
}
