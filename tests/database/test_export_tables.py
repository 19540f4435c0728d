"""Exports for analysis: the tables of a database in CSV, Parquet, Excel and as a data package."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.database.bundles import FIRST, Desk
from tests.servers import Database, Server
from tracker import config
from tracker.database.connect import Reader, reading
from tracker.errors import InputError, SurroundingsError
from tracker.export import keys, parquet, tables, xlsx
from tracker.export.flat import FORMS, Exported, export
from tracker.query.select import KEYS

TRICKY = """
processes:
  - {process: other, title: Other, parties: [{actor: alba, role: party}, {actor: borea, role: party}]}
documents:
  - {document: d3, kind: statement, title: '=1+1, "quoted"', issuer: alba, issued_on: 1868-12,
     meeting: round-1, url: https://example.org/a?b=1,
     summary: "@SUM(A1) and\\nanother line – ’ ünï"}
demands:
  - demand: alba.other
    process: other
    party: alba
    addressee: borea
    kind: proposal
    topic: ceasefire
    title: -1 is no formula
    versions:
      - version: A
        summary: "+1 for a proposal; with a semicolon"
        terms:
          {territory: {value: north, in: ["d2#I"], certainty: possible}, quantity: 100 people, condition: alba.leave}
        citations: [{document: d3, certainty: probable}]
figures:
  - {figure: exact, process: other, metric: prisoners, amount_min: 1234567890123456.75, unit: people, claimant: alba,
     basis: claimed, document: d1}
  - {figure: small, process: other, metric: prisoners, amount_min: 0.50, amount_max: 79.80, unit: people,
     claimant: alba, basis: claimed, document: d1, as_of: 2024-02}
"""


@pytest.fixture(scope="module")
def crowded_template(
    server: Server, everything_template: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with server.fresh_database(everything_template) as database:
        desk = Desk(database, tmp_path_factory.mktemp("crowded"))
        desk.imports(FIRST.replace("alba.leave", "alba.go-away"), TRICKY)
        database.execute("update tracker.passage set text = 'a slice', suffix = 'what follows it'")
        yield database


@pytest.fixture
def crowded(server: Server, crowded_template: Database, tmp_path: Path) -> Iterator[Desk]:
    """A database with rows in every table, of two processes, with values that forms of files stumble over."""
    with server.fresh_database(crowded_template) as database:
        yield Desk(database, tmp_path / "crowded")


@pytest.fixture
def reader(crowded: Desk) -> Iterator[Reader]:
    with reading(crowded.settings) as reader:
        yield reader


def exported(desk: Desk, to: Path, form: str, known_at: str | None = None, **options: Any) -> Exported:
    with reading(config.Settings(desk.settings.database_url, desk.folder, known_at=known_at)) as reader:
        return export(reader, to, form, **{"with_text": True, **options})


def views(desk: Desk) -> list[str]:
    return desk.column(
        "select table_name::text from information_schema.views where table_schema = 'analysis' order by 1"
    )


def rows_of(reader: Reader, source: str, key: str) -> list[dict[str, Any]]:
    """What a view or function answers to a query, in the order of what tells its rows apart."""
    order = ", ".join(part.replace("*", ' collate "C"') for part in KEYS[key].split(", "))
    with reader.connection.cursor() as cursor:
        cursor.execute(f"select * from {reader.schema}.{source} order by {order}".encode())
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_cell(value: Any) -> str:
    """A value as the CSV of the commands has it, written independently of how PostgreSQL does."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


# --- what is exported -----------------------------------------------------------------------------------------------


def test_every_view_is_a_table_whose_key_is_known(crowded: Desk, reader: Reader) -> None:
    found = tables.tables(reader, tables.extent(reader))
    assert [table.name for table in found] == views(crowded)
    assert all(column.comment for table in found for column in table.columns)
    for table in found:
        rows = rows_of(reader, table.name, table.name)
        told = [tuple(row[column] for column in keys.key(table.name)) for row in rows]
        assert rows, f"{table.name} has no rows to try it on"
        assert len(set(map(str, told))) == len(told), table.name
        if table.name not in keys.PARTLY_EMPTY:
            assert all(part not in (None, "") for key in told for part in key), table.name


