-- Built once: `tracker.heard` is a table, and holds these rows ready.
CREATE OR REPLACE VIEW known.heard AS SELECT * FROM known.derived_heard;
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as known after a changeset.';
