-- Citations by document and passage, of the report too in which each was read. Names are looked up and not joined: it is
-- asked version by version.
CREATE OR REPLACE VIEW tracker.cited AS
SELECT c.id AS citation_id, c.demand_id, c.version_id, c.document_id,
    (SELECT d.slug FROM tracker.document d WHERE d.id = c.document_id) AS document, c.passage_id,
    (SELECT p.label FROM tracker.passage p WHERE p.id = c.passage_id) AS passage,
    (SELECT d.slug FROM tracker.document d WHERE d.id = c.via_document_id) AS via_document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = c.via_passage_id) AS via_passage
FROM tracker.citation c;
COMMENT ON VIEW tracker.cited IS 'Citations by document and passage.';