def test_every_column_that_holds_slugs_refers_to_a_table(reader: Reader) -> None:
    """So that a new column is either joined to a table, or named here as one that cannot be."""
    slugs = {
        (table.name, column.name)
        for table in tables.tables(reader, tables.extent(reader))
        for column in table.columns
        if column.comment.startswith("Slug of")
    }
    own = {(table, column) for table, column in slugs if keys.is_slugged(table) and column == table}
    joined = {(table, column) for table, column in slugs if keys.refers(table, column)}
    assert len(joined) > 50
    assert slugs - own - joined == {
        ("assessment", "about"),
        ("external_id", "key"),
        ("code", "code"),
        ("event", "event"),
    }


def test_all_forms_hold_the_same_number_of_rows(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    counts = [exported(crowded, tmp_path / form, form).rows for form in FORMS]
    assert counts[0] == {view: len(rows_of(reader, view, view)) for view in views(crowded)}
    assert all(count == counts[0] for count in counts)


# --- CSV ------------------------------------------------------------------------------------------------------------


def test_the_csv_of_a_view_has_its_rows(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    files = exported(crowded, tmp_path / "out", "csv").files
    assert {path.stem for path in files} == {*views(crowded), "README"}
    for view in views(crowded):
        expected = [{name: as_cell(value) for name, value in row.items()} for row in rows_of(reader, view, view)]
        assert read_csv(tmp_path / f"out/{view}.csv") == expected, view


def test_the_csv_does_not_depend_on_the_zone_of_the_server(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "before", "csv")
    crowded.database.execute(f"alter database {crowded.database.name} set timezone = 'Asia/Tokyo'")
    exported(crowded, tmp_path / "after", "csv")
    assert contents(tmp_path / "after") == contents(tmp_path / "before")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- Parquet --------------------------------------------------------------------------------------------------------


def test_parquet_gives_back_every_value_with_its_type(
    crowded: Desk, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BATCH", 4)
    monkeypatch.setattr(parquet, "GROUP", 1000)  # bytes, so that there are several groups of several batches
    exported(crowded, tmp_path / "out", "parquet")
    for view in views(crowded):
        read = pq.read_table(tmp_path / f"out/{view}.parquet")
        assert read.to_pylist() == rows_of(reader, view, view), view
    assert pq.ParquetFile(tmp_path / "out/term.parquet").num_row_groups > 1


def test_another_reader_finds_the_types_in_parquet_too(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "parquet")
    with duckdb.connect() as duck:
        duck.execute("set timezone = 'UTC'")
        types = {
            name: type_
            for view in ("version", "figure", "document")
            for name, type_, *_ in duck.execute(f"describe select * from '{tmp_path}/out/{view}.parquet'").fetchall()
        }
        for view in ("figure", "version"):
            read = duck.execute(f"select * from '{tmp_path}/out/{view}.parquet'").fetchall()
            assert read == [tuple(row.values()) for row in rows_of(reader, view, view)]
    wanted = {
        "amount_min": "DECIMAL(38,9)",
        "approximate": "BOOLEAN",
        "held_from": "DATE",
        "recorded_at": "TIMESTAMP WITH TIME ZONE",
        "terms": "VARCHAR[]",
        "spell": "BIGINT",
        "title": "VARCHAR",
    }
    assert {name: types[name] for name in wanted} == wanted


def test_parquet_tells_what_it_is_of(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "parquet", process="other")
    schema = pq.read_schema(tmp_path / "out/figure.parquet")
    comments = crowded.column("select col_description('analysis.figure'::regclass, n) from generate_series(1, 23) n")
    assert [field.metadata[b"comment"].decode() for field in schema] == comments
    number = crowded.changesets()[-1][0]
    told = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert told["tracker.changeset"] == str(number)
    assert told["tracker.process"] == "other"
    assert told["tracker.version"] == f"1.{number}.0"


@pytest.mark.parametrize("amount", ["0.12345678901234567890123", "123456789012345678901234567890.5", f"{10**50}.25"])
def test_parquet_keeps_numbers_of_many_digits(crowded: Desk, tmp_path: Path, amount: str) -> None:
    crowded.database.execute("update tracker.figure set amount_min = %s where slug = 'exact'", [amount])
    exported(crowded, tmp_path / "out", "parquet")
    read = pq.read_table(tmp_path / "out/figure.parquet").to_pylist()
    assert [row["amount_min"] for row in read if row["figure"] == "exact"] == [Decimal(amount)]


def test_a_number_that_parquet_cannot_hold_is_told(crowded: Desk, tmp_path: Path) -> None:
    crowded.database.execute("update tracker.figure set amount_min = 1e80 + 0.5 where slug = 'exact'")
    with pytest.raises(InputError, match=r"amount_min of figure has numbers of more than 76 digits"):
        exported(crowded, tmp_path / "out", "parquet")
    assert not (tmp_path / "out").exists()
    assert exported(crowded, tmp_path / "csv", "csv").rows["figure"] > 0


# --- Excel ----------------------------------------------------------------------------------------------------------


def workbook(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / "tracker.xlsx")


def cells(book: Any, sheet: str, **where: str) -> dict[str, Any]:
    """The cells of the first row that has these values, by the name of their column."""
    head, *rows = book[sheet].iter_rows()
    for row in rows:
        found = {title.value: cell for title, cell in zip(head, row, strict=True)}
        if all(found[name].value == value for name, value in where.items()):
            return found
    raise AssertionError(where)


def test_a_workbook_has_a_sheet_a_view(crowded: Desk, tmp_path: Path) -> None:
    assert [path.name for path in exported(crowded, tmp_path / "out", "xlsx").files] == ["tracker.xlsx"]
    book = workbook(tmp_path / "out")
    assert book.sheetnames == ["about", "columns", *views(crowded)]
    for view in views(crowded):
        sheet = book[view]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    told = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
    assert f"changeset {crowded.changesets()[-1][0]}, recorded" in told["State"]
    assert told["demand"] == crowded.column("select count(*) from analysis.demand")[0]
    comments = {row[:2]: row[3] for row in book["columns"].iter_rows(values_only=True, min_row=2)}
    described = crowded.column("select col_description('analysis.process'::regclass, n) from generate_series(1, 3) n")
    assert [comments["process", column] for column in ("process", "title", "summary")] == described


def test_a_workbook_has_the_values_of_the_views(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "xlsx")
    book = workbook(tmp_path / "out")
    for view in views(crowded):
        _, *rows = book[view].iter_rows(values_only=True)
        expected = [[in_excel(value) for value in row.values()] for row in rows_of(reader, view, view)]
        assert [[in_excel(value) for value in row] for row in rows] == expected, view


def in_excel(value: Any) -> Any:
    """A value as a workbook gives it back: no digits beyond 15, no lists, no dates before 1900.

    Times are rounded to milliseconds, and compared by their second.
    """
    if isinstance(value, list):
        return "; ".join(value) or None
    if isinstance(value, (float, Decimal)):
        number = Decimal(str(value))
        return str(number) if len(number.normalize().as_tuple().digits) > 15 else float(value)
    if isinstance(value, datetime):
        if value.hour == value.minute == value.second == value.microsecond == 0:
            return value.date()
        return (value.replace(tzinfo=None) + timedelta(seconds=0.0005)).replace(microsecond=0)
    if isinstance(value, date) and value.year < 1900:
        return value.isoformat()
    return value if value != "" else None


def test_text_in_a_workbook_is_never_a_formula_or_a_link(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "xlsx")
    book = workbook(tmp_path / "out")
    document = cells(book, "document", document="d3")
    demand = cells(book, "demand", demand="alba.other")
    version = cells(book, "version", demand="alba.other")
    for cell in (document["title"], document["summary"], document["url"], demand["title"], version["summary"]):
        assert cell.data_type in ("s", "inlineStr")
        assert cell.hyperlink is None
    assert document["title"].value == '=1+1, "quoted"'
    assert demand["title"].value == "-1 is no formula"
    assert version["summary"].value == "+1 for a proposal; with a semicolon"


def test_a_workbook_has_real_dates_and_numbers(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "xlsx")
    book = workbook(tmp_path / "out")
    assert cells(book, "figure", figure="small")["as_of"].value == datetime(2024, 2, 1)
    assert cells(book, "figure", figure="small")["as_of"].number_format == "yyyy-mm-dd"
    assert cells(book, "figure", figure="small")["amount_max"].value == 79.8
    assert cells(book, "figure", figure="exact")["amount_min"].value == "1234567890123456.75"
    assert cells(book, "document", document="d3")["issued_on"].value == "1868-12-01"


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(crowded: Desk, tmp_path: Path) -> None:
    texts = {"d1": "a" * 32_767, "d2": "b" * 32_768, "d3": "𝔸" * 20_000}
    for slug, text in texts.items():
        crowded.database.execute("update tracker.document set summary = %s where slug = %s", [text, slug])
    notes = exported(crowded, tmp_path / "out", "xlsx").notes
    assert notes == ("2 texts are longer than a cell can be and were cut; they end by saying so",)
    book = workbook(tmp_path / "out")
    assert cells(book, "document", document="d1")["summary"].value == texts["d1"]
    for slug, length in (("d2", "32,768"), ("d3", "20,000")):
        cut = cells(book, "document", document=slug)["summary"].value
        assert cut.endswith(f"[…cut here: it has {length} characters]")
        assert len(cut.encode("utf-16-le")) // 2 <= xlsx.MOST_CHARACTERS


def test_more_rows_than_a_sheet_holds_are_refused(
    crowded: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    with pytest.raises(InputError, match=r"has more rows than the 3 that a sheet of Excel holds\n.*parquet or csv"):
        exported(crowded, tmp_path / "new/out", "xlsx")
    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.undo()
    most = max(exported(crowded, tmp_path / "csv", "csv").rows.values())
    monkeypatch.setattr(xlsx, "MOST_ROWS", most + 1)  # its header counts
    assert exported(crowded, tmp_path / "fits", "xlsx").files


# --- which rows -----------------------------------------------------------------------------------------------------


def test_on_a_date_the_positions_are_those_of_the_date(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "whole", "csv")
    exported(crowded, tmp_path / "out", "csv", on=date(2024, 2, 1))
    expected = rows_of(reader, "positions_on('2024-02-01')", "positions_on")
    found = read_csv(tmp_path / "out/position.csv")
    assert found == [{name: as_cell(value) for name, value in row.items()} for row in expected]
    assert found != read_csv(tmp_path / "whole/position.csv")
    whole, dated = contents(tmp_path / "whole"), contents(tmp_path / "out")
    assert {name for name in whole if whole[name] != dated[name]} == {"position.csv", "README.md"}
    assert "position is what was held on 2024-02-01" in (tmp_path / "out/README.md").read_text("utf-8")


def test_comments_name_the_day_instead_of_today(reader: Reader) -> None:
    for on, day in ((None, datetime.now(UTC).date()), (date(2024, 2, 1), date(2024, 2, 1))):
        position = next(t for t in tables.tables(reader, tables.extent(reader, on=on)) if t.name == "position")
        assert str(day) in position.comment
        comments = {column.name: column.comment for column in position.columns}
        assert comments["last_affirmed_on"] == f"Last day, up to {day}, on which a document says it."


def test_one_process_leaves_out_every_row_of_another(crowded: Desk, reader: Reader, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "csv", process="other", on=date(2024, 2, 1))
    found = {view: read_csv(tmp_path / f"out/{view}.csv") for view in views(crowded)}
    for view, rows in found.items():
        assert {row["process"] for row in rows if "process" in row} <= {"other"}, view
    assert [row["demand"] for row in found["demand"]] == ["alba.other"]
    assert [row["document"] for row in found["document"]] == ["d1", "d2", "d3"]
    assert {row["document"] for row in found["passage"]} == {"d2"}
    assert [row["demand"] for row in found["position"]] == ["alba.other"]
    for shared in ("actor", "affiliation", "place", "topic", "attribute", "code", "changeset"):
        assert len(found[shared]) == len(rows_of(reader, shared, shared)), shared


def test_one_process_takes_the_documents_that_a_bundle_of_it_takes(crowded: Desk, tmp_path: Path) -> None:
    for process in ("talks", "other"):
        exported(crowded, tmp_path / process, "csv", process=process)
        bundle = crowded.exported(process=process)["documents.yaml"]
        coded = set(re.findall(r"^  - \{?(?:document): ([^,\s}]+)", bundle, re.MULTILINE))
        assert {row["document"] for row in read_csv(tmp_path / process / "document.csv")} == coded


def test_external_ids_go_along_with_their_records(crowded: Desk, tmp_path: Path) -> None:
    crowded.imports(
        "documents: [{document: d3, external_ids: [{scheme: s, id: '3'}]},"
        " {document: paper, external_ids: [{scheme: s, id: '4'}]}]\n"
        "demands: [{demand: alba.other, external_ids: [{scheme: s, id: '1'}]},"
        " {demand: alba.go-away, external_ids: [{scheme: s, id: '2'}]}]\n"
        "processes: [{process: talks, external_ids: [{scheme: s, id: '5'}]}]\n"
    )
    exported(crowded, tmp_path / "out", "csv", process="other")
    named = {(row["entity"], row["key"]) for row in read_csv(tmp_path / "out/external_id.csv")}
    assert named == {("actor", "alba"), ("document", "d3"), ("demand", "alba.other")}


@pytest.mark.parametrize("form", FORMS)
def test_the_past_is_exported_as_it_was(crowded: Desk, tmp_path: Path, form: str) -> None:
    number = crowded.changesets()[-1][0]
    exported(crowded, tmp_path / "then", form)
    crowded.imports("demands: [{demand: alba.other, title: New}]", cause="correction")
    crowded.imports("documents: [{document: d9, kind: statement, title: Ninth, issuer: alba, issued_on: 2024-05-05}]")
    exported(crowded, tmp_path / "past", form, known_at=f"changeset {number}")
    if form == "xlsx":
        then, past = (
            {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook(tmp_path / name)}
            for name in ("then", "past")
        )
        assert past == then
        return
    then, past = contents(tmp_path / "then"), contents(tmp_path / "past")
    for name in past:
        assert without_time(past[name]) == without_time(then[name]), name
    assert past.keys() == then.keys()


def without_time(content: bytes) -> bytes:
    return re.sub(rb'"created": "[^"]*"', b"", content)


@pytest.mark.parametrize("form", FORMS)
def test_texts_go_along_only_when_asked_for(crowded: Desk, tmp_path: Path, form: str) -> None:
    """They may be under copyright; what they say must not be in any file by oversight."""
    since = {"since": 0} if form == "datapackage" else {}
    for with_text in (False, True):
        to = tmp_path / f"{form}-{with_text}"
        exported(crowded, to, form, with_text=with_text, **since)
        if form == "xlsx":
            said = str([list(sheet.iter_rows(values_only=True)) for sheet in workbook(to)])
        elif form == "parquet":
            said = str([pq.read_table(path).to_pylist() for path in to.glob("*.parquet")])
        else:
            said = str(contents(to))
        assert ("a slice" in said) is with_text
        assert ("what follows it" in said) is (with_text and form == "datapackage")  # around the passage


# --- the data package -----------------------------------------------------------------------------------------------


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def faults(folder: Path) -> list[Any]:
    """What Frictionless finds wrong with a package: types, keys, references, allowed values, sizes, checksums."""
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    return [*report.errors, *(error.message for task in report.tasks for error in task.errors)]


def test_the_package_of_the_shipped_data_is_valid(seeds_readonly: Database, tmp_path: Path) -> None:
    exported(Desk(seeds_readonly, tmp_path), tmp_path / "out", "datapackage", since=0, licence="CC-BY-4.0")
    assert faults(tmp_path / "out") == []
    package = described(tmp_path / "out")
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["version"] == "1.1.0"
    assert package["title"] == "Peace talks between Russia and Ukraine"


@pytest.mark.parametrize(
    "options", [{}, {"process": "other"}, {"process": "talks", "on": date(2024, 2, 1)}, {"since": 0}]
)
def test_a_package_of_every_kind_of_record_is_valid(crowded: Desk, tmp_path: Path, options: Any) -> None:
    exported(crowded, tmp_path / "out", "datapackage", **options)
    assert faults(tmp_path / "out") == []
    assert "licenses" not in described(tmp_path / "out")


def test_what_is_wrong_in_a_package_is_found(crowded: Desk, tmp_path: Path) -> None:
    """The description says enough for a broken reference, value and key to be noticed."""
    exported(crowded, tmp_path / "out", "datapackage")
    package = described(tmp_path / "out")
    for resource in package["resources"]:
        del resource["bytes"], resource["hash"]
    (tmp_path / "out/datapackage.json").write_text(json.dumps(package))
    broken = {
        "demand": ("alba.other,proposal", "alba.other,wish"),
        "citation": (",d3,", ",nowhere,"),
        "figure": ("79.8", "many"),
    }
    for name, (old, new) in broken.items():
        path = tmp_path / f"out/{name}.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    found = " ".join(map(str, faults(tmp_path / "out")))
    assert '"enum" is' in found
    assert 'values "nowhere" not found' in found
    assert '"number/default"' in found


def test_a_package_has_keys_and_references(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "datapackage")
    schemas = {resource["name"]: resource["schema"] for resource in described(tmp_path / "out")["resources"]}
    assert schemas["demand"]["primaryKey"] == ["demand"]
    assert schemas["version"]["primaryKey"] == ["demand", "spell"]
    assert "primaryKey" not in schemas["citation"]
    refers = {key["fields"][0]: key["reference"] for key in schemas["citation"]["foreignKeys"]}
    assert refers["via_document"] == {"resource": "document", "fields": ["document"]}
    assert {"fields": ["parent"], "reference": {"fields": ["topic"]}} in schemas["topic"]["foreignKeys"]
    kind = next(field for field in schemas["demand"]["fields"] if field["name"] == "kind")
    assert kind["constraints"] == {"enum": ["demand", "proposal"]}
    how = next(field for field in schemas["ending"]["fields"] if field["name"] == "how")
    assert "constraints" not in how  # the table does not allow `agreed`, which the view derives


def test_a_package_names_its_sources_and_who_coded(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "out", "datapackage", process="other")
    package = described(tmp_path / "out")
    assert package["name"] == "tracker-other"
    assert {"title": '=1+1, "quoted"', "path": "https://example.org/a?b=1"} in package["sources"]
    assert {"title": "First"} in package["sources"]
    authors = crowded.column("select distinct author from analysis.changeset")
    assert {contributor["title"] for contributor in package["contributors"]} == set(authors)


def test_equal_data_have_one_identity(crowded: Desk, tmp_path: Path) -> None:
    exported(crowded, tmp_path / "one", "datapackage")
    exported(crowded, tmp_path / "two", "datapackage")
    exported(crowded, tmp_path / "other", "datapackage", process="other")
    one, two, other = (described(tmp_path / name)["id"] for name in ("one", "two", "other"))
    assert one == two != other


def test_the_log_of_changes_begins_after_a_changeset(crowded: Desk, tmp_path: Path) -> None:
    number = crowded.changesets()[-1][0]
    crowded.imports("demands: [{demand: alba.other, title: New}]", cause="correction", message="A  better\ntitle")
    exported(crowded, tmp_path / "out", "datapackage", since=number)
    (row,) = read_csv(tmp_path / "out/changes.csv")
    assert (row["changeset"], row["operation"], row["entity"], row["key"]) == (
        str(number + 1),
        "changed",
        "demand",
        "alba.other",
    )
    assert json.loads(row["before"])["title"] == "-1 is no formula"
    assert json.loads(row["after"])["title"] == "New"
    told = (tmp_path / "out/CHANGELOG.md").read_text("utf-8")
    assert f"## Changeset {number + 1}, " in told
    assert "A better title" in told
    assert "- `~` demand `alba.other`" in told
    exported(crowded, tmp_path / "all", "datapackage", since=0)
    assert (
        len(read_csv(tmp_path / "all/changes.csv"))
        == crowded.column("select count(*) from analysis.changes_since(0)")[0]
    )


# --- size -----------------------------------------------------------------------------------------------------------

PEAK = """
import sys
from tracker.cli.run import run
code = run(sys.argv[1:])
# Not what getrusage says: that is at least what the parent had.
print(*[int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")])
sys.exit(code)
"""


def peak(database: Database, form: str, to: Path) -> int:
    """Megabytes of memory that an export takes at most, in a process of its own."""
    words = ["--database", database.url, "export", "--as", form, "--to", str(to)]
    told = subprocess.run([sys.executable, "-c", PEAK, *words], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return int(told.stdout.splitlines()[-1])


def test_memory_does_not_grow_with_the_rows(crowded: Desk, tmp_path: Path) -> None:
    """From 40 MB of text, with which buffers are full, to 160 MB."""
    forms = ("csv", "parquet", "xlsx")
    peaks = []
    for rows in (12_500, 50_000):
        crowded.database.execute(
            "create or replace view analysis.actor as"
            " select a.slug as actor, a.kind, a.name, repeat(md5(i::text), 100) as description"
            f" from tracker.actor a, generate_series(1, {rows}) i where a.slug = 'alba'"
        )
        peaks.append({form: peak(crowded.database, form, tmp_path / f"{rows}-{form}") for form in forms})
    for form in forms:
        assert peaks[1][form] < peaks[0][form] + 60, form


# --- faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_database_is_exported_as_empty_tables(database: Database, tmp_path: Path, form: str) -> None:
    result = exported(Desk(database, tmp_path), tmp_path / "out", form)
    assert set(result.rows.values()) == {0}
    assert form != "datapackage" or faults(tmp_path / "out") == []


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_fails_leaves_nothing_behind(crowded: Desk, tmp_path: Path, form: str) -> None:
    """Told to stop in the middle, by Ctrl-C or by a full disk."""
    for fault, raised in ((KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), SurroundingsError)):

        def stop(what: str, done: int, total: int, fault: BaseException = fault) -> None:
            del what
            if done > total / 3:
                raise fault

        (tmp_path / "new").mkdir(exist_ok=True)
        with pytest.raises(raised):
            exported(crowded, tmp_path / "new/out", form, progress=stop)
        assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_that_holds_something_is_refused(crowded: Desk, tmp_path: Path, form: str) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is not an empty folder"):
        exported(crowded, tmp_path, form)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_progress_only_moves_forward(crowded: Desk, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    exported(crowded, tmp_path / "out", "csv", progress=lambda _, done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
