-- Waits in steps: between two of them it can end who stands idle. A step is short where one of them will be due soon,
-- and otherwise long enough that a queue of writers keeps about its order.
CREATE OR REPLACE FUNCTION tracker.await_writers(at_most interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    began constant timestamptz := clock_timestamp();
    limit_before constant text := current_setting('lock_timeout');
    left_over interval := at_most;
    step interval;
BEGIN
    LOOP
        step := greatest(least(tracker.end_idle_writers(), left_over, interval '5 seconds'), interval '10 milliseconds');
        BEGIN
            PERFORM set_config('lock_timeout', ceil(1000 * extract(epoch FROM step))::text, true);
            LOCK TABLE tracker.changeset IN SHARE UPDATE EXCLUSIVE MODE;
            PERFORM set_config('lock_timeout', limit_before, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            left_over := at_most - (clock_timestamp() - began);
            IF left_over <= interval '0' THEN
                RAISE;
            END IF;
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.await_writers(interval) IS
    'Takes the writers'' lock as soon as it is free, and ends who holds it idly; gives up after a time, if one is given.';
