-- Makes the stored spells of some demands equal to their derivation, and writes only those that differ. What was compared
-- before is not compared again, unless the changeset changed what the codebook says, or the rules did (`anew`). A comparison
-- that is not kept (of a time at which none was) is no difference: readers work it out. Where one of its versions is written
-- now, there was none as both were equal.
CREATE OR REPLACE FUNCTION tracker.write_spells(number bigint, of_demands bigint[], anew boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written_since constant bigint := CASE WHEN NOT anew
        AND NOT tracker.written_tables(number) && '{history.attribute,history.code,history.place}' THEN number END;
    other tracker.spell[];  -- those that differ; without an ordinal what is derived no more, without an id what is new
BEGIN
    -- Spells of demands are found by their versions, whose index has all of them.
    IF NOT EXISTS (SELECT FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id WHERE v.demand_id = ANY (of_demands)) THEN
        PERFORM tracker.set_indexes_aside('spell', cardinality(of_demands));
        INSERT INTO tracker.spell (process_id, demand_id, version_id, ordinal, held_from, held_from_precision, held_to,
            change, direction, from_version_id, compared)
        SELECT * FROM tracker.derived_spells(of_demands, NULL);
        PERFORM tracker.put_indexes_back();
        RETURN;
    END IF;
    SELECT array_agg(jsonb_populate_record(NULL::tracker.spell, to_jsonb(p) || jsonb_build_object('id', p.stored_id))) INTO other
    FROM tracker.paired_spells(of_demands, written_since) p
    LEFT JOIN LATERAL (SELECT o.* FROM tracker.spell o WHERE o.id = p.stored_id OFFSET 0) s ON true
    WHERE (s.ordinal, s.held_from_precision, s.held_to, s.change, s.direction, s.from_version_id,
            CASE WHEN s.compared IS NULL AND p.compared IS NOT NULL AND NOT EXISTS (SELECT FROM tracker.version v
                WHERE v.id IN (p.version_id, p.from_version_id) AND v.changeset = number) THEN p.compared ELSE s.compared END)
        IS DISTINCT FROM (p.ordinal, p.held_from_precision, p.held_to, p.change, p.direction, p.from_version_id, p.compared);
    -- A spell keeps its row where its version, first day and emptiness stay; the unique start is then never
    -- violated half-way through a statement.
    DELETE FROM tracker.spell s WHERE s.id = ANY (ARRAY(SELECT o.id FROM unnest(other) o WHERE o.ordinal IS NULL));
    UPDATE tracker.spell s
    SET ordinal = o.ordinal, held_from_precision = o.held_from_precision, held_to = o.held_to, change = o.change,
        direction = o.direction, from_version_id = o.from_version_id, compared = o.compared
    FROM unnest(other) o WHERE s.id = o.id AND o.ordinal IS NOT NULL
        AND s.id = ANY (ARRAY(SELECT x.id FROM unnest(other) x WHERE x.ordinal IS NOT NULL));  -- by which they are found
    INSERT INTO tracker.spell (process_id, demand_id, version_id, ordinal, held_from, held_from_precision, held_to,
        change, direction, from_version_id, compared)
    SELECT o.process_id, o.demand_id, o.version_id, o.ordinal, o.held_from, o.held_from_precision, o.held_to,
        o.change, o.direction, o.from_version_id, o.compared
    FROM unnest(other) o WHERE o.id IS NULL;
END $$;
COMMENT ON FUNCTION tracker.write_spells(bigint, bigint[], boolean) IS 'Makes the stored spells of demands equal to their derivation.';
