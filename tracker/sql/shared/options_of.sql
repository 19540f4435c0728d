-- The options in or below which a passage lies: those passages above it, or itself, whose parent offers a choice.
CREATE OR REPLACE FUNCTION tracker.options_of(of_passage bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT above.id FROM tracker.passages_above(of_passage) above
CROSS JOIN LATERAL (SELECT FROM tracker.outline o WHERE o.id = above.parent_id AND o.combine = 'any' OFFSET 0) parent
$$;
COMMENT ON FUNCTION tracker.options_of(bigint) IS 'The options in or below which a passage lies.';
