"""What the fields of a row must be to each other once a bundle's are set beside those that stand.

The database refuses such rows by its constraints; here they are found before, all at once and by file and line.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.bundle.entities import EVIDENT
from tracker.record.columns import Layout, literal, quoted
from tracker.record.faults import Faults


class Rule(NamedTuple):
    """`broken` is SQL over a planned row `p` and the staged row `s` that it came from."""

    field: str
    broken: str
    message: str


VIA = (
    Rule(
        "via_passage",
        "p.via_passage_id IS NOT NULL AND p.via_document_id IS NULL",
        "expected via_document with it: a passage is of a document",
    ),
    Rule(
        "via_document",
        "p.via_document_id = p.document_id",
        "expected another document than `document`; without `via` it was read there itself",
    ),
)
WRITTEN = "p.op IN ('add', 'fill', 'alter')"


def _moved(kind: str) -> Rule:
    stands = f"SELECT t.process_id FROM tracker.{kind} t WHERE t.id = p.existing"
    told = f"a {kind} stays in its process; remove it, then add it to the other"
    return Rule("process", f"p.process_id <> ({stands})", told)


def _elsewhere(column: str, field: str) -> Rule:
    process = f"SELECT d.process_id FROM tracker.demand d WHERE d.id = p.{column}"
    return Rule(field, f"p.process_id <> ({process})", "this demand is of another process")


RULES: dict[str, tuple[Rule, ...]] = {
    "passage": (
        Rule(
            "char_end",
            "(p.char_start IS NULL) <> (p.char_end IS NULL)",
            "expected both char_start and char_end, or neither",
        ),
        Rule("char_end", "p.char_start >= p.char_end", "expected more than char_start"),
    ),
    "demand": (
        Rule("addressee", "p.party_id = p.addressee_id", "expected another one than `party`"),
        _moved("demand"),
    ),
    "direction": (Rule("from", "p.version_id = p.from_version_id", "expected another one than `version`"),),
    "link": (
        Rule("other_demand", "p.demand_id = p.other_demand_id", "expected another one than `demand`"),
        _elsewhere("other_demand_id", "other_demand"),
    ),
    "response": (
        Rule(
            "demand",
            "num_nonnulls(p.demand_id, p.on_document_id) = 0",
            "missing; a response answers a `demand` or a document (`on_document`)",
        ),
        Rule(
            "on_document",
            "num_nonnulls(p.demand_id, p.on_document_id) = 2",
            "expected `demand` or `on_document`, not both: a response answers one thing; null clears a field",
        ),
        Rule(
            "on_passage",
            "p.on_passage_id IS NOT NULL AND p.on_document_id IS NULL",
            "expected on_document with it: a passage is of a document",
        ),
        _elsewhere("demand_id", "demand"),
    ),
    "agreement": (_moved("agreement"),),
    "settlement": (_elsewhere("demand_id", "demand"),),
    "figure": (
        Rule(
            "amount_min",
            "num_nonnulls(p.amount_min, p.amount_max, p.wording) = 0",
            "expected amount_min, amount_max or, where the source gives no digits, wording",
        ),
        Rule("amount_max", "p.amount_min > p.amount_max", "expected no less than amount_min"),
        Rule("to_date", "p.from_date > p.to_date", "expected no day before from_date"),
    ),
    "assessment": (
        Rule(
            "about",
            "s.about IS NULL AND s.about_kind IS NOT NULL",
            "missing; an assessment says what it is about, with `about_kind`",
        ),
    ),
}


def check(layout: Layout, faults: Faults) -> None:
    """Adds what the planned rows of a kind break; a record with another fault is left at that."""
    faults.add(*(_told(layout, rule) for rule in _of(layout)))


def broken(layout: Layout) -> list[str]:
    """SQL over a planned row `p`: what it may break."""
    return [f"{WRITTEN} AND ({rule.broken})" for rule in _of(layout)]


def _of(layout: Layout) -> tuple[Rule, ...]:
    return (*RULES.get(layout.name, ()), *(VIA if layout.name in EVIDENT else ()))


def _told(layout: Layout, rule: Rule) -> str:
    value = layout.in_words(rule.field, lambda name: f"s.{quoted(name)}")
    return f"""
        SELECT s.seq, '{rule.field}', {value}, {literal(rule.message)}
        FROM plan_{layout.name} p JOIN stage_{layout.name} s USING (seq)
        WHERE {WRITTEN} AND ({rule.broken})
            AND NOT EXISTS (SELECT FROM fault f WHERE f.seq = s.seq)
        """
