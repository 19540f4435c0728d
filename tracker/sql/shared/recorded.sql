-- When changesets were recorded, for those who may not read the rest of them.
CREATE OR REPLACE VIEW tracker.recorded AS SELECT c.changeset, c.recorded_at FROM tracker.changeset c;
COMMENT ON VIEW tracker.recorded IS 'When changesets were recorded.';
