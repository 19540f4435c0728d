"""The kit runs from its one command, on a small corpus; what it measures is not tested here."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from tests.servers import Server

WORDS = "one process,history,changes_since,empty database,bytes,one document"


def test_the_kit_measures_a_small_corpus(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.md"
    small = ["--versions", "200", "--seconds", "0.2", "--operations", WORDS]
    with server.alone():
        main(["--database", server.url, "--folder", str(tmp_path), "--markdown", str(table), *small])
    printed = capsys.readouterr().out
    assert printed == table.read_text("utf-8")
    rows = [line for line in printed.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 12
    assert "is not" not in printed, "product and limit answer differently"
    with server.connect() as connection:
        left = connection.execute("select datname from pg_database where datname like 'tracker_bench%'").fetchall()
    assert left == []
