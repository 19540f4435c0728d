"""Exports: everything that is coded, in files that import to the same state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.database.builder import Talks
from tests.database.bundles import FIRST, Desk
from tests.database.test_time_travel import changes
from tests.servers import Database
from tracker import config
from tracker.bundle.entities import every_entity
from tracker.errors import InputError, SurroundingsError
from tracker.record import exporting
from tracker.record.exporting import export

# Views that say when something was recorded, and columns that do.
RECORDED = ("changeset",)
COLUMNS = ("changeset", "recorded_at", "has_text", "text")


def views(desk: Desk) -> dict[str, list[str]]:
    """All that the analysts' views say, but for attached texts and when it was recorded."""
    listed = desk.rows(
        """
        select table_name, string_agg(quote_ident(column_name), ', ' order by ordinal_position)
            filter (where column_name <> all (%s))
        from information_schema.columns where table_schema = 'analysis' and table_name <> all (%s)
        group by table_name
        """,
        list(COLUMNS),
        list(RECORDED),
    )
    return {view: sorted(desk.column(f"select row({columns})::text from analysis.{view}")) for view, columns in listed}


def copied(files: dict[str, str], to: Database, folder: Path) -> Desk:
    """An empty database into which the files of an export are imported."""
    copy = Desk(to, folder / "copy")
    for name, text in files.items():
        copy.put(text, f"in/{name}")
    copy.imports_files(copy.folder / "in")
    return copy


@pytest.fixture
def crowded(world: Talks, tmp_path: Path) -> Desk:
    """A database with rows in every table, of two processes."""
    desk = Desk(world.database, tmp_path / "crowded")
    desk.imports(
        FIRST.replace("alba.leave", "alba.go-away"),
        """
        processes: [{process: other, title: Other, parties: [{actor: alba, role: party}]}]
        events: [{process: other, event: start, title: Start, happened_on: ..2024-02-01}]
        documents: [{document: d3, kind: statement, title: Third, issued_on: 2022-02}]
        demands:
          - demand: alba.other
            process: other
            party: alba
            addressee: borea
            kind: proposal
            topic: ceasefire
            title: Other
            aliases: [alba.another]
            versions:
              - version: A
                summary: Because of "this", that and 1e5 – no, 2022-02.
                terms: {timing: [before start], territory: {value: north, in: ["d2#I"], certainty: possible}}
                citations: [{document: d3, placed_on: 2022-02-24, certainty: probable}]
        """,
    )
    return desk


def test_the_seeds_come_back_as_they_were(seeded: Database, database: Database, tmp_path: Path) -> None:
    desk = Desk(seeded, tmp_path)
    exported = desk.exported()
    copy = copied(exported, database, tmp_path)
    assert copy.exported() == exported
    assert views(copy) == views(desk)


def test_every_kind_of_record_comes_back_as_it_was(crowded: Desk, database: Database, tmp_path: Path) -> None:
    exported = crowded.exported()
    counts = export(crowded.settings, tmp_path / "counted").counts
    assert counts.keys() == {entity.name for entity in every_entity()}
    copy = copied(exported, database, tmp_path)
    assert copy.exported() == exported
    assert views(copy) == views(crowded)
    with copy.unchanged():
        for name, text in exported.items():
            crowded.put(text, f"again/{name}")
        assert copy.imports_files(crowded.folder / "again").changesets == ()


def test_one_process_takes_along_the_documents_that_it_rests_on(
    crowded: Desk, database: Database, tmp_path: Path
) -> None:
    exported = crowded.exported(process="other")
    copy = copied(exported, database, tmp_path)
    assert copy.exported() == exported
    assert copy.column("select process from analysis.process") == ["other"]
    assert copy.column("select document from analysis.document order by 1") == ["d2", "d3"]
    assert copy.column("select demand from analysis.demand") == ["alba.other"]
    assert copy.column("select alias from tracker.alias") == ["alba.another"]
    assert set(copy.column("select count(*) from analysis.actor")) == set(
        crowded.column("select count(*) from analysis.actor")
    )


def test_an_unknown_process_names_the_nearest(crowded: Desk) -> None:
    with pytest.raises(InputError, match=r"there is no process 'othr'\nThe nearest are: other"):
        crowded.exported(process="othr")


def test_texts_go_along_only_when_asked_for(crowded: Desk) -> None:
    assert not [name for name in crowded.exported() if name.startswith("texts/")]
    assert crowded.exported(with_text=True)["texts/paper.txt"] == "Leave the north and the south."
    assert not [name for name in crowded.exported(process="other", with_text=True) if name.startswith("texts/")]


