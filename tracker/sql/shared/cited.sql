-- Citations by document and passage, of the report too in which each was read.
CREATE OR REPLACE VIEW tracker.cited AS
SELECT c.id AS citation_id, c.demand_id, c.version_id, c.document_id, d.slug AS document, c.passage_id, p.label AS passage,
    via.slug AS via_document, g.label AS via_passage
FROM tracker.citation c
JOIN tracker.document d ON d.id = c.document_id
LEFT JOIN tracker.passage p ON p.id = c.passage_id
LEFT JOIN tracker.document via ON via.id = c.via_document_id
LEFT JOIN tracker.passage g ON g.id = c.via_passage_id;
COMMENT ON VIEW tracker.cited IS 'Citations by document and passage.';
