-- After many rows were written: what the planner knows of a table is made anew where more than a twentieth of it is new.
-- Only the owner of a table may do that, so editors come here.
CREATE OR REPLACE FUNCTION tracker.refresh_statistics(of_table text, written bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'tracker'::regnamespace AND c.relkind = 'r'
        AND c.relname = of_table AND written * 20 > c.reltuples) THEN
        EXECUTE format('ANALYZE tracker.%I', of_table);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.refresh_statistics(text, bigint) IS 'Makes the planner''s statistics of a table anew where much of it was written.';
