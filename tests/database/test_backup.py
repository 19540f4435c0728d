"""Backups: what comes back is what was there, and nothing is changed where that cannot be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.cli_runner import Outcome, run_cli
from tests.database import recorded
from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, Opened
from tests.database.logins import in_one
from tests.migrations.test_upgrade import everything, made_due
from tests.servers import Database, Server, serving, url_of
from tracker.database import archive, backup, client_programs, embedded_cluster, upgrade
from tracker.database import restore as restoring
from tracker.database.build import DERIVING
from tracker.errors import SurroundingsError

# But for what each server shows of its own views and functions.
TABLES = """
select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('tracker', 'history') and c.relkind = 'r' and c.relname <> 'derived_object' order by 1
"""
VIEWS = "select table_name::text from information_schema.views where table_schema = 'past' order by 1"
CONSTRAINTS = """
select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), condeferred from pg_constraint
where connamespace::regnamespace::text in ('tracker', 'history') order by 1, 2
"""
COLUMNS = """
select attrelid::regclass::text, attname::text, atttypid::regtype::text, attnotnull, attidentity::text,
    pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
from pg_attribute a join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
where relnamespace::regnamespace::text in ('tracker', 'history') and relkind = 'r' and attnum > 0 order by 1, attnum
"""
MIDWAY = """
import sys, time
from pathlib import Path
from tracker.database import archive, restore
def midway(what, done, total):
    print("midway", flush=True)
    time.sleep(600)
with archive.opened(Path(sys.argv[2])) as opened:
    restore.restore(sys.argv[1], opened, replace=True, progress=midway)
"""
SLOW = """
import sys
from pathlib import Path
from tracker.cli.run import run
from tracker.database import client_programs
client_programs._folders = lambda: [Path(sys.argv[1])]
sys.exit(run(["--database", *sys.argv[2:]]))
"""


def rows(database: Database) -> dict[str, list[str]]:
    """All rows of every table, live and superseded, as text."""
    return {
        table: sorted(row[0] for row in database.execute(f"select t::text from {table} t"))
        for (table,) in database.execute(TABLES)
    }


def past(database: Database) -> dict[tuple[int, str], list[str]]:
    """What every view of `past` answered after each changeset."""
    answers = {}
    views = [view for (view,) in database.execute(VIEWS)]
    with database.connect(application_name="tests") as analyst:
        analyst.execute("set role tracker_analyst")
        analyst.execute("set jit = off")  # as our readers do
        for (number,) in analyst.execute("select changeset from analysis.changeset order by 1").fetchall():
            analyst.execute("select analysis.as_known(%s, true)", [f"changeset {number}"])
            for view in views:
                told = analyst.execute(f"select t::text from past.{view} t").fetchall()
                answers[number, view] = sorted(row[0] for row in told)
    return answers


def exported(database: Database, folder: Path) -> dict[str, str]:
    told = run_cli(database.url, "export", "--to", str(folder), "--with-text")
    assert told.exit_code == 0, told.stderr
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()}


def backed_up(database: Database, file: Path) -> Path:
    told = run_cli(database.url, "db", "backup", str(file))
    assert told.exit_code == 0, told.stderr
    return file


def restore(database: Database, file: Path, *options: str) -> Outcome:
    return run_cli(database.url, "db", "restore", str(file), *options)


def restored(database: Database, file: Path, *options: str) -> None:
    told = restore(database, file, *options)
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith(f"Restored {file}")


def interruptible() -> None:
    """Tests started in the background would hand down that interrupts are ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def schemas(database: Database) -> list[str]:
    found = database.execute("select nspname::text from pg_namespace where nspname !~ '^pg_' order by 1")
    return [name for (name,) in found]


