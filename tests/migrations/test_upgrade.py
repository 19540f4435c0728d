"""Upgrading: from nothing, twice, two at once, over what analysts built; and what stands afterwards."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors
from sqlalchemy import create_engine

from tests.database.logins import Login, in_one, login
from tests.database.recorded import TABLES
from tests.servers import Database, Server, url_of
from tracker import resources
from tracker.database import build, logins, stamp, upgrade
from tracker.errors import SurroundingsError
from tracker.model import metadata, reports
from tracker.model.changesets import TransactionId

SCHEMAS = ("analysis", "history", "known", "past", "report", "tracker")
OURS = "('" + "', '".join(SCHEMAS) + "')"


def everything(database: Database) -> list[tuple[Any, ...]]:
    """What stands in our schemas, with definitions, comments and rights."""
    return database.execute(f"""
        select i.type, i.identity, obj_description(c.oid), pg_get_viewdef(c.oid), c.relacl::text
        from pg_class c cross join lateral pg_identify_object('pg_class'::regclass, c.oid, 0) i
        where c.relnamespace::regnamespace::text in {OURS}
        union all
        select i.type, i.identity, obj_description(p.oid), pg_get_functiondef(p.oid), p.proacl::text
        from pg_proc p cross join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) i
        where p.pronamespace::regnamespace::text in {OURS}
        union all
        select 'trigger', tgrelid::regclass || '.' || tgname, null, pg_get_triggerdef(oid), null
        from pg_trigger where not tgisinternal
        order by 1, 2
    """)


HEAD = stamp.revisions()[-1]


def made_due(database: Database, *statements: str) -> None:
    """Makes the database older than the program by some statements of its owner."""
    mark = f"comment on schema analysis is '[tracker schema={HEAD} fingerprint=0]'"
    in_one(database.owner, "set local role tracker_owner", *statements, "select tracker.note_definitions()", mark)


# --- upgrading ----------------------------------------------------------------------------------------------------


def test_from_nothing_everything_is_made(empty_database: Database) -> None:
    assert upgrade.status(empty_database.url).revision is None
    status = upgrade.upgrade(empty_database.url)
    assert (status.revision, status.current, status.newer) == (status.head, True, False)
    tables = {
        row[0]
        for row in empty_database.execute(
            "select relname from pg_class where relnamespace = 'tracker'::regnamespace and relkind = 'r'"
        )
    }
    assert tables == {table.name for table in metadata.sorted_tables} | {"alembic_version"}


def test_upgrading_again_does_nothing(database: Database) -> None:
    before = database.execute("select oid, xmin::text from pg_proc order by 1"), everything(database)
    assert upgrade.upgrade(database.url).current
    assert (database.execute("select oid, xmin::text from pg_proc order by 1"), everything(database)) == before


def test_rebuilding_ends_where_it_began(database: Database) -> None:
    before = everything(database)
    made_due(database)
    assert upgrade.upgrade(database.url).current
    assert everything(database) == before


def test_a_database_of_the_first_release_gets_what_came_since(database: Database) -> None:
    before = everything(database)
    mark = "comment on schema analysis is '[tracker schema=0001 fingerprint=0]'"
    undo = (
        "drop schema report cascade",
        "drop table tracker.set_aside",
        "drop table tracker.shown, tracker.heard cascade",
        "alter table tracker.spell drop column compared cascade",
        "alter table history.spell drop column compared cascade",
        "update tracker.alembic_version set version_num = '0001'",
        mark,
    )
    in_one(database.owner, "set local role tracker_owner", *undo)
    assert upgrade.upgrade(database.url).revision == HEAD
    assert everything(database) == before


def test_two_may_upgrade_at_once(empty_database: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(upgrade.upgrade, [empty_database.url] * 2)
    assert one.current
    assert one == two


def test_a_newer_database_is_left_alone(database: Database) -> None:
    database.execute("comment on schema analysis is '[tracker schema=9999 fingerprint=0]'")
    before = everything(database)
    with pytest.raises(SurroundingsError, match=r"newer than this program: its schema is 9999, .*newer tracker"):
        upgrade.upgrade(database.url)
    assert everything(database) == before


def test_the_program_knows_its_revisions_without_alembic() -> None:
    """By the names of the files: they begin with the revision and sort in the order of the migrations."""
    folder = ScriptDirectory(str(resources.migrations()))
    assert stamp.revisions() == [script.revision for script in folder.walk_revisions()][::-1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update tracker.alembic_version set version_num = '9999_future'", "says 9999_future"),
        ("delete from tracker.alembic_version", "is empty"),
        ("drop table tracker.alembic_version", "is empty"),
    ],
)
def test_migrations_that_were_noted_by_another_hand_stop_an_upgrade(database: Database, change: str, told: str) -> None:
    database.execute(change)
    before = everything(database)
    status = upgrade.status(database.url)
    assert (status.current, status.newer) == (False, False)
    with pytest.raises(SurroundingsError, match=rf"its schema is {HEAD}, but tracker\.alembic_version {told}"):
        upgrade.upgrade(database.url)
    assert everything(database) == before


def test_a_login_without_the_right_is_told_so(server: Server, empty_database: Database) -> None:
    with (
        login(server, empty_database, "tracker_analyst") as analyst,
        pytest.raises(SurroundingsError, match="this login may not upgrade the database: permission denied") as caught,
    ):
        upgrade.upgrade(url_of(empty_database.url, user=analyst.info.user, password=analyst.info.password))
    assert "owner" in (caught.value.hint or "")


def test_a_database_that_cannot_be_written_is_told(database: Database) -> None:
    made_due(database)
    database.execute(f"alter database {database.name} set default_transaction_read_only = on")
    with pytest.raises(SurroundingsError, match="the database is read-only"):
        upgrade.upgrade(database.url)


def test_a_failure_leaves_no_trace(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(build, "rebuild", fail)
    with pytest.raises(ZeroDivisionError):
        upgrade.upgrade(empty_database.url)
    assert empty_database.execute("select nspname from pg_namespace where nspname in ('tracker', 'analysis')") == []


# --- what is no longer made, and what others built ----------------------------------------------------------------


def test_what_no_file_makes_any_more_is_dropped(database: Database) -> None:
    before = everything(database)
    made_due(
        database,
        "create view analysis.old as select * from analysis.actor",
        "create view past.old as select * from past.actor",
        "create view analysis.older as select * from analysis.old",
        "create function analysis.as_known(at_time date) returns text language sql as 'select null'",
        "create function tracker.old() returns trigger language plpgsql as 'begin return null; end'",
        "create trigger old before insert on tracker.actor for each row execute function tracker.old()",
    )
    upgrade.upgrade(database.url)
    assert everything(database) == before


GUESTS = {
    "view": "create view analysis.mine as select demand from analysis.demand",
    "materialized view": "create materialized view past.mine as select slug from tracker.demand",
    "function": "create function analysis.mine(of text) returns integer language sql as 'select 1'",
}


@pytest.mark.parametrize("kind", GUESTS)
def test_what_somebody_put_into_our_schemas_is_named_and_not_dropped(database: Database, kind: str) -> None:
    made_due(database)
    database.execute(GUESTS[kind])
    before = everything(database)
    with pytest.raises(SurroundingsError, match=rf"the {kind} (analysis|past)\.mine\S* is not the tracker's") as caught:
        upgrade.upgrade(database.url)
    assert everything(database) == before
    move = re.search(r"ALTER .* SET SCHEMA", caught.value.hint or "")
    assert move
    in_one(database.owner, "create schema home", f"{move[0]} home")
    assert upgrade.upgrade(database.url).current


def test_an_analysts_view_survives_columns_that_grow(database: Database) -> None:
    made_due(
        database,
        "drop view analysis.place",
        "create view analysis.place as select slug as place, null::text as parent, kind from tracker.place",
    )
    in_one(database.owner, "create schema mine", "create view mine.places as select * from analysis.place")
    upgrade.upgrade(database.url)
    assert "name" in columns(database, "analysis.place")
    assert columns(database, "mine.places") == ["place", "parent", "kind"]


REPLACED: dict[str, Callable[[str], str]] = {
    "view": lambda of: f"create view mine.thing as select * from {of}",
    "materialized view": lambda of: f"create materialized view mine.thing as select * from {of}",
    "function": lambda of: f"create function mine.thing() returns setof {of} language plpgsql as 'begin end'",
    "table": lambda of: f"create table mine.thing (one {of})",
}


@pytest.mark.parametrize("kind", REPLACED)
def test_what_an_analyst_built_stops_an_upgrade_that_must_drop_below_it(database: Database, kind: str) -> None:
    made_due(
        database,
        "drop view analysis.place",
        "create view analysis.place as select slug as place, 7 as parent from tracker.place",
    )
    in_one(database.owner, "create schema mine", REPLACED[kind]("analysis.place"))
    before = everything(database)
    named = r"mine\.thing\(\)" if kind == "function" else r"mine\.thing"
    with pytest.raises(
        SurroundingsError, match=rf"analysis\.place must be rebuilt, but the {kind} {named} is built on it"
    ):
        upgrade.upgrade(database.url)
    assert everything(database) == before
    database.execute(f"drop {kind} mine.thing")
    assert upgrade.upgrade(database.url).current
    assert columns(database, "analysis.place")[:4] == ["place", "parent", "kind", "name"]


@pytest.fixture
def at_home(server: Server, database: Database) -> Iterator[Login]:
    """An analyst's login with a schema of its own, as tracker db grant --own-schema makes it."""
    name = f"anna_{secrets.token_hex(4)}"
    logins.grant(database.url, name, "tracker_analyst", own_schema=True, password="secret")
    try:
        with psycopg.connect(url_of(database.url, user=name, password="secret"), autocommit=True) as connection:
            yield connection
    finally:
        database.execute(f"drop owned by {name} cascade")
        with server.connect() as owner:
            owner.execute(f"drop role {name}".encode())


