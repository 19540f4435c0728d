"""The data dictionary: what it says of keys, references and nulls is true of the data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.everything import everything
from tests.database.logins import login
from tests.servers import Database, Server
from tracker.config import Settings
from tracker.database.connect import Reader, reading
from tracker.query.dictionary import Dictionary, dictionary
from tracker.render.dictionary import THEMES, document

CALLS = (
    "changes_since(0)",
    "compare_documents('putin-2024-06-14', 'ru-memorandum-2025-06-02')",
    "compare_versions('ru.withdraw-four-oblasts', '2024-06-14', '2025-06-02')",
    "demand_history('ru.withdraw-four-oblasts')",
    "diff('2022-01-01', '2025-06-02')",
    "diff('2024-06-14', '2025-06-02', null, true)",
    "figure_series('children-listed')",
    "gap('2025-06-02')",
    "options('ru-memorandum-2025-06-02')",
    "positions_on('2025-06-02')",
    "search('prisoners')",
    "silences()",
)


@pytest.fixture(scope="module")
def found(seeds_readonly: Database) -> Dictionary:
    with reading(Settings(seeds_readonly.url, Path())) as reader:
        return dictionary(reader)


@pytest.fixture(scope="module")
def small_world(server: Server, template: Database) -> Iterator[Database]:
    """A row of every kind."""
    with server.fresh_database(template) as database:
        everything(database)
        yield database


def test_every_column_and_argument_has_a_meaning(found: Dictionary) -> None:
    silent = [
        f"{source.name}.{column.name}"
        for source in found.sources
        for column in (*source.columns, *source.arguments)
        if not column.comment
    ]
    assert silent == []


def test_what_may_be_null_says_what_null_means(
    found: Dictionary, seeds_readonly: Database, small_world: Database
) -> None:
    silent = [
        f"{view.name}.{column.name}"
        for view in found.sources
        if view.kind == "view"
        for column in view.columns
        if not column.nullable
        for database in (seeds_readonly, small_world)
        if database.execute(f"select from analysis.{view.name} where {column.name} is null limit 1")
    ]
    assert silent == []


@pytest.mark.parametrize("call", CALLS)
def test_what_a_function_leaves_null_says_what_null_means(
    found: Dictionary, seeds_readonly: Database, call: str
) -> None:
    (source,) = [source for source in found.sources if source.name == call.partition("(")[0]]
    silent = [
        column.name
        for column in source.columns
        if not column.nullable
        and seeds_readonly.execute(f"select from analysis.{call} where {column.name} is null limit 1")
    ]
    assert silent == []


def test_references_lead_to_a_row(found: Dictionary, seeds_readonly: Database, small_world: Database) -> None:
    references = [
        (view.name, column.name, column.refers_to)
        for view in found.sources
        if view.kind == "view"
        for column in view.columns
        if column.refers_to
    ]
    assert len(references) > 100
    for view, column, target in references:
        for database in (seeds_readonly, small_world):
            astray = database.execute(
                f"select {column} from analysis.{view} where {column} is not null"
                f" and {column} not in (select {target} from analysis.{target})"
            )
            assert astray == [], f"{view}.{column} -> {target}"


def test_a_key_tells_rows_apart(found: Dictionary, seeds_readonly: Database, small_world: Database) -> None:
    for view in found.sources:
        key = ", ".join(column.name for column in view.columns if column.key)
        for database in (seeds_readonly, small_world) if view.kind == "view" else ():
            assert not database.execute(f"select from analysis.{view.name} group by {key} having count(*) > 1"), view


@pytest.mark.parametrize(
    ("view", "column", "target"),
    [
        ("citation", "speaker", "actor"),
        ("demand", "addressee", "actor"),
        ("demand", "kind", None),
        ("document", "kind", "code"),
        ("change", "from_version", "version"),
        ("change", "change", None),
        ("response", "on_document", "document"),
        ("term", "event", "event"),
        ("topic", "parent", "topic"),
        ("version", "changeset", "changeset"),
        ("party", "role", None),
    ],
)
def test_references_follow_the_tables_behind(found: Dictionary, view: str, column: str, target: str | None) -> None:
    (source,) = [source for source in found.sources if source.name == view]
    assert {c.name: c.refers_to for c in source.columns}[column] == target


def test_functions_are_told_with_arguments_and_what_they_return(found: Dictionary) -> None:
    by_name = {source.name: source for source in found.sources}
    assert [(c.name, c.type, c.default) for c in by_name["diff"].arguments][-1] == (
        "with_persisted",
        "boolean",
        "false",
    )
    assert [c.name for c in by_name["figure_series"].columns] == [c.name for c in by_name["figure"].columns]
    assert [c.name for c in by_name["as_known"].columns] == ["changeset", "recorded_at", "author"]
    assert {name for name, source in by_name.items() if not source.in_past} == {"as_known", "as_now"}


def test_every_view_has_a_theme_and_one_section(found: Dictionary) -> None:
    views = [source.name for source in found.sources if source.kind == "view"]
    assert sorted(name for names in THEMES.values() for name in names) == sorted(views)
    headings = [line for line in document(found) if line.startswith("### ")]
    assert sorted(headings) == sorted(f"### {source.name}" for source in found.sources)


def test_it_is_the_same_for_an_analyst_alone(found: Dictionary, server: Server, seeded: Database) -> None:
    with login(server, seeded, "tracker_analyst") as analyst:
        assert dictionary(Reader(analyst, "analysis", None, None)) == found
