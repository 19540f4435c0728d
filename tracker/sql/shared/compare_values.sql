-- What the second of two codes of a one-valued attribute is against the first, where more is harder: harder, softer, equal,
-- or incomparable. One that contains the other is more; else their ranks tell. It runs with the rights of compare_terms.
CREATE OR REPLACE FUNCTION tracker.compare_values(of_attribute bigint, attribute_name text, was text, becomes text) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    o record;
    n record;
BEGIN
    SELECT c.parent_id, c.rank INTO o FROM tracker.code c WHERE c.attribute_id = of_attribute AND c.slug = was;
    SELECT c.parent_id, c.rank INTO n FROM tracker.code c WHERE c.attribute_id = of_attribute AND c.slug = becomes;
    RETURN CASE
        WHEN tracker.lies_in(attribute_name, 'code', o.parent_id,
            jsonb_build_array(jsonb_build_object('attribute', attribute_name, 'value', becomes))) THEN 'harder'
        WHEN tracker.lies_in(attribute_name, 'code', n.parent_id,
            jsonb_build_array(jsonb_build_object('attribute', attribute_name, 'value', was))) THEN 'softer'
        WHEN n.rank > o.rank THEN 'harder' WHEN n.rank < o.rank THEN 'softer' WHEN n.rank = o.rank THEN 'equal'
        ELSE 'incomparable' END;
END $$;
COMMENT ON FUNCTION tracker.compare_values(bigint, text, text, text) IS
    'What the second of two codes is against the first, by containment or rank: harder, softer, equal or incomparable.';