AT_HOME = {
    "view": "create view thing as select * from analysis.place",
    "materialized view": "create materialized view thing as select * from analysis.place",
    "function": "create function thing() returns bigint begin atomic select count(*) from analysis.place; end",
    "table": "create table thing (one analysis.place)",
}


@pytest.mark.parametrize("kind", AT_HOME)
def test_an_upgrade_never_takes_along_what_stands_in_a_schema_of_ones_own(
    database: Database, at_home: Login, kind: str
) -> None:
    """Whoever owns it, it is named, and nothing is changed; when it is gone, the upgrade goes through."""
    made_due(
        database,
        "drop view analysis.place",
        "create view analysis.place as select slug as place, 7 as parent from tracker.place",
        "grant select on analysis.place to tracker_analyst",
    )
    at_home.execute(AT_HOME[kind].encode())
    before, home = everything(database), at_home.info.user
    named = rf"{home}\.thing\(\)" if kind == "function" else rf"{home}\.thing"
    for _ in range(2):
        with pytest.raises(
            SurroundingsError, match=rf"analysis\.place must be rebuilt, but the {kind} {named} is built on it"
        ):
            upgrade.upgrade(database.url)
    assert everything(database) == before
    at_home.execute(f"drop {kind} thing".encode())
    assert upgrade.upgrade(database.url).current


