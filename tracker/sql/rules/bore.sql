-- Whether a record bore a name before, by what is recorded of it.
CREATE OR REPLACE FUNCTION tracker.bore(kind text, record_id bigint, name text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM history.%I h WHERE h.id = $1 AND h.%I = $2)', kind,
        CASE kind WHEN 'passage' THEN 'label' ELSE 'slug' END) INTO found USING record_id, name;
    RETURN found;
END $$;
COMMENT ON FUNCTION tracker.bore(text, bigint, text) IS 'Whether a record bore a name before.';
