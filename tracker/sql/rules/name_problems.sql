-- Records of a changeset whose name is an older name of another, or the reverse: who is meant could not be told.
CREATE OR REPLACE FUNCTION tracker.name_problems(number bigint) RETURNS TABLE (entity text, record_id bigint, what text, problem text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    written constant text[] := tracker.written_tables(number);
BEGIN
    IF NOT EXISTS (SELECT FROM tracker.alias) THEN
        RETURN;
    END IF;
    FOR entity IN
        SELECT a.attname::text FROM pg_attribute k
        CROSS JOIN LATERAL (SELECT left(k.attname, -3) AS attname) a
        WHERE k.attrelid = 'tracker.alias'::regclass AND k.attname LIKE '%\_id' AND k.attname <> 'record_id' AND NOT k.attisdropped
            AND written && ARRAY['alias', a.attname::text]
    LOOP
        RETURN QUERY EXECUTE format($query$
            SELECT %1$L, t.id, t.slug,
                'its name is an older name of ' || (SELECT o.slug FROM tracker.%1$I o WHERE o.id = a.record_id)
            FROM (
                SELECT a.id AS alias, t.id FROM tracker.%1$I t
                JOIN tracker.alias a ON a.entity = %1$L AND a.alias = t.slug WHERE t.changeset = $1
                UNION
                SELECT a.id, t.id FROM tracker.alias a
                JOIN tracker.%1$I t ON t.slug = a.alias WHERE a.entity = %1$L AND a.changeset = $1
            ) both_names
            JOIN tracker.%1$I t ON t.id = both_names.id
            JOIN tracker.alias a ON a.id = both_names.alias AND a.record_id <> t.id
            $query$, entity)
        USING number;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.name_problems(bigint) IS 'Records of a changeset whose name is an older name of another.';
