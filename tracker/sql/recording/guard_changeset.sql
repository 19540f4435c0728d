-- A changeset is opened by tracker.open_changeset and by nothing else: it takes the next number, under the writers' lock,
-- at the time of the clock. It is written by the transaction that opened it and never changes afterwards.
CREATE OR REPLACE FUNCTION tracker.guard_changeset() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_one record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM tracker.lock_writers();
        SELECT max(c.changeset) AS changeset, max(c.recorded_at) AS recorded_at INTO last_one FROM tracker.changeset c;
        IF NEW.changeset <> coalesce(last_one.changeset, 0) + 1 OR NEW.transaction_id <> pg_current_xact_id()
            OR NEW.recorded_at <= last_one.recorded_at OR NEW.recorded_at < now() OR NEW.database_user <> session_user
            OR NEW.recorded_at > greatest(clock_timestamp(), last_one.recorded_at + interval '1 microsecond') OR NEW.sealed
        THEN
            RAISE EXCEPTION 'changeset % cannot be made by hand', NEW.changeset
                USING ERRCODE = 'insufficient_privilege', HINT = 'Open one with tracker.open_changeset(cause, message, author).';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.transaction_id <> pg_current_xact_id() OR OLD.recorded_at < now() OR NEW.changeset <> OLD.changeset THEN
        RAISE EXCEPTION 'changeset % is recorded and never changes', OLD.changeset
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
COMMENT ON FUNCTION tracker.guard_changeset() IS 'Refuses a changeset made by hand, and to alter or delete a recorded one.';
CREATE OR REPLACE TRIGGER guard_changeset BEFORE INSERT OR UPDATE OR DELETE ON tracker.changeset
    FOR EACH ROW EXECUTE FUNCTION tracker.guard_changeset();
