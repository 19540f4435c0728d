"""The wall: whoever may only read tries every way to write, on all that the catalogue names, and is refused each time.

Role settings are defaults that anybody lifts, so they are lifted here first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.logins import Login, in_one, login
from tests.servers import Server
from tracker.database import roles

SCHEMAS = ("tracker", "history", "known", "analysis", "past", "report")
EVERYWHERE = (*SCHEMAS, "public", "extensions", "pg_catalog", "information_schema")
READERS = ("tracker_analyst", "tracker_reporter")
OTHERS = ("tracker_owner", "tracker_editor", "pg_write_all_data", "pg_read_server_files", "pg_execute_server_program")
# What is no table of rows, or no view that could be written by anybody, is refused for that.
REFUSED = (
    errors.InsufficientPrivilege,
    errors.WrongObjectType,
    errors.FeatureNotSupported,
    errors.ObjectNotInPrerequisiteState,
)
# They write nothing: a setting of the session, or of the transaction.
HARMLESS = {"analysis.as_known", "analysis.as_now"}

TO_A_RELATION = (
    "insert into {name} default values",
    "update {name} set {column} = default",
    "update {name} set {column} = {column}",
    "delete from {name}",
    "truncate {name}",
    "truncate {name} cascade",
    "merge into {name} t using (values (1)) v (one) on true when matched then delete",
    "lock table {name} in row share mode",
    "lock table {name} in share update exclusive mode",
    "lock table {name} in access exclusive mode nowait",
    "select * from {name} for update",
    "select * from {name} for key share",
    "copy {name} from stdin",
    "copy {name} from program 'true'",
    "alter table {name} add column mine integer",
    "alter table {name} disable trigger all",
    "alter table {name} owner to current_user",
    "alter table {name} enable row level security",
    "alter table {name} set schema public",
    "alter view {name} set (security_invoker = false)",
    "create or replace view {name} as select 1 as one",
    "create trigger mine before insert on {name} execute function suppress_redundant_updates_trigger()",
    "create rule mine as on insert to {name} do instead nothing",
    "create policy mine on {name}",
    "create index on {name} ({column})",
    "create statistics mine on {column}, {column} from {name}",
    "comment on column {name}.{column} is 'mine'",
    "drop table {name} cascade",
    "drop view {name} cascade",
    "cluster {name}",
    "reindex table {name}",
    "deallocate all; prepare mine as delete from {name}; execute mine",
    "do $$ begin execute 'delete from {name}'; end $$",
    "with gone as (delete from {name} returning 1) select * from gone",
    "explain analyze delete from {name}",
)
WRITES = 10  # of these: enough for PostgreSQL's own relations
TO_A_SCHEMA = (
    "create table {name}.mine (one integer)",
    "create view {name}.mine as select 1 as one",
    "create materialized view {name}.mine as select 1 as one",
    "create sequence {name}.mine",
    "create function {name}.mine() returns integer language sql as 'select 1'",
    "create type {name}.mine as (one integer)",
    "create domain {name}.mine as integer",
    'create collation {name}.mine from "C"',
    "create operator {name}.=== (function = int4eq, leftarg = integer, rightarg = integer)",
    "select 1 as one into {name}.mine",
    "alter schema {name} rename to mine",
    "alter schema {name} owner to current_user",
    "drop schema {name} cascade",
    "comment on schema {name} is 'mine'",
    "alter default privileges for role tracker_owner in schema {name} grant insert on tables to public",
)
TO_THE_SERVER = (
    "create temporary table mine (one integer)",
    "create temporary view mine as select 1 as one",
    "create schema mine",
    "create extension dblink",
    "create extension file_fdw",
    "create role mine",
    "create database mine",
    "create tablespace mine location '/tmp/mine'",
    "create event trigger mine on ddl_command_start execute function suppress_redundant_updates_trigger()",
    "create publication mine",
    "create publication mine for all tables",
    "create subscription mine connection 'dbname=postgres' publication mine with (connect = false)",
    "create foreign data wrapper mine",
    "create language mine handler plpgsql_call_handler",
    "create cast (text as integer) with inout as implicit",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/mine'",
    "set session authorization tracker_owner",
    "set session_replication_role = replica",
    "set lo_compat_privileges = on",
    "set row_security = on; set session_preload_libraries = 'mine'",
    "load '/tmp/mine'",
    "alter system set work_mem = '1GB'",
    "alter role tracker_analyst superuser",
    "alter role current_user superuser",
    "alter role current_user createrole",
    "alter role tracker_owner set work_mem = '1MB'",
    "alter role all set work_mem = '1MB'",
    "alter database {database} set work_mem = '1MB'",
    "alter database {database} rename to mine",
    "drop database {database}",
    "drop owned by tracker_owner",
    "reassign owned by tracker_owner to current_user",
    "drop role tracker_analyst",
    "grant tracker_owner to current_user",
    "grant tracker_analyst to public",
    "comment on database {database} is 'mine'",
    "checkpoint",
    "alter large object 1 owner to current_user",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'x')",
    "select lo_import('/etc/hostname')",
    "select lo_export(1, '/tmp/mine')",
    "select pg_read_file('/etc/hostname')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "select pg_reload_conf()",
    "select pg_rotate_logfile()",
    "select pg_switch_wal()",
    "select pg_create_restore_point('mine')",
    "select pg_create_physical_replication_slot('mine')",
    "select pg_create_logical_replication_slot('mine', 'pgoutput')",
    "select pg_replication_origin_create('mine')",
    "select pg_stat_reset()",
    "select pg_promote()",
    "select pg_import_system_collations('public')",
)
RIGHTS = (
    "select oid, relname, relowner, coalesce(relacl, acldefault('r', relowner))::text from pg_class order by 1",
    "select oid, proname, proowner, coalesce(proacl, acldefault('f', proowner))::text from pg_proc order by 1",
    "select oid, nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner))::text from pg_namespace order by 1",
    "select t::text from pg_largeobject_metadata t",
    "select t::text from pg_default_acl t",
)
UNREAD = ("tracker", "history", "known")


@pytest.fixture
def wall(world: Talks) -> Talks:
    """The world, with the rights on the database itself: those a clone does not get from its template."""
    roles.bring(world.database.url)
    return world


@pytest.fixture(params=READERS)
def reader(server: Server, wall: Talks, request: pytest.FixtureRequest) -> Iterator[Login]:
    with login(server, wall.database, request.param) as connection:
        yield lifted(connection)


def lifted(connection: Login) -> Login:
    connection.execute(
        "set default_transaction_read_only = off; set statement_timeout = 0; set client_min_messages = error"
    )
    return connection


def allowed(connection: Login, statement: str, refused: tuple[type[Exception], ...] = REFUSED) -> str | None:
    """The statement, where it was not refused. Whatever it did is rolled back."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except refused:
        return None
    except psycopg.Error as error:
        return f"{statement}: {error.sqlstate} {error}"
    return statement


