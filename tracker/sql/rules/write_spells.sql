-- Makes the stored spells of some demands equal to their derivation, and writes only those that differ.
CREATE OR REPLACE FUNCTION tracker.write_spells(of_demands bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tracker.spell s WHERE s.demand_id = ANY (of_demands)) THEN
        PERFORM tracker.set_indexes_aside('spell', cardinality(of_demands));
        INSERT INTO tracker.spell (process_id, demand_id, version_id, ordinal, held_from, held_from_precision, held_to,
            change, direction, from_version_id)
        SELECT * FROM tracker.derived_spells(of_demands);
        PERFORM tracker.put_indexes_back();
        RETURN;
    END IF;
    -- A spell keeps its row where its version, first day and emptiness stay; the unique start is then never
    -- violated half-way through a statement.
    DELETE FROM tracker.spell s USING (
        SELECT p.stored_id FROM tracker.paired_spells(of_demands) p WHERE p.ordinal IS NULL) gone
    WHERE s.id = gone.stored_id;
    UPDATE tracker.spell s
    SET ordinal = p.ordinal, held_from_precision = p.held_from_precision, held_to = p.held_to, change = p.change,
        direction = p.direction, from_version_id = p.from_version_id
    FROM tracker.paired_spells(of_demands) p
    WHERE s.id = p.stored_id
        AND (s.ordinal, s.held_from_precision, s.held_to, s.change, s.direction, s.from_version_id)
        IS DISTINCT FROM (p.ordinal, p.held_from_precision, p.held_to, p.change, p.direction, p.from_version_id);
    INSERT INTO tracker.spell (process_id, demand_id, version_id, ordinal, held_from, held_from_precision, held_to,
        change, direction, from_version_id)
    SELECT p.process_id, p.demand_id, p.version_id, p.ordinal, p.held_from, p.held_from_precision, p.held_to,
        p.change, p.direction, p.from_version_id
    FROM tracker.paired_spells(of_demands) p WHERE p.stored_id IS NULL;
END $$;
COMMENT ON FUNCTION tracker.write_spells(bigint[]) IS 'Makes the stored spells of demands equal to their derivation.';