@pytest.mark.parametrize("kind", AT_HOME)
def test_what_stands_in_a_schema_of_ones_own_works_on_where_columns_grow(
    database: Database, at_home: Login, kind: str
) -> None:
    made_due(
        database,
        "drop view analysis.place",
        "create view analysis.place as select slug as place, null::text as parent from tracker.place",
        "grant select on analysis.place to tracker_analyst",
    )
    at_home.execute(AT_HOME[kind].encode())
    upgrade.upgrade(database.url)
    assert "name" in columns(database, "analysis.place")
    if kind == "materialized view":
        at_home.execute("refresh materialized view thing")
    assert at_home.execute("select * from thing()" if kind == "function" else "select * from thing").fetchall() in (
        [],
        [(0,)],
    )


def test_a_function_whose_shape_changed_is_made_anew(database: Database) -> None:
    before = everything(database)
    made_due(
        database,
        "drop function analysis.figure_series(text, text)",
        "create function analysis.figure_series(of_metric text, about_what text default 'x') returns integer"
        " language sql as 'select 1'",
    )
    upgrade.upgrade(database.url)
    assert everything(database) == before


def test_a_row_type_that_must_change_takes_our_functions_along(database: Database) -> None:
    before = everything(database)
    made_due(
        database,
        "drop function analysis.figure_series(text, text)",
        "drop view analysis.figure cascade",
        "create view analysis.figure as select 1 as process",
        "create function analysis.figure_series(of_metric text, about_what text default null)"
        " returns setof analysis.figure language sql as 'select 1'",
    )
    upgrade.upgrade(database.url)
    assert everything(database) == before


def columns(database: Database, relation: str) -> list[str]:
    rows = database.execute(
        "select attname::text from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum",
        [relation],
    )
    return [name for (name,) in rows]


