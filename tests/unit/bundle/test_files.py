"""Which files a bundle consists of, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.bundle.reading import faults, faults_of, records, values
from tracker.bundle.check import read
from tracker.errors import BundleError


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_folder_is_read_with_all_below_it_but_without_hidden_and_other_files(tmp_path: Path) -> None:
    put(tmp_path / "b.yaml", "actors: [{actor: b}]")
    put(tmp_path / "deep/er/a.yml", "actors: [{actor: a}]")
    put(tmp_path / "deep/c.json", '{"actors": [{"actor": "c"}]}')
    put(tmp_path / "deep/d.JSONL", '{"actors": [{"actor": "d"}]}\n')
    for hidden in (".x.yaml", ".git/x.yaml", "readme.md"):
        put(tmp_path / hidden, "not: [a bundle")
    bundle = read([tmp_path])
    assert [record.values["actor"] for record in bundle.records] == ["b", "c", "d", "a"]
    assert bundle.files[0] == str(tmp_path / "b.yaml")


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = put(tmp_path / "a.yaml", "actors: [{actor: a}]")
    assert len(list(read([file, tmp_path, tmp_path / "x" / ".." / "a.yaml"][:2]).records)) == 1


def test_files_that_are_not_there_or_no_bundles_are_named_together(tmp_path: Path) -> None:
    put(tmp_path / "folder/readme.md", "")
    put(tmp_path / "notes.txt", "")
    assert faults_of([tmp_path / "folder", tmp_path / "notes.txt", tmp_path / "none.yaml"], tmp_path) == [
        "folder: a folder without bundles; expected files *.yaml, *.yml, *.json, *.jsonl, *.csv",
        "none.yaml: no such file or folder",
        "notes.txt: not a bundle by its name; expected one that ends in .yaml, .yml, .json, .jsonl, .csv",
    ]


def test_the_faults_of_all_files_are_reported_together_in_order(tmp_path: Path) -> None:
    put(tmp_path / "b.yaml", "demands: [{demand: x, titel: y}]\n")
    put(tmp_path / "a.yaml", "demands:\n  - [\n")
    put(tmp_path / "c.jsonl", "")
    found = faults_of([tmp_path / "c.jsonl", tmp_path / "missing.yaml", tmp_path], tmp_path)
    assert [fault.split(":")[0] for fault in found] == ["a.yaml", "b.yaml", "c.jsonl", "missing.yaml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", ""), ("a.yaml", "# note\n---\n"), ("a.json", " \n"), ("a.json", "null"), ("a.jsonl", "\n\n")],
)
def test_an_empty_file_is_a_fault(tmp_path: Path, name: str, text: str) -> None:
    message = "an empty file; expected sections such as `demands` or `documents`"
    assert faults(tmp_path, text, name) == [f"{name}: {message}"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.yaml", "actors:\n  - name: café\n", "byte 22 of the file"),
        ("a.json", '{"actors":\n[{"name": "café"}]}', "byte 26 of the file"),
        ("a.jsonl", '{}\n{"actors": [{"name": "café"}]}', "byte 26 of the line"),
    ],
)
def test_a_file_in_another_encoding_is_named_with_the_place(tmp_path: Path, name: str, text: str, place: str) -> None:
    assert faults(tmp_path, text.encode("latin-1"), name) == [
        f"{name}:2: expected UTF-8, but {place} is something else; save the file as UTF-8 (got '0xe9')"
    ]


def test_utf_16_is_told_by_its_name(tmp_path: Path) -> None:
    assert faults(tmp_path, "actors: []".encode("utf-16")) == [
        "a.yaml:1: expected UTF-8, not UTF-16; save the file as UTF-8"
    ]


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl"])
def test_a_byte_order_mark_is_tolerated(tmp_path: Path, name: str) -> None:
    assert values(records(tmp_path, '\ufeff{"actors": [{"actor": "a"}]}', name), "actor") == [{"actor": "a"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "demands:\n  - demand: x\n    title: a: b\n",
            "a.yaml:3: broken YAML: mapping values are not allowed in this context, column 13; "
            "a text with a colon and a space in it needs quotes (got '    title: a: b')",
        ),
        (
            "demands:\n\t- demand: x\n",
            "a.yaml:2: broken YAML: found character that cannot start any token, column 1; indent with spaces, "
            "not tabs; quote a text that starts with @ or ` (got '\\t- demand: x')",
        ),
        (
            "demands:\n  - title: 'x\n    kind: demand\n",
            "a.yaml:4: broken YAML: found unexpected end of stream, column 1, "
            "while scanning a quoted scalar that starts on line 2",
        ),
        (
            "actors:\n  - name: a \x01 b\n",
            "a.yaml:2: broken YAML: control characters are not allowed (got '  - name: a \\x01 b')",
        ),
        ("actors:\n  - ? [a]\n    : b\n", "a.yaml:2: expected the name of a field before the colon"),
        ("actors:\n  - actor: !foo x\n", "a.yaml:2: expected a plain value, not one with a tag (got '!foo')"),
        (
            'actors:\n  - name: "a\\0b"\n',
            "a.yaml:2: holds a character that no database stores (got 'U+0000')",
        ),
        ("actors: *a\n", "a.yaml:1: expected an alias of something complete that stands above it (got '*a')"),
        ("actors: &a\n  - *a\n", "a.yaml:2: expected an alias of something complete that stands above it (got '*a')"),
        ("a: " + 200 * "[", "a.yaml:1: nested more than 100 deep"),
    ],
)
def test_broken_yaml_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    assert faults(tmp_path, text) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"actors": [\n  {"actor": "x",}\n]}',
            "a.json:2: broken JSON: expecting property name enclosed in double quotes, column 17 "
            '(got \'  {"actor": "x",}\')',
        ),
        ('{"actors": [\n\n{"actor": NaN}]}', "a.json:3: broken JSON: expected a number (got 'NaN')"),
        ('{"actors": [\n{"name": "a\\ud800"}]}', "a.json:2: holds a character that no database stores (got 'U+D800')"),
        (2000 * "[" + 2000 * "]", "a.json:1: nested too deep"),
    ],
)
def test_broken_json_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    assert faults(tmp_path, text, "a.json") == [message]


def test_every_broken_line_of_jsonl_is_named(tmp_path: Path) -> None:
    lines = ['{"actors": [{"actor": "a"}]}', "", '{"actors": [}', '{"actors": [{"actor": "a", "actor": "b"}]}', "[1]"]
    lines += ['{"actors": [{"actor": "a", "name": "\\u0000"}]}', "{} {}"]
    assert faults(tmp_path, "\n".join(lines), "a.jsonl") == [
        "a.jsonl:3: broken JSON: expecting value, column 13 (got '{\"actors\": [}')",
        "a.jsonl:4: given twice in one object (got 'actor')",
        "a.jsonl:5: expected a mapping with sections such as `demands` or `documents`",
        "a.jsonl:6: holds a character that no database stores (got 'U+0000')",
        "a.jsonl:7: broken JSON: extra data, column 3 (got '{} {}')",
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_passages_in_passages_without_end_are_refused(tmp_path: Path, name: str) -> None:
    deep = "".join(f'{{"passage": "p{depth}", "passages": [' for depth in range(400)) + 400 * "]}"
    assert faults(tmp_path, f'{{"documents": [{{"document": "d", "passages": [{deep}]}}]}}', name) == [
        f"{name}:1: nested too deep"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "actors:\n  - actor: a\n    name: b\n    name: c\n"),
        ("a.json", '{"actors": [\n{"actor": "a",\n"name": "b",\n"name": "c"}]}'),
    ],
)
def test_a_field_given_twice_is_named_with_both_lines(tmp_path: Path, name: str, text: str) -> None:
    assert faults(tmp_path, text, name) == [f"{name}:4: name: given twice, first on line 3"]


def test_aliases_are_fine_but_not_a_billion_laughs(tmp_path: Path) -> None:
    shared = "demands:\n  - {demand: a, party: &r russia, process: p}\n  - {demand: b, party: *r}\n"
    assert [v["party"] for v in values(records(tmp_path, shared), "demand")] == ["russia", "russia"]
    laughs = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join(9 * [f'*a{n - 1}'])}]\n" for n in range(1, 12))
    assert faults(tmp_path, laughs) == ["a.yaml:7: aliases repeat more than 1000000 values (got '*a5')"]


def test_a_yaml_file_may_hold_several_documents(tmp_path: Path) -> None:
    text = "actors: [{actor: a}]\n---\n---\nactors:\n  - actor: b\n"
    assert [(r.values["actor"], r.line) for r in records(tmp_path, text)] == [("a", 1), ("b", 5)]


def test_numbers_of_json_are_not_changed(tmp_path: Path) -> None:
    for name in ("a.json", "a.jsonl"):
        text = '{"figures": [{"figure": "f", "amount_min": 19456, "amount_max": 123456789.10, "approximate": true}]}'
        assert values(records(tmp_path, text, name), "figure") == [
            {"figure": "f", "amount_min": "19456", "amount_max": "123456789.10", "approximate": True}
        ]


def test_a_bundle_without_any_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no such file or folder"):
        read([tmp_path / "none.yaml"])
