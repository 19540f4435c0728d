-- Built once: `tracker.shown` is a table, and holds these rows ready.
CREATE OR REPLACE VIEW known.shown AS SELECT * FROM known.derived_shown;
COMMENT ON VIEW known.shown IS 'Spells as the view version shows them, as known after a changeset.';
