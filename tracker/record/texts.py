"""What an attached text says of what was read in it: passages are filled in, digests and quotes are checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from tracker.bundle.entities import EVIDENT
from tracker.record.columns import ATTACHED
from tracker.record.faults import Faults
from tracker.record.stage import Stage

AROUND = 32  # characters kept before and after a passage, which tell it from its like
OUTSIDE = "p.char_end > length(a.content)"
SLICE = "substr(a.content, p.char_start + 1, p.char_end - p.char_start)"
# Where words were read: the located passage, of the report if there is one; the whole text where none is located.
READ_IN = f"CASE WHEN p.char_start IS NULL THEN a.content ELSE {SLICE} END"


def digest_of(text: str) -> str:
    return f"sha256(convert_to({text}, 'UTF8'))"


def read_in(row: str) -> tuple[str, str]:
    """SQL for the document and the passage in which the evidence of a row was read."""
    via = f"{row}.via_document_id"
    passage = f"CASE WHEN {via} IS NULL THEN {row}.passage_id ELSE {row}.via_passage_id END"
    return f"coalesce({via}, {row}.document_id)", passage


def read_in_by_term(row: str) -> tuple[str, str]:
    """The same for a term `e` of an agreement, whose evidence is its own where it names a document, else in part."""
    via = f"CASE WHEN e ?| '{{document,via_document}}' THEN {_id_of('via_document')} ELSE {row}.via_document_id END"
    document = f"coalesce({_id_of('document')}, {row}.document_id)"
    in_via = (
        f"CASE WHEN e ?| '{{document,via_document,via_passage}}' THEN {_labelled('via_passage', via)}"
        f" ELSE {row}.via_passage_id END"
    )
    in_document = (
        f"CASE WHEN e ?| '{{document,passage}}' THEN {_labelled('passage', document)} ELSE {row}.passage_id END"
    )
    return f"coalesce({via}, {document})", f"CASE WHEN {via} IS NULL THEN {in_document} ELSE {in_via} END"


def _id_of(part: str) -> str:
    return f"(SELECT d.id FROM tracker.document d WHERE d.slug = e ->> '{part}')"


def _labelled(part: str, document: str) -> str:
    return f"(SELECT x.id FROM tracker.passage x WHERE x.document_id = {document} AND x.label = e ->> '{part}')"


def quotes(names: Iterable[str], table: str, seq: str) -> str:
    """SQL for every quote of these kinds, as a table `q` (seq, quote, document_id, passage_id) of where it was read.

    The rows are those of tables named `table` with the kind for {}; a quote may stand in a term of an agreement.
    """
    parts = []
    for name in names:
        source = f"FROM {table.format(name)} n"
        document, passage = read_in("n")
        parts.append(f"SELECT {seq}, n.quote, {document}, {passage} {source} WHERE n.quote IS NOT NULL")
        if name == "agreement":
            document, passage = read_in_by_term("n")
            terms = "CROSS JOIN LATERAL jsonb_array_elements(n.terms) e WHERE e ? 'quote'"
            parts.append(f"SELECT {seq}, e ->> 'quote', {document}, {passage} {source} {terms}")
    return f"({' UNION ALL '.join(parts)}) q (seq, quote, document_id, passage_id)"


def any_attached(connection: psycopg.Connection[Any]) -> bool:
    """Whether there is a text to look into, in the database or of this import."""
    return connection.execute("SELECT 1 FROM tracker.attached_text LIMIT 1").fetchone() is not None


def fill(connection: psycopg.Connection[Any], which: str) -> None:
    """Fills in the text of the passages `p` that a condition tells, and what stands around it."""
    connection.execute(
        f"""
        UPDATE tracker.passage t SET text = s.text, prefix = s.prefix, suffix = s.suffix
        FROM (
            SELECT p.id, {SLICE} AS text,
                nullif(substr(a.content, greatest(p.char_start - {AROUND}, 0) + 1, p.char_start
                    - greatest(p.char_start - {AROUND}, 0)), '') AS prefix,
                nullif(substr(a.content, p.char_end + 1, {AROUND}), '') AS suffix
            FROM tracker.passage p JOIN tracker.attached_text a ON a.document_id = p.document_id WHERE {which}
        ) s
        WHERE s.id = t.id AND (t.text, t.prefix, t.suffix) IS DISTINCT FROM (s.text, s.prefix, s.suffix)
        """.encode()
    )


def fill_staged(connection: psycopg.Connection[Any], stage: Stage) -> None:
    """Fills in the passages that the bundle gives, and all of the documents whose text it gives."""
    which = []
    if "passage" in stage.counts:
        which.append("EXISTS (SELECT FROM plan_passage n WHERE n.document_id = p.document_id AND n.label = p.label)")
    if ATTACHED.name in stage.counts:
        which.append(f"p.document_id IN (SELECT n.document_id FROM plan_{ATTACHED.name} n)")
    if which:
        fill(connection, " OR ".join(which))


def check(stage: Stage, faults: Faults) -> None:
    """Checks what the bundle gives, and what stands in the passages that it gives, against the attached texts."""
    if "document" in stage.counts:
        _check_documents(faults)
    if "passage" in stage.counts:
        _check_passages(faults)
    if given := [name for name in EVIDENT if name in stage.counts]:
        _check_quotes(given, faults)
    if "passage" in stage.counts:
        _check_quoted_passages(faults)  # after the quotes: it leaves out what they told
    if ATTACHED.name in stage.counts:
        _check_attached(faults)


def _check_documents(faults: Faults) -> None:
    faults.add(
        f"""
        SELECT n.seq, 'digest', encode(d.digest, 'hex'),
            'the attached text has another digest: ' || encode({digest_of("a.content")}, 'hex')
        FROM plan_document n JOIN tracker.document d ON d.slug = n.slug
        JOIN tracker.attached_text a ON a.document_id = d.id
        WHERE d.digest <> {digest_of("a.content")}
        """
    )


def _check_passages(faults: Faults) -> None:
    located = """
        FROM plan_passage n JOIN tracker.passage p ON p.document_id = n.document_id AND p.label = n.label
        JOIN tracker.attached_text a ON a.document_id = p.document_id
        """
    faults.add(
        f"""
        SELECT n.seq, 'digest', encode(p.digest, 'hex'),
            'the attached text has another digest there: ' || encode({digest_of(SLICE)}, 'hex')
        {located} WHERE p.digest <> {digest_of(SLICE)} AND NOT {OUTSIDE}
        """,
        f"""
        SELECT n.seq, 'char_end', p.char_end::text, 'the attached text ends at ' || length(a.content)
        {located} WHERE {OUTSIDE}
        """,
    )


def _check_quotes(given: Iterable[str], faults: Faults) -> None:
    faults.add(
        f"""
        SELECT q.seq, 'quote', q.quote, 'these words are not in the passage where they were read'
        FROM {quotes(given, "plan_{}", "n.seq")}
        JOIN tracker.attached_text a ON a.document_id = q.document_id
        LEFT JOIN tracker.passage p ON p.id = q.passage_id
        WHERE position(q.quote IN {READ_IN}) = 0
        """
    )


def _check_quoted_passages(faults: Faults) -> None:
    faults.add(
        f"""
        SELECT n.seq, 'char_start', NULL, 'the passage does not have the words that are quoted from it: ' || q.quote
        FROM plan_passage n JOIN tracker.passage p ON p.document_id = n.document_id AND p.label = n.label
        JOIN tracker.attached_text a ON a.document_id = p.document_id
        JOIN {quotes(EVIDENT, "tracker.{}", "NULL")} ON q.passage_id = p.id
        WHERE n.op IN ('fill', 'alter') AND position(q.quote IN {READ_IN}) = 0
            AND NOT EXISTS (SELECT FROM fault f WHERE f.field = 'quote' AND f.value = q.quote)
        """
    )


def _check_attached(faults: Faults) -> None:
    """Checks the texts that the bundle gives against what stands in the database and was not told of the bundle."""
    attached = f"FROM plan_{ATTACHED.name} n JOIN tracker.attached_text a ON a.document_id = n.document_id"
    faults.add(
        f"""
        SELECT n.seq, '', NULL, 'the text differs from what was coded of it: passage ' || p.label
            || CASE WHEN {OUTSIDE} THEN ' lies outside it' ELSE ' has another digest' END
        {attached} JOIN tracker.passage p ON p.document_id = n.document_id
        WHERE ({OUTSIDE} OR p.digest <> {digest_of(SLICE)})
            AND NOT EXISTS (SELECT FROM fault f WHERE f.field = 'digest' AND f.value = encode(p.digest, 'hex')
                OR f.field = 'char_end' AND f.value = p.char_end::text)
        """,
        f"""
        SELECT n.seq, '', NULL, 'the text differs from what was coded of it: it does not have where they were read'
            || ' the words ' || q.quote
        {attached} JOIN {quotes(EVIDENT, "tracker.{}", "NULL")} ON q.document_id = n.document_id
        LEFT JOIN tracker.passage p ON p.id = q.passage_id
        WHERE position(q.quote IN {READ_IN}) = 0
            AND NOT EXISTS (SELECT FROM fault f WHERE f.field = 'quote' AND f.value = q.quote)
        """,
    )
