-- Terms as they are stored, from terms as people write them: {"territory": ["UA-09", "UA-14"], "extent": "begun"},
-- or {"territory": {"value": "UA-43", "in": ["ru-memorandum-2025-06-02#I"]}}. What stands beside a value becomes what an
-- import would store: passages a sorted list, and no certainty where the source is certain.
CREATE OR REPLACE FUNCTION tracker.terms(of_process bigint, written jsonb) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
SELECT coalesce(jsonb_agg(element || coalesce(r.parts, '{}') || CASE WHEN element ? 'in' THEN (
        SELECT jsonb_build_object('in', jsonb_agg(i ORDER BY i COLLATE "C"))
        FROM (SELECT DISTINCT jsonb_array_elements_text(CASE jsonb_typeof(element -> 'in') WHEN 'array' THEN element -> 'in'
            ELSE jsonb_build_array(element -> 'in') END) AS i) d) ELSE '{}' END
    ORDER BY element ->> 'attribute' COLLATE "C", element ->> 'value' COLLATE "C"), '[]')
FROM (
    SELECT jsonb_build_object('attribute', key)
        || CASE jsonb_typeof(item)
            WHEN 'object' THEN item - CASE item ->> 'certainty' WHEN 'certain' THEN 'certainty' ELSE '' END
            ELSE jsonb_build_object('value', item #>> '{}') END AS element
    FROM jsonb_each(written)
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE jsonb_build_array(value) END) item
) e
CROSS JOIN LATERAL tracker.read_term(of_process, element ->> 'attribute', element ->> 'value') r
$$;
COMMENT ON FUNCTION tracker.terms(bigint, jsonb) IS 'Terms as they are stored, from {attribute: value or list of values}.';
