-- Many rows at once go in several times as fast without the indexes that only readers need, and without foreign keys,
-- which are then checked by one join: they are set aside, and put back before the changeset is sealed. Only where the new
-- rows are most of the table, and nobody is reading it: readers wait meanwhile. Returns whether it was done.
CREATE OR REPLACE FUNCTION tracker.set_indexes_aside(to_table text, rows bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    enough constant bigint := 3000;  -- fewer rows are in before the indexes would be back
    more boolean;
    one record;
BEGIN
    IF tracker.own_changeset() IS NULL OR NOT EXISTS (SELECT FROM pg_class c
        WHERE c.oid = to_regclass(format('history.%I', to_table)) AND c.relkind = 'r') THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT count(*) < $1 FROM (SELECT FROM tracker.%I LIMIT $1) x', to_table) INTO more USING rows;
    IF rows < enough OR NOT more THEN
        RETURN false;
    END IF;
    BEGIN
        EXECUTE 'LOCK TABLE ' || (SELECT string_agg(DISTINCT t.name::regclass::text, ', ') FROM (
            SELECT format('tracker.%I', to_table)::regclass UNION ALL
            SELECT c.confrelid FROM pg_constraint c WHERE c.conrelid = format('tracker.%I', to_table)::regclass AND c.contype = 'f'
        ) t (name)) || ' IN ACCESS EXCLUSIVE MODE NOWAIT';
    EXCEPTION WHEN lock_not_available THEN
        RETURN false;
    END;
    FOR one IN
        INSERT INTO tracker.set_aside (of_table, name, definition)
        SELECT to_table, c.conname, format('ALTER TABLE tracker.%I ADD CONSTRAINT %I %s', to_table, c.conname, pg_get_constraintdef(c.oid))
        FROM pg_constraint c WHERE c.conrelid = format('tracker.%I', to_table)::regclass AND c.contype = 'f'
        UNION ALL
        SELECT to_table, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        FROM pg_index i WHERE i.indrelid = format('tracker.%I', to_table)::regclass AND NOT i.indisunique
        RETURNING name, definition
    LOOP
        EXECUTE CASE WHEN one.definition ^@ 'ALTER' THEN format('ALTER TABLE tracker.%I DROP CONSTRAINT %I', to_table, one.name)
            ELSE 'DROP INDEX ' || one.name END;
    END LOOP;
    RETURN true;
END $$;
COMMENT ON FUNCTION tracker.set_indexes_aside(text, bigint) IS
    'Sets indexes and foreign keys of a table aside while a changeset writes most of its rows; whether it did.';

CREATE OR REPLACE FUNCTION tracker.put_indexes_back() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one record;
BEGIN
    FOR one IN DELETE FROM tracker.set_aside RETURNING definition LOOP
        EXECUTE one.definition;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.put_indexes_back() IS 'Puts back the indexes and foreign keys that were set aside.';
