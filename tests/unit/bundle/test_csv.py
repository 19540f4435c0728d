"""CSV: the flat kinds of record, as spreadsheets write them."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.bundle.reading import faults, faults_of, records, values
from tests.unit.bundle.trees import records_of
from tracker.bundle.check import read
from tracker.bundle.csv_tree import FLAT
from tracker.bundle.dump import dump_jsonl
from tracker.bundle.tables import sections

FIGURES = "figures.csv"


def test_a_row_is_a_record_with_the_row_of_the_spreadsheet(tmp_path: Path) -> None:
    text = 'figure,wording,document\r\na,"one\r\ntwo",d#p1\r\n\r\n,,\r\n"b",x,d\r\n'
    first, second = records(tmp_path, text, FIGURES)
    assert first.values == {"figure": "a", "wording": "one\ntwo", "document": "d", "passage": "p1"}
    assert (first.line, second.line, second.values["figure"]) == (2, 5, "b")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_excel_writes_in_any_country_is_read(tmp_path: Path, delimiter: str, mark: str) -> None:
    rows = ["actor,kind,name", 'a,person,"x; y"', "b,state,Zoë"]
    text = mark + "\r\n".join(row.replace(",", delimiter) for row in rows)
    assert [v["name"] for v in values(records(tmp_path, text, "actors.csv"), "actor")] == ["x; y", "Zoë"]


@pytest.mark.parametrize("name", ["figures.csv", "2025-figures.csv", "Figures_2025.CSV", "my figures.csv"])
def test_the_name_of_the_file_says_the_section(tmp_path: Path, name: str) -> None:
    assert [record.entity for record in records(tmp_path, "figure\na\n", name)] == ["figure"]


@pytest.mark.parametrize("name", ["figurs.csv", "figures-documents.csv", "demands.csv"])
def test_another_name_is_refused_with_those_that_say_something(tmp_path: Path, name: str) -> None:
    assert faults(tmp_path, "figure\na\n", name) == [
        f"{name}: nothing says what its rows are; expected one of actors, places, figures, documents in the file's "
        "name, such as 2025-actors.csv"
    ]


def test_an_empty_cell_says_nothing_and_null_clears(tmp_path: Path) -> None:
    [figure] = records(tmp_path, "figure,wording,speaker\na,,null\n", FIGURES)
    assert figure.values == {"figure": "a", "speaker": None}


def test_lists_stand_as_json(tmp_path: Path) -> None:
    cells = '["old"]', '[{"scheme": "pa-x", "id": "1"}]'
    text = _csv([["actor", "aliases", "external_ids"], ["a", *cells]])
    found = records(tmp_path, text, "actors.csv")
    assert values(found, "alias") == [{"entity": "actor", "key": "a", "alias": "old"}]
    assert values(found, "external_id") == [{"entity": "actor", "key": "a", "scheme": "pa-x", "id": "1"}]


def test_removing_and_renaming_are_as_in_yaml(tmp_path: Path) -> None:
    first, second = records(tmp_path, "actor,remove,renamed_from\na,TRUE,\nb,,c\n", "actors.csv")
    assert (first.remove, second.remove, second.renamed_from) == (True, False, "c")
    assert faults(tmp_path, "actor,remove,name\na,true,x\n", "actors.csv") == [
        "actors.csv, row 2: actor a: name: a actor to be removed takes only its key"
    ]


@pytest.mark.parametrize(
    ("column", "day", "precision", "stored"),
    [
        ("as_of", "2022-01-01", "year", ("2022-01-01", "year")),
        ("as_of", "2022-02-01", "month", ("2022-02-01", "month")),
        ("to_date", "2022-02-28", "month", ("2022-02-28", "month")),
        ("to_date", "2022-12-31", "year", ("2022-12-31", "year")),
        ("as_of", "2022-02-03", "by", ("2022-02-03", "by")),
        ("as_of", "2022-02-03", "day", ("2022-02-03", "day")),
        ("as_of", "2022", "month", ("2022-01-01", "year")),
    ],
)
def test_a_date_of_the_view_is_understood_with_its_precision(
    tmp_path: Path, column: str, day: str, precision: str, stored: tuple[str, str]
) -> None:
    beside = "as_of_precision" if column == "as_of" else "to_precision"
    [figure] = records(tmp_path, f"figure,{column},{beside}\na,{day},{precision}\n", FIGURES)
    assert (figure.values[column], figure.values[beside]) == stored


def test_all_faults_are_told_together_with_their_rows(tmp_path: Path) -> None:
    text = (
        "figure;unit;amount_max;unitt;as_of;as_of_precision;aliases\n"
        "f1;persons;79,8;;;;\n"
        "\n"
        'f 2;"a\nb";5;;2022-05-01;year;\n'
        "f3;;;;2022-05-01;weekly;old\n"
        "f4;;;;;;[1;extra\n"
        ";persons;;;;;\n"
    )
    assert faults(tmp_path, text, FIGURES) == [
        "figures.csv, row 1: unitt: unknown column; did you mean `unit`?",
        "figures.csv, row 2: figure f1: amount_max: expected a number such as 19456 or 79.8, without separators and "
        "unit (got '79,8')",
        "figures.csv, row 4: as_of_precision: 2022-05-01 is not how a whole year is written here; write `as_of` as "
        "2022 (got 'year')",
        'figures.csv, row 4: figure f 2: unit: expected a name of letters (a-z), digits, "." and "-" (got \'a\\nb\')',
        'figures.csv, row 4: figures[0].figure: expected a name of letters (a-z), digits, "." and "-" (got \'f 2\')',
        "figures.csv, row 5: aliases: expected a list as JSON, such as "
        '["a", "b"] or [{"scheme": "pa-x", "id": "1"}] (got \'old\')',
        "figures.csv, row 5: as_of_precision: expected day, month, year or by; or leave the cell empty and write the "
        "date as it is known (got 'weekly')",
        "figures.csv, row 6: 8 cells, and 7 columns in the header; does a text need quotes? (got 'extra')",
        "figures.csv, row 6: aliases: broken JSON: expecting ',' delimiter, column 3 (got '[1')",
        "figures.csv, row 7: figures[0].figure: missing; every figure needs it",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,name\na,b\n", ["name: the same column twice", "actor: no column of this name; every actor needs it"]),
        ("actor,,name\na,b,c\n", ["column 2 has no name"]),
    ],
)
def test_a_header_at_fault_is_told_once(tmp_path: Path, text: str, told: list[str]) -> None:
    found = faults(tmp_path, text, "actors.csv")
    assert sorted(found) == sorted(f"actors.csv, row 1: {one}" for one in told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "actors.csv: an empty file; expected a header and rows"),
        (b"actor,name\n", "actors.csv: an empty file; expected a header and rows"),
        (b'actor\na\n"b\nc', "actors.csv, row 3: broken CSV: unexpected end of data; is a quote missing?"),
        (
            "actor,name\na,café".encode("cp1252"),
            "actors.csv: line 2: expected UTF-8, but byte 6 of the line is something else; save the file as UTF-8; "
            "Excel does as `CSV UTF-8` (got '0xe9')",
        ),
        (
            "actor,name\n".encode("utf-16"),
            "actors.csv: line 1: expected UTF-8, not UTF-16; save the file as UTF-8; Excel does as `CSV UTF-8`",
        ),
    ],
)
def test_what_is_no_csv_is_told_in_one_line(tmp_path: Path, text: bytes, message: str) -> None:
    assert faults(tmp_path, text, "actors.csv") == [message]


def test_a_folder_may_hold_csv_beside_yaml(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("actor\na\n")
    (tmp_path / "b.yaml").write_text("actors: [{actor: b}]")
    assert [record.values["actor"] for record in read([tmp_path]).records] == ["a", "b"]
    (tmp_path / "prices.csv").write_text("x\n1\n")
    assert [fault.partition(":")[0] for fault in faults_of([tmp_path], tmp_path)] == ["prices.csv"]


def test_a_large_file_is_read_as_a_stream(tmp_path: Path) -> None:
    file = tmp_path / FIGURES
    file.write_text("figure,quote\n" + "".join(f"f{n},{'x' * 1000}\n" for n in range(10_000)))
    bundle = read([file])
    tracemalloc.start()
    assert sum(1 for _ in bundle.records) == 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < file.stat().st_size / 2
    assert bundle.done == bundle.size


@pytest.mark.parametrize("section", FLAT)
@given(data=st.data())
def test_csv_and_json_lines_of_the_same_content_are_the_same_records(
    section: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = data.draw(records_of(sections()[section].entity))
    folder = tmp_path_factory.mktemp("bundle")
    columns = list(dict.fromkeys(name for record in made for name in record))
    made = [{name: record[name] for name in columns if name in record} for record in made]
    table = [columns, *([_cell(record.get(name)) for name in columns] for record in made)]
    as_csv = records(folder, _csv(table), f"{section}.csv")
    as_jsonl = records(folder, "".join(dump_jsonl({section: made})), "a.jsonl")
    assert [(r.entity, r.values, r.sets) for r in as_csv] == [(r.entity, r.values, r.sets) for r in as_jsonl]


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _csv(rows: list[list[Any]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
