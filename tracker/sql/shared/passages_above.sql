-- A passage and those above it, each with the one directly above. Climbing is by index, step by step (LATERAL, OFFSET 0):
-- the planner takes a recursion for long and would read all passages instead.
CREATE OR REPLACE FUNCTION tracker.passages_above(of_passage bigint) RETURNS TABLE (id bigint, parent_id bigint)
LANGUAGE sql STABLE ROWS 3
AS $$
WITH RECURSIVE above AS (
    SELECT p.id, p.parent_id FROM tracker.outline p WHERE p.id = of_passage
    UNION
    SELECT p.id, p.parent_id FROM above
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.outline o WHERE o.id = above.parent_id OFFSET 0) p
)
SELECT above.id, above.parent_id FROM above
$$;
COMMENT ON FUNCTION tracker.passages_above(bigint) IS 'A passage and those above it.';
