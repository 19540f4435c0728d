"""tracker sql: queries of one's own as the analyst, in every format; psql where a person sits before it."""

from __future__ import annotations

import csv
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.database.logins import login_url
from tests.servers import Database, Server
from tracker.database import client_programs

PAIR = "select demand, spell from position where topic like 'ceasefire%' order by demand collate \"C\""
EVERY_TYPE = r"""
select 1 as whole, 1.50 as exact, 12345678901234567890.123456789 as long, 0.5::float8 as float, 'NaN'::float8 as nan,
  'Infinity'::numeric as endless, date '2024-06-14' as day, 'infinity'::date as never, '0044-03-15 BC'::date as ides,
  timestamptz '2024-06-14 12:00+02' as moment, timestamp '2024-06-14 12:00' as local, interval '1 day 2:00' as span,
  array['a', null, 'b,c'] as list, '{"n": 1.10, "l": [1]}'::jsonb as object, null as nothing, true as yes,
  '\xff'::bytea as bytes, int4range(1, 3) as range, row(1, 'x') as row, '{}'::text[] as none
"""
AS_JSON = {
    "whole": 1,
    "exact": 1.5,
    "float": 0.5,
    "nan": "nan",
    "endless": "Infinity",
    "day": "2024-06-14",
    "never": "infinity",
    "ides": "0044-03-15 BC",
    "moment": "2024-06-14T10:00:00+00:00",
    "local": "2024-06-14 12:00:00",
    "span": "1 day 02:00:00",
    "list": ["a", None, "b,c"],
    "object": {"n": 1.1, "l": [1]},
    "nothing": None,
    "yes": True,
    "bytes": "\\xff",
    "range": "[1,3)",
    "row": "(1,x)",
    "none": [],
}


def ask(database: Database, *words: str, **options: str) -> Outcome:
    outcome = run_cli(database.url, "sql", *words, **options)  # type: ignore[arg-type]
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr.startswith(("(read at changeset", "(as known at changeset"))
    return outcome


def refused(database: Database, *words: str) -> str:
    outcome = run_cli(database.url, "sql", *words)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    return outcome.stderr


# --- rows ---------------------------------------------------------------------------------------------------------


def test_every_format_has_the_same_rows(seeds_readonly: Database) -> None:
    found = json.loads(ask(seeds_readonly, PAIR, "--format", "json").stdout)
    assert len(found) > 1
    assert list(found[0]) == ["demand", "spell"]
    lines = ask(seeds_readonly, PAIR, "--format", "jsonl").stdout.splitlines()
    assert list(map(json.loads, lines)) == found
    cells = list(csv.DictReader(ask(seeds_readonly, PAIR, "--format", "csv").stdout.splitlines()))
    assert cells == [{"demand": row["demand"], "spell": str(row["spell"])} for row in found]
    table = ask(seeds_readonly, PAIR).stdout.splitlines()
    assert [line.split() for line in table[2:]] == [[row["demand"], str(row["spell"])] for row in found]
    markdown = ask(seeds_readonly, PAIR, "--format", "markdown").stdout.splitlines()
    assert markdown[0] == "| demand | spell |"
    assert len(markdown) == len(found) + 2


def test_values_are_what_they_mean(seeds_readonly: Database) -> None:
    told = ask(seeds_readonly, EVERY_TYPE, "--format", "json").stdout
    [found] = json.loads(told)
    assert "12345678901234567890.123456789" in told
    del found["long"]
    assert found == AS_JSON
    [cells] = csv.DictReader(ask(seeds_readonly, EVERY_TYPE, "--format", "csv").stdout.splitlines())
    assert (cells["list"], cells["object"], cells["nothing"]) == ('["a", null, "b,c"]', '{"l": [1], "n": 1.1}', "")
    assert '{"l": [1], "n": 1.1}' in ask(seeds_readonly, EVERY_TYPE).stdout


