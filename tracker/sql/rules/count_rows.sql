-- How many rows a changeset added, changed and removed, and which tables it touched; spells are derived and counted apart.
-- A row that it changed there and back, in several statements, bears its number and was superseded, but is not counted: as
-- known, nothing changed. The row that stands is looked up for each that was superseded (LATERAL, OFFSET 0).
CREATE OR REPLACE FUNCTION tracker.count_rows(
    number bigint, OUT added integer, OUT changed integer, OUT removed integer, OUT derived integer, OUT tables text[]
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    written constant text[] := tracker.written_tables(number);
    name text;
    columns text;
    one record;
BEGIN
    added := 0; changed := 0; removed := 0; derived := 0; tables := '{}';
    FOREACH name IN ARRAY written LOOP
        CONTINUE WHEN name ^@ 'history.';
        EXECUTE format('SELECT count(*)::integer AS now, 0 AS kept, %s AS ended, 0 AS changed FROM tracker.%I WHERE changeset = $1',
            CASE WHEN 'history.' || name = ANY (written)
                THEN format('(SELECT count(*) FROM history.%I WHERE ended_by = $1)::integer', name) ELSE '0' END, name)
        INTO one USING number;
        CONTINUE WHEN one.now + one.ended = 0;
        tables := tables || name;
        IF one.ended > 0 THEN
            SELECT string_agg(c, ', %1$s.' ORDER BY place) INTO columns
            FROM unnest(tracker.columns_of(name)) WITH ORDINALITY o (c, place) WHERE c <> 'changeset';
            EXECUTE format('SELECT $2 AS now, count(t.id)::integer AS kept, $3 AS ended,'
                ' count(*) FILTER (WHERE (h.%2$s) IS DISTINCT FROM (t.%3$s) AND t.id IS NOT NULL)::integer AS changed'
                ' FROM history.%1$I h LEFT JOIN LATERAL (SELECT o.* FROM tracker.%1$I o WHERE o.id = h.id OFFSET 0) t ON true'
                ' WHERE h.ended_by = $1',
                name, format(columns, 'h'), format(columns, 't'))
            INTO one USING number, one.now, one.ended;
        END IF;
        IF name = 'spell' THEN
            derived := one.now + one.ended;
        ELSE
            added := added + one.now - one.kept;
            changed := changed + one.changed;
            removed := removed + one.ended - one.kept;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.count_rows(bigint) IS
    'Rows that a changeset added, changed and removed, derived rows that it moved, and which tables it touched.';
