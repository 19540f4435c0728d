-- One writer at a time, from its first write to its commit. Identity numbers are no commit order; this is.
-- Who comes second is told for whom it waits. Who holds the lock and stands idle for a minute is disconnected: by the
-- server, and where that limit was lifted by whoever waits or comes next. Nor does the holder wait longer for somebody
-- else, who holds a row without having written (SELECT … FOR UPDATE). A shorter limit stays. All that ends with the lock.
CREATE OR REPLACE FUNCTION tracker.lock_writers() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    idle_limit constant interval := current_setting('idle_in_transaction_session_timeout')::interval;
    lock_limit constant interval := current_setting('lock_timeout')::interval;
BEGIN
    IF NOT pg_catalog.pg_try_advisory_xact_lock(1953653099, 1) THEN
        RAISE NOTICE 'waiting for another writer%', (
            SELECT coalesce(string_agg(format(': %s (process %s)', a.usename, a.pid), ''), '')
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database()
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND (l.classid, l.objid, l.objsubid) = (1953653099, 1, 2) AND l.granted);
        PERFORM tracker.await_writers(nullif(lock_limit, interval '0'));
    ELSE
        PERFORM tracker.end_idle_writers();
    END IF;
    IF idle_limit = interval '0' OR idle_limit > interval '1 minute' THEN
        PERFORM pg_catalog.set_config('idle_in_transaction_session_timeout', '1min', true);
    END IF;
    IF lock_limit = interval '0' OR lock_limit > interval '1 minute' THEN
        PERFORM pg_catalog.set_config('lock_timeout', '1min', true);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.lock_writers() IS
    'Waits for the lock that one writer holds until its transaction ends, and allows that one a minute of idleness.';
