-- The content of spells.
CREATE OR REPLACE VIEW tracker.worded AS
SELECT s.id AS spell_id, s.version_id, v.name AS version, v.summary, v.terms AS content, v.digest
FROM tracker.spell s JOIN tracker.version v ON v.id = s.version_id;
COMMENT ON VIEW tracker.worded IS 'The content of spells.';
