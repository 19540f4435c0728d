-- Reverts a changeset in a new one: what it added goes, what it changed or removed stands again as it was, under its old
-- id. Derived rows follow at the end, as after every change.
CREATE OR REPLACE FUNCTION tracker.revert(
    number bigint, new_cause text DEFAULT 'correction', new_message text DEFAULT NULL, new_author text DEFAULT session_user
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    opened bigint;
    known_ones record;
    told text;
    kind record;
BEGIN
    SELECT min(c.changeset) AS first, max(c.changeset) AS last,
        (SELECT coalesce(': ' || c.message, '') FROM tracker.changeset c WHERE c.changeset = number) AS message
    INTO known_ones FROM tracker.changeset c;
    IF known_ones.message IS NULL THEN
        RAISE EXCEPTION 'there is no changeset %', number USING ERRCODE = 'no_data_found',
            HINT = coalesce(format('The first is %s, the last is %s.', known_ones.first, known_ones.last), 'Nothing is recorded yet.');
    END IF;
    opened := tracker.open_changeset(new_cause, coalesce(new_message, 'Revert changeset ' || number || known_ones.message), new_author);
    SELECT string_agg(p.what || ': ' || p.problem, E'\n') INTO told FROM tracker.revert_problems(number) p;
    IF told IS NOT NULL THEN
        RAISE EXCEPTION 'changeset % cannot be reverted', number USING ERRCODE = 'integrity_constraint_violation',
            DETAIL = told, HINT = 'Revert the later changesets first, the newest before the others, or correct the rows by an import.';
    END IF;
    FOR kind IN SELECT * FROM tracker.coded_tables() LOOP
        PERFORM tracker.restore_rows(number, kind.name, kind.columns, kind.is_leaf);
    END LOOP;
    FOR kind IN SELECT t.name, row_number() OVER () AS nth FROM tracker.coded_tables() t WHERE NOT t.is_leaf ORDER BY nth DESC LOOP
        EXECUTE format('DELETE FROM tracker.%I t WHERE t.id IN (%s)', kind.name, tracker.added_by(kind.name)) USING number;
    END LOOP;
    RETURN opened;
END $$;
COMMENT ON FUNCTION tracker.revert(bigint, text, text, text) IS
    'Reverts a changeset in a new one, whose number it returns; an error that names the rows where later changesets touched them.';

-- Rows of one table as they stood before a changeset. What nothing refers to is taken out and put back, so that no two
-- rows meet under one key on the way; what has a name in the terms or keys of others is changed where it stands.
CREATE OR REPLACE FUNCTION tracker.restore_rows(number bigint, of_table text, columns text, is_leaf boolean) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    name text;
BEGIN
    IF is_leaf THEN
        EXECUTE format('DELETE FROM tracker.%1$I t WHERE t.id IN (%2$s)'
            ' OR t.id IN (SELECT h.id FROM history.%1$I h WHERE h.ended_by = $1)', of_table, tracker.added_by(of_table)) USING number;
    ELSE
        SELECT a.attname INTO name FROM pg_attribute a
        WHERE a.attrelid = ('tracker.' || of_table)::regclass AND a.attname IN ('slug', 'label', 'name') ORDER BY a.attname <> 'slug' LIMIT 1;
        EXECUTE format('UPDATE tracker.%1$I t SET %2$I = ''reverting-'' || t.id FROM history.%1$I h'
            ' WHERE h.ended_by = $1 AND h.%2$I = t.%2$I AND h.id <> t.id'
            ' AND t.id IN (%3$s UNION SELECT id FROM history.%1$I WHERE ended_by = $1)', of_table, name, tracker.added_by(of_table))
        USING number;
        EXECUTE format('UPDATE tracker.%1$I t SET (%2$s) = (SELECT %2$s FROM history.%1$I h WHERE h.id = t.id AND h.ended_by = $1)'
            ' WHERE t.id IN (SELECT h.id FROM history.%1$I h WHERE h.ended_by = $1)', of_table, columns) USING number;
    END IF;
    EXECUTE format('INSERT INTO tracker.%1$I (%2$s) SELECT %2$s FROM history.%1$I h WHERE h.ended_by = $1'
        ' AND NOT EXISTS (SELECT FROM tracker.%1$I t WHERE t.id = h.id)', of_table, columns) USING number;
END $$;
COMMENT ON FUNCTION tracker.restore_rows(bigint, text, text, boolean) IS 'Makes rows of a table stand again as before a changeset.';