def own(reader: Login, name: str) -> bool:
    """A table of schema `report`, where the reader is one who sends reports: these are his to write."""
    (sends,) = reader.execute("select pg_has_role('tracker_reporter', 'member')").fetchone() or (False,)
    return bool(sends) and name.startswith("report.")


def relations(talks: Talks, kinds: str = "rvmpf") -> list[tuple[str, str]]:
    """Every relation of a schema that a login can name, with its first column."""
    return talks.database.execute(
        "select c.oid::regclass::text, quote_ident(a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid"
        ' and a.attnum = 1 where c.relkind = any(string_to_array(%s, null)::"char"[])'
        " and relnamespace::regnamespace::text = any(%s) order by 1",
        [kinds, list(EVERYWHERE)],
    )


def state(talks: Talks) -> dict[str, Any]:
    """All rows of the tables, and everything that rights and definitions hang on."""
    tables = [name for name, _ in relations(talks, "r") if name.startswith(("tracker.", "history."))]
    found = {
        name: talks.database.execute(f"select md5(string_agg(t::text, ',' order by t::text)) from {name} t")
        for name in tables
    }
    for what in RIGHTS:
        found[what] = talks.database.execute(what)
    return found


def test_no_relation_can_be_written_locked_or_altered(wall: Talks, reader: Login) -> None:
    found = [(name, column) for name, column in relations(wall) if not own(reader, name)]
    assert {name.partition(".")[0] for name, _ in found} >= {"tracker", "history", "known", "analysis", "past"}
    got_through = []
    for name, column in found:
        ways = TO_A_RELATION if name.startswith(SCHEMAS) else TO_A_RELATION[:WRITES]
        got_through += filter(None, (allowed(reader, s.format(name=name, column=column)) for s in ways))
    assert got_through == []


