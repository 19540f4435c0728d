"""Rows made by hand, shaped as the queries return them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.query.changes import Difference
from tracker.query.demands import Citation, Spell
from tracker.query.labels import Labels
from tracker.query.sources import Document, Option, Passage

TERRITORY = ["territory=UA-09", "territory=UA-14", "territory=UA-23", "territory=UA-65"]
MEMO = "ru-memorandum-2025-06-02"

FIRST = Spell(
    process="russia-ukraine",
    party="russia",
    addressee="ukraine",
    demand="ru.withdraw-four-oblasts",
    kind="demand",
    topic="territory.withdrawal",
    title="Full withdrawal of Ukrainian forces from four oblasts",
    version="2024-06-14",
    spell=1,
    summary="Before Russia agrees to a ceasefire or to talks, Ukrainian troops must have begun to leave all of the"
    " ground they still hold in four oblasts.",
    terms=["extent=begun", *TERRITORY, "timing=before ceasefire-start", "timing=before talks-start"],
    held_from=date(2024, 6, 14),
    held_from_precision="day",
    held_to=date(2025, 6, 2),
    stated_in="putin-2024-06-14",
    change="first",
    direction=None,
    direction_computed=None,
    direction_reason=None,
    choices=[],
    last_affirmed_on=date(2024, 6, 14),
    affirmations=1,
    silent_in=[],
    changeset=1,
    recorded_at=None,  # type: ignore[arg-type]
    added_terms=["extent=begun", *TERRITORY, "timing=before ceasefire-start", "timing=before talks-start"],
    removed_terms=[],
    moved_terms=[],
    from_summary=None,
    documents=["putin-2024-06-14"],
    responses=0,
    last_affirmed_precision="day",
    obliged=None,
    weighed=[],
)
SECOND = FIRST._replace(
    version="2025-06-02",
    spell=2,
    summary="Ukrainian troops must have left all of the ground they still hold in four oblasts within thirty days of"
    " a ceasefire; leaving is also one of two prices for that ceasefire.",
    terms=["extent=complete", *TERRITORY, "timing=P30D after ceasefire-start"],
    held_from=date(2025, 6, 2),
    held_to=None,
    stated_in=MEMO,
    change="altered",
    direction="mixed",
    direction_computed="mixed",
    choices=[f"{MEMO}#II.1"],
    last_affirmed_on=date(2025, 6, 2),
    added_terms=["timing=P30D after ceasefire-start"],
    removed_terms=["timing=before ceasefire-start", "timing=before talks-start"],
    moved_terms=["extent=begun -> complete"],
    from_summary=FIRST.summary,
    documents=[MEMO],
    obliged="others",
    weighed=[
        "harder: extent=begun -> complete",
        "harder: timing=P30D after ceasefire-start",
        "softer: timing=before ceasefire-start",
        "softer: timing=before talks-start",
    ],
)


def citation(version: str, on: date, document: str, passage: str | None, **fields: Any) -> Citation:
    whole: dict[str, Any] = {
        "process": "russia-ukraine",
        "demand": "ru.withdraw-four-oblasts",
        "version": version,
        "relation": "states",
        "dated_on": on,
        "dated_precision": "day",
        "certainty": "certain",
        "speaker": None,
        "document": document,
        "passage": passage,
        "via_document": "isw-2025-06-02",
        "via_passage": "p12.1",
        "quote": None,
    }
    return Citation(**{**whole, **fields})


CITATIONS = [
    citation(
        "2024-06-14",
        date(2024, 6, 14),
        "putin-2024-06-14",
        None,
        speaker="putin",
        via_passage="p17.1",
        quote="completely withdraw",
    ),
    citation("2025-06-02", date(2025, 6, 2), MEMO, "I", via_passage="p13.1"),
    citation("2025-06-02", date(2025, 6, 2), MEMO, "II.1", via_passage="p14.2"),
    citation("2025-06-02", date(2025, 6, 2), MEMO, "III", via_passage="p16.2"),
]


def document(slug: str, title: str, on: date, **fields: Any) -> Document:
    empty: dict[str, Any] = dict.fromkeys(Document._fields)
    whole = {**empty, "document": slug, "kind": "memorandum", "title": title, "issued_on": on}
    return Document(**{**whole, "issued_precision": "day", "has_text": False, **fields})


def passage(label: str, parent: str | None, ordinal: int, gist: str, combine: str | None = None) -> Passage:
    empty: dict[str, Any] = dict.fromkeys(Passage._fields)
    whole = {**empty, "document": MEMO, "passage": label, "parent": parent, "ordinal": ordinal, "gist": gist}
    return Passage(**{**whole, "combine": combine, "markers": []})


PASSAGES = [
    passage("I", None, 1, "What a final settlement has to contain.", "all"),
    passage("II", None, 2, "Two packages of conditions for a ceasefire, one of which is to be met.", "any"),
    passage("III", None, 3, "The order in which steps would follow.", "sequence"),
    passage("II.1", "II", 1, "Ukraine leaves what it still holds of four oblasts.", "all"),
    passage("II.2", "II", 2, "Ukraine accepts a package of military and political conditions instead.", "all"),
]
LABELS = Labels(
    {"UA-09": "Luhansk", "UA-14": "Donetsk", "UA-23": "Zaporizhzhia", "UA-65": "Kherson"},
    {"putin": "Vladimir Putin", "russia": "Russia", "ukraine": "Ukraine"},
    {
        "putin-2024-06-14": document("putin-2024-06-14", "Speech at the foreign ministry", date(2024, 6, 14)),
        MEMO: document(MEMO, "Memorandum of the Russian delegation", date(2025, 6, 2)),
    },
)
DIFFERENCE = Difference(
    process="russia-ukraine",
    party="russia",
    demand="ru.withdraw-four-oblasts",
    topic="territory.withdrawal",
    title=FIRST.title,
    change="altered",
    direction="mixed",
    affirmed=True,
    interrupted=True,
    ended=None,
    from_version="2024-06-14",
    to_version="2025-06-02",
    added_terms=SECOND.added_terms,
    removed_terms=SECOND.removed_terms,
    moved_terms=SECOND.moved_terms,
    from_choices=[],
    to_choices=SECOND.choices,
    from_summary=FIRST.summary,
    to_summary=SECOND.summary,
    from_document="putin-2024-06-14",
    to_document=MEMO,
    last_affirmed_on=date(2025, 6, 2),
    silent_in=[],
    direction_computed="mixed",
    direction_reason=None,
    obliged="others",
    weighed=SECOND.weighed,
    in_passing=[],
    last_affirmed_precision="day",
)
OPTIONS = [
    Option(None, None, "ru.withdraw-four-oblasts", "2025-06-02", FIRST.title, ["final-settlement"], TERRITORY,
           [f"{MEMO}#I", f"{MEMO}#III"]),
    Option(f"{MEMO}#II", f"{MEMO}#II.1", "ru.withdraw-four-oblasts", "2025-06-02", FIRST.title, ["ceasefire"],
           TERRITORY, [f"{MEMO}#II.1"]),
    Option(f"{MEMO}#II", f"{MEMO}#II.2", "ru.end-martial-law", "2025-06-02", "End of martial law", ["ceasefire"],
           [], [f"{MEMO}#II.2"]),
]  # fmt: skip
