-- One view a table: live and superseded rows as they stood after changeset known.at().
-- Each branch bears its flag as a constant, and the condition stands outside the union: so it reaches both
-- branches by index, where a condition inside each would be planned anew in every join. The changesets themselves are not
-- asked of an index (+ 0): nearly all rows are of before, and to the planner, which does not know when, a few. That a time
-- is set is asked
-- apart, of no row: else a query that finds none would be answered instead of refused.
DO $$
DECLARE
    r record;
    note record;
BEGIN
    FOR r IN
        SELECT t.oid, t.relname, obj_description(t.oid) AS comment,
            string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
        FROM pg_class t JOIN pg_class h ON h.relname = t.relname AND h.relkind = 'r'
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE t.relnamespace = 'tracker'::regnamespace AND h.relnamespace = 'history'::regnamespace AND t.relkind = 'r'
        GROUP BY t.oid, t.relname
    LOOP
        EXECUTE format('CREATE OR REPLACE VIEW known.%1$I AS SELECT %2$s FROM ('
            'SELECT true AS live, NULL::bigint AS ended_by, %2$s FROM tracker.%1$I'
            ' UNION ALL SELECT false, ended_by, %2$s FROM history.%1$I) u'
            ' WHERE (SELECT known.at()) IS NOT NULL'
            ' AND u.changeset + 0 <= (SELECT known.at()) AND (u.live OR u.ended_by + 0 > (SELECT known.at()))', r.relname, r.columns);
        EXECUTE format('COMMENT ON VIEW known.%I IS %L', r.relname, 'As known after a changeset: ' || r.comment);
        FOR note IN
            SELECT attname, col_description(r.oid, attnum) AS comment FROM pg_attribute
            WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped
        LOOP
            EXECUTE format('COMMENT ON COLUMN known.%I.%I IS %L', r.relname, note.attname, note.comment);
        END LOOP;
    END LOOP;
END $$;
