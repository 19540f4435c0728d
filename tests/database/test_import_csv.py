"""CSV of the flat kinds of record: what the command line prints of them comes back, and a spreadsheet is a bundle."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli_runner import run_cli
from tests.database.bundles import FIRST, Desk
from tests.docs.fenced import ROOT, blocks
from tests.servers import Database

FIGURES = """
figures:
  - {figure: f1, process: talks, metric: prisoners, unit: people, amount_min: 3, amount_max: 5.50, claimant: alba,
     basis: claimed, document: d2#I, as_of: 2024, wording: some, aliases: [f0]}
  - {figure: f2, process: talks, metric: prisoners, unit: people, claimant: borea, basis: verified, document: d1,
     wording: many, approximate: true, from_date: 2023-02, to_date: 2023}
"""
AS_CSV = """\
figure;process;metric;unit;amount_min;amount_max;claimant;basis;document;as_of;wording;aliases;approximate;from_date;to_date
f1;talks;prisoners;people;3;5.50;alba;claimed;d2#I;2024;some;"[""f0""]";;;
f2;talks;prisoners;people;;;borea;verified;d1;;many;;TRUE;2023-02;2023
"""


@pytest.mark.parametrize("listing", ["figure", "document", "actor"])
def test_what_is_listed_as_csv_comes_back_unchanged(seeded: Database, tmp_path: Path, listing: str) -> None:
    printed = run_cli(seeded.url, listing, "list", "--format", "csv").stdout
    file = tmp_path / f"{listing}s.csv"
    file.write_text("\ufeff" + printed, "utf-8", newline="")
    outcome = run_cli(seeded.url, "import", str(file), "--format", "json")
    assert outcome.exit_code == 0, outcome.stderr
    assert seeded.execute("select max(changeset) from analysis.changeset") == [(1,)]
    assert len(printed.splitlines()) > 10


def test_the_example_of_the_documentation_can_be_imported(seeded: Database, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "spreadsheets.md").read_text("utf-8")
    example = next(block.body for block in blocks(page) if block.language == "csv")
    file = tmp_path / "figures.csv"
    file.write_text(example, "utf-8")
    outcome = run_cli(seeded.url, "import", str(file), "--dry-run")
    assert outcome.exit_code == 0, outcome.stderr
    assert "1 added: figure 1" in outcome.stdout


def test_csv_and_yaml_of_the_same_content_end_in_the_same_state(desk: Desk) -> None:
    desk.imports(FIRST)
    assert desk.imports(AS_CSV, files=["figures.csv"]).changesets
    exported = desk.exported()
    assert desk.imports(FIGURES).changesets == ()
    desk.imports("figures: [{figure: f1, remove: true}, {figure: f2, remove: true}]", cause="correction")
    desk.imports(FIGURES)
    assert desk.exported() == exported
    assert desk.imports(AS_CSV, files=["figures.csv"]).changesets == ()


def test_what_only_the_database_can_tell_names_the_row(desk: Desk) -> None:
    desk.imports(FIRST)
    wrong = AS_CSV.replace("borea", "boreas") + AS_CSV.splitlines()[1].replace(";3;", ";4;") + "\n"
    told = desk.refused(wrong, files=["figures.csv"])
    assert any(fault.startswith("figures.csv, row 3: figure f2: claimant: ") for fault in told), told
    assert any(fault.startswith("figures.csv, row 4: figure f1: amount_min: ") for fault in told), told
    assert any("figures.csv, row 2" in fault.partition("amount_min: ")[2] for fault in told), told


def test_a_changed_cell_is_a_correction(seeded: Database, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run_cli(seeded.url, "actor", "list", "--format", "csv").stdout)))
    changed = next(row for row in rows if row["actor"] == "medinsky")
    changed["name"] = "Another name"
    file = tmp_path / "actors.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    refused = run_cli(seeded.url, "import", str(file))
    assert refused.exit_code == 2
    assert "--cause" in refused.stderr
    outcome = run_cli(seeded.url, "import", str(file), "--cause", "correction")
    assert "1 changed: actor 1" in outcome.stdout
    assert seeded.execute("select name from analysis.actor where actor = 'medinsky'") == [("Another name",)]
