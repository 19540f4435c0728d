-- The spells that begin or end after one day and up to another, of one process or of all (null); and, where they are
-- asked for, those that run all the while. Of all processes, which index finds them depends on the days: there each
-- question is planned for its own (EXECUTE).
CREATE OR REPLACE FUNCTION tracker.spells_between(in_process bigint, after_day date, up_to date, with_running boolean)
RETURNS TABLE (spell_id bigint, process_id bigint, demand_id bigint, held_from date, held_to date)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    IF in_process IS NOT NULL THEN
        RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
            WHERE s.process_id = in_process AND s.held_from <= up_to
                AND (s.held_from > after_day OR s.held_to > after_day AND s.held_to <= up_to);
        IF with_running THEN
            RETURN QUERY SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
                WHERE s.process_id = in_process AND s.held_from <= after_day AND (s.held_to IS NULL OR s.held_to > up_to);
        END IF;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE 'SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
        WHERE s.held_from > $1 AND s.held_from <= $2' USING after_day, up_to;
    RETURN QUERY EXECUTE 'SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
        WHERE s.held_to > $1 AND s.held_to <= $2 AND s.held_from <= $1' USING after_day, up_to;
    IF with_running THEN
        RETURN QUERY EXECUTE 'SELECT s.id, s.process_id, s.demand_id, s.held_from, s.held_to FROM tracker.spell s
            WHERE s.held_from <= $1 AND (s.held_to IS NULL OR s.held_to > $2)' USING after_day, up_to;
    END IF;
END $$;
COMMENT ON FUNCTION tracker.spells_between(bigint, date, date, boolean) IS
    'The spells that begin or end within a period; those that run all the while where they are asked for.';
