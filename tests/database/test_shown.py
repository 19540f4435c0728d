"""What is kept as it is shown follows every change of what it is made of, and tells since when it is so."""

from __future__ import annotations

import pytest

from tests.database.builder import Talks
from tests.database.everything import JOIN, LEAVE, STAY
from tests.database.logins import in_one

# Each changes what some spell shows: a name, what was said, where, by whom, or what an analyst judges.
CHANGES = {
    "process renamed": "update tracker.process set slug = 'parley' where slug = 'talks'",
    "party renamed": "update tracker.actor set slug = 'albania' where slug = 'alba'",
    "addressee renamed": "update tracker.actor set slug = 'boreas' where slug = 'borea'",
    "topic renamed": "update tracker.topic set slug = 'territory.leaving' where slug = 'territory.withdrawal'",
    "demand renamed": f"update tracker.demand set slug = 'alba.go-away' where slug = '{LEAVE}'",
    "demand retitled": f"update tracker.demand set title = 'Go' where slug = '{LEAVE}'",
    "demand on another topic": (
        "update tracker.demand set topic_id = (select id from tracker.topic where slug = 'ceasefire')"
    ),
    "version renamed": "update tracker.version set name = 'Z' where name = 'B'",
    "summary": "update tracker.version set summary = 'other words' where name = 'B'",
    "document renamed": "update tracker.document set slug = 'sheet' where slug = 'paper'",
    "document dated anew": "update tracker.document set issued_on = '2024-03-05' where slug = 'paper'",
    "document known less well": "update tracker.document set issued_precision = 'month' where slug = 'paper'",
    "document of another issuer": (
        "update tracker.document set issuer_id = (select id from tracker.actor where slug = 'borea')"
        " where slug = 'paper'"
    ),
    "passage relabelled": "update tracker.passage set label = 'I.9' where label = 'I.1'",
    "passages no choice": "update tracker.passage set combine = 'all' where label = 'I'",
    "citation moved": "update tracker.citation set placed_on = '2024-02-20' where placed_on is null and quote is null"
    " and document_id = (select id from tracker.document where slug = 'borea-2024-02')",
    "quote": "update tracker.citation set quote = 'go' where quote = 'leave'",
    "ending moved": "update tracker.ending set ended_on = '2024-07-01', ended_precision = 'day'",
    "ending gone": "delete from tracker.ending",
    "settlement": "update tracker.settlement set extent = 'fully'",
    "agreement dated": "update tracker.agreement set agreed_on = '2024-08-01', agreed_precision = 'day'",
    "judgement gone": "delete from tracker.direction",
    "judgement": "update tracker.direction set direction = 'mixed', reason = 'on reflection'",
    "coverage gone": "delete from tracker.coverage",
    "coverage of all": (
        "insert into tracker.coverage (document_id, process_id, topic_id) select d.id, p.id, t.id"
        " from tracker.document d, tracker.process p, tracker.topic t on conflict do nothing"
    ),
    "affiliation gone": "delete from tracker.affiliation",
    "topics in one another": (
        "update tracker.topic set parent_id = (select id from tracker.topic where slug = 'territory')"
        " where slug = 'ceasefire'"
    ),
    "demand that binds the party": f"update tracker.demand set kind = 'proposal' where slug = '{LEAVE}'",
    "other terms": (
        "update tracker.version set terms = tracker.terms(process_id, '{\"territory\": [\"south\"]}') where name = 'B'"
    ),
    "other terms before": (
        "update tracker.version set terms = tracker.terms(process_id, '{\"territory\": [\"south\"]}')"
        f" where name = 'A' and demand_id = (select id from tracker.demand where slug = '{LEAVE}')"
    ),
    "terms without weight": "update tracker.attribute set polarity = 'none' where slug = 'territory'",
    "places in one another": (
        "update tracker.place set parent_id = (select id from tracker.place where slug = 'north') where slug = 'south'"
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_shown_follows(world: Talks, change: str) -> None:
    before, shown_before = world.last_changeset(), versions(world)
    changes_before = world.ask("select to_jsonb(c) from analysis.change c order by 1")
    world.write(CHANGES[change])
    assert problems(world) == []
    with world.analyst(known_at=f"changeset {before}") as analyst:
        assert analyst.execute("select to_jsonb(v) from past.version v order by 1").fetchall() == shown_before
        assert analyst.execute("select to_jsonb(c) from past.change c order by 1").fetchall() == changes_before


def test_the_changes_are_seen(world: Talks) -> None:
    """Most of them; else the test above would hold for a table that nobody writes."""
    seen = 0
    for change in (
        "party renamed",
        "topic renamed",
        "demand retitled",
        "passage relabelled",
        "judgement",
        "ending gone",
    ):
        before = versions(world)
        world.write(CHANGES[change])
        seen += versions(world) != before
    assert seen == 6


def test_a_removed_demand_is_shown_no_more(world: Talks) -> None:
    which = f"(select id from tracker.demand where slug = '{JOIN}')"
    with world.changeset():
        for table in (
            "link where other_demand_id",
            "ending where demand_id",
            "citation where demand_id",
            "version where demand_id",
        ):
            world.write(f"delete from tracker.{table} = {which}")
        world.write(f"delete from tracker.demand where slug = '{JOIN}'")
    assert world.write("select count(*) from tracker.shown where demand = %s", JOIN) == [(0,)]
    assert problems(world) == []


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ("update tracker.shown set title = 'forged' where demand = 'alba.leave' and spell = 1",
         ("alba.leave@A", "the spell from 2024-01-10 is not shown as it is")),
        ("delete from tracker.shown where demand = 'alba.leave' and spell = 1",
         ("alba.leave@A", "the spell from 2024-01-10 is not shown")),
        ("update tracker.shown set spell_id = 0 where demand = 'alba.leave' and spell = 1",
         ("alba.leave@A", "the spell from 2024-01-10 is shown and does not exist")),
        ("update tracker.heard set documents = '{forged}', age = '{0}'",
         ("talks", "documents on territory.withdrawal that could be silent are not those that are")),
    ],
)  # fmt: skip
def test_what_is_not_shown_as_it_is_is_found(world: Talks, forged: str, told: tuple[str, str]) -> None:
    world.write(forged)
    assert told in problems(world)
    world.write("select tracker.show_again()")
    assert problems(world) == []


