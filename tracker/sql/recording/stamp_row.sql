-- A changed row bears the changeset that changed it; an update that changes nothing is none.
-- The trigger's arguments are the generated columns: they are not computed yet and do not count.
CREATE OR REPLACE FUNCTION tracker.stamp_row() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    generated text[] := coalesce(TG_ARGV, '{}');
BEGIN
    IF NEW.changeset IS DISTINCT FROM OLD.changeset AND NEW.changeset IS DISTINCT FROM tracker.current_changeset() THEN
        RAISE EXCEPTION 'a row of % cannot bear changeset %, this is changeset %',
            TG_TABLE_NAME, coalesce(NEW.changeset::text, 'null'), tracker.current_changeset()
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Leave the column changeset out.';
    END IF;
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
