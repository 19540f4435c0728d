-- Answers to demands, passages and documents. The version is the one that was held on the day of the answer, where a
-- demand is answered. That it is a demand of the same process tells the planner, which knows nothing of the unions below
-- `past`, that there is one to an answer: else it may read all documents rather than look each up.
CREATE OR REPLACE VIEW analysis.response AS
SELECT p.slug AS process, r.slug AS response, q.slug AS demand,
    (SELECT o.slug FROM tracker.document o WHERE o.id = r.on_document_id) AS on_document,
    (SELECT g.label FROM tracker.passage g WHERE g.id = r.on_passage_id) AS on_passage,
    (SELECT v.name FROM tracker.spell s JOIN tracker.version v ON v.id = s.version_id
     WHERE s.demand_id = r.demand_id AND s.held_from IS DISTINCT FROM s.held_to
        AND s.held_from <= coalesce(r.responded_on, d.issued_on)
        AND (s.held_to > coalesce(r.responded_on, d.issued_on) OR s.held_to IS NULL)) AS version,
    y.slug AS party, c.slug AS answer, coalesce(r.responded_on, d.issued_on) AS responded_on,
    coalesce(r.responded_precision, d.issued_precision) AS responded_precision, r.until_date, r.certainty, r.summary,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = r.speaker_id) AS speaker, d.slug AS document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = r.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = r.via_document_id) AS via_document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = r.via_passage_id) AS via_passage, r.quote, r.until_precision
FROM tracker.response r
JOIN tracker.process p ON p.id = r.process_id
JOIN tracker.actor y ON y.id = r.party_id
JOIN tracker.code c ON c.id = r.answer_id
JOIN tracker.document d ON d.id = r.document_id
LEFT JOIN tracker.demand q ON q.id = r.demand_id AND q.process_id = r.process_id;

COMMENT ON VIEW analysis.response IS 'One row an answer of another party to a demand, a passage or a whole document.';
COMMENT ON COLUMN analysis.response.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.response.response IS 'Slug of the response.';
COMMENT ON COLUMN analysis.response.demand IS 'Slug of the demand that is answered; null where a document or passage is.';
COMMENT ON COLUMN analysis.response.on_document IS 'Slug of the document that is answered; null where a demand is.';
COMMENT ON COLUMN analysis.response.on_passage IS 'Label of the passage of it that is answered; null where the whole is, or a demand.';
COMMENT ON COLUMN analysis.response.version IS 'Name of the demand''s version that was held on responded_on; null where a document is answered, or none was held.';
COMMENT ON COLUMN analysis.response.party IS 'Slug of the actor who answers.';
COMMENT ON COLUMN analysis.response.answer IS 'A code of the attribute answer: accepted, rejected, countered, considering, dismissed, ignored.';
COMMENT ON COLUMN analysis.response.responded_on IS 'When it was given; the document''s date where the coding gives none.';
COMMENT ON COLUMN analysis.response.responded_precision IS 'How exactly responded_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.response.until_date IS 'Last day for which it holds or until which it is put off; null where none is said.';
COMMENT ON COLUMN analysis.response.certainty IS 'How sure the source is: certain, probable or possible.';
COMMENT ON COLUMN analysis.response.summary IS 'The answer in our words; null where the code says it.';
COMMENT ON COLUMN analysis.response.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.response.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.response.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.response.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.response.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.response.quote IS 'A principal''s few words, where the wording is the fact; else null.';
COMMENT ON COLUMN analysis.response.until_precision IS 'How exactly until_date is known: day, month, year, or by (not later than); null where that is.';
