"""The made-up negotiations that are measured: the same for the same numbers, and bundles like any other."""

from __future__ import annotations

from pathlib import Path

from benchmarks import corpus
from benchmarks.database import settings
from tests.servers import Database
from tracker.record.importing import import_paths

VERSIONS = 200


def test_the_same_numbers_make_the_same_bundles(tmp_path: Path) -> None:
    one, same, other = (corpus.write(tmp_path / name, VERSIONS, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert one.added == same.added
    assert one.bundle.read_bytes() != other.bundle.read_bytes()


def test_a_corpus_imports_and_so_does_what_comes_later(database: Database, tmp_path: Path) -> None:
    made = corpus.write(tmp_path, VERSIONS)
    to = settings(database.url)
    counts = import_paths(to, [made.bundle], listed=False).added
    assert counts["version"] == VERSIONS
    assert counts["citation"] > 2 * VERSIONS
    corrected = import_paths(to, [made.corrections], cause="correction")
    assert {step.operation for step in corrected.steps} == {"changed", "left"}
    later = import_paths(to, [made.addition(1)])
    assert later.added["version"] == made.added[0]
    ((terms, spells),) = database.execute(
        "select (select count(*) from analysis.term), (select count(*) from analysis.version)"
    )
    assert terms > 3 * VERSIONS
    assert spells > VERSIONS