@pytest.fixture(scope="module")
def saved(server: Server, everything_template: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a world with rows in every table, history included."""
    with server.fresh_database(everything_template) as database:
        world = Opened(database)
        world.write("update tracker.demand set title = 'Leave' where slug = %s", LEAVE)
        world.write("delete from tracker.link where relation = 'entails'")
        world.connection.close()
        return backed_up(database, tmp_path_factory.mktemp("backups") / "world.dump")


@pytest.fixture(scope="module")
def whole(server: Server, saved: Path) -> Iterator[Database]:
    """The database that the backup was restored into; only read."""
    with server.fresh_database() as database:
        restored(database, saved)
        yield database


# --- what comes back ----------------------------------------------------------------------------------------------


def test_all_that_was_recorded_comes_back(world: Talks, empty_database: Database, tmp_path: Path) -> None:
    world.write("update tracker.demand set title = 'Leave' where slug = %s", LEAVE)
    world.write("delete from tracker.link where relation = 'entails'")
    copy = empty_database
    restored(copy, backed_up(world.database, tmp_path / "world.dump"))
    found = rows(copy)
    assert found == rows(world.database)
    assert [table for table in found if table.startswith("tracker.") and not found[table]] == ["tracker.set_aside"]
    assert found["history.demand"]
    assert exported(copy, tmp_path / "copy") == exported(world.database, tmp_path / "original")
    assert past(copy) == past(world.database)
    assert recorded.problems(empty_database) == []


def test_commands_answer_the_same_of_the_past(world: Talks, empty_database: Database, tmp_path: Path) -> None:
    before = world.last_changeset()
    world.write("update tracker.demand set title = 'Leave' where slug = %s", LEAVE)
    restored(empty_database, backed_up(world.database, tmp_path / "world.dump"))
    asked = ("--known-at", f"changeset {before}", "positions", "--on", "2024-04-01", "--format", "json")
    told = run_cli(empty_database.url, *asked)
    assert told.exit_code == 0, told.stderr
    assert "Leave" not in told.stdout
    assert told.stdout == run_cli(world.database.url, *asked).stdout


def test_the_schema_is_as_an_upgrade_makes_it(whole: Database, database: Database) -> None:
    assert everything(whole) == everything(database)
    assert whole.execute(CONSTRAINTS) == database.execute(CONSTRAINTS)
    assert whole.execute(COLUMNS) == database.execute(COLUMNS)
    assert upgrade.status(whole.url) == upgrade.status(database.url)
    told = run_cli(whole.url, "db", "status")
    assert told.exit_code == 0, told.stdout
    assert "tracker_analyst" in told.stdout


def test_the_past_goes_on(saved: Path, empty_database: Database) -> None:
    """New rows get new keys and the next changeset; triggers keep spells, history and rules."""
    restored(empty_database, saved)
    talks = Opened(empty_database)
    last = talks.last_changeset()
    talks.says(LEAVE, "C", "2024-08-01", {"territory": ["island"]})
    assert talks.last_changeset() == last + 1
    held = talks.column("select version from analysis.position where demand = %s", LEAVE)
    assert held == ["C"]
    talks.write("update tracker.demand set title = 'Join in' where slug = %s", JOIN)
    assert talks.write("select title, ended_by from history.demand where slug = %s", JOIN) == [(JOIN, last + 2)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never lost"):
        talks.write("delete from history.demand")


def test_a_database_that_is_migrated_and_holds_nothing_counts_as_empty(
    saved: Path, whole: Database, database: Database
) -> None:
    restored(database, saved)
    assert rows(database) == rows(whole)


def test_it_can_be_restored_over_data_when_told_to(saved: Path, whole: Database, seeded: Database) -> None:
    restored(seeded, saved, "--replace")
    assert rows(seeded) == rows(whole)


def test_the_extension_may_stand_in_another_schema(saved: Path, whole: Database, empty_database: Database) -> None:
    empty_database.execute("create extension pg_trgm with schema public")
    restored(empty_database, saved)
    assert rows(empty_database) == rows(whole)


def test_a_database_without_any_changeset(database: Database, empty_database: Database, tmp_path: Path) -> None:
    restored(empty_database, backed_up(database, tmp_path / "nothing.dump"))
    assert rows(empty_database) == rows(database)


def test_a_backup_of_an_older_tracker_is_brought_up_to_date(
    world: Talks, empty_database: Database, database: Database, tmp_path: Path
) -> None:
    made_due(world.database, "drop view past.place", "create view analysis.old as select * from analysis.actor")
    restored(empty_database, backed_up(world.database, tmp_path / "old.dump"))
    assert everything(empty_database) == everything(database)
    assert rows(empty_database) == rows(world.database)


def test_a_dump_of_the_whole_database_by_other_means_can_be_restored(
    world: Talks, whole: Database, empty_database: Database, tmp_path: Path
) -> None:
    in_one(world.database.owner, "create schema mine", "create table mine.notes as select 'x' as note")
    program = next(client_programs.candidates("pg_dump"))
    file = tmp_path / "whole.dump"
    subprocess.run([program.path, "--format=custom", f"--file={file}", world.database.url], check=True)
    restored(empty_database, file)
    assert rows(empty_database) == rows(world.database)
    assert schemas(empty_database) == schemas(whole)


def test_a_member_of_the_owner_backs_up_and_restores(
    server: Server, saved: Path, whole: Database, database: Database, tmp_path: Path
) -> None:
    """A login that reads and writes only as the owner, which it must become first."""
    name = f"{database.name}_login"
    with server.connect() as owner:
        owner.execute(f"create role {name} login noinherit in role tracker_owner".encode())
        owner.execute(f"grant {name} to current_user".encode())
    try:
        theirs = Database(database.name, url_of(database.url, user=name))
        restored(database, saved, "--replace")
        file = backed_up(theirs, tmp_path / "theirs.dump")
        restored(database, file, "--replace")
        assert rows(database) == rows(whole)
    finally:
        with server.connect() as owner:
            owner.execute(f"drop role {name}".encode())


def test_between_an_older_server_and_the_embedded_one(
    server: Server, saved: Path, whole: Database, tmp_path: Path
) -> None:
    if whole.owner.info.server_version // 10000 >= int(embedded_cluster.bundled_major()):
        pytest.skip("the server is no older than the embedded one")
    with serving("embedded") as newer, newer.fresh_database() as there, server.fresh_database() as back:
        restored(there, saved)
        assert rows(there) == rows(whole)
        assert recorded.problems(there) == []
        restored(back, backed_up(there, tmp_path / "there.dump"))
        assert rows(back) == rows(whole)
        assert recorded.problems(back) == []


# --- the file -----------------------------------------------------------------------------------------------------


def test_a_backup_is_one_file_that_only_its_owner_reads(seeds_readonly: Database, tmp_path: Path) -> None:
    file = tmp_path / "tracker.dump"
    told = run_cli(seeds_readonly.url, "db", "backup", str(file))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith(f"Wrote {file} (")
    assert "): changeset 1, " in told.stdout
    assert list(tmp_path.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_kept_unless_told_otherwise(seeds_readonly: Database, tmp_path: Path) -> None:
    file = tmp_path / "tracker.dump"
    file.write_text("precious")
    told = run_cli(seeds_readonly.url, "db", "backup", str(file))
    assert told.exit_code == 2
    assert told.stderr == f"Error: {file} exists already\nName another file, or replace this one with --force.\n"
    assert file.read_text() == "precious"
    assert run_cli(seeds_readonly.url, "db", "backup", str(file), "--force").exit_code == 0
    assert file.read_bytes().startswith(archive.MAGIC)


def test_a_place_that_cannot_be_written_is_refused_before_all_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place, why in (("nowhere/x.dump", "No such file or directory"), ("file/x.dump", "Not a directory")):
        file = tmp_path / place
        told = run_cli("postgresql://nobody@127.0.0.1:1/nothing", "db", "backup", str(file))
        assert told == Outcome(3, "", f"Error: cannot write to {file}: {why}\nNothing was written.\n")


def test_a_place_that_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = run_cli("postgresql://nobody@127.0.0.1:1/x", "db", "backup", "--force", str(tmp_path / "pipe"))
    assert told.exit_code == 2
    assert "is no ordinary file" in told.stderr
    assert run_cli("postgresql://nobody@127.0.0.1:1/x", "db", "backup", str(tmp_path)).exit_code == 2


def test_a_database_without_schema_has_nothing_to_back_up(empty_database: Database, tmp_path: Path) -> None:
    told = run_cli(empty_database.url, "db", "backup", str(tmp_path / "x.dump"))
    assert told.exit_code == 3
    assert "nothing to back up" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_others_built_is_not_in_it_and_is_named(database: Database, tmp_path: Path) -> None:
    in_one(database.owner, "create schema mine", "create table mine.notes as select 'x' as note")
    told = run_cli(database.url, "db", "backup", str(tmp_path / "x.dump"))
    assert "schema mine is not the tracker's" in told.stderr
    assert "extensions" not in told.stderr


def test_a_login_that_may_not_read_all_is_refused(server: Server, database: Database, tmp_path: Path) -> None:
    name = f"{database.name}_login"
    with server.connect() as owner:
        owner.execute(f"create role {name} login in role tracker_analyst".encode())
    try:
        told = run_cli(url_of(database.url, user=name), "db", "backup", str(tmp_path / "x.dump"))
    finally:
        with server.connect() as owner:
            owner.execute(f"drop role {name}".encode())
    assert told.exit_code == 3
    assert "this login may not read " in told.stderr
    assert "tracker_owner" in told.stderr
    assert list(tmp_path.iterdir()) == []


# --- refusals: nothing is changed ---------------------------------------------------------------------------------


def test_data_are_not_overwritten(saved: Path, seeded: Database) -> None:
    before = rows(seeded)
    told = restore(seeded, saved)
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: the database holds data up to changeset 1; ")
    assert "--replace" in told.stderr
    assert rows(seeded) == before


def test_reports_are_data_too(saved: Path, database: Database) -> None:
    database.execute(REPORT)
    told = restore(database, saved)
    assert told.exit_code == 2
    assert "rows in report.definition" in told.stderr


def test_a_report_that_is_in_hand_comes_back_as_it_stands(
    database: Database, empty_database: Database, tmp_path: Path
) -> None:
    database.execute(REPORT)
    database.execute(
        "insert into report.run (definition_id, started_at, status, from_changeset, from_day)"
        " select id, now(), 'running', 0, created_at::date from report.definition"
    )
    database.execute(
        "insert into report.content select id, 0, 'text', 'text', 'text/plain', '', '\\x00ff' from report.run"
    )
    database.execute(
        "insert into report.delivery (run_id, target, key) select id, '-', gen_random_uuid() from report.run"
    )
    restored(empty_database, backed_up(database, tmp_path / "reports.dump"))
    for table in ("definition", "run", "content", "delivery"):
        sql = f"select t::text from report.{table} t"
        assert empty_database.execute(sql) == database.execute(sql) != []
    new = "insert into report.run (definition_id, started_at, ended_at, status, from_changeset, from_day)"
    assert empty_database.execute(
        f"{new} select definition_id, now(), now(), 'skipped', 0, from_day from report.run returning id"
    ) == [(2,)]


REPORT = """
insert into report.definition (name, every, time_zone, view, formats, targets, author, created_at, due_after,
    told_changeset, told_day)
values ('weekly', '0 7 * * mon', 'UTC', 'both', '{html}', '{-}', 'anna', now(), now(), 0, current_date)
"""
NO_BACKUPS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"create table x (y integer);\n",
    "only a beginning": lambda: archive.MAGIC,
}


@pytest.mark.parametrize("kind", NO_BACKUPS)
def test_a_file_that_is_no_backup_is_refused(kind: str, empty_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "x.dump"
    file.write_bytes(NO_BACKUPS[kind]())
    before = schemas(empty_database)
    told = restore(empty_database, file)
    assert told.exit_code == 2
    assert str(file) in told.stderr
    assert "is no backup" in told.stderr or "is damaged" in told.stderr
    assert schemas(empty_database) == before


def test_a_dump_of_something_else_is_refused(server: Server, empty_database: Database, tmp_path: Path) -> None:
    empty_database.execute("create table public.x as select 1 as y")
    program = next(client_programs.candidates("pg_dump"))
    file = tmp_path / "other.dump"
    subprocess.run([program.path, "--format=custom", f"--file={file}", empty_database.url], check=True)
    with server.fresh_database() as target:
        told = restore(target, file)
        assert told.exit_code == 2
        assert f"{file} is no backup of a tracker's database" in told.stderr
        assert schemas(target) == ["information_schema", "public"]


def test_a_file_that_is_not_there(empty_database: Database, tmp_path: Path) -> None:
    told = restore(empty_database, tmp_path / "x.dump")
    assert told.exit_code == 2
    assert told.stderr == f"Error: cannot read {tmp_path / 'x.dump'}: No such file or directory\n"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.98])
def test_a_file_that_is_cut_off_changes_nothing(share: float, saved: Path, seeded: Database, tmp_path: Path) -> None:
    before, content = rows(seeded), saved.read_bytes()
    file = tmp_path / "cut.dump"
    file.write_bytes(content[: int(len(content) * share)])
    told = restore(seeded, file, "--replace")
    assert told.exit_code == 2, told.stderr
    assert told.stderr.startswith(f"Error: {file} is damaged: ")
    assert rows(seeded) == before
    assert run_cli(seeded.url, "db", "status").exit_code == 0


@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_a_byte_that_turned_over_is_found_before_anything_is_touched(
    share: float, saved: Path, empty_database: Database, tmp_path: Path
) -> None:
    content = bytearray(saved.read_bytes())
    content[int(len(content) * share)] ^= 1
    file = tmp_path / "turned.dump"
    file.write_bytes(content)
    told = restore(empty_database, file)
    assert told == Outcome(
        2, "", f"Error: {file} is damaged: it is not as it was written\nNothing was changed. Take another backup.\n"
    )


def test_a_pg_restore_that_is_killed_changes_nothing(only: Path, saved: Path, seeded: Database) -> None:
    real = embedded_cluster.programs() / "pg_restore"
    cut = f'case "$*" in *section=data*) {real} "$@" | head -c 3000; kill -9 $$;; esac'
    program(only, "pg_restore", "99.1", f'{cut}\nexec {real} "$@"')
    before = rows(seeded)
    told = restore(seeded, saved, "--replace")
    assert told.exit_code == 3
    assert "pg_restore was ended by signal 9" in told.stderr
    assert rows(seeded) == before


def test_a_backup_of_a_newer_tracker_is_refused(database: Database, empty_database: Database, tmp_path: Path) -> None:
    database.execute("comment on schema analysis is '[tracker schema=9999 fingerprint=0]'")
    file = backed_up(database, tmp_path / "newer.dump")
    told = restore(empty_database, file)
    assert told.exit_code == 3
    assert f"{file} was made by a newer tracker: its schema is 9999\nInstall a newer tracker." in told.stderr
    assert schemas(empty_database) == ["information_schema", "public"]


def test_a_newer_database_is_not_replaced(saved: Path, database: Database) -> None:
    database.execute("comment on schema analysis is '[tracker schema=9999 fingerprint=0]'")
    before = everything(database)
    told = restore(database, saved, "--replace")
    assert told.exit_code == 3
    assert "newer than this program" in told.stderr
    assert everything(database) == before


def test_a_schema_of_somebody_else_is_not_taken_for_ours(saved: Path, empty_database: Database) -> None:
    in_one(empty_database.owner, "create schema analysis", "create table analysis.theirs as select 1 as x")
    told = restore(empty_database, saved, "--replace")
    assert told.exit_code == 3
    assert "a schema analysis that is not the tracker's" in told.stderr
    assert empty_database.execute("table analysis.theirs") == [(1,)]


BUILT = {
    "view mine.thing": "create view mine.thing as select * from analysis.position",
    "materialized view mine.thing": "create materialized view mine.thing as select * from tracker.actor",
    "table constraint theirs on mine.thing":
        "create table mine.thing (actor bigint constraint theirs references tracker.actor)",
    "default value for mine.thing.of": "create table mine.thing (of bigint default tracker.current_changeset())",
    "function mine.thing()": "create function mine.thing() returns setof analysis.actor language plpgsql"
        " as 'begin end'",
    "view analysis.thing": "create view analysis.thing as select 1 as x",
    "publication relation": "create publication thing_{} for table tracker.actor",
}  # fmt: skip


@pytest.mark.parametrize("named", BUILT)
@pytest.mark.filterwarnings("ignore")
def test_what_others_built_on_it_stops_the_replacing(named: str, saved: Path, seeded: Database) -> None:
    in_one(seeded.owner, "create schema mine", BUILT[named].format(seeded.name))
    before = rows(seeded), everything(seeded)
    told = restore(seeded, saved, "--replace")
    assert told.exit_code == 3
    assert f"the {named}" in told.stderr
    assert "would be lost" in told.stderr
    assert (rows(seeded), everything(seeded)) == before


def test_a_session_in_the_way_is_waited_for_and_told(
    saved: Path, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.database.restore._LOCK_TIMEOUT", "100ms")
    before = rows(seeded)
    with seeded.connect() as other, other.transaction():
        other.execute("select from analysis.actor")
        told = restore(seeded, saved, "--replace")
    assert told.exit_code == 3
    assert "somebody is using the database" in told.stderr
    assert rows(seeded) == before


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_restoring_that_is_ended_midway_changes_nothing(sent: signal.Signals, saved: Path, seeded: Database) -> None:
    before = rows(seeded), everything(seeded)
    words = [sys.executable, "-c", MIDWAY, seeded.url, str(saved)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, text=True, preexec_fn=interruptible, **pipes) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "midway\n"
        programs = psutil.Process(child.pid).children()
        child.send_signal(sent)
    assert (rows(seeded), everything(seeded)) == before
    assert psutil.wait_procs(programs, timeout=10)[1] == []


def test_a_restoring_that_fails_at_its_end_changes_nothing(
    saved: Path, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    before = rows(seeded), everything(seeded)
    monkeypatch.setattr(upgrade, "bring_up", fail)
    assert restore(seeded, saved, "--replace").exit_code == 3
    assert (rows(seeded), everything(seeded)) == before


# --- progress -----------------------------------------------------------------------------------------------------


def test_both_tell_how_far_they_are(everything_template: Database, empty_database: Database, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    backup.backup(everything_template.url, tmp_path / "x.dump", lambda *step: told.append(step))
    with archive.opened(tmp_path / "x.dump") as opened:
        restoring.restore(empty_database.url, opened, progress=lambda *step: told.append(step))
    kinds = list(dict.fromkeys(what for what, _, _ in told))
    assert kinds == ["backing up", "checking", "restoring", "indexing", "building", *DERIVING]
    for kind in kinds:
        steps = [(done, total) for what, done, total in told if what == kind]
        assert steps == sorted(steps)
        assert 0 < steps[-1][0] <= steps[-1][1]


def test_a_silent_program_gives_pauses() -> None:
    words = [sys.executable, "-c", "import sys, time; print('one', flush=True); time.sleep(1); print('two')"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = list(client_programs.lines_or_pauses(child.stdout))
    assert [line for line in told if line is not None] == ["one", "two"]
    assert None in told[told.index("one") : told.index("two")]


# --- programs -----------------------------------------------------------------------------------------------------


def program(folder: Path, name: str, version: str, does: str, probed: str = "exit 1") -> None:
    """A program in a folder that tells a version, can encrypt unless `probed` says otherwise, and does something."""
    file = folder / name
    asked = f'case "$*" in --version) echo "{name} (PostgreSQL) {version}"; exit;; *nonexistent*) {probed};; esac'
    file.write_text(f"#!/bin/sh\n{asked}\n{does}\n")
    file.chmod(0o755)


@pytest.fixture
def only(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    folder = tmp_path_factory.mktemp("programs")
    monkeypatch.setattr(client_programs, "_folders", lambda: [folder])
    return folder


def test_a_pg_dump_older_than_the_server_is_not_used(only: Path, seeds_readonly: Database, tmp_path: Path) -> None:
    program(only, "pg_dump", "14.9", "exit 1")
    told = run_cli(seeds_readonly.url, "db", "backup", str(tmp_path / "x.dump"))
    server = seeds_readonly.owner.info.server_version // 10000
    assert told.exit_code == 3
    assert f"the server is PostgreSQL {server}." in told.stderr
    assert f"needs a pg_dump of PostgreSQL {server} or newer" in told.stderr
    assert f"; found: 14.9 ({only}/pg_dump)\n" in told.stderr
    assert f"postgresql-client-{server}" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_any_pg_dump_it_says_what_to_install(only: Path, seeds_readonly: Database, tmp_path: Path) -> None:
    assert list(only.iterdir()) == []
    told = run_cli(seeds_readonly.url, "db", "backup", str(tmp_path / "x.dump"))
    assert told.exit_code == 3
    assert "found: none" in told.stderr


def test_a_connection_that_is_encrypted_stays_so(only: Path) -> None:
    program(only, "pg_dump", "18.1", "", "echo 'sslmode invalid when SSL support is not compiled in' >&2; exit 1")
    assert client_programs.pg_dump_for("15.1", 15, encrypted=False).major == 18
    with pytest.raises(SurroundingsError, match="that can encrypt its connection"):
        client_programs.pg_dump_for("15.1", 15, encrypted=True)
    program(only, "pg_dump", "18.1", "", "echo 'connection failed' >&2; exit 1")
    assert client_programs.pg_dump_for("15.1", 15, encrypted=True).major == 18


def test_a_format_newer_than_pg_restore_is_told(only: Path, saved: Path, empty_database: Database) -> None:
    program(
        only, "pg_restore", "15.2", "echo 'pg_restore: error: unsupported version (1.16) in file header' >&2; exit 1"
    )
    told = restore(empty_database, saved)
    assert told.exit_code == 3
    assert f"{saved} needs a newer pg_restore; found: 15.2 ({only}/pg_restore)" in told.stderr


def test_settings_that_are_younger_than_the_server_are_left_out() -> None:
    script = (
        b"\\restrict abc\n\nSET lock_timeout = 0;\nSET transaction_timeout = 0;\n"
        b"\n--\n-- Name: f; Type: FUNCTION\n--\n\nSET transaction_timeout = 0;\n\\x\n\n\\unrestrict abc\n\n"
    )
    preamble, rest = restoring._split(script, {b"lock_timeout"})
    assert preamble == b"\nSET lock_timeout = 0;\n"
    assert rest == b"\n--\n-- Name: f; Type: FUNCTION\n--\n\nSET transaction_timeout = 0;\n\\x\n\n"


def test_the_password_is_not_on_the_command_line(only: Path, seeds_readonly: Database, tmp_path: Path) -> None:
    seen = only / "seen.json"
    script = f"import json, os, sys; json.dump([sys.argv, os.environ.get('PGPASSWORD')], open('{seen}', 'w'))"
    program(only, "pg_dump", "99.1", f'exec {sys.executable} -c "{script}" "$@"')
    url = url_of(seeds_readonly.url, password="not for all eyes", sslmode="prefer")
    run_cli(url, "db", "backup", str(tmp_path / "x.dump"))
    words, password = json.loads(seen.read_text())
    assert password == "not for all eyes"
    assert "eyes" not in " ".join(words)
    assert "sslmode=prefer" in " ".join(words)


def test_what_pg_dump_complains_of_is_told_and_no_file_is_left(
    only: Path, seeds_readonly: Database, tmp_path: Path
) -> None:
    program(only, "pg_dump", "99.1", "echo 'pg_dump: error: query failed' >&2; exit 1")
    told = run_cli(seeds_readonly.url, "db", "backup", str(tmp_path / "x.dump"))
    assert told == Outcome(3, "", "Error: pg_dump failed: query failed\nNothing was written.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_pg_dump_and_leaves_no_file(
    sent: signal.Signals, only: Path, seeds_readonly: Database, tmp_path: Path
) -> None:
    noted = only / "pid"
    program(only, "pg_dump", "99.1", f"echo $$ > {noted}.new; mv {noted}.new {noted}; exec sleep 600")
    file = tmp_path / "x.dump"
    words: list[Any] = [sys.executable, "-c", SLOW, only, seeds_readonly.url, "db", "backup", file]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, preexec_fn=interruptible) as child:
        deadline = time.monotonic() + 30
        while not noted.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        pg_dump = int(noted.read_text())
        assert [path.name[:8] for path in tmp_path.iterdir()] == [".x.dump."]
        child.send_signal(sent)
        told = child.communicate(timeout=30)[1]
    assert (child.returncode, told.lstrip()) == (130, "Interrupted; nothing is left half done.\n")
    assert not psutil.pid_exists(pg_dump)
    assert list(tmp_path.iterdir()) == []
