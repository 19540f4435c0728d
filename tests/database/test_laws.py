"""The laws of importing, on made-up processes: order of arrival, repetition, files, exports, dry runs, and spells.

TRACKER_TEST_EXAMPLES says how many processes each law is tried on (a few, where it says nothing).
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.database.bundles import Desk, told
from tests.database.cases import Bundle, Case, cases
from tests.database.spell_model import spells
from tests.laws import law
from tests.servers import Database, Server
from tracker.errors import BundleError
from tracker.record.steps import ImportResult

NUMBERS = itertools.count(1)


class Lab(Desk):
    """One database for all examples: each has a process, documents and demands of names that begin alike."""

    def name(self) -> str:
        return f"x{next(NUMBERS):06}"

    def brings(self, *bundles: Bundle, **options: object) -> ImportResult:
        """Imports bundles, one a file."""
        shutil.rmtree(self.folder / "in", ignore_errors=True)
        files = [self.put(json.dumps(bundle), f"in/{number}.json") for number, bundle in enumerate(bundles)]
        return self.imports_files(*files, **options)

    def state(self, name: str) -> dict[str, object]:
        """The export of a process, and what every view says of it, without its name and when it was recorded."""
        state: dict[str, object] = {
            file: text.replace(name, "NAME") for file, text in self.exported(process=name).items()
        }
        for view, columns in self._views():
            rows = self.column(f"select row({columns})::text from analysis.{view} where process = %s", name)
            state[view] = sorted(row.replace(name, "NAME") for row in rows)
        return state

    def _views(self) -> list[tuple[str, str]]:
        """The views of the analysts' schema that say of which process a row is, with their columns."""
        return self.rows(
            """
            select table_name, string_agg(quote_ident(column_name), ', ' order by ordinal_position)
                filter (where column_name not in ('changeset', 'recorded_at'))
            from information_schema.columns where table_schema = 'analysis'
            group by table_name having bool_or(column_name = 'process') order by 1
            """
        )


@pytest.fixture(scope="module")
def lab(server: Server, talks_template: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with server.fresh_database(talks_template) as database:
        yield Lab(database, tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def other(server: Server, talks_template: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with server.fresh_database(talks_template) as database:
        yield Lab(database, tmp_path_factory.mktemp("other"))


@law
@given(case=cases(), data=st.data())
def test_any_order_of_arrival_ends_in_the_same_state(lab: Lab, case: Case, data: st.DataObject) -> None:
    at_once, one_by_one = lab.name(), lab.name()
    lab.brings(*case.whole(at_once))
    lab.brings(case.base(one_by_one))
    for group in data.draw(_groups(case.pieces(one_by_one))):
        lab.brings(*group)
    assert lab.state(one_by_one) == lab.state(at_once)


@st.composite
def _groups(draw: st.DrawFn, pieces: list[Bundle]) -> list[list[Bundle]]:
    """The pieces in any order, some of them arriving together."""
    groups: list[list[Bundle]] = []
    for piece in draw(st.permutations(pieces)):
        if groups and draw(st.integers(0, 2)) == 0:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


@law
@given(case=cases(), data=st.data())
def test_importing_twice_changes_nothing(lab: Lab, case: Case, data: st.DataObject) -> None:
    name = lab.name()
    lab.brings(*case.whole(name))
    before = lab.changesets()
    again = lab.brings(*data.draw(st.permutations(case.whole(name))))
    assert (again.steps, again.changesets) == ((), ())
    part = lab.brings(data.draw(st.sampled_from(case.whole(name))))
    assert told(part, "added", "changed", "removed") == []
    assert lab.changesets() == before


@law
@given(case=cases())
def test_an_export_imports_to_the_same_state(lab: Lab, other: Lab, case: Case) -> None:
    name = lab.name()
    lab.brings(*case.whole(name))
    exported = lab.exported(process=name)
    shutil.rmtree(other.folder / "export", ignore_errors=True)
    for file, text in exported.items():
        other.put(text, f"export/{file}")
    other.imports_files(other.folder / "export")
    assert other.exported(process=name) == exported
    assert other.state(name) == lab.state(name)


@law
@given(case=cases())
def test_stored_spells_are_those_of_the_rules(lab: Lab, case: Case) -> None:
    name = lab.name()
    lab.brings(*case.whole(name))
    for demand in range(len(case.versions)):
        expected = spells(case, demand)
        note(f"demand {demand}: {expected}")
        stored = lab.rows(
            """
            select version, held_from, held_from_precision, held_to, change from analysis.version
            where demand = %s order by spell
            """,
            f"{name}.demand{demand}",
        )
        assert [(v, start, end, change) for v, start, _, end, change in stored] == [
            (s.version, s.held_from, s.held_to, s.change) for s in expected
        ]
        assert all(row[2] in s.known for row, s in zip(stored, expected, strict=True))


@law
@given(case=cases(), data=st.data())
def test_how_a_bundle_is_split_into_files_does_not_matter(lab: Lab, case: Case, data: st.DataObject) -> None:
    whole, parts = lab.name(), lab.name()
    lab.brings(*case.whole(whole))
    shutil.rmtree(lab.folder / "split", ignore_errors=True)
    records = [
        (section, record) for bundle in case.whole(parts) for section, listed in bundle.items() for record in listed
    ]
    for number, group in enumerate(data.draw(_groups([{section: [record]} for section, record in records]))):
        _written(lab, f"split/{number}", group, data.draw(st.sampled_from(["json", "yaml", "jsonl"])))
    lab.imports_files(lab.folder / "split")
    assert lab.state(parts) == lab.state(whole)


def _written(lab: Lab, name: str, bundles: Sequence[Bundle], ending: str) -> Path:
    """One file: a line a bundle, or a document a bundle; in JSON, which has one document, the last section wins."""
    lines = [json.dumps(bundle) for bundle in bundles]
    if ending == "jsonl":
        return lab.put("\n".join(lines), f"{name}.jsonl")
    if ending == "yaml":
        return lab.put("\n---\n".join(lines), f"{name}.yaml")
    for number, line in enumerate(lines):
        path = lab.put(line, f"{name}-{number}.json")
    return path


@law
@given(case=cases(), later=cases(), data=st.data())
def test_a_dry_run_tells_what_the_import_does_and_writes_nothing(
    lab: Lab, case: Case, later: Case, data: st.DataObject
) -> None:
    name = lab.name()
    lab.brings(*case.whole(name))
    bundles = data.draw(st.permutations(later.whole(name)))
    before = lab.state(name), lab.changesets()
    planned = _outcome(lab, bundles, dry_run=True)
    assert (lab.state(name), lab.changesets()) == before
    done = _outcome(lab, bundles, cause="correction")
    assert planned == done
    if isinstance(done, BundleError):
        assert (lab.state(name), lab.changesets()) == before


def _outcome(lab: Lab, bundles: Sequence[Bundle], **options: object) -> list[str] | str:
    try:
        return told(lab.brings(*bundles, **options))
    except BundleError as refused:
        return str(refused)
