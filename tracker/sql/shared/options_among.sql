-- The options in or below which some passages lie, as document#label: those of the newest document first.
-- It is called row by row and only where there are passages, so it is kept out of the caller's plan. Climbing is by
-- index, step by step (LATERAL, OFFSET 0): the planner takes a recursion for long and would read all passages instead.
CREATE OR REPLACE FUNCTION tracker.options_among(some_passages bigint[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
        WITH RECURSIVE above AS (
            SELECT p.id, p.parent_id, p.document_id, p.label FROM tracker.passage p WHERE p.id = ANY (some_passages)
            UNION
            SELECT p.id, p.parent_id, p.document_id, p.label FROM above
            CROSS JOIN LATERAL (SELECT o.* FROM tracker.passage o WHERE o.id = above.parent_id OFFSET 0) p
        )
        SELECT coalesce(array_agg(d.slug || '#' || a.label ORDER BY d.issued_on DESC, d.slug COLLATE "C", a.label COLLATE "C"), '{}')
        FROM above a
        CROSS JOIN LATERAL (
            SELECT FROM tracker.passage o WHERE o.id = a.parent_id AND o.combine = 'any' OFFSET 0) parent
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.document o WHERE o.id = a.document_id OFFSET 0) d
    );
END $$;
COMMENT ON FUNCTION tracker.options_among(bigint[]) IS 'The options in or below which passages lie, as document#label.';
