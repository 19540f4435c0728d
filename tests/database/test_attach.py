"""Attached texts: every digest and quote checked, passages filled in, nothing anchored anew."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.database.bundles import DEMAND, DOCUMENTS, Desk
from tests.servers import Database
from tracker import config
from tracker.errors import InputError, NegativeAnswer, TrackerError
from tracker.record.attach import Attached, attach, verify

# One code point beyond the basic plane, one of two bytes, and line ends of two characters.
TEXT = "\N{WHITE FLAG}\N{VARIATION SELECTOR-16} Décision\r\nBorea is to leave the north. At once.\r\nThe end."
NOT_THERE = "these words are not in the passage where they were read"
LEAVE = "Borea is to leave the north."


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def passage(label: str, words: str, text: str = TEXT) -> str:
    start = text.index(words)
    return f"{{passage: {label}, char_start: {start}, char_end: {start + len(words)}, digest: {digest(words)}}}"


def coded(quote: str = "leave the north", text_digest: str = digest(TEXT)) -> str:
    documents = DOCUMENTS.replace("{passage: I}", f"{passage('I', LEAVE)}, {passage('II', 'The end.')}")
    documents = documents.replace("title: Second", f"title: Second, digest: {text_digest}")
    return documents + DEMAND.replace('{document: "d2#I"}', f'{{document: d1, via: "d2#I", quote: {quote}}}').replace(
        "citations: [{document: d1, quote: leave}]", "citations: [{document: d2}]"
    )


def attached(desk: Desk, text: str | bytes = TEXT, document: str = "d2") -> Attached:
    file = desk.folder / "text.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return attach(desk.settings, document, file)


def refused(
    desk: Desk, text: str | bytes = TEXT, document: str = "d2", error: type[TrackerError] = NegativeAnswer
) -> str:
    with desk.unchanged(), pytest.raises(error) as refusal:
        attached(desk, text, document)
    assert desk.column("select count(*) from tracker.attached_text") == [0]
    return str(refusal.value).replace(f"{desk.folder}/", "")


def test_every_locator_is_checked_and_passages_are_filled_in(desk: Desk) -> None:
    desk.imports(coded())
    result = attached(desk)
    assert [(one.passage, one.kind, one.ok) for one in result.locators] == [
        ("", "document", True),
        ("I", "passage", True),
        ("I", "quote", True),
        ("II", "passage", True),
    ]
    assert desk.rows("select passage, text from analysis.passage order by 1") == [("I", LEAVE), ("II", "The end.")]
    around = "select prefix, suffix from tracker.passage where label = 'I'"
    assert desk.rows(around) == [(TEXT[: TEXT.index(LEAVE)], " At once.\r\nThe end.")]
    assert desk.rows("select cause, sources from analysis.changeset where changeset = %s", result.changeset) == [
        ("new-source", ["text.txt"])
    ]


def test_attaching_the_same_text_again_changes_nothing(desk: Desk) -> None:
    desk.imports(coded())
    attached(desk)
    with desk.unchanged():
        assert attached(desk).changeset is None


def test_an_older_name_of_the_document_is_understood(desk: Desk) -> None:
    desk.imports(coded())
    desk.imports("documents: [{document: second, renamed_from: d2}]", cause="identity")
    assert {one.document for one in attached(desk, document="d2").locators} == {"second"}


def test_another_text_is_refused_and_every_locator_that_differs_is_named(desk: Desk) -> None:
    desk.imports(coded())
    other = TEXT.replace("leave", "quit")
    told = refused(desk, other)
    assert told.splitlines() == [
        "text.txt is not the text that was coded: 4 of 4 locators do not match",
        f"d2: the document differs (expected {digest(TEXT)}, found {digest(other)})",
        f"d2#I: the passage differs (expected {digest(LEAVE)}, found {digest('Borea is to quit the north. ')})",
        "d2#I: the quote differs (expected leave the north, found Borea is to quit the north. )",
        f"d2#II: the passage differs (expected {digest('The end.')}, found {digest('he end.')})",
        "Nothing was written. Attach the very file that the offsets were counted in, or mend the locators.",
    ]


def test_line_ends_count(desk: Desk) -> None:
    desk.imports(coded())
    assert "3 of 4 locators do not match" in refused(desk, TEXT.replace("\r\n", "\n"))


def test_a_quote_that_is_not_in_its_passage_is_refused(desk: Desk) -> None:
    desk.imports(coded(quote="At once"))
    assert "d2#I: the quote differs (expected At once, found Borea is to leave the north.)" in refused(desk)


def test_a_quote_without_a_passage_is_sought_in_the_whole_text(desk: Desk) -> None:
    desk.imports(coded().replace('via: "d2#I", quote: leave the north', "via: d2, quote: At once"))
    assert attached(desk).locators[1].kind == "quote"


def test_the_quote_of_a_term_of_an_agreement_is_checked_where_it_was_read(desk: Desk) -> None:
    deal = """
