"""Searching: what is found by which words, in which order, by whom, and by which index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import errors

from tests.database.builder import Talks
from tests.database.everything import Opened
from tests.servers import Database, Server

PLACES = {"UA-23": "Zaporizhzhia Oblast", "UA-65": "Kherson Oblast"}


@pytest.fixture(scope="module")
def texts(server: Server, talks_template: Database) -> Iterator[Talks]:
    """Demands in both spellings, and terms that name places; the tests of this file only read it."""
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        with talks.changeset():
            write(talks)
        yield talks


def write(talks: Talks) -> None:
    for slug, name in PLACES.items():
        talks.insert("place", slug=slug, name=name, kind="region")
    place = "(select id from tracker.place where slug = 'UA-65')"
    talks.write(f"insert into tracker.alias (place_id, alias) values ({place}, 'Tavria')")
    talks.demand("alba.disarm", title="Demilitarisation of Borea")
    talks.says("alba.disarm", "A", "2024-01-01", summary="Borea is demilitarised")
    talks.demand("borea.disarm", title="Demilitarization of Alba and of much else besides")
    talks.says("borea.disarm", "A", "2024-01-02", summary="Alba gives up its arms")
    talks.says("alba.leave", "A", "2024-01-03", {"territory": ["UA-65"]}, summary="All forces are withdrawn")
    talks.says("alba.halt", "A", "2024-01-04", {"territory": ["UA-23"]}, summary="Fighting around Zaporizhzhia stops")
    talks.says("borea.halt", "A", "2024-01-05", summary="The front at Zaporizhia is frozen")
    talks.document("plan", "2024-02-01", passages={"I": None, "II": None})
    talks.write(
        "update tracker.document set title = 'A plan', summary = 'On exchanges of prisoners' where slug = 'plan'"
    )
    talks.write("update tracker.passage set gist = 'Prisoners go home' where label = 'I'")
    talks.write("update tracker.passage set text = 'The reactors are inspected daily.' where label = 'II'")


def found(talks: Talks, text: str, face: str = "analysis") -> list[tuple[str, str]]:
    """(entity, key) of what is found, the best first."""
    with talks.analyst(f"changeset {talks.last_changeset()}" if face == "past" else None) as connection:
        rows = connection.execute(f"select * from {face}.search(%s)".encode(), [text]).fetchall()
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    return [(row.entity, row.key) for row in rows]


def keys(talks: Talks, text: str) -> list[str]:
    return [key for _, key in found(talks, text)]


def snippet(talks: Talks, text: str) -> str:
    return str(talks.column("select snippet from analysis.search(%s) where rank = 1", text)[0])


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["demilitarization", "demilitarisation", "Demilitarised", "DEMILITARIZING"])
def test_words_are_found_in_either_spelling_and_every_form(texts: Talks, text: str) -> None:
    assert set(keys(texts, text)) == {"alba.disarm", "alba.disarm@A", "borea.disarm"}


@pytest.mark.parametrize("text", ["Zaporizhzhia", "Zaporizhia", "zaporizha", "Zaporishzhia"])
def test_names_are_found_in_several_spellings(texts: Talks, text: str) -> None:
    assert set(found(texts, text)) == {("version", "alba.halt@A"), ("version", "borea.halt@A")}


@pytest.mark.parametrize("text", ["Kherson", "kerson", "UA-65", "Kherson oblast", "Tavria", "withdraw Kherson"])
def test_a_version_is_found_by_what_its_terms_name(texts: Talks, text: str) -> None:
    assert keys(texts, text) == ["alba.leave@A"]


def test_a_document_and_a_passage_are_found_by_all_their_words(texts: Talks) -> None:
    assert found(texts, "prisoner") == [("passage", "plan#I"), ("document", "plan")]
    assert found(texts, "inspecting a reactor") == [("passage", "plan#II")]
    assert found(texts, "plan exchange prisoners") == [("document", "plan")]


def test_every_word_must_be_there(texts: Talks) -> None:
    assert keys(texts, "demilitarisation of much else") == ["borea.disarm"]
    assert keys(texts, "demilitarisation prisoners") == []


def test_nothing_found_is_an_empty_answer(texts: Talks) -> None:
    assert keys(texts, "xylophone") == []


@pytest.mark.parametrize("text", ["", "  ", "the", "of the and", "?!", None])
def test_a_text_without_a_word_that_says_something_is_refused(texts: Talks, text: str | None) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="there is no word to search for"):
        texts.ask("select * from analysis.search(%s)", text)


def test_a_text_of_very_many_words_is_refused(texts: Talks) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="there are 21 words to search for, more than 20"):
        texts.ask("select * from analysis.search(%s)", " ".join(f"word{n}" for n in range(21)))


@pytest.mark.parametrize(
    "text", ["'; drop table x; --", "a & | ! (b", "x:* <-> y", r"back\slash", "100% _", "é Ж 和平"]
)
def test_no_sign_is_a_command(texts: Talks, text: str) -> None:
    keys(texts, text)


# --- in which order -----------------------------------------------------------------------------------------------


def test_the_spelling_that_was_typed_comes_before_others(texts: Talks) -> None:
    assert keys(texts, "Zaporizhzhia")[0] == "alba.halt@A"
    assert keys(texts, "Zaporizhia")[0] == "borea.halt@A"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("alba.disarm", ("demand", "alba.disarm")),
        ("alba.disarm@A", ("version", "alba.disarm@A")),
        ("plan", ("document", "plan")),
        ("plan#I", ("passage", "plan#I")),
        ("demilitarization of alba and of much else besides", ("demand", "borea.disarm")),
    ],
)
def test_a_record_that_is_named_so_comes_first(texts: Talks, text: str, first: tuple[str, str]) -> None:
    assert found(texts, text)[0] == first


def test_a_record_is_found_by_a_slug_that_it_bore_before(talks: Talks) -> None:
    talks.says("alba.leave", "A", "2024-01-01")
    talks.insert("alias", demand="alba.leave", alias="alba.retreat")
    assert found(talks, "alba.retreat")[0] == ("demand", "alba.leave")


def test_no_kind_crowds_out_the_others(talks: Talks) -> None:
    with talks.changeset():
        talks.write(
            "insert into tracker.document (slug, kind_id, title, issued_on, issued_precision)"
            " select 'doc-' || i, %s, 'Ceasefire', '2024-01-01', 'day' from generate_series(1, 150) i",
            talks.code("document-kind"),
        )
        talks.demand("alba.cease", title="That the parties agree on some day to some kind of ceasefire or other")
        talks.says("alba.cease", "A", "2024-01-01")
    kinds = [entity for entity, _ in found(talks, "ceasefire")]
    assert (kinds.count("document"), kinds.count("demand")) == (100, 1)


# --- what is shown ------------------------------------------------------------------------------------------------


def test_the_words_found_are_marked(texts: Talks) -> None:
    assert snippet(texts, "demilitarization besides") == "**Demilitarization** of Alba and of much else **besides**"
    assert snippet(texts, "demilitarization of Borea") == "**Borea** is **demilitarised**"
    assert snippet(texts, "zaporizha") == "The front at **Zaporizhia** is frozen"
    assert snippet(texts, "withdraw Tavria") == "All forces are **withdrawn** … territory: Kherson Oblast (UA-65)"
    assert snippet(texts, "Kherson") == "All forces are withdrawn … territory: **Kherson** Oblast (UA-65)"


def test_of_a_long_text_the_pieces_around_the_words_are_shown(talks: Talks) -> None:
    talks.document("long", "2024-01-01", passages={"I": None})
    talks.write("update tracker.passage set text = %s", "filler " * 5000 + "the mediator arrives " + "filler " * 5000)
    assert 20 < len(snippet(talks, "mediator")) < 600
    assert "**mediator** arrives" in snippet(talks, "mediator")


def test_a_process_is_that_of_demands_and_versions(texts: Talks) -> None:
    assert texts.column("select distinct process from analysis.search('demilitarised')") == ["talks"]
    assert texts.column("select distinct process from analysis.search('prisoners')") == [None]


# --- as it was known ----------------------------------------------------------------------------------------------


def test_the_past_answers_as_the_present_did(talks: Talks) -> None:
    with talks.changeset():
        write(talks)
    before = talks.last_changeset()
    texts = (
        "demilitarization",
        "Zaporizhia",
        "Kherson",
        "Tavria",
        "prisoners",
        "alba.disarm",
        "plan#I",
        "fighting Zaporizhia",
    )
    now = {text: talks.ask("select * from analysis.search(%s)", text) for text in texts}
    assert all(now.values())
    talks.write("update tracker.demand set title = 'Peace'")
    talks.write("update tracker.version set summary = 'Peace', terms = '[]'")
    talks.write("update tracker.document set title = 'Peace', summary = null")
    talks.write("update tracker.passage set gist = 'Peace', text = null")
    talks.write("update tracker.place set name = 'Peace'")
    talks.write("delete from tracker.alias")
    with talks.analyst(f"changeset {before}") as connection:
        for text, rows in now.items():
            assert connection.execute("select * from past.search(%s)", [text]).fetchall() == rows, text
            assert connection.execute("select * from search(%s)", [text]).fetchall() == rows, text
        assert connection.execute("select * from past.search('peace')").fetchall() == []
    assert keys(talks, "demilitarization") == []
    assert keys(talks, "peace") != []


def test_the_past_without_a_time_refuses(texts: Talks) -> None:
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        texts.ask("select * from past.search('plan')")


def test_searching_leaves_the_settings_of_the_session_as_they_were(texts: Talks) -> None:
    setting = "pg_trgm.word_similarity_threshold"
    with texts.analyst() as connection:
        connection.execute(f"set local {setting} = 0.9")
        assert connection.execute("select * from analysis.search('kerson')").fetchall() != []
        assert connection.execute(f"show {setting}").fetchone() == ("0.9",)


# --- by index -----------------------------------------------------------------------------------------------------

VERSIONS = 10_000
MADE_UP = "translate(substr(md5(((i * {0} + 13) % 5000)::text), 1, 7), '0123456789', 'ghijklmnop')"
GROW = f"""
insert into tracker.document (slug, kind_id, title, issued_on, issued_precision, summary)
    select 'doc-' || i, (select min(kind_id) from tracker.document), {{word}}, '2024-01-01', 'day', {{words}}
    from generate_series(1, {VERSIONS}) i;
