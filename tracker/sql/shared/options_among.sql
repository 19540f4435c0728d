-- The options in or below which some passages lie, as document#label: those of the newest document first; and of each
-- the first of the days that go with the passages. Null where there are none; STRICT, so that it is not called then.
-- It is called row by row and only where there are passages, so it is kept out of the caller's plan. Climbing is by
-- index, step by step (LATERAL, OFFSET 0): the planner takes a recursion for long and would read all passages instead.
CREATE OR REPLACE FUNCTION tracker.options_among(
    some_passages bigint[], on_days date[], OUT choices text[], OUT chosen_on date[]
)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    WITH RECURSIVE above AS (
        SELECT p.id, p.parent_id, p.document_id, p.label, u.day FROM unnest(some_passages, on_days) u (id, day)
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.passage o WHERE o.id = u.id OFFSET 0) p
        UNION
        SELECT p.id, p.parent_id, p.document_id, p.label, above.day FROM above
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.passage o WHERE o.id = above.parent_id OFFSET 0) p
    ),
    option AS (
        SELECT d.slug || '#' || a.label AS choice, d.issued_on, d.slug, a.label, min(a.day) AS day
        FROM above a
        CROSS JOIN LATERAL (
            SELECT FROM tracker.passage o WHERE o.id = a.parent_id AND o.combine = 'any' OFFSET 0) parent
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.document o WHERE o.id = a.document_id OFFSET 0) d
        GROUP BY d.issued_on, d.slug, a.label
    )
    SELECT array_agg(o.choice ORDER BY o.issued_on DESC, o.slug COLLATE "C", o.label COLLATE "C"),
        array_agg(o.day ORDER BY o.issued_on DESC, o.slug COLLATE "C", o.label COLLATE "C")
    INTO choices, chosen_on FROM option o;
END $$;
COMMENT ON FUNCTION tracker.options_among(bigint[], date[]) IS
    'The options in or below which passages lie, as document#label, and the first day of each.';
