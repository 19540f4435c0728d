-- The id of a record by its slug or by one that it bore before. An unknown slug is an error that names the
-- nearest ones, never an empty answer.
CREATE OR REPLACE FUNCTION tracker.find(kind text, wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, extensions, public, pg_temp
AS $$
DECLARE
    face constant text := split_part('tracker.find', '.', 1);  -- another schema in the twin of this function
    found_id bigint;
    near text;
BEGIN
    IF wanted IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT id FROM %I.%I WHERE slug = $1', face, kind) INTO found_id USING wanted;
    IF found_id IS NULL THEN
        SELECT a.record_id INTO found_id FROM tracker.alias a WHERE a.entity = kind AND a.alias = wanted;
    END IF;
    IF found_id IS NULL THEN
        EXECUTE format('SELECT string_agg(slug, '', '') FROM (SELECT slug FROM %I.%I'
            ' ORDER BY similarity(slug, $1) DESC, slug COLLATE "C" LIMIT 3) n', face, kind) INTO near USING wanted;
        RAISE EXCEPTION 'there is no % %', kind, quote_literal(wanted)
            USING ERRCODE = 'no_data_found', HINT = coalesce('The nearest are: ' || near, 'There is none yet.');
    END IF;
    RETURN found_id;
END $$;
COMMENT ON FUNCTION tracker.find(text, text) IS 'The id of a record by its slug or an older one; an error names the nearest.';
