"""Bad input on the command line: its exit code, one clear message with its place, and the database as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.servers import Database, Server, url_of
from tracker.config import Settings
from tracker.record.exporting import export

REFUSED, SURROUNDINGS = 2, 3
TEXT = "The first line.\nThe second line.\n"


@dataclass
class Shell:
    """A folder of files and a database with the shipped data and one attached text."""

    database: Database
    folder: Path

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dedent(content).lstrip("\n").encode() if isinstance(content, str) else content)

    def run(self, *words: str) -> Outcome:
        return run_cli(self.database.url, *words)


@pytest.fixture(scope="module")
def shared(server: Server, seeded_template: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all bad input: whatever is tried, it ends as it began."""
    folder = tmp_path_factory.mktemp("states")
    with server.fresh_database(seeded_template) as database:
        shell = Shell(database, folder)
        shell.write("text.txt", TEXT)
        shell.write(
            "text.yaml",
            """
            documents:
              - document: note
                kind: statement
                title: A note
                issued_on: 2025-06-03
                passages: [{passage: p1, char_start: 0, char_end: 15}, {passage: p2, char_start: 16, char_end: 32}]
            """,
        )
        assert shell.run("import", str(folder / "text.yaml")).exit_code == 0
        assert shell.run("document", "attach", "note", str(folder / "text.txt")).exit_code == 0
        before = _state(database, folder / "before")
        yield database
        assert _state(database, folder / "after") == before


