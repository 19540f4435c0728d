"""What touched a demand or a document: by its identity, under any of its names, and by what hangs on it."""

from __future__ import annotations

import re

import pytest

from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, STAY
from tracker.render.steps import EVIDENCED, FIELDS, IN_KEY, KINDS, PLACES

LATEST = "(select max(changeset) from analysis.changeset)"


def changesets(talks: Talks, kind: str, name: str, up_to: int | None = None) -> list[int]:
    """As the analysts' role asks."""
    sql = f"select c from known.changesets_about(%s, %s, coalesce(%s, {LATEST})) c order by 1"
    return [row.c for row in talks.ask(sql, kind, name, up_to)]


def steps(talks: Talks, kind: str, name: str, after: int = 0) -> list[str]:
    """`added version alba.leave@A` and so on, of the changesets after one."""
    sql = f"""select operation, entity, key from known.steps_about(%s, %s, {LATEST})
        where changeset > %s order by changeset, entity collate "C", key collate "C", operation desc"""
    return [f"{row.operation} {row.entity} {row.key}" for row in talks.ask(sql, kind, name, after)]


def since(talks: Talks, kind: str, name: str, after: int) -> list[int]:
    return [number - after for number in changesets(talks, kind, name) if number > after]


def test_all_that_belongs_to_a_demand_is_told(world: Talks) -> None:
    told = steps(world, "demand", LEAVE)
    kinds = {line.split()[1] for line in told}
    assert kinds == {
        "demand", "version", "citation", "direction", "link", "response", "settlement", "assessment", "alias", "spell",
    }  # fmt: skip
    assert f"added link {LEAVE}/opposes/{STAY}" in told
    assert f"added link {LEAVE}/opposes/{STAY}" in steps(world, "demand", STAY)
    assert f"added ending {JOIN}/alba-2024-06-01" in steps(world, "demand", JOIN)
    assert not [line for line in told if f" {STAY}" in line or f" {JOIN}" in line]


def test_all_that_hangs_on_a_document_is_told(world: Talks) -> None:
    kinds = {line.split()[1] for line in steps(world, "document", "paper")}
    assert kinds == {
        "document", "attached_text", "passage", "coverage", "citation", "response", "agreement", "figure", "assessment",
    }  # fmt: skip
    assert "added agreement deal" in steps(world, "document", "paper"), "it was read in the paper"
    assert f"added citation {JOIN}/A/paper///alba-2024-01-10" in steps(world, "document", "alba-2024-01-10")


@pytest.mark.parametrize("kind", ["demand", "document"])
def test_every_reference_to_it_belongs_to_it(world: Talks, kind: str) -> None:
    """A table of records that gets a reference to a demand or a document must be told of here too."""
    referring = world.write(
        "select t.relname, a.attname from pg_attribute a join pg_class t on t.oid = a.attrelid and t.relkind = 'r'"
        " join pg_class h on h.relname = t.relname and h.relnamespace = 'history'::regnamespace"
        " where t.relnamespace = 'tracker'::regnamespace and a.attname ~ %s and not a.attisdropped",
        f"(^|_){kind}_id$",
    )
    belonging = dict(world.write("select entity, condition from known.belonging(%s)", kind))
    missing = [f"{table}.{column}" for table, column in referring if f"r.{column}" not in belonging.get(table, "")]
    assert sorted(set(referring)) != []
    assert missing == []


@pytest.mark.parametrize(("kind", "name"), [("demand", LEAVE), ("demand", STAY), ("document", "paper")])
def test_changesets_are_those_of_the_steps(world: Talks, kind: str, name: str) -> None:
    world.write("update tracker.document set issued_on = '2024-03-02' where slug = 'paper'")
    world.write("delete from tracker.link")
    sql = f"select distinct changeset from known.steps_about(%s, %s, {LATEST}) order by 1"
    assert changesets(world, kind, name) == [row.changeset for row in world.ask(sql, kind, name)]


def test_the_steps_are_a_part_of_all_steps(world: Talks) -> None:
    sql = "select changeset, entity, key, operation, derived, before::text, after::text from {} order by 1, 2, 3, 4"
    every = {*world.ask(sql.format("analysis.changes_since(0)"))}
    of_one = {*world.ask(sql.format(f"known.steps_about('demand', %s, {LATEST})"), LEAVE)}
    assert of_one < every


def test_steps_before_a_rename_are_told_by_either_name(talks: Talks) -> None:
    before = talks.last_changeset()
    talks.says(LEAVE, "A", "2024-01-10")
    with talks.changeset():
        talks.write("update tracker.demand set slug = 'alba.go'")
        talks.insert("alias", demand="alba.go", alias=LEAVE)
    talks.write("update tracker.version set summary = 'otherwise'")
    assert since(talks, "demand", "alba.go", before)[-2:] == since(talks, "demand", LEAVE, before)[-2:] == [2, 3]
    told = steps(talks, "demand", LEAVE, before)
    assert told == steps(talks, "demand", "alba.go", before)
    assert f"added version {LEAVE}@A" in told
    assert told[-3:] == [f"added alias demand/{LEAVE}", "changed demand alba.go", "changed version alba.go@A"]


