-- After many rows were written: what the planner knows of a table is made anew where a fifth of it is of this transaction,
-- once. How large it is tells nothing: an index that is built corrects that, and not what is known of the columns. Only the owner
-- of a table may do that, so editors come here. Not of lists, contents and the expressions of its indexes, by which texts
-- are searched: to work them out for the sample takes longer than all else, and PostgreSQL does that when it finds the
-- time. Nor is it waited for whoever looks after the table just then.
CREATE OR REPLACE FUNCTION tracker.refresh_statistics(of_tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    done text[] := string_to_array(current_setting('tracker.looked_at', true), ',');  -- forgotten with a savepoint, as they are
    changed record;
BEGIN
    FOR changed IN
        SELECT t AS told, c.oid::regclass AS name, (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
            JOIN pg_type y ON y.oid = a.atttypid AND y.typcategory NOT IN ('A', 'U')  -- U: jsonb, bytea
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM unnest(of_tables) t JOIN pg_class c ON c.oid = to_regclass(CASE WHEN t ^@ 'history.' THEN t ELSE 'tracker.' || t END)
        CROSS JOIN LATERAL (
            SELECT pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) AS rows OFFSET 0) w
        WHERE c.relkind = 'r' AND w.rows > 500 AND 5 * w.rows > c.reltuples AND t <> ALL (coalesce(done, '{}'))
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s (%s)', changed.name, changed.columns);
        done := done || changed.told;
        PERFORM set_config('tracker.looked_at', array_to_string(done, ','), true);
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.refresh_statistics(text[]) IS 'Makes the planner''s statistics of tables anew where much of them was written.';