insert into tracker.passage (document_id, label, gist)
    select d.id, 'p', {{words}} from (select d.*, d.id as i from tracker.document d where d.slug like 'doc-%') d;
insert into tracker.demand (slug, process_id, party_id, addressee_id, kind, topic_id, title)
    select 'alba.x' || i, d.process_id, d.party_id, d.addressee_id, 'demand', d.topic_id, {{words}}
    from generate_series(1, {VERSIONS}) i, (select * from tracker.demand limit 1) d;
insert into tracker.version (demand_id, process_id, name, summary, terms)
    select d.id, d.process_id, 'A', {{words}}, '[{{{{"attribute": "domain", "value": "sea"}}}}]'
    from (select d.*, d.id as i from tracker.demand d where slug like 'alba.x%') d;
"""


@pytest.fixture(scope="module")
def many(server: Server, talks_template: Database) -> Iterator[Talks]:
    """Thousands of each kind, each superseded once, and among them the few that are searched for."""
    with server.fresh_database(talks_template) as database:
        talks = Opened(database)
        with talks.changeset():
            write(talks)
        word = MADE_UP.format(7919)
        words = " || ' ' || ".join(MADE_UP.format(7919 * n) for n in range(1, 9))
        with talks.changeset():
            number = talks.last_changeset()
            talks.write("set local session_replication_role = replica")
            talks.write(f"set local tracker.changeset = '{number}'")
            for statement in GROW.format(word=word, words=words).strip().split(";\n"):
                talks.write(statement)
            for table in ("document", "passage", "demand", "version"):
                names = talks.write(
                    "select string_agg(attname, ', ') from pg_attribute where attrelid = %s::regclass and attnum > 0"
                    " and attname <> 'changeset'",
                    f"tracker.{table}",
                )[0][0]
                talks.write(
                    f"insert into history.{table} (ended_by, changeset, {names})"
                    f" select {number}, {number} - 1, {names} from tracker.{table}"
                )
        talks.write("vacuum analyze")
        yield talks


FACES = {"analysis": "tracker", "past": "known"}
WAYS = {
    "words": "to_tsvector('pg_catalog.english', s.text) @@ plainto_tsquery('pg_catalog.english', 'demilitarization')",
    "letters": "s.text operator(extensions.%>) 'demilitarization'",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("face", FACES)
def test_each_way_of_finding_a_word_is_by_its_index(many: Talks, face: str, way: str) -> None:
    plan = explained(many, face, f"select s.entity, s.id from {FACES[face]}.searchable s where {WAYS[way]}")
    assert scans(plan) == []
    used = {node["Index Name"] for node in nodes(plan) if "Index Name" in node}
    assert {f"{table}_{way}_idx" for table in ("demand", "version", "document", "passage")} <= used


@pytest.mark.parametrize("face", FACES)
def test_terms_are_found_by_index(many: Talks, face: str) -> None:
    schema = FACES[face]
    plan = explained(
        many,
        face,
        f"""
        select v.id from {schema}.values_named('kherson', 'kherson') n
        join {schema}.version v on v.terms @> jsonb_build_array(n.part)
    """,
    )
    assert scans(plan) == []


@pytest.mark.parametrize("text", ["demilitarization", "Zaporizhia", "Kherson", "x777", "withdraw Kherson"])
@pytest.mark.parametrize("face", FACES)
def test_no_search_for_a_rare_word_reads_a_large_table_whole(many: Talks, face: str, text: str) -> None:
    read = "select relname from pg_stat_xact_user_tables where seq_tup_read > %s"
    with many.analyst(f"changeset {many.last_changeset()}" if face == "past" else None) as connection:
        assert connection.execute(f"select * from {face}.search(%s)".encode(), [text]).fetchall()
        assert connection.execute(read, [VERSIONS // 2]).fetchall() == []


def explained(talks: Talks, face: str, query: str) -> dict[str, Any]:
    with talks.connection.transaction():
        if face == "past":
            talks.write("select analysis.as_known(%s)", f"changeset {talks.last_changeset()}")
        return dict(talks.write(f"explain (format json) {query}")[0][0][0]["Plan"])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def scans(plan: dict[str, Any]) -> list[str]:
    """The large tables that a plan reads from one end to the other."""
    large = ("document", "passage", "demand", "version")
    return [
        json.dumps(node)
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large and node["Total Cost"] > 1
    ]
