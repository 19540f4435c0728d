-- The spells that begin or end after one day and up to another, of one process or of all (null); and, where they are
-- asked for, those that run all the while. Which index finds them depends on the days: each question is planned for its own.
CREATE OR REPLACE FUNCTION tracker.spells_between(in_process bigint, after_day date, up_to date, with_running boolean)
RETURNS TABLE (spell_id bigint, process_id bigint, demand_id bigint, held_from date, held_to date)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
    IF in_process IS NULL THEN
        RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
            WHERE s.held_from > after_day AND s.held_from <= up_to;
        RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
            WHERE s.held_to > after_day AND s.held_to <= up_to AND s.held_from <= after_day;
        IF with_running THEN
            RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
                WHERE s.held_from <= after_day AND (s.held_to IS NULL OR s.held_to > up_to);
        END IF;
    ELSE
        RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
            WHERE s.process_id = in_process AND s.held_from <= up_to AND (s.held_from > after_day
                OR s.held_to > after_day AND (with_running OR s.held_to <= up_to) OR with_running AND s.held_to IS NULL);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.spells_between(bigint, date, date, boolean) IS
    'The spells that begin or end within a period; those that run all the while where they are asked for.';
