-- After many rows were written: what the planner knows of a table is made anew where a fifth of it is of this transaction,
-- once. How large it is tells nothing: an index that is built corrects that, and not what is known of the columns. Only the owner
-- of a table may do that, so editors come here. Not of lists, contents and the expressions of its indexes, by which texts
-- are searched: to work them out for the sample takes longer than all else, and PostgreSQL does that when it finds the
-- time. Nor is it waited for whoever looks after the table just then.
CREATE OR REPLACE FUNCTION tracker.refresh_statistics(of_tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed record;
BEGIN
    PERFORM pg_stat_clear_snapshot();
    FOR changed IN
        SELECT c.oid::regclass AS name, (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory NOT IN ('A', 'U')  -- U: jsonb, bytea
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM unnest(of_tables) t JOIN pg_class c ON c.oid = to_regclass(CASE WHEN t ^@ 'history.' THEN t ELSE 'tracker.' || t END)
        CROSS JOIN LATERAL (
            SELECT pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) AS rows OFFSET 0) w
        WHERE c.relkind = 'r' AND w.rows > 500 AND 5 * w.rows > c.reltuples
            AND coalesce(pg_stat_get_last_analyze_time(c.oid) < now(), true)
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s (%s)', changed.name, changed.columns);
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.refresh_statistics(text[]) IS 'Makes the planner''s statistics of tables anew where much of them was written.';
