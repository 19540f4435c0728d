-- The ordinal of the spell that was running, or the last that had, at a place within a day.
CREATE OR REPLACE FUNCTION tracker.spell_at(of_demand bigint, at_day date, at_place integer) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
        SELECT count(*)::integer FROM (
            SELECT m.version_id, lag(m.version_id) OVER w AS before FROM tracker.moment m
            WHERE m.demand_id = of_demand AND (m.day, m.place) <= (at_day, at_place)
            WINDOW w AS (ORDER BY m.day, m.place, m.version_id NULLS LAST)
        ) m WHERE m.version_id IS NOT NULL AND m.version_id IS DISTINCT FROM m.before
    );
END $$;
COMMENT ON FUNCTION tracker.spell_at(bigint, date, integer) IS 'The ordinal of the spell that a place within a day lies in or after.';
