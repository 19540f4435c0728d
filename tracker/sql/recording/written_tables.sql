-- The tables that a changeset of the running transaction may have written, those with superseded rows once more as
-- history.NAME: the server counts what a transaction writes, what is rolled back included. So what is asked at the end of a
-- changeset is asked of these only. Of a changeset of another transaction, or where a superuser has switched the counting
-- off, it may be any.
CREATE OR REPLACE FUNCTION tracker.written_tables(number bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    counted constant boolean := current_setting('track_counts')::boolean AND EXISTS (SELECT FROM tracker.changeset c
        WHERE c.changeset = number AND c.transaction_id = pg_current_xact_id() AND c.recorded_at >= now());
BEGIN
    RETURN ARRAY(
        SELECT unnest(CASE WHEN w.superseded THEN ARRAY[w.name, 'history.' || w.name] ELSE ARRAY[w.name] END)
        FROM (
            SELECT h.relname::text AS name, NOT counted OR pg_stat_get_xact_tuples_inserted(h.oid) > 0 AS superseded,
                pg_stat_get_xact_tuples_inserted(t.oid) + pg_stat_get_xact_tuples_updated(t.oid) > 0 AS written
            FROM pg_class h CROSS JOIN LATERAL (SELECT to_regclass('tracker.' || quote_ident(h.relname)) AS oid OFFSET 0) t
            WHERE h.relnamespace = 'history'::regnamespace AND h.relkind = 'r'
        ) w
        WHERE w.superseded OR w.written);
END $$;
COMMENT ON FUNCTION tracker.written_tables(bigint) IS 'The tables that a changeset may have written, with history.NAME where rows of it were superseded.';