def test_a_name_that_is_only_an_alias_is_known_while_it_is_one(world: Talks) -> None:
    known = changesets(world, "demand", LEAVE)
    assert changesets(world, "demand", "alba.go") == known
    assert changesets(world, "demand", "alba.go", known[0]) == []


def test_a_name_without_an_alias_is_still_known_until_another_takes_it(talks: Talks) -> None:
    talks.says(LEAVE, "A", "2024-01-10")
    talks.write("update tracker.demand set slug = 'alba.go'")
    first = changesets(talks, "demand", "alba.go")
    assert changesets(talks, "demand", LEAVE) == first
    talks.says(LEAVE, "A", "2024-02-10")
    assert not set(changesets(talks, "demand", LEAVE)) & set(first)
    assert changesets(talks, "demand", "alba.go") == first


def test_a_demand_that_is_entered_again_has_one_record(talks: Talks) -> None:
    before = talks.last_changeset()
    talks.says(LEAVE, "A", "2024-01-10")
    with talks.changeset():
        for table in ("citation", "version", "demand"):
            talks.write(f"delete from tracker.{table}")
    assert since(talks, "demand", LEAVE, before)[-1] == 2, "also while nobody bears the name"
    talks.says(LEAVE, "A", "2024-01-10")
    assert since(talks, "demand", LEAVE, before)[-2:] == [2, 3]
    demands = [line for line in steps(talks, "demand", LEAVE, before) if " demand " in line]
    assert demands == [f"{done} demand {LEAVE}" for done in ("added", "removed", "added")]


def test_a_document_dated_anew_touches_the_demands_that_rest_on_it_then(talks: Talks) -> None:
    talks.document("paper", "2024-01-01")
    talks.write("update tracker.document set issued_on = '2024-01-02'")
    talks.says(LEAVE, "A", document="paper")
    before = talks.last_changeset()
    talks.write("update tracker.document set title = 'Paper'")
    talks.write("update tracker.document set issued_on = '2024-01-03'")
    talks.says(LEAVE, "A", "2024-05-01")
    talks.write(
        "delete from tracker.citation where document_id = (select id from tracker.document where slug = 'paper')"
    )
    talks.write("update tracker.document set issued_on = '2024-01-04' where slug = 'paper'")
    told = [line for line in steps(talks, "demand", LEAVE) if "document" in line]
    assert told == ["changed document paper"], "not before it was cited, not after, and not for its title"
    assert steps(talks, "demand", LEAVE, before)[:3] == [
        "changed document paper", f"removed spell {LEAVE}@A/2024-01-02", f"added spell {LEAVE}@A/2024-01-03",
    ]  # fmt: skip


def test_an_agreement_dated_anew_touches_the_demands_that_it_settles(world: Talks) -> None:
    before = world.last_changeset()
    world.write("update tracker.agreement set agreed_on = '2024-07-02', agreed_precision = 'day'")
    world.write("update tracker.agreement set summary = 'x'")
    assert since(world, "demand", STAY, before) == [1]
    assert "changed agreement deal" in steps(world, "demand", STAY, before)
    assert since(world, "demand", JOIN, before) == []


def test_nothing_later_than_asked_is_told(world: Talks) -> None:
    known = changesets(world, "demand", LEAVE)
    assert changesets(world, "demand", LEAVE, known[-2]) == known[:-1]
    world.write("update tracker.demand set slug = 'alba.went' where slug = %s", LEAVE)
    assert changesets(world, "demand", LEAVE, known[-1]) == known
    assert world.ask("select known.records_named('demand', 'alba.went', %s) as ids", known[-1])[0].ids == []


def test_a_page_has_a_place_for_every_kind_of_record_and_every_field(talks: Talks) -> None:
    coded = dict(talks.write("select entity, fields from known.coded()"))
    assert set(KINDS) == set(coded)
    told = {kind: set(re.findall(r"'(\w+)', ", fields)) for kind, fields in coded.items()}
    assert set().union(*told.values()) - set(FIELDS) == set()
    assert {*PLACES, *PLACES.values(), "via", "speaker", "quote"} <= set(FIELDS)
    assert [kind for kind, fields in coded.items() if "[evidence]" in fields] == list(EVIDENCED)
    assert {kind: set(fields) - told[kind] for kind, fields in IN_KEY.items() if set(fields) - told[kind]} == {}
