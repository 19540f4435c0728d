-- The recorded changes of the database, in the order of their commits.
CREATE OR REPLACE VIEW analysis.changeset AS
SELECT c.changeset, c.recorded_at, c.author, c.message, c.cause, c.sources, c.rows_added, c.rows_changed, c.rows_removed
FROM tracker.changeset c;

COMMENT ON VIEW analysis.changeset IS 'One row a recorded change of the database: who, when and why.';
COMMENT ON COLUMN analysis.changeset.changeset IS 'Its number, from 1, in the order of commits.';
COMMENT ON COLUMN analysis.changeset.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN analysis.changeset.author IS 'Who made the change: the name given, else that of the login.';
COMMENT ON COLUMN analysis.changeset.message IS 'Why, in words; null where nobody said.';
COMMENT ON COLUMN analysis.changeset.cause IS 'Why, as a code: new-source (it only adds), correction (of our coding), codebook, identity (what is one record or two), housekeeping, or unstated (raw SQL without one).';
COMMENT ON COLUMN analysis.changeset.sources IS 'The files that it came from; empty for raw SQL.';
COMMENT ON COLUMN analysis.changeset.rows_added IS 'Coded rows that it added; derived rows are not counted.';
COMMENT ON COLUMN analysis.changeset.rows_changed IS 'Coded rows that it changed.';
COMMENT ON COLUMN analysis.changeset.rows_removed IS 'Coded rows that it removed.';
