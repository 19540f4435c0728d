"""Dated documents, their passages and texts, and what our coding of them covers completely."""

from sqlalchemy import CheckConstraint, Column, Date, Index, LargeBinary, UniqueConstraint

from tracker.model.base import (
    coarse,
    list_of_words,
    one_of,
    record,
    ref,
    searched,
    slug,
    together,
    verbatim,
    whole_number,
    words,
)

DIGEST = "octet_length(digest) = 32"

document = record(
    "document",
    "A dated source.",
    slug("Key of the document."),
    ref("kind", "code", "What it is: a code of the attribute document-kind."),
    words("title", "Its title.", required=True),
    ref("issuer", "actor", "Whose document it is.", required=False),
    ref("publisher", "actor", "Who published it.", required=False),
    coarse("issued_on", "issued_precision", "When its issuer stated it or handed it over.", required=True),
    Column("published_on", Date, comment="When it was published."),
    words("language", "ISO 639 code."),
    words("url", "Where it can be read."),
    ref("meeting", "meeting", "The meeting at which it was given.", required=False),
    words("summary", "What it is, in our words."),
    Column("digest", LargeBinary, comment="SHA-256 of the whole file."),
    CheckConstraint(DIGEST, name="digest"),
    # Where a date or a document may stand, the date would be meant.
    CheckConstraint("slug !~ '^(today|[0-9]{4}(-[0-9]{2}){0,2}|[0-9]+d-ago)$'", name="no_date"),
    Index(None, "issued_on"),
    *searched("document", "(((title || ' ') || translate(slug, '.-', '  ')) || ' ') || coalesce(summary, '')"),
)

attached_text = record(
    "attached_text",
    "The full text of a document, attached here and never shipped.",
    ref("document", "document", "The document.", index=False),
    verbatim("content", "The text, decoded from UTF-8 and not normalised.", required=True),
    UniqueConstraint("document_id"),
)

passage = record(
    "passage",
    "A located part of a document; passages form a tree.",
    ref("document", "document", "Its document.", index=False),
    slug("Label, unique in its document.", name="label", unique=False),
    ref("parent", "passage", "The passage above.", required=False),
    whole_number("ordinal", "Place among its siblings."),
    one_of("combine", ("all", "any", "sequence"), "How the passages below it combine.", required=False),
    words("gist", "What it says, in our words."),
    list_of_words("markers", "Footnote markers that stand in it."),
    whole_number("char_start", "First code point of it in the file, from 0."),
    whole_number("char_end", "The code point after its last."),
    Column("digest", LargeBinary, comment="SHA-256 of the UTF-8 bytes of the slice."),
    verbatim("text", "The slice itself, filled in when the text is attached."),
    verbatim("prefix", "The 32 characters before it, filled in when the text is attached."),
    verbatim("suffix", "The 32 characters after it, filled in when the text is attached."),
    UniqueConstraint("document_id", "label"),
    UniqueConstraint("id", "document_id"),
    together(("parent_id", "document_id"), "passage", ("id", "document_id")),
    CheckConstraint("parent_id <> id", name="parent"),
    CheckConstraint("ordinal >= 0", name="ordinal"),
    CheckConstraint(DIGEST, name="digest"),
    CheckConstraint(
        "(char_start IS NULL) = (char_end IS NULL) AND char_start >= 0 AND char_start < char_end", name="locator"
    ),
    *searched("passage", "(coalesce(gist, '') || ' ') || coalesce(text, '')"),
)

coverage = record(
    "coverage",
    "A process and topic, with the topics below it, on which our coding of a document is complete.",
    ref("document", "document", "The document.", index=False),
    ref("process", "process", "The process."),
    ref("topic", "topic", "The topic."),
    UniqueConstraint("document_id", "process_id", "topic_id"),
)
