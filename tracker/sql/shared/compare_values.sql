-- Which of two codes of a one-valued attribute is harder, where more is: 1 the second, -1 the first, 0 neither. One that
-- contains the other is more; else their ranks tell. It runs with the rights of compare_terms.
CREATE OR REPLACE FUNCTION tracker.compare_values(of_attribute bigint, attribute_name text, was text, becomes text) RETURNS integer
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
            jsonb_build_array(jsonb_build_object('attribute', attribute_name, 'value', becomes))) THEN 1
        WHEN tracker.lies_in(attribute_name, 'code', n.parent_id,
            jsonb_build_array(jsonb_build_object('attribute', attribute_name, 'value', was))) THEN -1
        ELSE coalesce(sign(n.rank - o.rank), 0) END;
END $$;
COMMENT ON FUNCTION tracker.compare_values(bigint, text, text, text) IS
    'Which of two codes is harder, by containment or rank: 1 the second, -1 the first, 0 neither.';
