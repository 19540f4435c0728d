-- How many rows a changeset added, changed and removed, and in which tables; spells are derived and counted apart.
CREATE OR REPLACE FUNCTION tracker.count_rows(
    number bigint, OUT added integer, OUT changed integer, OUT removed integer, OUT derived integer, OUT tables text[]
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    name text;
    one record;
BEGIN
    added := 0; changed := 0; removed := 0; derived := 0; tables := '{}';
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'history'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT (SELECT count(*) FROM tracker.%1$I t WHERE t.changeset = $1)::integer AS now,'
            ' count(t.id)::integer AS changed, count(*)::integer AS ended'
            ' FROM history.%1$I h LEFT JOIN tracker.%1$I t ON t.id = h.id WHERE h.ended_by = $1', name)
        INTO one USING number;
        CONTINUE WHEN one.now + one.ended = 0;
        tables := tables || name;
        IF name = 'spell' THEN
            derived := one.now + one.ended;
        ELSE
            added := added + one.now - one.changed;
            changed := changed + one.changed;
            removed := removed + one.ended - one.changed;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.count_rows(bigint) IS
    'Rows that a changeset added, changed and removed, derived rows that it moved, and in which tables.';