agreements:
  - agreement: deal
    process: talks
    summary: A deal
    document: d1
    via: "d2#II"
    quote: The end
    terms:
      domain:
        - {value: air, via: "d2#I", quote: %s}
        - {value: sea, quote: end}
"""
    desk.imports(coded(), deal % "north", files=["a.yaml", "b.yaml"])
    assert [one.expected for one in attached(desk).locators if one.kind == "quote"] == [
        "leave the north",
        "north",
        "The end",
        "end",
    ]
    with desk.unchanged():
        assert desk.refused(deal % "south", cause="correction") == [
            f"bundle.yaml:8: agreement deal: quote: {NOT_THERE} (got 'south')"
        ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "text.txt is empty"),
        ("Façade".encode("latin-1"), "text.txt:1: byte 2 is not UTF-8"),
        (b"one\ntw\xff", "text.txt:2: byte 6 is not UTF-8"),
        (b"zero\0byte", "text.txt holds a zero byte, so it is no text"),
    ],
)
def test_a_file_that_is_no_text_is_refused(desk: Desk, text: bytes, message: str) -> None:
    desk.imports(coded())
    assert refused(desk, text, error=InputError).startswith(message)


def test_a_file_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"cannot read .*nothing.txt: No such file"):
        attach(desk.settings, "d2", desk.folder / "nothing.txt")


def test_an_unknown_document_names_the_nearest(desk: Desk) -> None:
    desk.imports(coded())
    assert "there is no document 'd22'\nThe nearest are: d2, d1" in refused(desk, document="d22", error=InputError)


def test_an_import_is_checked_against_the_attached_text(desk: Desk) -> None:
    desk.imports(coded())
    attached(desk)
    wrong = passage("III", "At once.").replace(digest("At once."), digest("at once"))
    with desk.unchanged():
        assert desk.refused(
            f"""
            documents:
              - document: d2
                digest: {digest("other")}
                passages:
                  - {wrong}
            demands:
              - demand: alba.leave
                versions:
                  - version: A
                    citations:
                      - {{document: "d2#I", quote: leave the south}}
                      - {{document: d1, via: d2, quote: Never}}
            """,
            cause="correction",
        ) == [
            f"bundle.yaml:4: document d2: digest: the attached text has another digest: {digest(TEXT)}"
            f" (got '{digest('other')}')",
            f"bundle.yaml:6: passage d2#III: digest: the attached text has another digest there: {digest('At once.')}"
            f" (got '{digest('at once')}')",
            f"bundle.yaml:12: citation alba.leave/A/d2/I//: quote: {NOT_THERE} (got 'leave the south')",
            f"bundle.yaml:13: citation alba.leave/A/d1///d2: quote: {NOT_THERE} (got 'Never')",
        ]


def test_a_passage_that_comes_later_is_filled_in_from_the_attached_text(desk: Desk) -> None:
    desk.imports(coded())
    attached(desk)
    result = desk.imports(f"documents: [{{document: d2, passages: [{passage('III', 'At once.')}]}}]")
    assert len(result.changesets) == 1
    assert desk.column("select text from analysis.passage where passage = 'III'") == ["At once."]
    desk.imports(f"documents: [{{document: d2, passages: [{passage('III', 'once.')}]}}]", cause="correction")
    assert desk.rows("select text, prefix from tracker.passage where label = 'III'")[0][0] == "once."
    desk.imports(
        "documents: [{document: d2, passages: [{passage: III, char_start: null, char_end: null, digest: null}]}]",
        cause="correction",
    )
    assert desk.column("select text from tracker.passage where label = 'III'") == [None]


def test_a_passage_cannot_move_away_from_the_words_that_are_quoted_from_it(desk: Desk) -> None:
    desk.imports(coded())
    attached(desk)
    moved = passage("I", "At once.")
    with desk.unchanged():
        assert desk.refused(f"documents: [{{document: d2, passages: [{moved}]}}]", cause="correction") == [
            "bundle.yaml:1: passage d2#I: char_start: the passage does not have the words that are quoted from it:"
            " leave the north"
        ]


def test_orphans_are_listed_by_verify_and_nothing_is_moved(desk: Desk) -> None:
    desk.imports(coded())
    attached(desk)
    assert [one.ok for one in verify(desk.settings)] == [True] * 4
    desk.rows("update tracker.passage set digest = sha256('x') where label = 'II'")
    assert [(one.document, one.passage, one.kind) for one in verify(desk.settings, "d2") if not one.ok] == [
        ("d2", "II", "passage")
    ]
    before = config.Settings(desk.settings.database_url, desk.settings.data_dir, known_at="changeset 3")
    assert [one.ok for one in verify(before)] == [True] * 4
    with pytest.raises(InputError, match="there is no document 'd9'"):
        verify(desk.settings, "d9")


def test_a_document_without_a_text_cannot_be_verified(desk: Desk) -> None:
    desk.imports(coded())
    assert verify(desk.settings) == ()
    with pytest.raises(InputError, match="no text is attached to d2, so there is nothing to check"):
        verify(desk.settings, "d2")
    [last] = desk.column("select max(changeset) from tracker.changeset")
    attached(desk)
    assert verify(desk.settings, "d2")
    before = config.Settings(desk.settings.database_url, desk.settings.data_dir, known_at=f"changeset {last}")
    with pytest.raises(InputError, match="no text is attached"):
        verify(before, "d2")


def test_a_removed_document_takes_its_text_along(desk: Desk) -> None:
    desk.imports("documents: [{document: d9, kind: statement, title: Ninth, issued_on: 2024}]")
    attached(desk, document="d9")
    desk.imports("documents: [{document: d9, remove: true}]", cause="correction")
    assert desk.column("select count(*) from tracker.attached_text") == [0]


def test_a_passage_outside_the_text_is_refused(desk: Desk) -> None:
    document = (
        "documents: [{document: d9, kind: statement, title: Ninth, issued_on: 2024, passages: [{passage: p, %s}]}]"
    )
    desk.imports(document % "char_start: 90, char_end: 95")
    assert refused(desk, "A short text.", "d9").splitlines()[1:2] == [
        "d9#p: the passage differs (expected characters 90 to 95, found a text of 13 characters)"
    ]
    desk.imports(document % "char_start: 2, char_end: 7", cause="correction")
    attached(desk, "A short text.", "d9")
    with desk.unchanged():
        assert desk.refused(document % "char_start: 3, char_end: 14", cause="correction") == [
            "bundle.yaml:1: passage d9#p: char_end: the attached text ends at 13 (got '14')"
        ]


def test_a_passage_without_a_place_gets_nothing_of_the_text(desk: Desk) -> None:
    desk.imports(
        "documents: [{document: d9, kind: statement, title: Ninth, issued_on: 2024, passages: [{passage: p1}]}]"
    )
    attached(desk, "A short text.", "d9")
    assert desk.rows("select text, prefix, suffix from tracker.passage where label = 'p1'") == [(None, None, None)]


def test_a_bundle_may_bring_the_text_along(desk: Desk) -> None:
    """It is checked as if it were attached, and told by its digest."""
    (desk.folder / "texts").mkdir()
    (desk.folder / "texts/d2.txt").write_bytes(TEXT.encode())
    bundle = coded().replace("title: Second,", "title: Second, text_file: texts/d2.txt,")
    result = desk.imports(bundle)
    assert [s.key for s in result.steps if s.entity == "attached_text"] == ["d2"]
    assert desk.column("select content from tracker.attached_text") == [TEXT]
    assert desk.column("select text from analysis.passage order by passage") == [LEAVE, "The end."]
    with desk.unchanged():
        assert desk.imports(bundle).changesets == ()
    (desk.folder / "texts/d2.txt").write_bytes((TEXT + " More.").encode())
    with desk.unchanged():
        assert desk.refused("documents:\n  - document: d2\n    text_file: texts/d2.txt\n    digest: null") == [
            f"bundle.yaml:2: document d2: it would be altered: digest from {digest(TEXT)[:59]}… to nothing;"
            " give --cause (correction, codebook, identity, housekeeping)",
            "bundle.yaml:3: attached_text d2: it would be altered:"
            f" content from {digest(TEXT)[:59]}… to {digest(TEXT + ' More.')[:59]}…;"
            " give --cause (correction, codebook, identity, housekeeping)",
        ]


STORED = """
    select d.slug, '', a.content, null, null
    from tracker.attached_text a join tracker.document d on d.id = a.document_id
    union all
    select d.slug, p.label, p.text, p.prefix, p.suffix
    from tracker.passage p join tracker.document d on d.id = p.document_id
    order by 1, 2