# --- what stands afterwards ---------------------------------------------------------------------------------------


def test_the_migrations_make_what_the_model_declares(database: Database) -> None:
    def live_only(name: str | None, type_: str, _: object) -> bool:
        return type_ != "schema" or name in ("tracker", "report")

    engine = create_engine("postgresql+psycopg://", creator=database.connect)
    engine.dialect.ischema_names["xid8"] = TransactionId  # type: ignore[attr-defined]
    options = {
        "include_schemas": True,
        "include_name": live_only,
        "version_table_schema": "tracker",
        "compare_type": True,
    }
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), [metadata, reports])
    engine.dispose()
    assert found == []


def test_the_migrations_make_the_constraints_that_the_model_declares(
    database: Database, empty_database: Database
) -> None:
    """Alembic's own comparison does not see what checks say."""
    stand = (
        "select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint"
        " where connamespace::regnamespace::text in ('tracker', 'report') and contype in ('c', 'f', 'p', 'u')"
        " and conrelid::regclass::text not like '%alembic_version' order by 1, 2"
    )
    engine = create_engine("postgresql+psycopg://", creator=empty_database.connect)
    empty_database.execute("create schema tracker")
    empty_database.execute("create schema report")
    empty_database.execute("create schema extensions")
    empty_database.execute("create extension pg_trgm with schema extensions")
    empty_database.execute("create function tracker.current_changeset() returns bigint language sql return 1")
    metadata.create_all(engine)
    reports.create_all(engine)
    engine.dispose()
    assert set(database.execute(stand)) == set(empty_database.execute(stand))


def test_each_twin_has_the_columns_of_its_table_after_the_changeset_that_ended_the_row(database: Database) -> None:
    described = """
        select array_agg((a.attname, format_type(a.atttypid, a.atttypmod), col_description(attrelid, attnum))::text
            order by attnum) from pg_attribute a where attrelid = %s::regclass and attnum > 0 and not attisdropped"""
    for table in TABLES:
        ((live,),) = database.execute(described, [f"tracker.{table.name}"])
        ((twin,),) = database.execute(described, [f"history.{table.name}"])
        assert twin[1:] == live, table.name
        assert "ended_by,bigint" in twin[0]


def test_everything_has_a_comment(database: Database) -> None:
    silent = database.execute(f"""
        select nspname::text from pg_namespace where nspname in {OURS} and obj_description(oid) is null
        union all
        select c.oid::regclass::text from pg_class c where c.relnamespace::regnamespace::text in {OURS}
        and relkind in ('r', 'v') and obj_description(c.oid) is null
        union all
        select c.oid::regclass || '.' || attname from pg_class c join pg_attribute a on attrelid = c.oid and attnum > 0
        where c.relnamespace::regnamespace::text in {OURS} and relkind in ('r', 'v') and not attisdropped
        and col_description(c.oid, attnum) is null
        union all
        select p.oid::regprocedure::text from pg_proc p where p.pronamespace::regnamespace::text in {OURS}
        and obj_description(p.oid) is null
        order by 1
    """)
    assert [name for (name,) in silent] == []


def test_only_its_owner_and_the_roles_may_do_anything(database: Database) -> None:
    """PUBLIC has no right in our schemas, and nobody but the roles and the owner has one."""
    granted = database.execute(
        f"""
        select distinct o.kind, o.name, coalesce(r.rolname, 'public') from (
            select 'schema' as kind, nspname::text as name, nspacl as acl, nspname::text as schema from pg_namespace
            union all select 'relation', oid::regclass::text, relacl, relnamespace::regnamespace::text from pg_class
            where relkind in ('r', 'v')
            union all select 'function', oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)),
                pronamespace::regnamespace::text from pg_proc) o
        cross join lateral aclexplode(o.acl) a left join pg_roles r on r.oid = a.grantee
        where o.schema in {OURS} and coalesce(r.rolname, 'public') not like 'tracker%%'
    """.replace("%%", "%")
    )
    assert granted == []


def test_nobody_can_make_objects_in_our_schemas(database: Database) -> None:
    for role in ("tracker_analyst", "tracker_editor", "tracker_reporter"):
        for schema in SCHEMAS:
            with pytest.raises(errors.InsufficientPrivilege):
                in_one(database.owner, f"set local role {role}", f"create table {schema}.mine (one integer)")
