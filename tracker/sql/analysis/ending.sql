-- How demands ended: endings that were entered, and agreements that settle a demand fully. By demand these are found by
-- index (LATERAL, OFFSET 0); a condition of a join would not reach the branches of the union.
CREATE OR REPLACE VIEW analysis.ending AS
SELECT p.slug AS process, q.slug AS demand, e.day AS ended_on, e.ended_precision, e.how,
    (SELECT a.slug FROM tracker.agreement a WHERE a.id = e.agreement_id) AS agreement,
    (SELECT s.slug FROM tracker.actor s WHERE s.id = e.speaker_id) AS speaker, e.document,
    (SELECT g.label FROM tracker.passage g WHERE g.id = e.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = e.via_document_id) AS via_document,
    (SELECT g.label FROM tracker.passage g WHERE g.id = e.via_passage_id) AS via_passage, e.quote
FROM tracker.demand q
JOIN tracker.process p ON p.id = q.process_id
CROSS JOIN LATERAL (SELECT d.* FROM tracker.demand_ending d WHERE d.demand_id = q.id OFFSET 0) e;

COMMENT ON VIEW analysis.ending IS 'One row an ending of a demand, by a document or by an agreement that settles it fully.';
COMMENT ON COLUMN analysis.ending.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.ending.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.ending.ended_on IS 'The day; of a coarse date the last, or the day inside it on which the coder placed it.';
COMMENT ON COLUMN analysis.ending.ended_precision IS 'How exactly ended_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.ending.how IS 'withdrawn (taken back), agreed (an agreement settles it), met (carried out), lapsed (its time ran out) or replaced (split or merged).';
COMMENT ON COLUMN analysis.ending.agreement IS 'Slug of the agreement that settles it; null for every other ending.';
COMMENT ON COLUMN analysis.ending.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.ending.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.ending.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.ending.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.ending.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.ending.quote IS 'A principal''s few words, where the wording is the fact; else null.';
