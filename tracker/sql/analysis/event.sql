-- Named moments that terms refer to.
CREATE OR REPLACE VIEW analysis.event AS
SELECT p.slug AS process, e.slug AS event, e.title, e.happened_on, e.happened_precision
FROM tracker.event e
JOIN tracker.process p ON p.id = e.process_id;

COMMENT ON VIEW analysis.event IS 'One row a named moment of a process, dated once it happens.';
COMMENT ON COLUMN analysis.event.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.event.event IS 'Slug of the event, unique in its process.';
COMMENT ON COLUMN analysis.event.title IS 'What happens.';
COMMENT ON COLUMN analysis.event.happened_on IS 'When it happened; null while it has not.';
COMMENT ON COLUMN analysis.event.happened_precision IS 'How exactly happened_on is known: day, month, year, or by (not later than); null while it has not happened.';
