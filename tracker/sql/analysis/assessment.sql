-- Judgements and claims; never demands. One branch a kind of thing judged, so that what was said about one thing is found
-- by its index. What nobody narrows by is looked up and not joined: so too here and in other views, because the planner
-- knows nothing of the unions below `past`, and takes every join for one that multiplies. Of demands, which are many, it
-- is told twice that they are one to an assessment: else it would rather read all documents than look each up.
CREATE OR REPLACE VIEW analysis.assessment AS
SELECT s.process, s.assessment, s.assessor, s.standing, s.basis, s.assessed_on, s.assessed_precision, 'demand'::text AS about_kind,
    o.slug AS about, s.certainty, s.summary, s.speaker, s.document, s.passage, s.via_document, s.via_passage, s.quote
FROM tracker.assessed s JOIN tracker.demand o ON o.id = s.about_demand_id AND s.about_demand_id IS NOT DISTINCT FROM o.id
UNION ALL
SELECT s.process, s.assessment, s.assessor, s.standing, s.basis, s.assessed_on, s.assessed_precision, 'topic',
    o.slug, s.certainty, s.summary, s.speaker, s.document, s.passage, s.via_document, s.via_passage, s.quote
FROM tracker.assessed s JOIN tracker.topic o ON o.id = s.about_topic_id
UNION ALL
SELECT s.process, s.assessment, s.assessor, s.standing, s.basis, s.assessed_on, s.assessed_precision, 'actor',
    o.slug, s.certainty, s.summary, s.speaker, s.document, s.passage, s.via_document, s.via_passage, s.quote
FROM tracker.assessed s JOIN tracker.actor o ON o.id = s.about_actor_id
UNION ALL
SELECT s.process, s.assessment, s.assessor, s.standing, s.basis, s.assessed_on, s.assessed_precision, 'document',
    (SELECT o.slug FROM tracker.document o WHERE o.id = s.about_document_id)
        || coalesce('#' || (SELECT l.label FROM tracker.passage l WHERE l.id = s.about_passage_id), ''),
    s.certainty, s.summary, s.speaker, s.document, s.passage, s.via_document, s.via_passage, s.quote
FROM tracker.assessed s WHERE s.about_document_id IS NOT NULL
UNION ALL
SELECT s.process, s.assessment, s.assessor, s.standing, s.basis, s.assessed_on, s.assessed_precision, 'process',
    s.process, s.certainty, s.summary, s.speaker, s.document, s.passage, s.via_document, s.via_passage, s.quote
FROM tracker.assessed s WHERE s.about_kind = 'process';

COMMENT ON VIEW analysis.assessment IS 'One row a judgement or claim of an observer, a party or a court about a demand, topic, actor, document or the process.';
COMMENT ON COLUMN analysis.assessment.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.assessment.assessment IS 'Slug of the assessment.';
COMMENT ON COLUMN analysis.assessment.assessor IS 'Slug of the actor who judges or claims.';
COMMENT ON COLUMN analysis.assessment.standing IS 'As what the assessor speaks: observer, party or court.';
COMMENT ON COLUMN analysis.assessment.basis IS 'assessed (a judgement), claimed or ruled (by a court).';
COMMENT ON COLUMN analysis.assessment.assessed_on IS 'When it was said; the document''s date where the coding gives none.';
COMMENT ON COLUMN analysis.assessment.assessed_precision IS 'How exactly assessed_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.assessment.about_kind IS 'What it is about: demand, topic, actor, document or process.';
COMMENT ON COLUMN analysis.assessment.about IS 'Slug of that; document#label of a passage.';
COMMENT ON COLUMN analysis.assessment.certainty IS 'How sure the source is: certain, probable or possible.';
COMMENT ON COLUMN analysis.assessment.summary IS 'The judgement in our words.';
COMMENT ON COLUMN analysis.assessment.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.assessment.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.assessment.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.assessment.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.assessment.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.assessment.quote IS 'A principal''s few words, where the wording is the fact; else null.';
