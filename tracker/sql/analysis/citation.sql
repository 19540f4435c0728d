-- The evidence of versions. Which citation states and which reaffirms follows from the spell that each opens or continues.
-- That names the demand too, so that a condition on it waits until the demand is joined: a planner that takes those that
-- state for a few would try each of them with every demand.
CREATE OR REPLACE VIEW analysis.citation AS
SELECT (SELECT p.slug FROM tracker.process p WHERE p.id = q.process_id) AS process, q.slug AS demand,
    (SELECT v.name FROM tracker.version v WHERE v.id = a.version_id) AS version,
    CASE WHEN a.day = a.held_from AND a.demand_id = q.id THEN 'states' ELSE 'reaffirms' END AS relation, a.day AS dated_on,
    a.precision AS dated_precision, a.certainty,
    (SELECT s.slug FROM tracker.actor s WHERE s.id = a.speaker_id) AS speaker, a.document,
    (SELECT g.label FROM tracker.passage g WHERE g.id = a.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = a.via_document_id) AS via_document,
    (SELECT g.label FROM tracker.passage g WHERE g.id = a.via_passage_id) AS via_passage, a.quote
FROM tracker.affirmation a
JOIN tracker.demand q ON q.id = a.demand_id;

COMMENT ON VIEW analysis.citation IS 'One row a place in which a party affirms a version: the evidence for who asked what, when, in which words.';
COMMENT ON COLUMN analysis.citation.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.citation.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.citation.version IS 'Name of the version that is affirmed.';
COMMENT ON COLUMN analysis.citation.relation IS 'states on the first day of the spell, reaffirms on a later one: derived from the dates.';
COMMENT ON COLUMN analysis.citation.dated_on IS 'The document''s date, or the day inside a coarse date on which the coder placed it.';
COMMENT ON COLUMN analysis.citation.dated_precision IS 'How exactly dated_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.citation.certainty IS 'How sure the source is: certain, probable or possible.';
COMMENT ON COLUMN analysis.citation.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.citation.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.citation.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.citation.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.citation.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.citation.quote IS 'A principal''s few words, where the wording is the fact; else null.';
