-- What parties agreed.
CREATE OR REPLACE VIEW analysis.agreement AS
SELECT p.slug AS process, g.slug AS agreement, coalesce(g.agreed_on, d.issued_on) AS agreed_on,
    coalesce(g.agreed_precision, d.issued_precision) AS agreed_precision, (SELECT m.slug FROM tracker.meeting m WHERE m.id = g.meeting_id) AS meeting,
    ARRAY(SELECT a.slug FROM tracker.confirmation c JOIN tracker.actor a ON a.id = c.actor_id
          WHERE c.agreement_id = g.id ORDER BY a.slug COLLATE "C") AS stated_by, g.certainty, g.summary,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = g.speaker_id) AS speaker, d.slug AS document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = g.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = g.via_document_id) AS via_document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = g.via_passage_id) AS via_passage, g.quote
FROM tracker.agreement g
JOIN tracker.process p ON p.id = g.process_id
JOIN tracker.document d ON d.id = g.document_id;

COMMENT ON VIEW analysis.agreement IS 'One row a thing that parties agreed at a date. Its terms are in agreement_term, what it settles in settlement.';
COMMENT ON COLUMN analysis.agreement.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.agreement.agreement IS 'Slug of the agreement.';
COMMENT ON COLUMN analysis.agreement.agreed_on IS 'When it was agreed; the document''s date where the coding gives none.';
COMMENT ON COLUMN analysis.agreement.agreed_precision IS 'How exactly agreed_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.agreement.meeting IS 'Slug of the meeting at which it was made; null where it was at none.';
COMMENT ON COLUMN analysis.agreement.stated_by IS 'Slugs of the actors who confirm it.';
COMMENT ON COLUMN analysis.agreement.certainty IS 'How sure the source is: certain, probable or possible.';
COMMENT ON COLUMN analysis.agreement.summary IS 'What was agreed, in our words.';
COMMENT ON COLUMN analysis.agreement.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.agreement.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.agreement.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.agreement.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.agreement.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.agreement.quote IS 'A principal''s few words, where the wording is the fact; else null.';
