-- One writer at a time, from its first write to its commit. Identity numbers are no commit order; this is.
CREATE OR REPLACE FUNCTION tracker.lock_writers() RETURNS void
LANGUAGE sql
AS $$ SELECT pg_catalog.pg_advisory_xact_lock(1953653099, 1) $$;
COMMENT ON FUNCTION tracker.lock_writers() IS 'Waits for the lock that one writer holds until its transaction ends.';
