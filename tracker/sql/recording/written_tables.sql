-- The tables, live and of history by one name, that a changeset of the running transaction may have written: those that the
-- server counted writes of in this transaction, rolled back ones too. So the checks at the end ask nothing of the others.
-- Of a changeset that others recorded, or where a superuser switched counting off, it may be any.
CREATE OR REPLACE FUNCTION tracker.written_tables(number bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counted constant boolean := current_setting('track_counts')::boolean AND EXISTS (SELECT FROM tracker.changeset c
        WHERE c.changeset = number AND c.transaction_id = pg_current_xact_id() AND c.recorded_at >= now());
BEGIN
    RETURN ARRAY(SELECT c.relname::text FROM pg_class c
        WHERE c.relnamespace = 'history'::regnamespace AND c.relkind = 'r' AND (NOT counted
            OR pg_stat_get_xact_tuples_inserted(c.oid) > 0 OR EXISTS (SELECT FROM pg_class t
                WHERE t.relnamespace = 'tracker'::regnamespace AND t.relname = c.relname
                    AND pg_stat_get_xact_tuples_inserted(t.oid) + pg_stat_get_xact_tuples_updated(t.oid) > 0))
        ORDER BY 1);
END $$;
COMMENT ON FUNCTION tracker.written_tables(bigint) IS 'The tables that a changeset may have written: all others it has not.';
