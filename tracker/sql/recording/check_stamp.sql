-- After an insert or update: every row bears the changeset of this transaction, whatever the statement said.
CREATE OR REPLACE FUNCTION tracker.check_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number constant bigint := tracker.own_changeset();
    forged bigint;
BEGIN
    SELECT changeset INTO forged FROM new_rows WHERE changeset IS DISTINCT FROM number LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a row of % cannot bear changeset %, this is changeset %',
            TG_TABLE_NAME, coalesce(forged::text, 'null'), number
            USING ERRCODE = 'integrity_constraint_violation', HINT = 'Leave the column changeset out.';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.check_stamp() IS 'Refuses rows that bear another changeset than that of the transaction.';
