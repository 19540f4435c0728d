-- Who could keep others from writing and does nothing: holds a lock on a table beyond that of reading it. The writers'
-- lock is such a one; others come from SELECT … FOR UPDATE and LOCK TABLE. As the owner, because an editor may not see
-- whether others are idle; the owner sees it as a member of pg_read_all_stats. Without that nobody is found. Every writer
-- asks this: the functions below pg_stat_activity and pg_locks, as to plan the views takes several times as long.
CREATE OR REPLACE FUNCTION tracker.idle_writers() RETURNS TABLE (pid integer, database_user name, idle_for interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT a.pid, pg_get_userbyid(a.usesysid), clock_timestamp() - a.state_change
FROM pg_stat_get_activity(NULL) a
WHERE a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    AND a.state = 'idle in transaction' AND a.pid <> pg_backend_pid()
    AND EXISTS (
        SELECT FROM pg_lock_status() l JOIN pg_class c ON c.oid = l.relation AND c.relnamespace = 'tracker'::regnamespace
        WHERE l.pid = a.pid AND l.granted AND l.database = a.datid AND l.mode <> 'AccessShareLock')
$$;
COMMENT ON FUNCTION tracker.idle_writers() IS
    'Transactions that hold the writers'' lock, or rows or tables of schema tracker, and stand idle: since how long.';
