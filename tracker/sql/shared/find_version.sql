-- The id of a version of a demand by its name; null for null. An unknown one is an error that names those that there are.
CREATE OR REPLACE FUNCTION tracker.find_version(of_demand bigint, wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT v.id INTO found_id FROM tracker.version v WHERE v.demand_id = of_demand AND v.name = wanted;
    IF found_id IS NULL AND wanted IS NOT NULL THEN
        RAISE EXCEPTION 'the demand has no version %', quote_literal(wanted) USING ERRCODE = 'no_data_found',
            HINT = 'It has: ' || (SELECT string_agg(v.name, ', ' ORDER BY v.name COLLATE "C") FROM tracker.version v WHERE v.demand_id = of_demand);
    END IF;
    RETURN found_id;
END $$;
COMMENT ON FUNCTION tracker.find_version(bigint, text) IS 'The id of a version of a demand by its name; an error names those that there are.';
