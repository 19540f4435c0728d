"""Records: from a nested bundle to flat records, and what is refused about them as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.bundle.reading import A_VERSION, faults, faults_of, records, values
from tracker.bundle.check import read
from tracker.bundle.record import Record
from tracker.errors import BundleError

EXAMPLE = """\
demands:
  - demand: ru.withdraw
    party: russia
    versions:
      - version: "2024-06-14"
        summary: In our own words.
        citations:
          - {document: putin-2024-06-14, speaker: putin, via: isw#p17.1, quote: completely}
          - document: memorandum#II.1
            certainty: probable
            order: 2
        directions: [{from: "2022", direction: mixed, reason: why}]
    endings:
      - {document: d, how: lapsed, ended_on: 2025}
"""


def test_a_demand_is_followed_by_all_that_stands_in_it(tmp_path: Path) -> None:
    found = records(tmp_path, EXAMPLE)
    assert [(r.entity, r.line) for r in found] == [
        ("demand", 2), ("version", 5), ("citation", 8), ("citation", 9), ("direction", 12), ("ending", 14),
    ]  # fmt: skip
    version = {"demand": "ru.withdraw", "version": "2024-06-14"}
    assert values(found, "version") == [version | {"summary": "In our own words."}]
    assert values(found, "citation") == [
        version
        | {
            "document": "putin-2024-06-14", "passage": None, "speaker": "putin", "via_document": "isw",
            "via_passage": "p17.1", "quote": "completely",
        },
        version
        | {
            "document": "memorandum", "passage": "II.1", "speaker": None, "via_document": None,
            "certainty": "probable", "order": 2,
        },
    ]  # fmt: skip
    assert values(found, "direction") == [version | {"from": "2022", "direction": "mixed", "reason": "why"}]
    assert values(found, "ending") == [
        {
            "demand": "ru.withdraw", "document": "d", "passage": None, "how": "lapsed", "ended_on": "2025-12-31",
            "ended_precision": "year",
        }
    ]  # fmt: skip


def test_a_record_knows_the_line_of_each_stored_field(tmp_path: Path) -> None:
    text = "figures:\n  - figure: f\n    as_of: 2024\n    document: d#I\n    via: x#y\n    about: ~\n"
    [figure] = records(tmp_path, text)
    lines = {"figure": 2, "as_of": 3, "as_of_precision": 3, "document": 4, "passage": 4, "about": 6, "quote": 2}
    lines |= {"via_document": 5, "via_passage": 5}
    assert {field: figure.line_of(field) for field in lines} == lines
    [line] = records(tmp_path, '\n{"figures": [{"figure": "f", "unit": "x"}]}', "a.jsonl")
    assert (line.line, line.line_of("unit")) == (2, 2)


def test_only_what_is_named_is_set_and_null_clears(tmp_path: Path) -> None:
    text = "responses: [{response: r, via: ~, until_date: ~, summary: ~, demand: ~}]"
    assert values(records(tmp_path, text), "response") == [
        {
            "response": "r", "via_document": None, "via_passage": None, "until_date": None, "until_precision": None,
            "summary": None, "demand": None,
        }
    ]  # fmt: skip


def test_passages_take_their_parent_from_where_they_stand(tmp_path: Path) -> None:
    text = """\
documents:
  - document: d
    passages:
      - passage: I
        combine: any
        passages:
          - passage: I.1
            passages: [{passage: I.1.a}]
      - {passage: II.1, parent: II}
"""
    assert [(v["passage"], v.get("parent", "-")) for v in values(records(tmp_path, text), "passage")] == [
        ("I", "-"), ("I.1", "I"), ("I.1.a", "I.1"), ("II.1", "II"),
    ]  # fmt: skip


def test_whole_lists_are_known_where_they_are_named_even_if_empty(tmp_path: Path) -> None:
    text = "processes: [{process: a, parties: []}, {process: b}, {process: c, parties: [{actor: x, role: party}]}]"
    found = records(tmp_path, text)
    assert [(r.entity, set(r.sets)) for r in found] == [
        ("process", {"parties"}), ("process", set()), ("process", {"parties"}), ("party", set()),
    ]  # fmt: skip
    assert found[-1].values == {
        "process": "c",
        "actor": "x",
        "role": "party",
        "from_date": None,
        "from_precision": None,
    }


def test_any_record_with_a_slug_takes_aliases_and_ids(tmp_path: Path) -> None:
    text = "actors: [{actor: a, aliases: [b, {alias: c, remove: true}], external_ids: [{scheme: wikidata, id: Q1}]}]"
    found = records(tmp_path, text)
    assert [(r.entity, r.values, r.remove) for r in found[1:]] == [
        ("alias", {"entity": "actor", "key": "a", "alias": "b"}, False),
        ("alias", {"entity": "actor", "key": "a", "alias": "c"}, True),
        ("external_id", {"entity": "actor", "key": "a", "scheme": "wikidata", "id": "Q1"}, False),
    ]


def test_a_record_may_go_or_be_renamed(tmp_path: Path) -> None:
    text = """\
events: [{process: p, event: e, renamed_from: f}]
demands:
  - demand: x
    versions:
      - version: a
        citations: [{document: d#I, via: isw#p1, remove: true}]
      - {version: b, remove: yes}
"""
    found = records(tmp_path, text)
    assert found[0].renamed_from == "f"
    assert [(r.entity, r.values) for r in found if r.remove] == [
        (
            "citation",
            {"demand": "x", "version": "a", "document": "d", "passage": "I", "speaker": None, "via_document": "isw"},
        ),
        ("version", {"demand": "x", "version": "b"}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            A_VERSION + "        sumary: x\n",
            "5: demand ru.x, version 2024-06-14: sumary: unknown field; did you mean `summary`?",
        ),
        (
            A_VERSION + "        colour: x\n",
            "5: demand ru.x, version 2024-06-14: colour: unknown field; expected one of version, summary, terms, "
            "citations, directions, remove",
        ),
        ("demand:\n  - demand: x\n", "1: demand: unknown section; did you mean `demands`?"),
        ("demands: {demand: x}\n", "1: demands: expected a list"),
        ("demands:\n  - x\n", "2: demands[0]: expected a mapping of fields (got 'x')"),
        ("just a text\n", "1: expected a mapping with sections such as `demands` or `documents`"),
        ("demands:\n  - title: x\n", "2: demands[0].demand: missing; every demand needs it"),
        (
            A_VERSION + "        citations:\n          - {speaker: putin}\n",
            "6: demand ru.x, version 2024-06-14: citations[0].document: missing; every citation needs it",
        ),
        ("demands:\n  - demand: x\n  - demand: x\n", "3: demand x: the same demand twice in one list, first on line 2"),
        (
            A_VERSION + "        citations:\n"
            "          - {document: d, via: r#p1}\n          - {via: r#p2, document: d}\n",
            "7: demand ru.x, version 2024-06-14: citations[1]: the same citation twice in one list, first on line 6",
        ),
        (
            "documents:\n  - document: d\n    passages:\n      - {passage: I}\n      - passage: II\n        passages:\n"
            "          - {passage: I}\n",
            "7: document d, passage II, passage I: the same passage twice in one document, first on line 4",
        ),
        (
            "documents:\n  - document: d\n    passages:\n      - passage: I\n        passages:\n"
            "          - passage: I.1\n            parent: II\n",
            "7: document d, passage I, passage I.1: parent: expected nothing here, or I as it is given already "
            "(got 'II')",
        ),
        (
            "demands:\n  - {demand: x, remove: true, title: y}\n",
            "2: demand x: title: a demand to be removed takes only its key",
        ),
        ("demands:\n  - {demand: x, remove: perhaps}\n", "2: demand x: remove: expected true or false (got 'perhaps')"),
        (
            "demands:\n  - {demand: x, renamed_from: x}\n",
            "2: demand x: renamed_from: expected the old name, not the new one (got 'x')",
        ),
        (A_VERSION + "        renamed_from: x\n", "5: demand ru.x, version 2024-06-14: renamed_from: unknown field; "
            "expected one of version, summary, terms, citations, directions, remove"),
        (
            "processes:\n  - process: p\n    parties: [{actor: a, role: party, remove: true}]\n",
            "3: process p: parties[0].remove: not taken here; leave the entry out, as `parties` is replaced whole",
        ),
        (
            "actors:\n  - actor: a\n    aliases: [b c]\n",
            "3: actor a: aliases[0].alias: expected a name of letters (a-z), digits, \".\" and \"-\" (got 'b c')",
        ),
        (
            "scope: {process: p, documents: [d]}\nactors: []\n",
            "1: scope: expected {process: slug} or {documents: [slug, …]}",
        ),
        ("scope: all\n", "1: scope: expected {process: slug} or {documents: [slug, …]}"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_record_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert f"a.yaml:{message}" in faults(tmp_path, text)


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = (
        A_VERSION + "        summary: [x]\n        citations:\n          - {document: a b, certainty: sure}\n  - {}\n"
    )
    assert [fault.split(":")[1] for fault in faults(tmp_path, text)] == ["5", "7", "7", "8"]


def test_lines_of_jsonl_may_repeat_a_parent(tmp_path: Path) -> None:
    lines = [f'{{"demands": [{{"demand": "x", "versions": [{{"version": "{n}"}}]}}]}}\n' for n in (1, 2)]
    found = records(tmp_path, "".join(lines), "a.jsonl")
    assert [(r.entity, r.line) for r in found] == [("demand", 1), ("version", 1), ("demand", 2), ("version", 2)]


def test_the_scope_may_be_said_in_several_files_if_they_agree(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("scope: {documents: [b, a]}\nactors: [{actor: a}]\n")
    (tmp_path / "b.yaml").write_text("$schema: x\nscope:\n  documents: [a, b]\n")
    bundle = read([tmp_path])
    list(bundle.records)
    assert bundle.scope is not None
    assert bundle.scope.names == (None, ("a", "b"))
    (tmp_path / "b.yaml").write_text("\nscope: {process: p}\n")
    assert faults_of([tmp_path], tmp_path) == ["b.yaml:2: scope: expected the same scope as in a.yaml:1"]


def test_a_bundle_is_read_as_a_stream_and_says_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("".join(f'{{"actors": [{{"actor": "a{n}"}}]}}\n' for n in range(10)))
    bundle = read([file])
    next(bundle.records)
    assert 0 < bundle.done < bundle.size / 2
    assert sum(isinstance(record, Record) for record in bundle.records) == 9
    assert bundle.done == bundle.size


def test_records_at_fault_are_handed_out_as_far_as_they_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"actors": [{"actor": "a", "kind": "person", "nam": "A"}]}\n{"actors": [{"actor": "b"}]}\n'
    )
    bundle = read([tmp_path])
    handed_out = bundle.records
    assert [(r.values, r.faulty) for r in (next(handed_out), next(handed_out))] == [
        ({"actor": "a", "kind": "person"}, True),
        ({"actor": "b"}, False),
    ]
    with pytest.raises(BundleError):
        next(handed_out)
    assert bundle.whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("actors: [{actor: a, kind: x}]", True),
        ("actors: all", False),
        ("actors: [a]", False),
        ("actros: [{actor: a}]", False),
        ("actors: [{actor: a", False),
        ("- actors", False),
        ("documents: [{document: d, passages: all}]", True),
    ],
)
def test_a_bundle_knows_whether_all_its_records_could_be_read(tmp_path: Path, text: str, whole: bool) -> None:
    (tmp_path / "a.yaml").write_text(text)
    bundle = read([tmp_path])
    handed_out = []
    with pytest.raises(BundleError):
        handed_out += bundle.records
    assert all(record.faulty for record in handed_out)
    assert bundle.whole is whole


def test_of_very_many_faults_the_first_thousand_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"x": 1}\n' * 1500)
    with pytest.raises(BundleError) as refused:
        list(read([tmp_path]).records)
    assert len(refused.value.faults) == 1000
    assert str(refused.value).endswith("and 500 more faults; nothing was written")
