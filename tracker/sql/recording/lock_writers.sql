-- One writer at a time, from its first write to its commit. Identity numbers are no commit order; this is.
-- The lock is one on a table that only its owner may lock: an advisory one could be taken, and kept, by whoever reads.
-- Who comes second is told for whom it waits. Who holds the lock and stands idle for a minute is disconnected: by the
-- server, and where that limit was lifted by whoever waits or comes next. Nor does the holder wait longer for somebody
-- else, who holds a row without having written (SELECT … FOR UPDATE). A shorter limit stays. All that ends with the lock.
CREATE OR REPLACE FUNCTION tracker.lock_writers() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    idle_limit constant interval := current_setting('idle_in_transaction_session_timeout')::interval;
    lock_limit constant interval := current_setting('lock_timeout')::interval;
BEGIN
    BEGIN
        LOCK TABLE tracker.changeset IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
        PERFORM tracker.end_idle_writers();
    EXCEPTION WHEN lock_not_available THEN
        RAISE NOTICE 'waiting for another writer%', (
            SELECT coalesce(string_agg(format(': %s (process %s)', a.usename, a.pid), ''), '')
            FROM pg_locks l
            JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
            JOIN pg_stat_activity a ON a.pid = l.pid AND a.usename IS NOT NULL  -- autovacuum has no name
            WHERE l.relation = 'tracker.changeset'::regclass AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted);
        PERFORM tracker.await_writers(nullif(lock_limit, interval '0'));
    END;
    IF idle_limit = interval '0' OR idle_limit > interval '1 minute' THEN
        PERFORM set_config('idle_in_transaction_session_timeout', '1min', true);
    END IF;
    IF lock_limit = interval '0' OR lock_limit > interval '1 minute' THEN
        PERFORM set_config('lock_timeout', '1min', true);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.lock_writers() IS
    'Waits for the lock that one writer holds until its transaction ends, and allows that one a minute of idleness.';
