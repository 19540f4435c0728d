"""What was changed behind the triggers' back, or no longer holds together, is found and named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.cli_runner import run_cli
from tests.database import recorded
from tests.database.builder import Talks
from tests.database.everything import LEAVE
from tests.database.logins import Login
from tests.servers import Database, url_of
from tracker.config import Settings
from tracker.database import stamp
from tracker.database.checking import INDEXES, check


def behind(talks: Talks, *statements: str) -> None:
    """As somebody who may switch off all triggers."""
    with talks.changeset():
        talks.write("set local session_replication_role = replica")
        for statement in statements:
            talks.write(statement)


def found(talks: Talks, name: str) -> list[tuple[str, str]]:
    return talks.database.execute(f"select what, problem from tracker.{name}()")


def test_nothing_is_found_where_all_was_written_as_it_should(world: Talks) -> None:
    world.write("update tracker.demand set title = 'x' where slug = %s", LEAVE)
    world.write("delete from tracker.confirmation")
    assert recorded.problems(world.database) == []


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update tracker.version set summary = 'forged' where name = 'B'",
         ("version alba.leave@B", "it is not what changeset {} wrote")),
        ("delete from tracker.figure", ("figure of id", "changeset {} wrote it and it is missing")),
        ("delete from tracker.confirmation", ("confirmation of id", "changeset {} wrote it and it is missing")),
        ("insert into tracker.topic (slug, title, definition, changeset) values ('forged', 'x', 'x', 2)",
         ("topic forged", "it bears changeset 2, which did not write it")),
        ("update history.event set title = 'forged'", ("event talks/talks-start", "it is not what changeset {} wrote")),
        ("delete from history.event", ("event of id", "changeset {} ended it and history does not have it")),
        ("update history.event set ended_by = ended_by + 1",
         ("event talks/talks-start", "history has it as ended by changeset {}, which did not")),
        ("insert into history.place select 5, p.* from tracker.place p where slug = 'north'",
         ("place north", "history has it as ended by changeset 5, which did not")),
        ("update tracker.changeset set message = 'forged' where changeset = 3",
         ("changeset 3", "it is not what was recorded")),
        ("update tracker.changeset set recorded_at = recorded_at + interval '1 microsecond' where changeset = 3",
         ("changeset 3", "it is not what was recorded")),
        ("delete from tracker.checksum where changeset = 3", ("changeset 3", "it has no checksums")),
    ],
)  # fmt: skip
def test_a_row_changed_behind_the_triggers_is_named(world: Talks, statement: str, told: tuple[str, str]) -> None:
    behind(world, statement)
    what, problem = told
    named = [text for name, text in found(world, "check_checksums") if name == what or name.startswith(f"{what} ")]
    pattern = problem.partition("{}")
    assert [text for text in named if text.startswith(pattern[0]) and text.endswith(pattern[2])]


def test_many_changed_rows_are_all_named(world: Talks) -> None:
    behind(world, "update tracker.passage set gist = 'forged'")
    assert {name for name, _ in found(world, "check_checksums")} == {
        "passage paper#I",
        "passage paper#I.1",
        "passage paper#I.2",
    }


def test_a_column_that_is_added_later_changes_no_checksum(world: Talks) -> None:
    world.write("alter table tracker.place add column note text")
    world.write("alter table history.place add column note text")
    assert found(world, "check_checksums") == []
    world.write("update tracker.place set note = 'x' where slug = 'north'")
    assert found(world, "check_checksums") == []
    behind(world, "update tracker.place set note = 'forged' where slug = 'north'")
    assert [name for name, _ in found(world, "check_checksums")] == ["place north"]


# --- what does not hold together ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "problems"),
    [
        ("update tracker.spell set held_to = '2024-02-01' where held_to = '2024-03-01'",
         [("alba.leave@A", f"the spell from 2024-01-10 to {day} (first) {told}") for day, told in (
             ("2024-02-01", "is stored and does not follow from the evidence"),
             ("2024-03-01", "follows from the evidence and is not stored"))]),
        ("update tracker.spell set held_to = null where held_to = '2024-03-01'",
         [("alba.leave", "spells overlap: one from 2024-01-10 to open, the next from 2024-03-01")]),
    ],
)  # fmt: skip
def test_a_stored_spell_that_does_not_follow_is_named(
    world: Talks, statement: str, problems: Sequence[tuple[str, str]]
) -> None:
    behind(world, statement)
    assert set(problems) <= set(found(world, "check_spells"))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("delete from tracker.citation c using tracker.version v where v.id = c.version_id and v.name = 'B'",
         ("alba.leave@B", "the version has no citation: name the document in which the party says it")),
        ("delete from tracker.place where slug = 'south'",
         ("alba.leave@B", "term territory=south: there is no place 'south'; the nearest are")),
    ],
)  # fmt: skip
def test_what_lost_its_evidence_or_its_codebook_is_named(
    world: Talks, statement: str, problem: tuple[str, str]
) -> None:
    behind(world, statement)
    assert [(what, text[: len(problem[1])]) for what, text in found(world, "check_evidence")] == [problem]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("insert into history.place select 5, p.* from tracker.place p where slug = 'north'",
         ("place north", "what changesets 1 and 1 wrote overlaps")),
        ("update tracker.place set changeset = 4711 where slug = 'north'",
         ("place of id {}", "it bears changeset 4711, which does not exist")),
        ("delete from tracker.changeset where changeset = 3", ("changeset 4", "the numbers before it have a gap")),
        ("update tracker.changeset set sealed = false where changeset = 3", ("changeset 3", "it was never sealed")),
        ("update tracker.changeset set recorded_at = recorded_at - interval '1 day' where changeset = 3",
         ("changeset 3", "it is not later than the one before it")),
    ],
)  # fmt: skip
def test_what_does_not_join_is_named(world: Talks, statement: str, problem: tuple[str, str]) -> None:
    behind(world, statement)
    assert problem[1] in [text for _, text in found(world, "check_history")]


# --- what was built -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("create or replace view analysis.topic as select slug as topic, ''::text as parent, title, definition,"
         " when_to_use, when_not, example from tracker.topic",
         ("view analysis.topic", "it is not as the upgrade built it, or is switched off")),
        ("drop function analysis.figure_series(text, text)",
         ("function analysis.figure_series(text,text)", "it is missing")),
        ("create view analysis.mine as select 1 as one", ("view analysis.mine", "it is not of this program")),
        ("alter table tracker.demand disable trigger b_keep_updated",
         ("trigger b_keep_updated of tracker.demand", "it is not as the upgrade built it, or is switched off")),
        ("alter table tracker.spell disable trigger all",
         ("constraint spell_version_id_demand_id_process_id_fkey of tracker.spell", "its triggers are switched off")),
        ("alter table tracker.link drop constraint link_relation_check, add constraint link_relation_check"
         " check (relation <> 'x') not valid",
         ("constraint link_relation_check of tracker.link", "it is not validated")),
        ("alter table report.delivery disable trigger all",
         ("constraint delivery_run_id_fkey of report.delivery", "its triggers are switched off")),
        ("alter table report.definition drop constraint definition_view_check,"
         " add constraint definition_view_check check (view <> '') not valid",
         ("constraint definition_view_check of report.definition", "it is not validated")),
    ],
)  # fmt: skip
def test_what_is_not_as_the_upgrade_built_it_is_named(world: Talks, statement: str, problem: tuple[str, str]) -> None:
    world.write(statement)
    assert problem in found(world, "check_definitions")


def test_an_upgrade_leaves_nothing_to_be_found(world: Talks) -> None:
    from tracker.database.upgrade import upgrade

    world.write("create or replace function tracker.lock_writers() returns void language sql as $$ select null $$")
    world.write(f"comment on schema analysis is '[tracker schema={stamp.revisions()[-1]} fingerprint=0000]'")
    assert found(world, "check_definitions") != []
    number = world.last_changeset()
    seen: dict[str, list[int]] = {}
    upgrade(world.database.url, lambda what, done, total: seen.setdefault(what, []).append(total - done))
    assert [(what, left[-1]) for what, left in seen.items()] == [
        ("building", 0),
        ("deriving spells", 0),
        ("deriving what is shown", 0),
    ]
    assert found(world, "check_definitions") == []
    assert world.last_changeset() == number


@pytest.mark.parametrize(
    ("rule", "says", "said", "column"),
    [
        ("derived_spells(bigint[],bigint)", "ELSE coalesce(c.compared[1], 'reworded')", "ELSE 'expanded'", "change"),
        ("compare_terms(jsonb,jsonb,integer)", "weight = 'softer'", "false", "direction_computed"),
    ],
)
def test_what_follows_by_newer_rules_is_recorded_and_the_past_stays(
    world: Talks, rule: str, says: str, said: str, column: str
) -> None:
    from tracker.database.upgrade import upgrade

    def told(schema: str, known_at: int = 0) -> list[tuple[object, ...]]:
        query = f'select demand, spell, {column} from {schema}.version order by demand collate "C", spell'
        with world.database.connect() as connection:
            connection.execute("select set_config('tracker.known_at', %s, false)", [str(known_at or "")])
            return connection.execute(query.encode()).fetchall()

    by_newer = told("analysis")
    ((older,),) = world.write(
        "select replace(pg_get_functiondef(%s::regprocedure), %s, %s)", f"tracker.{rule}", says, said
    )
    world.write(older)
    world.write("update tracker.demand set title = title || '.'")
    by_older, number = told("analysis"), world.last_changeset()
    assert by_older != by_newer
    world.write("select tracker.note_definitions()")
    world.write(f"comment on schema analysis is '[tracker schema={stamp.revisions()[-1]} fingerprint=0000]'")

    upgrade(world.database.url)

    assert told("analysis") == by_newer
    assert told("past", number) == by_older
    assert recorded.problems(world.database) == []
    assert world.write("select cause from tracker.changeset where changeset > %s", number) == [("housekeeping",)]


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_indexes_are_looked_at_where_amcheck_is_there(world: Talks, tmp_path: object) -> None:
    """An index that a row was kept out of: amcheck finds the row that it misses."""
    settings = Settings(database_url=world.database.url, data_dir=tmp_path)  # type: ignore[arg-type]
    (looked,) = [one for one in check(settings) if one.question == INDEXES]
    assert (looked.findings, looked.skipped) == ((), None)
    ready = "update pg_index set indisready = %s where indexrelid = 'tracker.actor_slug_key'::regclass"
    world.write(ready, False)
    world.write("insert into tracker.actor (slug, kind, name) values ('unseen', 'state', 'x')")
    world.write(ready, True)
    (looked,) = [one for one in check(settings) if one.question == INDEXES]
    assert [one.what for one in looked.findings] == ["tracker.actor_slug_key"]
    assert world.write("select 1 from pg_extension where extname = 'amcheck'") == []


@pytest.mark.usefixtures("world")
def test_an_editor_may_check_all_but_the_indexes(editor: Login, tmp_path: object) -> None:
    url = url_of(editor.info.dsn, password=editor.info.password)
    checked = list(check(Settings(database_url=url, data_dir=tmp_path)))  # type: ignore[arg-type]
    assert [one.skipped for one in checked[:-1]] == [None] * (len(checked) - 1)
    assert "amcheck" in (checked[-1].skipped or "")


def test_tables_noted_as_of_another_revision_are_not_said_to_be_well(seeded: Database) -> None:
    seeded.execute("update tracker.alembic_version set version_num = '0001'")
    told = run_cli(seeded.url, "db", "check")
    assert (told.exit_code, told.stdout) == (3, "")
    assert "tracker.alembic_version says 0001" in told.stderr


def test_the_answer_is_no_where_something_is_found(seeded: Database) -> None:
    well = run_cli(seeded.url, "db", "check")
    assert (well.exit_code, well.stdout.splitlines()[-1]) == (0, "Nothing found.")
    with seeded.connect() as connection, connection.transaction():
        connection.execute("set local session_replication_role = replica")
        connection.execute("update tracker.demand set title = 'forged' where slug = 'ru.denazification'")
    ill = run_cli(seeded.url, "db", "check")
    assert (ill.exit_code, ill.stdout.splitlines()[-1]) == (1, "2 problems found.")
    assert "- demand ru.denazification: it is not what changeset 1 wrote" in ill.stdout
    rows = run_cli(seeded.url, "db", "check", "--format", "jsonl")
    assert '"answer": "wrong", "what": "demand ru.denazification"' in rows.stdout
