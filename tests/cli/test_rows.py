"""The row types of the query layer are the contract's columns, in order, in both faces of the database."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

from tests.servers import Database
from tracker.query import changes, changesets, codebook, demands, outcomes, people, sources
from tracker.query.select import KEYS

VIEWS: dict[str, type[Any]] = {
    "process": people.Process,
    "actor": people.Actor,
    "affiliation": people.Affiliation,
    "party": people.Party,
    "meeting": people.Meeting,
    "delegation": people.Delegation,
    "external_id": people.ExternalId,
    "document": sources.Document,
    "coverage": sources.Coverage,
    "passage": sources.Passage,
    "place": codebook.Place,
    "event": codebook.Event,
    "topic": codebook.Topic,
    "attribute": codebook.Attribute,
    "code": codebook.Code,
    "demand": demands.Demand,
    "version": demands.Version,
    "position": demands.Version,
    "term": demands.Term,
    "term_evidence": demands.TermEvidence,
    "citation": demands.Citation,
    "ending": demands.Ending,
    "link": demands.Link,
    "change": changes.Change,
    "response": outcomes.Response,
    "agreement": outcomes.Agreement,
    "agreement_term": outcomes.AgreementTerm,
    "settlement": outcomes.Settlement,
    "figure": outcomes.Figure,
    "assessment": outcomes.Assessment,
    "changeset": changesets.Changeset,
}
FUNCTIONS: dict[str, type[Any]] = {
    "positions_on('2025-06-02')": demands.Version,
    "demand_history('ru.withdraw-four-oblasts')": demands.Spell,
    "diff('2024-06-14', '2025-06-02')": changes.Difference,
    "compare_documents('putin-2024-06-14', 'ru-memorandum-2025-06-02')": changes.Comparison,
    "options('ru-memorandum-2025-06-02')": sources.Option,
    "gap('2025-06-02')": changes.Stand,
    "changes_since(0)": changesets.Step,
}


@pytest.mark.parametrize("schema", ["analysis", "past"])
@pytest.mark.parametrize("source", [*VIEWS, *FUNCTIONS])
def test_fields_are_the_columns(seeds_readonly: Database, source: str, schema: str) -> None:
    row_type = {**VIEWS, **FUNCTIONS}[source]
    with seeds_readonly.connect() as connection:
        connection.execute("begin; select analysis.as_known('changeset 1')")
        cursor = connection.execute(f"select * from {schema}.{source} limit 0".encode())
        assert [column.name for column in cursor.description or ()] == list(row_type._fields)


@pytest.mark.parametrize("source", [*VIEWS, *FUNCTIONS])
def test_values_are_of_the_types_of_their_fields(seeds_readonly: Database, source: str) -> None:
    row_type = {**VIEWS, **FUNCTIONS}[source]
    hints = get_type_hints(row_type)
    with seeds_readonly.connect() as connection:
        for row in connection.execute(f"select * from analysis.{source}".encode()):
            for name, value in zip(row_type._fields, row, strict=True):
                assert isinstance(value, _accepted(hints[name])), f"{source}.{name} is {value!r}"


@pytest.mark.parametrize("source", [*VIEWS, *FUNCTIONS])
def test_the_key_by_which_rows_are_ordered_tells_them_apart(seeds_readonly: Database, source: str) -> None:
    key = KEYS[source.partition("(")[0]].replace("*", "")
    with seeds_readonly.connect() as connection:
        twice = connection.execute(f"select {key} from analysis.{source} group by {key} having count(*) > 1".encode())
        assert twice.fetchall() == []


def _accepted(hint: Any) -> tuple[type, ...]:
    """The classes that a hint such as `list[str]` or `str | None` lets through."""
    parts = getattr(hint, "__args__", ()) if "|" in str(hint) else (hint,)
    return tuple(getattr(part, "__origin__", part) for part in parts)
