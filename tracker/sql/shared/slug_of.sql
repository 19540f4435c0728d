-- The slug that a record bears, by that or by one that it bore before; an unknown one is an error that names the nearest.
CREATE OR REPLACE FUNCTION tracker.slug_of(kind text, wanted text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    face constant text := split_part('tracker.find', '.', 1);  -- another schema in the twin of this function
    borne text;
BEGIN
    EXECUTE format('SELECT slug FROM %I.%I WHERE id = $1', face, kind) INTO borne USING tracker.find(kind, wanted);
    RETURN borne;
END $$;
COMMENT ON FUNCTION tracker.slug_of(text, text) IS 'The slug that a record bears, by that or an older one.';