def test_the_past_is_exported_as_it_was(crowded: Desk) -> None:
    before = crowded.exported()
    number = crowded.changesets()[-1][0]
    crowded.imports("demands: [{demand: alba.other, title: New}]", cause="correction")
    past = config.Settings(crowded.settings.database_url, crowded.folder, known_at=f"changeset {number}")
    assert Desk.exported(_with(crowded, past)) == before


def _with(desk: Desk, settings: config.Settings) -> Desk:
    other = Desk(desk.database, desk.folder)
    other.settings = settings
    return other


def test_large_sections_become_lines_of_json(
    crowded: Desk, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = crowded.exported()
    monkeypatch.setattr(exporting, "LARGE", 1)
    exported = crowded.exported()
    assert [json.loads(line)["events"][0]["event"] for line in exported["events.jsonl"].splitlines()] == [
        "start",
        "ceasefire-start",
        "peace-signing",
        "talks-start",
    ]
    copy = copied(exported, database, tmp_path)
    monkeypatch.undo()
    assert copy.exported() == small


def test_an_export_is_written_for_people(crowded: Desk) -> None:
    exported = crowded.exported()
    assert {"processes.yaml", "codebook/attributes.yaml", "demands/alba.yaml", "demands/borea.yaml"} <= exported.keys()
    assert '      - {document: d3, certainty: probable, placed_on: "2022-02-24"}' in exported["demands/alba.yaml"]
    assert "happened_on: ..2024-02-01" in exported["events.yaml"]


def test_an_empty_database_is_exported_as_an_empty_folder(database: Database, tmp_path: Path) -> None:
    assert Desk(database, tmp_path).exported() == {}


def test_a_folder_that_holds_something_is_refused(crowded: Desk, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is not an empty folder"):
        export(crowded.settings, tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="is not an empty folder"):
        export(crowded.settings, tmp_path / "full/mine.txt")


def test_an_export_that_fails_leaves_nothing_behind(
    crowded: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if self.name == "events.yaml":
            raise OSError(28, "No space left on device")
        return write(self, content)

    (tmp_path / "out").mkdir()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SurroundingsError, match="No space left on device"):
        export(crowded.settings, tmp_path / "out/export")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_export_goes_to_an_empty_folder_or_makes_one(crowded: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export(crowded.settings, tmp_path / "empty")
    export(crowded.settings, tmp_path / "new/one")
    assert (tmp_path / "empty/events.yaml").read_text() == (tmp_path / "new/one/events.yaml").read_text()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one"]


def test_what_the_result_counts_is_what_was_written(crowded: Desk, tmp_path: Path) -> None:
    result = export(crowded.settings, tmp_path / "one", process="other")
    assert result.counts["demand"] == 1
    assert result.counts["alias"] == 1
    assert result.changeset == crowded.changesets()[-1][0]
    assert all(file.exists() for file in result.files)


def test_each_changeset_is_known_as_it_was_exported_right_after_it(talks: Talks, tmp_path: Path) -> None:
    """The whole database as known at each of many changesets, against the export of its time: row for row."""
    desk = Desk(talks.database, tmp_path)
    exported: dict[int, dict[str, str]] = {}
    for _ in changes(talks):
        exported[talks.last_changeset()] = desk.exported()
    for number in list(exported)[::-1][:3]:
        talks.write("select tracker.revert(%s)", number)
        exported[talks.last_changeset()] = desk.exported()
    assert len({str(files) for files in exported.values()}) >= 10
    for number, files in exported.items():
        past = config.Settings(desk.settings.database_url, tmp_path, known_at=f"changeset {number}")
        assert _with(desk, past).exported() == files, number


def test_numbers_come_back_with_all_their_digits(crowded: Desk, database: Database, tmp_path: Path) -> None:
    amounts = ["0.1234567890123456789", "1234567890123456.75", "79.80", "100000000000000000001"]
    crowded.imports(
        "figures:\n"
        + "\n".join(
            f"  - {{figure: n{place}, process: talks, metric: prisoners, amount_min: {amount}, unit: people,"
            " claimant: alba, basis: claimed, document: d1}"
            for place, amount in enumerate(amounts)
        )
    )
    exported = crowded.exported()
    assert all(f"amount_min: {amount}\n" in exported["figures.yaml"] for amount in amounts)
    copy = copied(exported, database, tmp_path)
    assert copy.column("select amount_min::text from tracker.figure where slug ~ '^n' order by slug") == amounts
    result = copy.imports(
        "figures: [{figure: n0, amount_min: 0.12345678901234567890123}]", cause="correction", dry_run=True
    )
    assert [
        (str(s.before["amount_min"]), str(s.after["amount_min"])) for s in result.steps if s.before and s.after
    ] == [("0.1234567890123456789", "0.12345678901234567890123")]
