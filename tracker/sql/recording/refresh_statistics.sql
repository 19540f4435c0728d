-- After many rows were written: what the planner knows of a table is made anew where more than a twentieth of it is new.
-- Only the owner of a table may do that, so editors come here. Not of the expressions of its indexes, by which texts are
-- searched: to work them out for the sample takes longer than all else, and PostgreSQL does that when it finds the time.
CREATE OR REPLACE FUNCTION tracker.refresh_statistics(of_table text, written bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'tracker'::regnamespace AND c.relkind = 'r'
        AND c.relname = of_table AND written * 20 > c.reltuples) THEN
        EXECUTE format('ANALYZE tracker.%I (%s)', of_table, (SELECT string_agg(quote_ident(a.attname), ', ')
            FROM pg_attribute a WHERE a.attrelid = ('tracker.' || quote_ident(of_table))::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    END IF;
END $$;
COMMENT ON FUNCTION tracker.refresh_statistics(text, bigint) IS 'Makes the planner''s statistics of a table anew where much of it was written.';