def test_what_did_not_change_is_so_since_before(world: Talks) -> None:
    before = since(world)
    world.write("update tracker.demand set title = 'x' where slug = %s", STAY)
    last = world.last_changeset()
    after = since(world)
    assert {demand for demand, changeset in after.items() if changeset == last} == {STAY}
    world.write("select tracker.show_again()")
    assert since(world) == after
    assert before[LEAVE] == after[LEAVE] < last


def test_a_comparison_that_is_not_kept_is_worked_out(world: Talks) -> None:
    """Of rows from a time at which none was; they are not recorded anew for it."""
    changes = "select to_jsonb(c) from {}.change c order by 1"
    answers, first = world.ask(changes.format("analysis")), world.last_changeset()
    assert [row for row in answers if row[0]["added_terms"] and row[0]["from_version"]]
    forget = ("alter table tracker.spell disable trigger user", "update tracker.spell set compared = null")
    in_one(world.database.owner, *forget, "alter table tracker.spell enable trigger user")
    assert world.ask(changes.format("analysis")) == answers
    before = world.write("select to_jsonb(s) from tracker.spell s order by 1")
    world.write("update tracker.demand set title = 'x'")
    assert world.write("select to_jsonb(s) from tracker.spell s order by 1") == before
    assert problems(world) == []
    world.write("update tracker.version set terms = '[]' where name = 'A'")
    with world.analyst(known_at=f"changeset {first}") as analyst:
        assert analyst.execute(changes.format("past").encode()).fetchall() == answers


def test_another_comparison_than_the_terms_have_is_found(world: Talks) -> None:
    forge = (
        "update tracker.spell set compared = '{expanded,hardened,+harder: extent=complete}' where compared is not null"
    )
    disable, enable = (f"alter table tracker.spell {word} trigger user" for word in ("disable", "enable"))
    in_one(world.database.owner, disable, forge, enable)
    told = "the spell from 2024-03-01 bears another comparison than its terms have"
    assert ("alba.leave@B", told) in problems(world)


def written_twice(table: str, column: str, of: str, first: str, second: str, where: str = "true") -> list[str]:
    """Statements that let rows refer to one thing and then to another, by their slugs."""
    return [
        f"update tracker.{table} set {column} = (select id from tracker.{of} where slug = '{slug}') where {where}"
        for slug in (first, second)
    ]


TWICE = {
    "issuer": written_twice("document", "issuer_id", "actor", "borea", "anna", "slug = 'paper'"),
    "affiliation": written_twice("affiliation", "actor_id", "actor", "borea", "alba"),
    "topic": written_twice("demand", "topic_id", "topic", "ceasefire", "territory", f"slug = '{STAY}'"),
    "there and back": written_twice(
        "demand", "topic_id", "topic", "ceasefire", "territory.withdrawal", f"slug = '{STAY}'"
    ),
    "slug": [
        f"update tracker.demand set slug = '{slug}' where slug like 'alba.leav%'" for slug in ("alba.leav", LEAVE)
    ],
    "slug again": [
        f"update tracker.demand set slug = 'alba.leav{end}' where slug like 'alba.leav%'" for end in ("ing", "es")
    ],
}


