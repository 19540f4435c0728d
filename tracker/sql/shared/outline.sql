-- Passages as the tree that they form, for functions that analysts call.
CREATE OR REPLACE VIEW tracker.outline AS SELECT p.id, p.parent_id, p.combine FROM tracker.passage p;
COMMENT ON VIEW tracker.outline IS 'Passages as the tree that they form.';
