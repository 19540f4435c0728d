-- The negotiations and peace processes.
CREATE OR REPLACE VIEW analysis.process AS
SELECT p.slug AS process, p.title, p.summary FROM tracker.process p;

COMMENT ON VIEW analysis.process IS 'One row a negotiation or peace process. Demands are never compared across processes unless asked.';
COMMENT ON COLUMN analysis.process.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.process.title IS 'Its title.';
COMMENT ON COLUMN analysis.process.summary IS 'What it is about, in our words; null where the title says enough.';
