-- Of documents those that neither say a demand nor end it, in their order. Called row by row and seldom, so it is kept out of
-- the caller's plan.
CREATE OR REPLACE FUNCTION tracker.unsaid(documents text[], of_demand bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    IF documents = '{}' THEN
        RETURN documents;
    END IF;
    RETURN ARRAY(
        SELECT u.slug FROM unnest(documents) WITH ORDINALITY u (slug, nth)
        WHERE u.slug <> ALL (ARRAY(
            SELECT d.slug FROM tracker.citation c
            CROSS JOIN LATERAL (SELECT o.slug FROM tracker.document o WHERE o.id = c.document_id OFFSET 0) d
            WHERE c.demand_id = of_demand
            UNION ALL SELECT e.document FROM tracker.demand_ending e WHERE e.demand_id = of_demand))
        ORDER BY u.nth);
END $$;
COMMENT ON FUNCTION tracker.unsaid(text[], bigint) IS 'Of documents those that neither say a demand nor end it.';