def _state(database: Database, folder: Path) -> object:
    files = export(Settings(database.url, folder), folder, with_text=True).files
    recorded = database.execute("select max(changeset), count(*) from tracker.changeset")
    return recorded, {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def shell(shared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(shared, tmp_path)


BUNDLES = [
    (
        "an unknown field",
        "documents:\n  - {document: note, titel: A note}\n",
        "in.yaml:2: document note: titel: unknown field; did you mean `title`?",
    ),
    (
        "a wrong type",
        "demands:\n  - demand: ru.withdraw-four-oblasts\n    versions: all\n",
        "in.yaml:3: demand ru.withdraw-four-oblasts: versions: expected a list (got 'all')",
    ),
    (
        "an unknown slug",
        "documents:\n  - document: note\n    issuer: rusia\n",
        "in.yaml:3: document note: issuer: there is no actor of this name; the nearest are russia, ",
    ),
    (
        "a key given twice",
        "documents:\n  - document: note\n    title: A note\n    title: Another\n",
        "in.yaml:4: title: given twice, first on line 3",
    ),
    (
        "a date that is none",
        "documents:\n  - document: note\n    issued_on: 2025-02-29\n",
        "in.yaml:3: document note: issued_on: no such day: 2025-02 has 28 days (got '2025-02-29')",
    ),
    (
        "two versions on a day without an order",
        """
        demands:
          - demand: ru.withdraw-four-oblasts
            versions:
              - version: other
                summary: Something else on the same day.
                citations: [{document: putin-2024-06-14, speaker: putin}]
        """,
        "in.yaml:4: version ru.withdraw-four-oblasts@other: version ru.withdraw-four-oblasts@2024-06-14: versions"
        " 2024-06-14 and other are both cited on 2024-06-14: give their citations an order (1, 2, …)",
    ),
    (
        "a version without citation",
        """
        demands:
          - demand: ru.withdraw-four-oblasts
            versions:
              - version: other
                summary: Nobody said so.
        """,
        "in.yaml:4: version ru.withdraw-four-oblasts@other: the version has no citation: name the document in which"
        " the party says it",
    ),
    (
        "a quote that is not in its passage",
        """
        demands:
          - demand: ru.withdraw-four-oblasts
            versions:
              - version: "2024-06-14"
                citations:
                  - {document: putin-2024-06-14, speaker: putin, via: note#p1, quote: second}
        """,
        "in.yaml:6: citation ru.withdraw-four-oblasts/2024-06-14/putin-2024-06-14//putin/note: quote: these words are"
        " not in the passage where they were read (got 'second')",
    ),
    (
        "a digest that differs",
        f"documents:\n  - document: note\n    digest: {'0' * 64}\n",
        "in.yaml:3: document note: digest: the attached text has another digest: ",
    ),
    (
        "a value outside the codebook",
        """
        demands:
          - demand: ru.withdraw-four-oblasts
            versions:
              - version: "2024-06-14"
                terms: {extent: wholly}
        """,
        "in.yaml:5: version ru.withdraw-four-oblasts@2024-06-14: terms: extent has no code 'wholly'; it has begun,"
        " complete, partial (got 'extent=wholly')",
    ),
    ("broken YAML", "demands:\n  - {demand: x\nactors: []\n", "in.yaml:3: broken YAML: "),
    ("another encoding", b"actors:\n  - {actor: x, name: Z\xfcrich}\n", "in.yaml:2: expected UTF-8, but byte "),
    ("an empty file", "\n", "in.yaml: an empty file; expected sections such as `demands` or `documents`"),
    (
        "a correction without a cause",
        "documents:\n  - {document: note, title: Another}\n",
        "in.yaml:2: document note: it would be altered: title from A note to Another; give --cause (correction,"
        " codebook, identity, housekeeping)",
    ),
    (
        "a removal without a cause",
        "documents:\n  - {document: note, remove: true}\n",
        "in.yaml:2: document note: remove: document note would be removed; give --cause (correction, codebook,"
        " identity, housekeeping)",
    ),
    (
        "the removal of what others rest on",
        "documents:\n  - {document: putin-2024-06-14, remove: true}\n",
        "in.yaml:2: document putin-2024-06-14: remove: document putin-2024-06-14 cannot be removed: citation ",
    ),
]


@pytest.mark.parametrize(("content", "told"), [case[1:] for case in BUNDLES], ids=[case[0] for case in BUNDLES])
def test_a_bundle_is_refused_at_its_place(shell: Shell, content: str | bytes, told: str) -> None:
    shell.write("in.yaml", content)
    outcome = shell.run("import", "in.yaml")
    assert (outcome.exit_code, outcome.stdout) == (REFUSED, "")
    assert [line for line in outcome.stderr.splitlines() if line.startswith(told)], outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stderr.splitlines()[-1].endswith("nothing was written")


def test_two_files_that_disagree_are_both_named(shell: Shell) -> None:
    shell.write("folder/a.yaml", "actors:\n  - {actor: corona, kind: state, name: Corona}\n")
    shell.write("folder/b.json", json.dumps({"actors": [{"actor": "corona", "name": "Crown"}]}, indent=1))
    outcome = shell.run("import", "folder")
    assert outcome.exit_code == REFUSED
    assert outcome.stderr.splitlines() == [
        "folder/b.json:5: actor corona: name: folder/a.yaml:2 gives another value: Corona (got 'Crown')",
        "Error: 1 fault; nothing was written",
    ]


def test_all_faults_of_all_files_are_told_at_once_in_order(shell: Shell) -> None:
    shell.write("folder/b.yaml", "documents:\n  - {document: note, issuer: nobody}\n")
    shell.write("folder/a.jsonl", '{"actors": [{"actor": "x", "kind": "city", "name": "X"}]}\n{"actor": []}\n')
    outcome = shell.run("import", "folder")
    assert outcome.exit_code == REFUSED
    assert [line.partition(": ")[0] for line in outcome.stderr.splitlines()] == [
        "folder/a.jsonl:1",
        "folder/a.jsonl:2",
        "Error",
    ]
    shell.write("folder/a.jsonl", '{"affiliations": [{"person": "ghost", "actor": "russia", "role": "spirit"}]}\n')
    told = shell.run("import", "folder").stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == ["folder/a.jsonl:1", "folder/b.yaml:2", "Error"]
    assert told[-1] == "Error: 2 faults; nothing was written"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "nothing.yaml"), "Error: Invalid value for 'PATHS...': Path 'nothing.yaml' does not exist."),
        (("import", "empty"), "empty: a folder without bundles; expected files *.yaml, *.yml, *.json, *.jsonl"),
        (("import", "notes.txt"), "notes.txt: not a bundle by its name; expected one that ends in .yaml, "),
        (("import", "good.yaml", "--prune"), "Error: --prune needs a scope"),
        (("import", "good.yaml", "--cause", "boredom"), "Error: Invalid value for '--cause': 'boredom' is not one of "),
        (("import",), "Error: Missing argument 'PATHS...'."),
        (("export", "--to", "full"), "Error: full is not an empty folder"),
        (("export", "--to", "new", "--process", "russia-ukrain"), "Error: there is no process 'russia-ukrain'"),
        (("document", "attach", "note", "nothing.txt"), "Error: Invalid value for 'FILE': File 'nothing.txt' does not"),
        (("document", "attach", "nota", "notes.txt"), "Error: there is no document 'nota'"),
        (("document", "attach", "note", "latin.txt"), "Error: latin.txt:2: byte 5 is not UTF-8"),
        (("document", "attach", "note", "none.txt"), "Error: none.txt is empty"),
        (("document", "verify", "nota"), "Error: there is no document 'nota'"),
        (("document", "verify", "isw-2025-06-02"), "Error: no text is attached to isw-2025-06-02, so there is"),
    ],
)
def test_wrong_usage_is_refused_in_a_line_or_two(shell: Shell, words: tuple[str, ...], told: str) -> None:
    shell.write("good.yaml", "actors:\n  - {actor: corona, kind: state, name: Corona}\n")
    shell.write("notes.txt", "Some notes.\n")
    shell.write("latin.txt", b"one\nZ\xfcrich")
    shell.write("none.txt", b"")
    shell.write("full/mine.txt", "mine")
    (shell.folder / "empty").mkdir()
    outcome = shell.run(*words)
    assert (outcome.exit_code, outcome.stdout) == (REFUSED, "")
    assert [line for line in outcome.stderr.splitlines() if line.startswith(told)], outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (shell.folder / "new").exists()


