-- After the rules have changed: what follows from the evidence by those of now is recorded as a change of its own, so that
-- the past stays as it was told. Where nothing differs, nothing is recorded.
CREATE OR REPLACE FUNCTION tracker.derive_again() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    every_demand constant bigint[] := ARRAY(SELECT d.id FROM tracker.demand d);
    number bigint;
BEGIN
    IF every_demand = '{}' THEN
        RETURN;
    END IF;
    number := tracker.open_changeset('housekeeping', 'What follows from the evidence, by the rules of a newer program');
    PERFORM tracker.write_spells(number, every_demand, true);
    PERFORM tracker.seal_changeset(number);
END $$;
COMMENT ON FUNCTION tracker.derive_again() IS 'Makes all stored spells equal to their derivation, in a changeset of its own.';
