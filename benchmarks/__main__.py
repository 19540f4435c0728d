"""How near the product comes to what the machine can do: ratios to a limit that is measured in the same run.

    python -m benchmarks --versions 100000 [--operations positions,diff] [--markdown FILE] [--keep]

Uses the server that TRACKER_DATABASE_URL or --database names, whose login must be allowed to make databases, or the
embedded one of the data folder. Progress is told on standard error. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from benchmarks import database, loaded, reads, startup, table, writes
from benchmarks.measure import Measured, measure, tell
from benchmarks.peers import compare


def main(arguments: Sequence[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    server = database.server_url(given.database)
    found = loaded.load(server, given.folder / str(given.versions), given.versions, anew=given.anew)
    tell(table.machine(server))
    try:
        _print(given.markdown, [f"{given.versions} versions. {table.machine(server)}.", ""])
        if given.operations != "none":
            _print(given.markdown, table.lines(_measured(found, _wanted(given.operations), given.seconds)))
        if given.peers:
            _print(given.markdown, chain([""], _peers(given, found)))
    finally:
        if not given.keep:
            database.drop(server, found.name)


def _measured(found: loaded.Loaded, wanted: Callable[[str], bool], budget: float) -> Iterator[Measured]:
    for kind in (reads, writes, startup):
        for operation in kind.operations(found, wanted):
            yield measure(operation, budget)


def _peers(given: argparse.Namespace, found: loaded.Loaded) -> Iterable[str]:
    names = [name.strip().casefold() for name in given.peers.split(",")]
    pythons = dict(pair.split("=", 1) for pair in given.python)
    return table.of_peers(compare.measured(found, names, pythons, given.seconds))


def _wanted(names: str | None) -> Callable[[str], bool]:
    """Whether an operation's name has one of these words in it."""
    words = [word.strip().casefold() for word in (names or "").split(",")]
    return lambda name: any(word in name.casefold() for word in words)


def _print(file: Path | None, lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
        if file:
            with file.open("a", encoding="utf-8") as opened:
                opened.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, default=100_000, help="size of the corpus")
    parser.add_argument(
        "--operations", metavar="WORDS", help="only those with one of these words, by commas, in the name"
    )
    parser.add_argument("--seconds", type=float, default=20, help="for one operation, all that is compared together")
    parser.add_argument("--peers", metavar="WORDS", help="beside the product, by words of their names: duckdb,sqlite")
    parser.add_argument("--python", metavar="dolt=PATH", action="append", default=[], help="a peer's own interpreter")
    parser.add_argument("--database", metavar="URL", help="the server to use")
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/made"), help="where the bundles are written")
    parser.add_argument("--keep", action="store_true", help="leave the loaded database for the next run, which uses it")
    parser.add_argument("--anew", action="store_true", help="load it anew, though it was kept")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too, at its end")
    return parser


if __name__ == "__main__":
    main()
