-- Which processes have documents whose coding is complete on some topic: without any nothing is passed over in silence.
CREATE OR REPLACE VIEW tracker.covering AS SELECT DISTINCT k.process_id FROM tracker.coverage k;
COMMENT ON VIEW tracker.covering IS 'Processes that documents cover.';