def test_two_columns_of_one_name_are_both_there(seeds_readonly: Database) -> None:
    assert ask(seeds_readonly, "select 1 as n, 2 as n, 3 as n_2", "--format", "json").stdout == (
        '[{"n": 1, "n_2": 2, "n_2_2": 3}]\n'
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("table", "Nothing found.\n"),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("csv", "a,b\n"),
        ("markdown", "| a | b |\n| --- | --- |\n"),
    ],
)
def test_no_rows_are_an_answer_too(seeds_readonly: Database, form: str, told: str) -> None:
    assert ask(seeds_readonly, "select 1 as a, 2 as b where false", "--format", form).stdout == told


def test_a_statement_without_rows_says_nothing(seeds_readonly: Database) -> None:
    assert ask(seeds_readonly, "set jit = on").stdout == ""


def test_parameters_stand_beside_the_query(seeds_readonly: Database) -> None:
    query = "select demand from diff($1, $2) where change = 'altered' and title like '%' || $3 || '%'"
    told = ask(seeds_readonly, "-p", "2024-06-14", "-p", "2025-06-02", "-p", "four", query, "--format", "csv").stdout
    assert told == "demand\nru.withdraw-four-oblasts\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["select $1"],
         "the query has $1, and no value is given for it\nGive it with -p: tracker sql -p VALUE QUERY\n"),
        (["-p", "1", "select $1::int + $3::int + $2::int"],
         "the query has $2 and $3, and no values are given for them\n"
         "Give each with -p, in this order: tracker sql -p VALUE -p VALUE -p VALUE QUERY\n"),
        (["select * from demand where demand = :name"],
         'syntax error at or near ":"\nLINE 1: select * from demand where demand = :name\n'
         f"{' ' * 44}^\nValues stand in a query as $1, $2, … and are given with -p.\n"),
    ],
)  # fmt: skip
def test_what_lacks_a_value_says_which_and_how_to_give_it(
    seeds_readonly: Database, words: list[str], told: str
) -> None:
    assert refused(seeds_readonly, *words) == f"Error: {told}"


def test_a_query_comes_from_a_file_or_a_pipe(seeds_readonly: Database, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_bytes("\ufeff-- Überschrift\n/* a /* b */ */ select 'ä' as letter;\n".encode())
    for words, piped in ((["--file", str(tmp_path / "q.sql")], None), (["-"], "select 'ä' as letter"), ([], "table q")):
        if piped == "table q":
            piped = "with q as (select 'ä' as letter) table q"
        outcome = run_cli(seeds_readonly.url, "sql", *words, "--format", "csv", input=piped)
        assert (outcome.exit_code, outcome.stdout) == (0, "letter\nä\n"), outcome.stderr


def test_a_time_before_is_what_names_without_a_schema_mean(seeded: Database) -> None:
    query = "select title from demand where demand = 'ru.withdraw-four-oblasts'"
    before = ask(seeded, query).stdout
    seeded.execute("update tracker.demand set title = 'Another' where slug = 'ru.withdraw-four-oblasts'")
    assert "Another" in ask(seeded, query).stdout
    told = ask(seeded, "--known-at", "changeset 1", query)
    assert told.stdout == before
    assert told.stderr.startswith("(as known at changeset 1, ")
    assert "Another" in ask(seeded, "--known-at", "changeset 1", query.replace("from ", "from analysis.")).stdout


# --- what is refused ----------------------------------------------------------------------------------------------


def test_an_error_shows_its_place_as_psql_does(seeds_readonly: Database) -> None:
    assert refused(seeds_readonly, "select demand,\n  sumary\nfrom position") == (
        'Error: column "sumary" does not exist\n'
        "LINE 2:   sumary\n"
        "          ^\n"
        'HINT:  Perhaps you meant to reference the column "position.summary".\n'
    )


def test_an_error_that_comes_after_rows_is_told_too(seeds_readonly: Database) -> None:
    outcome = run_cli(seeds_readonly.url, "sql", "select 1 / (2000 - n) from generate_series(1, 3000) n")
    assert outcome.exit_code == 2
    assert outcome.stderr == "Error: division by zero\n"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select 1; drop view analysis.position", "Give one statement"),
        ("commit; create table x ()", "COMMIT is not run"),
        ("with x as (delete from tracker.demand returning 1) table x", "tracker sql only reads"),
        ("select * from tracker.demand", "tracker sql only reads"),
        ("delete from tracker.demand", "DELETE is not run with rights that are only lent"),
        ("do $$ begin reset role; execute 'create table x ()'; end $$", "DO is not run with rights that are only lent"),
        ("/* select */ call x()", "CALL is not run"),
        ("copy (select 1) to program 'true'", "takes no COPY"),
        (r"\d position", "commands of psql"),
        ("  -- nothing\n", "the query is empty"),
        ("", "the query is empty"),
    ],
)
def test_what_is_no_query_is_refused(seeds_readonly: Database, query: str, told: str) -> None:
    assert told in refused(seeds_readonly, query)