def test_who_reads_has_no_right_but_to_read(wall: Talks, reader: Login) -> None:
    """Also where a view could not be written by anybody; on no relation of ours, and none of everybody's."""
    found = wall.database.execute(
        "select c.oid::regclass::text from pg_class c where relnamespace::regnamespace::text = any(%s) and relkind in"
        " ('r', 'v', 'm', 'p', 'f') and (has_table_privilege(%s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES,"
        " TRIGGER') or has_any_column_privilege(%s, c.oid, 'INSERT, UPDATE, REFERENCES'))",
        [list(EVERYWHERE), reader.info.user, reader.info.user],
    )
    assert [name for (name,) in found if not own(reader, name)] == []


def test_tables_themselves_are_not_even_read(wall: Talks, reader: Login) -> None:
    shared = {f"{schema}.{name}" for kind, schema, name in roles.build.shared_objects() if kind == "view"}
    private = [name for name, _ in relations(wall) if name.partition(".")[0] in UNREAD and name not in shared]
    assert len(private) > 80
    assert [n for n in private if allowed(reader, f"select 1 from {n} limit 1", (errors.InsufficientPrivilege,))] == []


def test_nothing_can_be_made_in_any_schema(wall: Talks, reader: Login) -> None:
    there = [
        row[0]
        for row in wall.database.execute("select nspname from pg_namespace where nspname = any(%s)", [list(EVERYWHERE)])
    ]
    tried = [statement.format(name=name) for name in there for statement in TO_A_SCHEMA]
    assert (
        list(
            filter(
                None,
                (
                    allowed(reader, statement, (errors.InsufficientPrivilege, errors.ReservedName))
                    for statement in tried
                ),
            )
        )
        == []
    )


