-- After many rows were written: what the planner knows of a table is made anew where it has grown by more than a fifth since
-- it was last looked at, or never was. Only the owner of a table may do that, so editors come here. Not of lists, contents and
-- the expressions of its indexes, by which texts are searched: to work them out for the sample takes longer than all else,
-- and PostgreSQL does that when it finds the time. Nor is it waited for whoever looks after the table just then.
CREATE OR REPLACE FUNCTION tracker.refresh_statistics(of_tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    grown record;
BEGIN
    FOR grown IN
        SELECT c.oid::regclass AS name, (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory NOT IN ('A', 'U')  -- U: jsonb, bytea
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM unnest(of_tables) t JOIN pg_class c ON c.oid = to_regclass(CASE WHEN t ^@ 'history.' THEN t ELSE 'tracker.' || t END)
        WHERE c.relkind = 'r' AND (c.reltuples < 0
            OR pg_relation_size(c.oid) > 1.2 * c.relpages * current_setting('block_size')::integer)
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s (%s)', grown.name, grown.columns);
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.refresh_statistics(text[]) IS 'Makes the planner''s statistics of tables anew where they have grown.';