"""


def test_an_export_with_its_texts_comes_back_as_it_was(desk: Desk, database: Database) -> None:
    desk.imports(coded())
    attached(desk)
    copy = Desk(database, desk.folder / "copy")
    exported = desk.exported(with_text=True)
    for name, text in exported.items():
        path = copy.put("", f"in/{name}")
        path.write_bytes(
            (TEXT if name == "texts/d2.txt" else text).encode()
        )  # as `exported` reads it, line ends are lost
    copy.imports_files(copy.folder / "in")
    assert copy.rows(STORED) == desk.rows(STORED)
    assert copy.exported(with_text=True) == exported
    with copy.unchanged():
        result = copy.imports_files(copy.folder / "in")
    assert (result.steps, result.changesets) == ((), ())


def test_a_text_that_is_another_one_is_told_with_all_that_differs(desk: Desk) -> None:
    desk.imports(coded())
    other = TEXT.replace("leave", "quit")
    differs = "the text differs from what was coded of it"
    (desk.folder / "other.txt").write_bytes(other.encode())
    with desk.unchanged():
        assert desk.refused("documents:\n  - document: d2\n    text_file: other.txt\n    kind: letter") == [
            f"bundle.yaml:2: document d2: digest: the attached text has another digest: {digest(other)}"
            f" (got '{digest(TEXT)}')",
            f"bundle.yaml:3: attached_text d2: {differs}: it does not have where they were read"
            " the words leave the north",
            f"bundle.yaml:3: attached_text d2: {differs}: passage I has another digest",
            f"bundle.yaml:3: attached_text d2: {differs}: passage II lies outside it",
            "bundle.yaml:4: document d2: kind: document-kind has no such code; it has statement (got 'letter')",
        ]


def test_a_text_that_is_none_is_a_fault_at_its_place(desk: Desk) -> None:
    desk.imports(coded())
    (desk.folder / "latin.txt").write_bytes("Façade".encode("latin-1"))
    (desk.folder / "empty.txt").touch()
    (desk.folder / "link.txt").symlink_to(__file__)
    for name, message in (
        ("link.txt", "link.txt is a link that leads out of the folder of this file"),
        ("nothing.txt", "cannot read nothing.txt: No such file or directory"),
        ("latin.txt", "latin.txt:1: byte 2 is not UTF-8"),
        ("empty.txt", "empty.txt is empty"),
    ):
        with desk.unchanged():
            assert desk.refused(f"documents:\n  - document: d2\n    text_file: {name}") == [
                f"bundle.yaml:3: document d2: text_file: {message}"
            ]


def test_the_seeds_match_their_source(seeded: Database, tmp_path: Path) -> None:
    sources = os.environ.get("TRACKER_TEST_SOURCES")
    if not sources:
        pytest.skip("TRACKER_TEST_SOURCES does not name the folder with the texts of the sources")
    settings = config.Settings(seeded.url, tmp_path)
    result = attach(settings, "isw-2025-06-02", Path(sources, "isw-2025-06-02.txt"))
    assert len(result.locators) > 80
    assert all(locator.ok for locator in verify(settings))
