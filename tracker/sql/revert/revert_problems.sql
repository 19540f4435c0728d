-- The tables of coded rows, the referred before those that refer to them. A row of a leaf is referred to by nothing,
-- neither by a foreign key nor by terms.
CREATE OR REPLACE FUNCTION tracker.coded_tables() RETURNS TABLE (name text, columns text, is_leaf boolean)
LANGUAGE sql STABLE
AS $$
WITH RECURSIVE reference AS (
    SELECT DISTINCT c.conrelid AS child, c.confrelid AS parent FROM pg_constraint c
    WHERE c.contype = 'f' AND c.connamespace = 'tracker'::regnamespace AND c.conrelid <> c.confrelid
    UNION ALL
    SELECT 'tracker.version'::regclass, 'tracker.passage'::regclass  -- named in terms, as is more that keys put first
),
depth AS (
    SELECT t.oid, 0 AS level FROM pg_class t JOIN pg_class h ON h.relname = t.relname AND h.relkind = 'r'
    WHERE t.relnamespace = 'tracker'::regnamespace AND h.relnamespace = 'history'::regnamespace AND t.relname <> 'spell'
    UNION
    SELECT r.child, d.level + 1 FROM depth d JOIN reference r ON r.parent = d.oid AND r.child <> 'tracker.spell'::regclass
)
SELECT t.relname::text,
    (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = d.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attname <> 'changeset'),
    NOT EXISTS (SELECT FROM reference r WHERE r.parent = d.oid)
        AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = d.oid AND g.tgname = 'c_keep_named')
FROM depth d JOIN pg_class t ON t.oid = d.oid
GROUP BY d.oid, t.relname ORDER BY max(d.level), t.relname COLLATE "C"
$$;
COMMENT ON FUNCTION tracker.coded_tables() IS 'The tables of coded rows, the referred before those that refer to them.';