def test_a_dry_run_shows_a_correction_that_an_import_refuses(shell: Shell) -> None:
    shell.write("in.yaml", "documents:\n  - {document: note, title: Another}\n")
    planned = shell.run("import", "in.yaml", "--dry-run")
    assert planned.exit_code == 0
    assert "~ document note" in planned.stdout
    assert "nothing was written" in planned.stdout


def test_a_program_that_is_refused_says_nothing_on_standard_output(shell: Shell) -> None:
    """The same outside this process, from the arguments to the exit code."""
    shell.write("in.yaml", "actors:\n  - {actor: corona}\n")
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "--database", shell.database.url, "import", "in.yaml"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert done.stderr.splitlines() == [
        "in.yaml:2: actor corona: kind: missing; a new actor needs it (what it is)",
        "in.yaml:2: actor corona: name: missing; a new actor needs it (its name)",
        "Error: 2 faults; nothing was written",
    ]


@pytest.mark.parametrize("words", [("import", "good.yaml"), ("export", "--to", "out"), ("document", "verify")])
def test_a_database_that_is_not_there_or_not_ready_is_named(
    shell: Shell, server: Server, empty_database: Database, words: tuple[str, ...]
) -> None:
    shell.write("good.yaml", "actors:\n  - {actor: corona, kind: state, name: Corona}\n")
    nowhere = run_cli(url_of(server.url, dbname="tracker_nowhere"), *words)
    assert nowhere.exit_code == SURROUNDINGS
    assert 'database "tracker_nowhere" does not exist' in nowhere.stderr
    bare = run_cli(empty_database.url, *words)
    assert bare.exit_code == SURROUNDINGS
    assert bare.stderr.startswith("Error: the database has no tracker schema yet")


def test_a_database_that_cannot_be_written_is_named(shell: Shell, seeds_readonly: Database) -> None:
    shell.write("good.yaml", "actors:\n  - {actor: corona, kind: state, name: Corona}\n")
    outcome = run_cli(seeds_readonly.url, "import", "good.yaml")
    assert outcome.exit_code == SURROUNDINGS
    assert "is read-only" in outcome.stderr
