-- A code of an attribute, or an error that names the nearest codes; null for null.
CREATE OR REPLACE FUNCTION tracker.find_code(of_attribute text, wanted text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, extensions, pg_temp
AS $$
DECLARE
    near text;
BEGIN
    IF wanted IS NULL OR EXISTS (
        SELECT FROM tracker.code c JOIN tracker.attribute a ON a.id = c.attribute_id
        WHERE a.slug = of_attribute AND c.slug = wanted) THEN
        RETURN wanted;
    END IF;
    SELECT string_agg(n.slug, ', ') INTO near FROM (
        SELECT c.slug FROM tracker.code c JOIN tracker.attribute a ON a.id = c.attribute_id
        WHERE a.slug = of_attribute ORDER BY similarity(c.slug, wanted) DESC, c.slug COLLATE "C" LIMIT 3) n;
    RAISE EXCEPTION '% has no code %', of_attribute, quote_literal(wanted)
        USING ERRCODE = 'no_data_found', HINT = coalesce('The nearest are: ' || near, 'It has none yet.');
END $$;
COMMENT ON FUNCTION tracker.find_code(text, text) IS 'A code of an attribute; an error names the nearest where it has no such code.';