-- The ids of the rows that a changeset added, as text of SQL. They stay the same while it is reverted.
CREATE OR REPLACE FUNCTION tracker.added_by(of_table text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT format('SELECT id FROM tracker.%1$I WHERE changeset = $1 UNION SELECT id FROM history.%1$I WHERE changeset = $1 AND ended_by > $1'
    ' EXCEPT SELECT id FROM history.%1$I WHERE ended_by = $1', of_table)
$$;
COMMENT ON FUNCTION tracker.added_by(text) IS 'The ids of the rows that changeset $1 added to a table, as text of SQL.';

-- What stands in the way of reverting a changeset: later ones have touched its rows, refer to what it added, or removed
-- what its rows refer to, or gave to something else the key of a row that would come back. A row that stands again as the
-- changeset left it counts as untouched: so several changesets can be reverted, the newest first.
CREATE OR REPLACE FUNCTION tracker.revert_problems(number bigint) RETURNS TABLE (what text, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind record;
    key record;
BEGIN
    FOR kind IN SELECT * FROM tracker.coded_tables() LOOP
        RETURN QUERY EXECUTE format($query$
            SELECT known.key_of(%1$L, x.id, x.seen), format('changeset %%s has touched it since', x.later) FROM (
                SELECT w.id, $1 AS seen, coalesce(l.changeset, (SELECT max(h.ended_by) FROM history.%1$I h WHERE h.id = w.id)) AS later
                FROM %2$s w LEFT JOIN tracker.%1$I l ON l.id = w.id
                WHERE w.changeset = $1 AND l.changeset IS DISTINCT FROM $1
                    AND to_jsonb(w) - '{changeset,ended_by}'::text[] IS DISTINCT FROM to_jsonb(l) - 'changeset'
                UNION ALL
                SELECT h.id, $1 - 1, l.changeset FROM history.%1$I h JOIN tracker.%1$I l ON l.id = h.id
                WHERE h.ended_by = $1 AND NOT EXISTS (SELECT FROM %2$s w WHERE w.id = h.id AND w.changeset = $1)
            ) x
            ORDER BY x.id
            $query$, kind.name, known.every(kind.name))
        USING number;
        FOR key IN SELECT * FROM tracker.keys_to_restore(kind.name) LOOP
            RETURN QUERY EXECUTE key.query USING number;
        END LOOP;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.revert_problems(bigint) IS 'What stands in the way of reverting a changeset.';

-- The questions that the foreign and unique keys of a table raise where a changeset $1 is reverted, as text of SQL.
CREATE OR REPLACE FUNCTION tracker.keys_to_restore(of_table text) RETURNS TABLE (query text)
LANGUAGE sql STABLE
AS $$
WITH foreign_key AS (
    SELECT c.conrelid, c.confrelid, r.relname AS child, p.relname AS parent,
        string_agg(format('c.%I = p.%I', a.attname, b.attname), ' AND ' ORDER BY k.place) AS matched
    FROM pg_constraint c
    JOIN pg_class r ON r.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k (child_column, parent_column, place)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child_column
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.parent_column
    WHERE c.contype = 'f' AND c.connamespace = 'tracker'::regnamespace AND c.conrelid <> 'tracker.spell'::regclass
    GROUP BY c.oid, c.conrelid, c.confrelid, r.relname, p.relname
),
unique_key AS (
    SELECT string_agg(format('l.%1$I IS NOT DISTINCT FROM h.%1$I', a.attname), ' AND ' ORDER BY k.place) AS matched
    FROM pg_constraint c
    CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k (number, place)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
    WHERE c.contype = 'u' AND c.conrelid = ('tracker.' || of_table)::regclass
    GROUP BY c.oid HAVING bool_and(a.attname <> 'id')
)
SELECT format($query$
    SELECT known.key_of(%1$L, p.id, $1), format('%%s (changeset %%s) refers to it', known.key_of(%2$L, c.id, c.changeset), c.changeset)
    FROM tracker.%1$I p JOIN tracker.%2$I c ON %3$s
    WHERE p.id IN (%4$s) AND c.changeset > $1 AND NOT EXISTS (SELECT FROM history.%2$I h WHERE h.id = c.id AND h.changeset = $1)
    ORDER BY c.changeset, c.id
    $query$, f.parent, f.child, f.matched, tracker.added_by(f.parent))
FROM foreign_key f WHERE f.confrelid = ('tracker.' || of_table)::regclass
UNION ALL
SELECT format($query$
    SELECT known.key_of(%2$L, c.id, $1 - 1), format('it refers to the %%s, which is gone since changeset %%s',
        known.key_of(%1$L, p.id, p.ended_by - 1), p.ended_by)
    FROM history.%2$I c JOIN history.%1$I p ON %3$s
    WHERE c.ended_by = $1 AND p.ended_by > $1 AND NOT EXISTS (SELECT FROM tracker.%1$I l WHERE l.id = p.id)
        AND NOT EXISTS (SELECT FROM history.%1$I n WHERE n.id = p.id AND (n.ended_by > p.ended_by OR n.ended_by = $1))
    ORDER BY c.id
    $query$, f.parent, f.child, f.matched)
FROM foreign_key f WHERE f.conrelid = ('tracker.' || of_table)::regclass
UNION ALL
SELECT format($query$
    SELECT known.key_of(%1$L, h.id, $1 - 1), format('%%s (changeset %%s) bears the same key', known.key_of(%1$L, l.id, l.changeset), l.changeset)
    FROM history.%1$I h JOIN tracker.%1$I l ON %2$s AND l.id <> h.id
    WHERE h.ended_by = $1 AND l.changeset > $1 AND l.id NOT IN (%3$s UNION SELECT id FROM history.%1$I WHERE ended_by = $1)
    ORDER BY h.id
    $query$, of_table, u.matched, tracker.added_by(of_table))
FROM unique_key u
$$;
COMMENT ON FUNCTION tracker.keys_to_restore(text) IS 'What the keys of a table ask of a revert of changeset $1, as text of SQL.';
