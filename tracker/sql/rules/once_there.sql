-- Which of these rows of a table there ever were before, by what is recorded of them; a key is an object of some columns,
-- the same ones in all. One pass over the history, however many are asked for.
CREATE OR REPLACE FUNCTION tracker.once_there(of_table text, keys jsonb[]) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE (
        SELECT format('SELECT k FROM unnest($1) k WHERE EXISTS (SELECT FROM history.%I h WHERE jsonb_build_object(%s) = k)',
            of_table, string_agg(format('%L, h.%I', c, c), ', '))
        FROM jsonb_object_keys(keys[1]) c)
    USING keys;
END $$;
COMMENT ON FUNCTION tracker.once_there(text, jsonb[]) IS 'Which rows of a table, by their keys, there ever were before.';
