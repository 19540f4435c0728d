-- With the owner's right to end others (pg_signal_backend), which does not reach superusers.
CREATE OR REPLACE FUNCTION tracker.end_idle_writer(of_process integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT bool_or(pg_terminate_backend(i.pid, 1000)) FROM tracker.idle_writers() i
WHERE i.pid = of_process AND i.idle_for >= interval '1 minute'
$$;
COMMENT ON FUNCTION tracker.end_idle_writer(integer) IS
    'Disconnects a process that stands idle for a minute and keeps others from writing; true where it is gone.';
