-- The content of versions, for what analysts call.
CREATE OR REPLACE VIEW tracker.content AS
SELECT v.id AS version_id, v.demand_id, v.name AS version, v.summary, v.terms AS content, v.digest FROM tracker.version v;
COMMENT ON VIEW tracker.content IS 'The content of versions.';
