-- What stands in the way of recording a changeset: of the demands that it touched, and of its other rows.
CREATE OR REPLACE FUNCTION tracker.changeset_problems(number bigint, touched bigint[] DEFAULT NULL)
RETURNS TABLE (entity text, record_id bigint, what text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT CASE WHEN p.version_id IS NULL THEN 'demand' ELSE 'version' END, coalesce(p.version_id, p.demand_id), p.what, p.problem
FROM tracker.demand_problems(coalesce(touched, tracker.touched_demands(number))) p
UNION ALL
SELECT p.entity, p.record_id, p.what, p.problem FROM tracker.record_problems(number) p
$$;
COMMENT ON FUNCTION tracker.changeset_problems(bigint, bigint[]) IS 'What stands in the way of recording a changeset.';

-- Ends a changeset: checks what only the whole can tell, writes the spells, counts and hashes the rows. It runs at commit,
-- whoever writes, and earlier where one transaction holds two changesets or an import wants to hear of all that
-- stands in the way: where there is anything, it is returned and the changeset stays open.
CREATE OR REPLACE FUNCTION tracker.try_to_seal(number bigint)
RETURNS TABLE (entity text, record_id bigint, what text, problem text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched bigint[];
    counted record;
BEGIN
    IF NOT EXISTS (SELECT FROM tracker.changeset c WHERE c.changeset = number AND NOT c.sealed
        AND c.transaction_id = pg_current_xact_id() AND c.recorded_at >= now()) THEN
        RETURN;
    END IF;
    PERFORM set_config('tracker.changeset', number::text, true);
    PERFORM tracker.put_indexes_back();
    touched := tracker.touched_demands(number);
    RETURN QUERY SELECT * FROM tracker.changeset_problems(number, touched);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM tracker.write_spells(number, touched);
    PERFORM tracker.write_heard(number);
    PERFORM tracker.write_shown(number);
    SELECT * INTO counted FROM tracker.count_rows(number);
    DELETE FROM tracker.checksum s WHERE s.changeset = number;
    IF counted.tables = '{}' THEN
        DELETE FROM tracker.changeset c WHERE c.changeset = number;
        PERFORM set_config('tracker.changeset', '', true);
    ELSE
        UPDATE tracker.changeset c
        SET rows_added = counted.added, rows_changed = counted.changed, rows_removed = counted.removed, sealed = true
        WHERE c.changeset = number;
        PERFORM tracker.write_checksums(number, counted.tables);
    END IF;
    IF counted.added + counted.changed + counted.removed + counted.derived > 500 THEN
        PERFORM tracker.refresh_statistics('{shown,heard}' || tracker.written_tables(number));
    END IF;
END $$;
COMMENT ON FUNCTION tracker.try_to_seal(bigint) IS
    'Checks, derives and counts what a changeset of this transaction wrote; returns what stands in the way, if anything.';

CREATE OR REPLACE FUNCTION tracker.seal_changeset(number bigint) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    fault record;
BEGIN
    SELECT p.what, p.problem INTO fault FROM tracker.try_to_seal(number) p ORDER BY p.what COLLATE "C" LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: %', fault.what, fault.problem USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
COMMENT ON FUNCTION tracker.seal_changeset(bigint) IS 'Ends a changeset of this transaction; an error where something stands in the way.';

CREATE OR REPLACE FUNCTION tracker.seal_at_commit() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM tracker.seal_changeset(NEW.changeset);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.seal_at_commit() IS 'Seals a changeset when its transaction commits.';

-- CREATE OR REPLACE does not know constraint triggers. An update that opens a sealed changeset again needs it too.
DROP TRIGGER IF EXISTS seal_at_commit ON tracker.changeset;
CREATE CONSTRAINT TRIGGER seal_at_commit AFTER INSERT OR UPDATE ON tracker.changeset
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT NEW.sealed) EXECUTE FUNCTION tracker.seal_at_commit();
