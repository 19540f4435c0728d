-- What our coding of a document covers completely.
CREATE OR REPLACE VIEW analysis.coverage AS
SELECT p.slug AS process, d.slug AS document, t.slug AS topic
FROM tracker.coverage c
JOIN tracker.process p ON p.id = c.process_id
JOIN tracker.document d ON d.id = c.document_id
JOIN tracker.topic t ON t.id = c.topic_id;

COMMENT ON VIEW analysis.coverage IS 'One row a topic of a process, with those below it, on which our coding of a document is complete: only there does leaving something out mean silence.';
COMMENT ON COLUMN analysis.coverage.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.coverage.document IS 'Slug of the document.';
COMMENT ON COLUMN analysis.coverage.topic IS 'Slug of the topic; those below it are covered too.';
