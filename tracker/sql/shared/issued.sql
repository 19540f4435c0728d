-- The dates of documents, for what analysts call.
CREATE OR REPLACE VIEW tracker.issued AS SELECT d.id, d.slug, d.issued_on FROM tracker.document d;
COMMENT ON VIEW tracker.issued IS 'The dates of documents.';
