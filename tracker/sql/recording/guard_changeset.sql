-- A changeset is written by the transaction that opened it and never changes afterwards.
CREATE OR REPLACE FUNCTION tracker.guard_changeset() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.transaction_id <> pg_current_xact_id() OR OLD.recorded_at < now() OR NEW.changeset <> OLD.changeset THEN
        RAISE EXCEPTION 'changeset % is recorded and never changes', OLD.changeset
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
COMMENT ON FUNCTION tracker.guard_changeset() IS 'Refuses to alter or delete a recorded changeset.';
CREATE OR REPLACE TRIGGER guard_changeset BEFORE UPDATE OR DELETE ON tracker.changeset
    FOR EACH ROW EXECUTE FUNCTION tracker.guard_changeset();