def test_the_server_and_the_database_stand(wall: Talks, reader: Login) -> None:
    other = [f"set role {role}" for role in (*OTHERS, *READERS) if role not in member_of(reader)]
    tried = [*(statement.format(database=wall.database.name) for statement in TO_THE_SERVER), *other]
    refused = (
        errors.InsufficientPrivilege,
        errors.ActiveSqlTransaction,  # refused in a transaction, and outside of one below
        errors.DependentObjectsStillExist,
        errors.UndefinedFile,
        errors.FeatureNotSupported,
        errors.UndefinedObject,
    )
    assert list(filter(None, (allowed(reader, statement, refused) for statement in tried))) == []
    for statement in tried:
        if statement.startswith(
            ("create database", "create tablespace", "drop database", "alter system", "create subs")
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                reader.execute(statement.encode())


def member_of(connection: Login) -> set[str]:
    found = connection.execute("select rolname from pg_roles where pg_has_role(current_user, oid, 'member')")
    return {row[0] for row in found}


def test_nothing_is_left_of_all_the_grants_that_only_warn(wall: Talks, reader: Login) -> None:
    """GRANT, ANALYZE and VACUUM of what is another's are passed over with a warning: it is looked at what they did."""
    before = state(wall)
    for name, _ in relations(wall):
        for statement in (
            "grant all on {} to public",
            "revoke all on {} from tracker_analyst",
            "analyze {}",
            "vacuum {}",
        ):
            with suppress(*REFUSED):
                reader.execute(statement.format(name).encode())
    assert state(wall) == before


def test_no_sequence_moves(wall: Talks, reader: Login) -> None:
    found = [name for (name,) in wall.database.execute("select oid::regclass::text from pg_class where relkind = 'S'")]
    assert len(found) > 20
    tried = [f"select {call}" for name in found for call in (f"nextval('{name}')", f"setval('{name}', 1)")]
    tried += [f"alter sequence {name} restart" for name in found]
    assert list(filter(None, (allowed(reader, statement) for statement in tried))) == []


def functions(talks: Talks, condition: str, *params: object) -> list[tuple[str, str]]:
    """Functions of our schemas: name, and a call with nothing in every argument."""
    return talks.database.execute(
        "select n.nspname || '.' || p.proname, format('%%I.%%I(%%s)', n.nspname, p.proname, (select string_agg('null::'"
        " || format_type(t, null), ', ' order by o) from unnest(p.proargtypes) with ordinality a (t, o)))"
        " from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        f" where n.nspname = any(%s) and {condition} order by 1",
        [list(SCHEMAS), *params],
    )


def test_what_writes_cannot_be_called(wall: Talks, reader: Login) -> None:
    user = reader.info.user
    callable_ = functions(wall, "p.provolatile = 'v' and has_function_privilege(%s, p.oid, 'execute')", user)
    assert {name for name, _ in callable_} <= HARMLESS
    closed = functions(wall, "not has_function_privilege(%s, p.oid, 'execute') and not proisstrict", user)
    assert {"tracker.open_changeset", "tracker.revert", "tracker.lock_writers"} <= {name for name, _ in closed}
    tried = [f"select {call}" for _, call in closed]
    assert list(filter(None, (allowed(reader, statement) for statement in tried))) == []
    altered = [f"alter routine {name} owner to current_user" for name in {name for name, _ in closed}]
    assert list(filter(None, (allowed(reader, s, (*REFUSED, errors.AmbiguousFunction)) for s in altered))) == []


def test_what_can_be_called_changes_nothing(server: Server, wall: Talks) -> None:
    before = state(wall)
    with login(server, wall.database, "tracker_analyst") as connection:
        lifted(connection)
        for _, call in functions(wall, "has_function_privilege(%s, p.oid, 'execute')", connection.info.user):
            with suppress(psycopg.Error):
                connection.execute(f"select {call}".encode())
    assert state(wall) == before


def test_a_reader_keeps_no_writer_waiting(wall: Talks, reader: Login) -> None:
    """Whatever locks a reader can take and keep, an editor goes on writing."""
    with reader.transaction():
        for kind in ("", "_shared"):
            reader.execute(
                f"select pg_advisory_lock{kind}(1953653099, 1), pg_advisory_xact_lock{kind}(1953653099, 1)".encode()
            )
        for name, _ in relations(wall):
            allowed(reader, f"lock table {name} in access share mode")
        for view in ("analysis.changeset", "analysis.demand", "analysis.actor"):
            allowed(reader, f"select * from {view}")
        done = threading.Event()
        writer = threading.Thread(target=lambda: (wall.actor("newcomer"), done.set()), daemon=True)
        writer.start()
        assert done.wait(10), "the writer waits"
        writer.join()
        reader.execute("select pg_advisory_unlock_all()")


def test_others_sessions_go_on(wall: Talks, reader: Login) -> None:
    other = wall.database.owner.info.backend_pid
    for verb in ("terminate", "cancel"):
        with pytest.raises(errors.InsufficientPrivilege):
            reader.execute(f"select pg_{verb}_backend({other})".encode())
    assert reader.execute(
        "select count(*) from pg_stat_activity where usename <> current_user and query not in"
        " ('', '<insufficient privilege>')"
    ).fetchone() == (0,)


# --- a schema of one's own is no way round ----------------------------------------------------------------------


@pytest.fixture
def at_home(server: Server, wall: Talks) -> Iterator[Login]:
    """An analyst with a schema to build in."""
    with login(server, wall.database, "tracker_analyst") as connection:
        wall.database.execute(f"create schema home authorization {connection.info.user}")
        yield lifted(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "update home.v set slug = 'x'",
        "select * from home.v for update",
        "lock table home.v in share mode",
        "delete from home.w",
        "select home.f()",
        "insert into home.t values (1)",
        "create table home.r (id bigint references tracker.actor)",
        "create table home.i () inherits (tracker.actor)",
        "create trigger mine before insert on tracker.actor for each row execute function home.g()",
        "alter table home.t set schema analysis",
        "alter view home.w set schema past",
        "alter function home.f() owner to tracker_owner",
        "alter schema home owner to tracker_owner",
        "create event trigger mine on ddl_command_start execute function home.g()",
    ],
)
def test_what_an_analyst_builds_writes_no_more_than_the_analyst(wall: Talks, at_home: Login, statement: str) -> None:
    for made in (
        "create view home.w as select * from analysis.actor",
        "create function home.f() returns void language sql security definer begin atomic select 1; end",
        "create or replace function home.f() returns void language plpgsql security definer as"
        " $$ begin delete from tracker.actor; end $$",
        "create function home.g() returns trigger language plpgsql as $$ begin return null; end $$",
        "create table home.t (one integer)",
        "create rule mine as on insert to home.t do instead delete from tracker.actor",
    ):
        at_home.execute(made.encode())
    if " home.v" in statement:
        at_home.execute("create view home.v as select slug from tracker.actor")
    before = state(wall)
    with pytest.raises((errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState, errors.WrongObjectType)):
        in_one(at_home, statement)
    assert state(wall) == before


