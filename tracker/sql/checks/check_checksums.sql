-- What a changeset's own row says, as a number.
CREATE OR REPLACE FUNCTION tracker.hash_of_changeset(number bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    found bigint;
BEGIN
    EXECUTE format('SELECT %s FROM tracker.changeset r WHERE r.changeset = $1', tracker.hash_of('changeset'))
    INTO found USING number;
    RETURN found;
END $$;
COMMENT ON FUNCTION tracker.hash_of_changeset(bigint) IS 'The hash of what a changeset''s own row says.';

-- Rows that do not say what their changeset wrote, that are missing or that nobody recorded: somebody changed them behind
-- the triggers' back.
CREATE OR REPLACE FUNCTION tracker.check_checksums() RETURNS TABLE (what text, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind record;
BEGIN
    RETURN QUERY
    SELECT 'changeset ' || c.changeset, 'it has no checksums' FROM tracker.changeset c
    WHERE NOT EXISTS (SELECT FROM tracker.checksum s WHERE s.changeset = c.changeset AND s.entity = 'changeset')
    ORDER BY c.changeset;
    RETURN QUERY
    SELECT 'changeset ' || s.changeset, CASE WHEN c.changeset IS NULL THEN 'it is missing' ELSE 'it is not what was recorded' END
    FROM tracker.checksum s LEFT JOIN tracker.changeset c ON c.changeset = s.changeset
    WHERE s.entity = 'changeset' AND s.hashes[1] IS DISTINCT FROM tracker.hash_of_changeset(s.changeset)
    ORDER BY s.changeset;
    FOR kind IN
        SELECT h.relname AS name, coalesce(s.columns, cardinality(tracker.columns_of(h.relname))) AS columns
        FROM pg_class h LEFT JOIN (SELECT DISTINCT entity, columns FROM tracker.checksum) s ON s.entity = h.relname
        WHERE h.relnamespace = 'history'::regnamespace AND h.relkind = 'r' ORDER BY 1, 2
    LOOP
        RETURN QUERY EXECUTE format($query$
            WITH noted AS (
                SELECT s.changeset, i.id, i.hash FROM tracker.checksum s
                CROSS JOIN LATERAL unnest(ARRAY(SELECT g FROM unnest(s.written) p, generate_series(lower(p), upper(p) - 1) g
                    ORDER BY g), s.hashes) i (id, hash)
                WHERE s.entity = %1$L AND s.columns = $1
            ),
            found AS (
                SELECT r.changeset, r.id, %2$s AS hash FROM %3$s r
                WHERE NOT EXISTS (SELECT FROM tracker.checksum s
                    WHERE s.changeset = r.changeset AND s.entity = %1$L AND s.columns <> $1)
            )
            SELECT known.key_of(%1$L, x.id, x.changeset), format(x.problem, x.changeset)
            FROM (SELECT coalesce(n.changeset, f.changeset) AS changeset, coalesce(n.id, f.id) AS id, CASE
                    WHEN f.id IS NULL THEN 'changeset %%s wrote it and it is missing'
                    WHEN n.id IS NULL THEN 'it bears changeset %%s, which did not write it'
                    ELSE 'it is not what changeset %%s wrote' END AS problem
                  FROM noted n FULL JOIN found f ON f.changeset = n.changeset AND f.id = n.id
                  WHERE n.hash IS DISTINCT FROM f.hash) x
            ORDER BY x.changeset, x.id
            $query$, kind.name, tracker.hash_of(kind.name, kind.columns), known.every(kind.name))
        USING kind.columns;
        RETURN QUERY EXECUTE format($query$
            SELECT known.key_of(%1$L, x.id, x.changeset - 1), format(x.problem, x.changeset)
            FROM (
                SELECT coalesce(n.changeset, f.ended_by) AS changeset, coalesce(n.id, f.id) AS id, CASE WHEN f.id IS NULL
                    THEN 'changeset %%s ended it and history does not have it' ELSE 'history has it as ended by changeset %%s, which did not' END AS problem
                FROM (SELECT s.changeset, g AS id FROM tracker.checksum s, unnest(s.ended) p, generate_series(lower(p), upper(p) - 1) g
                      WHERE s.entity = %1$L) n
                FULL JOIN history.%1$I f ON f.ended_by = n.changeset AND f.id = n.id
                WHERE n.id IS NULL OR f.id IS NULL) x
            ORDER BY x.changeset, x.id
            $query$, kind.name);
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.check_checksums() IS 'Rows that were changed behind the triggers'' back.';