def test_a_login_of_its_own_may_run_what_it_likes_and_still_only_reads(
    server: Server, seeds_readonly: Database
) -> None:
    with login_url(server, seeds_readonly, "tracker_analyst") as url:
        assert run_cli(url, "sql", "do $$ begin perform 1; end $$").exit_code == 0
        escaping = "do $$ begin execute 'reset role'; perform 1 from tracker.demand; end $$"
        outcome = run_cli(url, "sql", escaping)
    assert outcome.exit_code == 2
    assert "permission denied for table demand" in outcome.stderr


def test_a_query_or_a_file(seeds_readonly: Database, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("select 1", "utf-8")
    assert "not both" in refused(seeds_readonly, "select 1", "--file", str(tmp_path / "q.sql"))


@pytest.mark.parametrize("sign", [b"\xe4", b"\0"])
def test_what_is_no_text_is_refused_with_its_place(seeds_readonly: Database, tmp_path: Path, sign: bytes) -> None:
    (tmp_path / "q.sql").write_bytes(b"select 1 as a,\n  '" + sign + b"' as b")
    told = refused(seeds_readonly, "--file", str(tmp_path / "q.sql"))
    assert told == f"Error: {tmp_path / 'q.sql'}:2: this is not text in UTF-8\nFound: {sign[0]:#04x}\n"


def test_words_that_are_no_text_are_refused(seeds_readonly: Database) -> None:
    assert "QUERY:1: this is not text" in refused(seeds_readonly, "select '\udce4'")
    assert "--param:1: this is not text" in refused(seeds_readonly, "-p", "\udce4", "select $1")


# --- much of it, and its end --------------------------------------------------------------------------------------


def test_rows_are_not_held_together(seeds_readonly: Database) -> None:
    """120 MB of rows pass through a process that may not grow to that."""
    query = "select repeat('x', 2000), generate_series(1, 60000)"
    script = (
        "import sys\nfrom tracker.cli.run import run\ncode = run(sys.argv[1:])\n"
        # Not what getrusage says: that is at least what the parent had.
        "print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')], file=sys.stderr)\n"
        "sys.exit(code)"
    )
    for form in ("csv", "jsonl"):
        words = ["--database", seeds_readonly.url, "sql", query, "--format", form]
        done = subprocess.run(
            [sys.executable, "-c", script, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stderr.splitlines()[-1]) < 110_000


def tracker(database: Database, *words: str) -> list[str]:
    return [sys.executable, "-m", "tracker", "--database", database.url, *words]


def test_a_reader_that_has_enough_ends_the_query(seeds_readonly: Database) -> None:
    words = tracker(seeds_readonly, "sql", "select generate_series(1, 100000000) n", "--format", "csv")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"n\n"
        child.stdout.close()
        assert child.wait(timeout=30) == 0


def test_an_interrupt_cancels_the_query_on_the_server(seeds_readonly: Database) -> None:
    running = "select count(*) from pg_stat_activity where query like 'select pg_sleep(99)%' and state = 'active'"
    child = subprocess.Popen(
        tracker(seeds_readonly, "sql", "select pg_sleep(99)"),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while seeds_readonly.execute(running) == [(0,)]:
        assert child.poll() is None
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=30)[1].strip() == "Interrupted; nothing is left half done."
    assert child.returncode == 130
    assert seeds_readonly.execute(running) == [(0,)]


# --- psql ---------------------------------------------------------------------------------------------------------


class Terminal:
    """A person at a terminal of 80 columns, who waits for what must come."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.seen = ""

    def expect(self, text: str) -> str:
        """What came up to this text, and it."""
        deadline = time.monotonic() + 30
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self._number], [], [], 0.5)[0]:
                try:
                    self.seen += os.read(self._number, 1 << 16).decode()
                except OSError:
                    break
        before, found, self.seen = self.seen.partition(text)
        assert found, before
        return before + found

    def type(self, line: str) -> None:
        os.write(self._number, f"{line}\n".encode())

    def leave(self) -> None:
        self.type("\\q")
        with suppress(OSError):  # how Linux says that the other side has gone
            while os.read(self._number, 1 << 16):
                pass


@contextmanager
def terminal(database: Database, *words: str) -> Iterator[Terminal]:
    child, number = pty.fork()
    if child == 0:
        unset = {"PAGER": "", "PSQL_PAGER": "", "PSQLRC": "/nonexistent", "TERM": "dumb", "COLUMNS": "80"}
        os.execve(sys.executable, tracker(database, *words), {**os.environ, **unset})
    try:
        yield Terminal(number)
    finally:
        os.close(number)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended == 0


def test_without_a_query_psql_opens_as_the_analyst(seeds_readonly: Database) -> None:
    with terminal(seeds_readonly, "sql") as person:
        greeting = person.expect("tracker=> ")
        assert "\nposition " in greeting
        assert "\ndiff " in greeting
        assert "(read at changeset 1, " in greeting
        assert max(map(len, greeting.split("(read at")[0].splitlines())) <= 80
        person.type("select 'as ' || current_user, count(*) from position;")
        assert "as tracker_analyst" in person.expect("tracker=> ").replace("'as ' ||", "")
        person.type("create table analysis.x ();")
        assert "read-only transaction" in person.expect("tracker=> ")
        person.leave()


def test_psql_opens_as_known_before(seeded: Database) -> None:
    seeded.execute("update tracker.demand set title = 'Another' where slug = 'ru.withdraw-four-oblasts'")
    with terminal(seeded, "sql", "--known-at", "changeset 1") as person:
        person.expect("tracker (as known at changeset 1)=> ")
        person.type("select count(*) || ' of that name' from demand where title = 'Another';")
        person.expect("0 of that name")
        person.type("select analysis.as_now();")
        person.expect("=> ")
        person.type("select count(*) || ' of that name' from demand where title = 'Another';")
        person.expect("1 of that name")
        person.leave()


def test_the_password_is_no_word_of_psql(server: Server, seeds_readonly: Database) -> None:
    with login_url(server, seeds_readonly, "tracker_analyst") as url:
        word, env = client_programs.connection(url, "tracker sql")
    assert env["PGPASSWORD"]
    assert env["PGPASSWORD"] not in word


def test_a_machine_without_psql_says_how_to_get_one(seeds_readonly: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.config import Settings
    from tracker.database import shell
    from tracker.errors import SurroundingsError

    monkeypatch.setattr(client_programs, "candidates", lambda _: iter(()))
    with pytest.raises(SurroundingsError, match=r"needs a psql; found: none\n.*postgresql-client"):
        shell.shell(Settings(seeds_readonly.url, Path("/nonexistent")))
