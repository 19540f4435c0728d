-- Whether a demand was held otherwise on some day between two: neither as in the first spell and then as in the second, nor
-- (where one of them is missing) not held. What counts is the content: another version that says the same is no
-- interruption, nor is a spell that lasted no whole day.
CREATE OR REPLACE FUNCTION tracker.interrupted(of_demand bigint, from_spell bigint, to_spell bigint, after_day date, up_to date)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    one record;
    was record;
    becomes record;
    turned boolean := false;
BEGIN
    IF up_to <= after_day THEN  -- of one day: there is no day between, whatever it ended with
        RETURN false;
    END IF;
    SELECT w.digest, w.summary INTO was FROM tracker.worded w WHERE w.spell_id = from_spell;
    SELECT w.digest, w.summary INTO becomes FROM tracker.worded w WHERE w.spell_id = to_spell;
    FOR one IN
        WITH held AS (
            SELECT s.held_from, coalesce(s.held_to, 'infinity') AS held_to, v.digest, v.summary
            FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id
            WHERE v.demand_id = of_demand AND s.held_from <= up_to AND coalesce(s.held_to, 'infinity') > after_day + 1
                AND s.held_from IS DISTINCT FROM s.held_to
        ),
        -- The days on which it was not held: before each spell, and after the last.
        bound AS (
            SELECT h.held_from AS gap_to, lag(h.held_to, 1, after_day + 1) OVER (ORDER BY h.held_from) AS gap_from FROM held h
            UNION ALL
            SELECT up_to + 1, coalesce(max(h.held_to), after_day + 1) FROM held h
        )
        SELECT h.held_from AS since, h.digest, h.summary FROM held h
        UNION ALL
        SELECT b.gap_from, NULL, NULL FROM bound b WHERE b.gap_from < b.gap_to
        ORDER BY 1
    LOOP
        IF (one.digest, one.summary) IS NOT DISTINCT FROM (becomes.digest, becomes.summary) THEN
            turned := true;
        ELSIF turned OR (one.digest, one.summary) IS DISTINCT FROM (was.digest, was.summary) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;
COMMENT ON FUNCTION tracker.interrupted(bigint, bigint, bigint, date, date) IS
    'Whether a demand was not held, or held with another content than that of two spells, on some day between.';
