"""Contents of made-up demands: terms that the shipped codebook allows, and words that say nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

Terms = dict[str, str | list[str]]  # as in a bundle: one value, or several

EVENTS = ("ceasefire-start", "talks-start", "peace-agreement-signing", "withdrawal-complete")
TOPICS = (
    "ceasefire.general", "ceasefire.humanitarian", "ceasefire.agreement", "ceasefire.redeployment",
    "territory.withdrawal", "territory.recognition", "territory.integrity", "security.alliances",
    "security.guarantees", "security.treaties", "security.military-aid", "security.demilitarisation",
    "humanitarian.prisoners", "humanitarian.children", "humanitarian.civilians", "humanitarian.remains",
    "government.elections", "identity.minority-rights", "settlement.final-agreement", "talks.rounds", "talks.procedure",
    "economy.sanctions", "economy.reparations", "justice.accountability",
)  # fmt: skip
WORDS = (
    "forces", "withdraw", "from", "the", "areas", "that", "lie", "behind", "line", "of", "contact", "before",
    "both", "sides", "sign", "an", "agreement", "on", "monitors", "observers", "access", "aid", "convoys",
    "prisoners", "lists", "exchange", "all", "held", "persons", "return", "children", "elections", "under", "law",
    "guarantees", "by", "states", "outside", "treaty", "limits", "weapons", "range", "inspections", "reports",
    "every", "month", "border", "crossings", "opened", "for", "civilians", "language", "schools", "courts",
    "rights", "property", "compensation", "fund", "sanctions", "lifted", "step", "after", "verification",
    "commission", "meets", "in", "a", "third", "country", "negotiators", "delegation", "mandate", "timetable",
    "phase", "first", "second", "final",
)  # fmt: skip

_VALUES: dict[str, tuple[str, ...]] = {
    "territory": ("UA-09", "UA-14", "UA-23", "UA-65", "UA-43", "kherson", "zaporizhzhia", "kramatorsk", "slovyansk"),
    "stage": ("precondition-talks", "ceasefire", "interim", "final-settlement"),
    "area": ("whole", "party-held-part", "unspecified-front-areas", "beyond-borders-unspecified"),
    "domain": ("air", "land", "sea"),
    "includes": (
        "alliances", "nato", "coalitions", "foreign-deployments", "future-deployments", "military-assistance",
        "satellite-imagery", "intelligence", "presidential", "government",
    ),
    "persons": ("all-prisoners", "wounded-prisoners", "aged-18-25", "children", "civilians", "fallen"),
    "means": ("legislation", "official-act", "permanent-commission", "list-of-names"),
    "purpose": ("retrieve-remains", "prepare-leaders-meeting", "exchange-prisoners"),
    "extent": ("begun", "partial", "complete"),
    "permanence": ("temporary", "indefinite", "permanent"),
    "condition": ("unconditional", *EVENTS),
}  # fmt: skip
_UNITS = ("bodies-per-side", "prisoners-total", "children", "people", "square-kilometres")
_DECADE = 3650  # days


def _one_of(values: tuple[str, ...]) -> Callable[[Random], str]:
    size = len(values)
    return lambda random: values[int(random.random() * size)]


def _timing(random: Random) -> str:
    event = EVENTS[int(random.random() * len(EVENTS))]
    roll = random.random()
    return f"before {event}" if roll < 0.3 else f"P{1 + int(roll * 180)}D after {event}"


def _duration(random: Random) -> str:
    return f"P{1 + int(random.random() * 365)}D"


def _quantity(random: Random) -> str:
    return f"{10 * (1 + int(random.random() * 900))} {_UNITS[int(random.random() * len(_UNITS))]}"


def _window(random: Random) -> str:
    start = 735600 + int(random.random() * _DECADE)  # about 2015
    return f"{day(start)}/{day(start + 1 + int(random.random() * 60))}"


def day(number: int) -> str:
    """The date of an ordinal, of which day 1 is the first of January of the year 1."""
    return date.fromordinal(number).isoformat()


# An attribute, how a value of it is drawn, and whether a version may have several; those at the front are common.
_ATTRIBUTES: tuple[tuple[str, Callable[[Random], str], bool], ...] = (
    ("stage", _one_of(_VALUES["stage"]), True),
    ("territory", _one_of(_VALUES["territory"]), True),
    ("timing", _timing, True),
    ("extent", _one_of(_VALUES["extent"]), False),
    ("quantity", _quantity, False),
    ("includes", _one_of(_VALUES["includes"]), True),
    ("duration", _duration, False),
    ("area", _one_of(_VALUES["area"]), True),
    ("persons", _one_of(_VALUES["persons"]), True),
    ("condition", _one_of(_VALUES["condition"]), True),
    ("means", _one_of(_VALUES["means"]), True),
    ("window", _window, False),
    ("domain", _one_of(_VALUES["domain"]), True),
    ("permanence", _one_of(_VALUES["permanence"]), False),
    ("purpose", _one_of(_VALUES["purpose"]), True),
)
_SIZES = (2, 2, 3, 3, 3, 4)  # attributes of a first content; with the lists some four terms


def terms(random: Random) -> Terms:
    """A first content: some four terms."""
    made: Terms = {}
    wanted = _SIZES[int(random.random() * len(_SIZES))]
    while len(made) < wanted:
        _draw(random, made)
    return made


def altered(random: Random, before: Terms) -> Terms:
    """Another content: mostly one value moved or added, sometimes an attribute taken away."""
    made = dict(before)
    if random.random() < 0.15 and len(made) > 2:
        del made[sorted(made)[int(random.random() * len(made))]]
    while made == before:
        _draw(random, made)
    return made


def _draw(random: Random, made: Terms) -> None:
    """One attribute gets a value, or several; the attributes at the front more often."""
    roll = random.random()
    attribute, value, many = _ATTRIBUTES[int(roll * roll * len(_ATTRIBUTES))]
    if many and random.random() < 0.4:
        made[attribute] = sorted({value(random), value(random)})
    else:
        made[attribute] = value(random)


class Prose:
    """Sentences in a few thousand variations."""

    def __init__(self, random: Random) -> None:
        self._phrases = [" ".join(random.choice(WORDS) for _ in range(random.randrange(5, 10))) for _ in range(4096)]

    def title(self, random: Random) -> str:
        return self._phrases[int(random.random() * 4096)].capitalize()

    def summary(self, random: Random) -> str:
        first, second, third = (self._phrases[int(random.random() * 4096)] for _ in range(3))
        return f"{first.capitalize()} {second}, {third}."
