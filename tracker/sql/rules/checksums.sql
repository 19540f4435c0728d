-- What a changeset wrote and ended, row by row, so that a row changed behind the triggers' back is found and named.
-- The hash of a row covers the first so many columns of its table: one that is added later changes none.
CREATE OR REPLACE FUNCTION tracker.columns_of(of_table text) RETURNS text[]
LANGUAGE sql STABLE
AS $$
SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
WHERE a.attrelid = ('tracker.' || of_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
    -- The last two are of use to the running transaction only, and a changeset is hashed before they are settled.
    AND NOT (of_table = 'changeset' AND a.attname IN ('transaction_id', 'sealed'))
$$;
COMMENT ON FUNCTION tracker.columns_of(text) IS 'The columns of a table that its checksums cover, in order.';

CREATE OR REPLACE FUNCTION tracker.hash_of(of_table text, columns integer DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('hash_record_extended(ROW(r.%s), 0)', array_to_string(CASE WHEN columns IS NULL THEN named ELSE named[:columns] END, ', r.'))
FROM tracker.columns_of(of_table) named
$$;
COMMENT ON FUNCTION tracker.hash_of(text, integer) IS 'The hash of a row r of a table, of its first so many columns or of all, as text of SQL.';

CREATE OR REPLACE FUNCTION tracker.write_checksums(number bigint, tables text[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    written constant text[] := tracker.written_tables(number);
    name text;
    columns integer;
BEGIN
    FOREACH name IN ARRAY tables || 'changeset'::text LOOP
        columns := cardinality(tracker.columns_of(name));
        EXECUTE format('INSERT INTO tracker.checksum (changeset, entity, columns, written, hashes, ended)'
            ' SELECT $1, %1$L, $2, coalesce(w.ids, ''{}''), coalesce(w.hashes, ''{}''), coalesce(e.ids, ''{}'') FROM'
            ' (SELECT range_agg(int8range(r.%2$s, r.%2$s, ''[]'')) AS ids, array_agg(%3$s ORDER BY r.%2$s) AS hashes'
            ' FROM tracker.%1$I r WHERE r.changeset = $1) w,'
            ' (SELECT %4$s) e', name, CASE name WHEN 'changeset' THEN 'changeset' ELSE 'id' END,
            tracker.hash_of(name, columns), CASE WHEN 'history.' || name = ANY (written)
                THEN format('range_agg(int8range(id, id, ''[]'')) AS ids FROM history.%I WHERE ended_by = $1', name)
                ELSE 'NULL::int8multirange AS ids' END)
        USING number, columns;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.write_checksums(bigint, text[]) IS 'Notes what a changeset wrote and ended in some tables.';

-- Checksums are written and deleted by the transaction of their changeset only, and never updated.
CREATE OR REPLACE FUNCTION tracker.guard_checksum() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT FROM tracker.changeset c WHERE c.changeset = OLD.changeset
        AND c.transaction_id = pg_current_xact_id() AND c.recorded_at >= now()) THEN
        RAISE EXCEPTION 'the checksums of changeset % are recorded and never change', OLD.changeset
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
COMMENT ON FUNCTION tracker.guard_checksum() IS 'Refuses to alter or delete the checksums of a recorded changeset.';
CREATE OR REPLACE TRIGGER guard_checksum BEFORE UPDATE OR DELETE ON tracker.checksum
    FOR EACH ROW EXECUTE FUNCTION tracker.guard_checksum();
CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON tracker.checksum
    FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
