-- The server itself cuts off who holds the writers' lock and is idle for a minute (see lock_writers). This is for
-- those who lifted that limit, or never wrote: whoever waits ends them. Superusers can be ended by superusers only.
CREATE OR REPLACE FUNCTION tracker.end_idle_writers() RETURNS interval
LANGUAGE plpgsql
AS $$
DECLARE
    as_superuser constant boolean := (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user);
    next_due interval;
    idler record;
BEGIN
    FOR idler IN SELECT * FROM tracker.idle_writers() LOOP
        IF idler.idle_for < interval '1 minute' THEN
            next_due := least(next_due, interval '1 minute' - idler.idle_for);
            CONTINUE;
        END IF;
        BEGIN
            IF as_superuser THEN
                PERFORM pg_catalog.pg_terminate_backend(idler.pid, 1000);
            ELSE
                PERFORM tracker.end_idle_writer(idler.pid);
            END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE '% (process %) stands idle for a minute and cannot be ended from here',
                idler.database_user, idler.pid;
        END;
    END LOOP;
    RETURN next_due;
END $$;
COMMENT ON FUNCTION tracker.end_idle_writers() IS
    'Disconnects whoever keeps others from writing and stands idle for a minute; when the next one will, null if nobody.';