@pytest.mark.parametrize("what", TWICE)
def test_a_changeset_that_is_written_again_after_it_was_sealed_is_shown_as_it_ends(world: Talks, what: str) -> None:
    if what == "affiliation":  # of a person who speaks in a document
        world.write(written_twice("document", "issuer_id", "actor", "alba", "anna", "slug = 'paper'")[1])
    before, shown_before = world.last_changeset(), versions(world)
    with world.changeset():
        first, second = TWICE[what]
        world.write(first)
        world.write("set constraints all immediate")
        world.write("set constraints all deferred")
        world.write(second)
    assert problems(world) == []
    with world.analyst(known_at=f"changeset {before}") as analyst:
        assert analyst.execute("select to_jsonb(v) from past.version v order by 1").fetchall() == shown_before


JUDGED = (
    "insert into tracker.direction (version_id, from_version_id, direction, reason) select b.id, a.id, 'mixed', 'n'"
    " from tracker.version a join tracker.version b on b.demand_id = a.demand_id and b.name = 'B'"
    f" where a.name = 'A' and a.demand_id = (select id from tracker.demand where slug = '{LEAVE}')"
)
CITED = (
    "insert into tracker.citation (process_id, demand_id, version_id, document_id) select v.process_id, v.demand_id,"
    " v.id, (select id from tracker.document where slug = 'paper') from tracker.version v"
    f" where v.name = 'B' and v.demand_id = (select id from tracker.demand where slug = '{LEAVE}')"
)
COVERED = (
    "insert into tracker.coverage (document_id, process_id, topic_id) select d.id, p.id, t.id from tracker.document d,"
    " tracker.process p, tracker.topic t where t.slug = 'territory' and d.slug = '{}'"
)
# What the first changeset writes and takes back in the end, and what the second, in between, comes to nothing with.
TAKEN_BACK = {
    "judgement": (JUDGED, "direction", CITED, "citation"),
    "coverage": (COVERED.format("paper"), "coverage", COVERED.format("alba-2024-01-10"), "coverage"),
}


@pytest.mark.parametrize("what", TAKEN_BACK)
def test_a_second_changeset_that_comes_to_nothing_leaves_nothing_behind(world: Talks, what: str) -> None:
    first, mine, second, other = TAKEN_BACK[what]
    for name in ("direction", "coverage"):
        world.write(f"delete from tracker.{name}")
    before, last = versions(world), world.last_changeset()
    with world.changeset():
        number = sealed(world, first)
        world.write("select tracker.open_changeset()")
        assert sealed(world, second) == number + 1
        assert sealed(world, f"delete from tracker.{other} where changeset > {number}") == number
        world.write(f"delete from tracker.{mine}")
    assert world.last_changeset() == last
    assert problems(world) == []
    assert versions(world) == before


def sealed(world: Talks, statement: str) -> int:
    """The last changeset after a statement that was sealed within the transaction."""
    for one in (statement, "set constraints all immediate", "set constraints all deferred"):
        world.write(one)
    return int(world.write("select max(changeset) from tracker.changeset")[0][0])


def test_what_came_and_went_within_a_changeset_is_not_shown(world: Talks) -> None:
    with world.changeset():
        world.write(
            "insert into tracker.demand (process_id, party_id, addressee_id, topic_id, slug, kind, title)"
            " select process_id, party_id, addressee_id, (select id from tracker.topic where slug = 'ceasefire'),"
            f" 'alba.brief', kind, title from tracker.demand where slug = '{LEAVE}'"
        )
        world.write(
            "insert into tracker.version (process_id, demand_id, name, summary)"
            " select process_id, id, 'A', 'x' from tracker.demand where slug = 'alba.brief'"
        )
        world.write(
            "insert into tracker.citation (process_id, demand_id, version_id, document_id)"
            " select v.process_id, v.demand_id, v.id, (select id from tracker.document where slug = 'paper')"
            " from tracker.version v where v.summary = 'x'"
        )
        world.write("set constraints all immediate")
        assert world.write("select count(*) from tracker.shown where demand = 'alba.brief'") == [(1,)]
        world.write("set constraints all deferred")
        for table in ("citation", "version"):
            world.write(f"delete from tracker.{table} where demand_id = (select max(id) from tracker.demand)")
        world.write("delete from tracker.demand where slug = 'alba.brief'")
    assert world.write("select count(*) from tracker.shown where demand = 'alba.brief'") == [(0,)]
    assert problems(world) == []


def versions(world: Talks) -> list[tuple[object, ...]]:
    return world.ask("select to_jsonb(v) from analysis.version v order by 1")


def problems(world: Talks) -> list[tuple[str, str]]:
    return [
        problem
        for check in ("check_spells", "check_shown")
        for problem in world.database.execute(f"select what, problem from tracker.{check}()")
    ]


def since(world: Talks) -> dict[str, int]:
    return dict(world.write("select demand, max(since) from tracker.shown group by demand"))
