-- Whether what each row said joins without overlaps, and was begun and ended by changesets that are there. A row may be
-- away for a while: it was removed, and a revert brought it back.
CREATE OR REPLACE FUNCTION tracker.check_history() RETURNS TABLE (what text, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text;
    last_one constant bigint := (SELECT max(c.changeset) FROM tracker.changeset c);
BEGIN
    RETURN QUERY
    SELECT 'changeset ' || c.changeset, CASE WHEN NOT c.sealed THEN 'it was never sealed'
        WHEN c.nth <> c.changeset THEN 'the numbers before it have a gap' ELSE 'it is not later than the one before it' END
    FROM (SELECT changeset, sealed, recorded_at, row_number() OVER w AS nth, lag(recorded_at) OVER w AS earlier
          FROM tracker.changeset WINDOW w AS (ORDER BY changeset)) c
    WHERE NOT c.sealed OR c.nth <> c.changeset OR c.earlier >= c.recorded_at;
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'history'::regnamespace AND relkind = 'r' ORDER BY 1 LOOP
        RETURN QUERY EXECUTE format($query$
            SELECT known.key_of(%1$L, x.id, x.changeset), x.problem FROM (
                SELECT s.id, s.changeset, CASE
                    WHEN s.ended_by <= s.changeset THEN format('what changeset %%s wrote is ended by changeset %%s', s.changeset, s.ended_by)
                    WHEN s.next < s.ended_by OR s.next IS NOT NULL AND s.ended_by IS NULL
                        THEN format('what changesets %%s and %%s wrote overlaps', s.changeset, s.next)
                    WHEN b.changeset IS NULL THEN format('it bears changeset %%s, which does not exist', s.changeset)
                    WHEN s.ended_by > $1 THEN format('it is ended by changeset %%s, which does not exist', s.ended_by)
                    END AS problem
                FROM (SELECT e.id, e.changeset, e.ended_by, lead(e.changeset) OVER (PARTITION BY e.id ORDER BY e.changeset, e.ended_by) AS next
                      FROM %2$s e) s
                LEFT JOIN tracker.changeset b ON b.changeset = s.changeset) x
            WHERE x.problem IS NOT NULL ORDER BY x.id, x.changeset
            $query$, name, known.every(name))
        USING last_one;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.check_history() IS 'Rows whose states overlap or bear changesets that do not exist, and changesets out of order.';
