-- Before every statement that writes a live table: make sure that a changeset of this transaction is open.
-- In a statement trigger, because a lock taken in a row trigger deadlocks two raw sessions.
CREATE OR REPLACE FUNCTION tracker.before_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number constant bigint := tracker.own_changeset();
BEGIN
    IF number IS NULL THEN
        PERFORM tracker.open_changeset();
        RETURN NULL;
    END IF;
    PERFORM set_config('tracker.changeset', number::text, true);
    -- Sealed already, and written to again: it must be sealed again, at the commit, whatever SET CONSTRAINTS said.
    IF (SELECT c.sealed FROM tracker.changeset c WHERE c.changeset = number) THEN
        SET CONSTRAINTS tracker.seal_at_commit DEFERRED;
        UPDATE tracker.changeset c SET sealed = false WHERE c.changeset = number;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.before_write() IS 'Opens a changeset for a transaction that writes without one.';
