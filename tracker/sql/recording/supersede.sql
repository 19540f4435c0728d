-- A superseded row moves to its twin in history. A row that this same changeset wrote was never known to anybody.
CREATE OR REPLACE FUNCTION tracker.supersede() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('INSERT INTO history.%I SELECT $1, o.* FROM old_rows o WHERE o.changeset < $1', TG_TABLE_NAME)
    USING tracker.own_changeset();
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.supersede() IS 'Moves superseded rows to history with the changeset that ended each.';
