-- Every live table with a twin in history gets the same triggers. Their names sort as they must fire.
-- Calls tracker.before_write, tracker.stamp_row, tracker.check_stamp, tracker.supersede, tracker.refuse.
DO $$
DECLARE
    name text;
    generated text;
BEGIN
    FOR name, generated IN
        SELECT t.relname,
            (SELECT string_agg(quote_literal(a.attname), ', ') FROM pg_attribute a
             WHERE a.attrelid = t.oid AND a.attgenerated <> '')
        FROM pg_class t JOIN pg_class h ON h.relname = t.relname AND h.relkind = 'r'
        WHERE t.relnamespace = 'tracker'::regnamespace AND h.relnamespace = 'history'::regnamespace AND t.relkind = 'r'
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER a_before_write BEFORE INSERT OR UPDATE OR DELETE ON tracker.%I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION tracker.before_write()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER b_stamp_row BEFORE UPDATE ON tracker.%I'
            ' FOR EACH ROW EXECUTE FUNCTION tracker.stamp_row(%s)', name, generated);
        EXECUTE format('CREATE OR REPLACE TRIGGER a_check_insert AFTER INSERT ON tracker.%I'
            ' REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_stamp()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER a_check_update AFTER UPDATE ON tracker.%I'
            ' REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_stamp()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER b_keep_updated AFTER UPDATE ON tracker.%I'
            ' REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.supersede()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER b_keep_deleted AFTER DELETE ON tracker.%I'
            ' REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.supersede()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON tracker.%I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON history.%I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_insert BEFORE INSERT ON history.%I'
            ' FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION tracker.refuse()', name);
    END LOOP;
END $$;
CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON tracker.changeset
    FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse();
