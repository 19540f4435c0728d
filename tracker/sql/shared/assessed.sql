-- Assessments before it is said what they are about, which analysis.assessment looks up kind by kind.
CREATE OR REPLACE VIEW tracker.assessed AS
SELECT (SELECT p.slug FROM tracker.process p WHERE p.id = s.process_id) AS process, s.slug AS assessment,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = s.assessor_id) AS assessor, s.standing, s.basis,
    coalesce(s.assessed_on, d.issued_on) AS assessed_on,
    coalesce(s.assessed_precision, d.issued_precision) AS assessed_precision, s.about_kind, s.certainty, s.summary,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = s.speaker_id) AS speaker, d.slug AS document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = s.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = s.via_document_id) AS via_document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = s.via_passage_id) AS via_passage, s.quote,
    s.about_demand_id, s.about_topic_id, s.about_actor_id, s.about_document_id, s.about_passage_id
FROM tracker.assessment s
JOIN tracker.document d ON d.id = s.document_id;

COMMENT ON VIEW tracker.assessed IS 'Assessments before it is said what they are about.';