def test_names_of_an_analyst_do_not_capture_what_the_owner_calls(wall: Talks, at_home: Login) -> None:
    """Functions that run as the owner look nowhere but where only the owner builds."""
    loose = wall.database.execute(
        "select p.oid::regprocedure::text from pg_proc p where prosecdef and pronamespace::regnamespace::text = any(%s)"
        " and not exists (select from unnest(proconfig) c where c like 'search\\_path=pg\\_catalog, %%pg\\_temp')",
        [list(SCHEMAS)],
    )
    assert loose == []
    open_ = wall.database.execute(
        "select nspname::text from pg_namespace where nspname in ('extensions', 'public', 'pg_catalog')"
        " and has_schema_privilege(%s, oid, 'create')",
        [at_home.info.user],
    )
    assert open_ == []


# --- editors write live rows, and nothing else ------------------------------------------------------------------


def test_an_editor_writes_neither_history_nor_what_the_database_keeps(wall: Talks, editor: Login) -> None:
    kept = [(name, column) for name, column in relations(wall) if name in roles.KEPT or name.startswith("history.")]
    assert len(kept) > len(roles.KEPT) + 20
    got_through = []
    for name, column in kept:
        got_through += filter(None, (allowed(editor, s.format(name=name, column=column)) for s in TO_A_RELATION))
    assert got_through == []


def test_an_editor_neither_truncates_nor_alters_a_live_table(wall: Talks, editor: Login) -> None:
    live = [
        (name, column) for name, column in relations(wall) if name.startswith("tracker.") and name not in roles.KEPT
    ]
    verbs = ("truncate", "alter", "create", "drop", "comment", "cluster", "reindex")
    tried = [s.format(name=name, column=column) for name, column in live for s in TO_A_RELATION if s.startswith(verbs)]
    tried += [
        "set session_replication_role = replica",
        "alter role current_user set session_replication_role = replica",
    ]
    assert list(filter(None, (allowed(editor, statement) for statement in tried))) == []
