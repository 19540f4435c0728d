-- A changed row bears the changeset that changed it; an update that changes nothing is none.
-- The trigger's arguments are the generated columns: they are not computed yet and do not count.
CREATE OR REPLACE FUNCTION tracker.stamp_row() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    generated text[] := coalesce(TG_ARGV, '{}');
BEGIN
    NEW.changeset := OLD.changeset;
    IF to_jsonb(NEW) - generated = to_jsonb(OLD) - generated THEN
        RETURN NULL;
    END IF;
    IF NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'the id of a row never changes (%.id = %)', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.changeset := tracker.current_changeset();
    RETURN NEW;
END $$;
COMMENT ON FUNCTION tracker.stamp_row() IS 'Stamps a changed row with the changeset of the transaction.';
