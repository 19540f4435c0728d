-- Whether a code or place that lies directly inside another (its id; null where it lies in none) lies in or below one
-- that terms name: nato in alliances, a region in its country. It runs with the rights of compare_terms.
CREATE OR REPLACE FUNCTION tracker.lies_in(of_attribute text, of_type text, inside bigint, terms jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    above text;
BEGIN
    FOR depth IN 1..50 LOOP
        EXIT WHEN inside IS NULL;
        IF of_type = 'code' THEN
            SELECT c.slug, c.parent_id INTO above, inside FROM tracker.code c WHERE c.id = inside;
        ELSE
            SELECT p.slug, p.parent_id INTO above, inside FROM tracker.place p WHERE p.id = inside;
        END IF;
        IF terms @> jsonb_build_array(jsonb_build_object('attribute', of_attribute, 'value', above)) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;
COMMENT ON FUNCTION tracker.lies_in(text, text, bigint, jsonb) IS 'Whether what lies inside a code or place lies in one that terms name.';
