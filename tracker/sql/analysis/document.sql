-- Dated sources.
CREATE OR REPLACE VIEW analysis.document AS
SELECT d.slug AS document, k.slug AS kind, d.title, i.slug AS issuer, u.slug AS publisher, d.issued_on, d.issued_precision,
    d.published_on, d.language, d.url, m.slug AS meeting, d.summary,
    EXISTS (SELECT FROM tracker.attached_text t WHERE t.document_id = d.id) AS has_text, encode(d.digest, 'hex') AS digest
FROM tracker.document d
JOIN tracker.code k ON k.id = d.kind_id
LEFT JOIN tracker.actor i ON i.id = d.issuer_id
LEFT JOIN tracker.actor u ON u.id = d.publisher_id
LEFT JOIN tracker.meeting m ON m.id = d.meeting_id;

COMMENT ON VIEW analysis.document IS 'One row a dated source: memorandum, speech, statement, report, treaty, list.';
COMMENT ON COLUMN analysis.document.document IS 'Slug of the document.';
COMMENT ON COLUMN analysis.document.kind IS 'What it is: a code of the attribute document-kind.';
COMMENT ON COLUMN analysis.document.title IS 'Its title.';
COMMENT ON COLUMN analysis.document.issuer IS 'Slug of the actor whose document it is.';
COMMENT ON COLUMN analysis.document.publisher IS 'Slug of the actor who published it; null where nobody is named.';
COMMENT ON COLUMN analysis.document.issued_on IS 'When its issuer stated it or handed it over: this dates what it says.';
COMMENT ON COLUMN analysis.document.issued_precision IS 'How exactly issued_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.document.published_on IS 'When it was published; null where it is not known.';
COMMENT ON COLUMN analysis.document.language IS 'Language of the text, as an ISO 639 code: en, ru, uk; null where it is not noted.';
COMMENT ON COLUMN analysis.document.url IS 'Where it can be read; null where no address is noted.';
COMMENT ON COLUMN analysis.document.meeting IS 'Slug of the meeting at which it was given; null where it was at none.';
COMMENT ON COLUMN analysis.document.summary IS 'What it is, in our words; null where the title says enough.';
COMMENT ON COLUMN analysis.document.has_text IS 'Whether its text is attached in this database.';
COMMENT ON COLUMN analysis.document.digest IS 'SHA-256 of the whole file, in lower-case hexadecimal; null where we have not seen the file.';
