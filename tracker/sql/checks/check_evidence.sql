-- Versions without evidence, days without an order, demands of no party, and terms that the codebook does not allow.
CREATE OR REPLACE FUNCTION tracker.check_evidence() RETURNS TABLE (what text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT p.what, p.problem FROM tracker.demand_problems(ARRAY(SELECT d.id FROM tracker.demand d)) p
UNION ALL
SELECT o.what, format('term %s=%s: %s', t ->> 'attribute', t ->> 'value', r.problem)
FROM (
    SELECT d.slug || '@' || v.name AS what, v.process_id, v.terms
    FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id
    UNION ALL
    SELECT 'agreement ' || g.slug, g.process_id, g.terms FROM tracker.agreement g
) o
CROSS JOIN LATERAL jsonb_array_elements(o.terms) t
JOIN (
    SELECT x.process_id, x.attribute, x.value, (tracker.read_term(x.process_id, x.attribute, x.value)).problem
    FROM (
        SELECT v.process_id, e ->> 'attribute' AS attribute, e ->> 'value' AS value
        FROM tracker.version v CROSS JOIN LATERAL jsonb_array_elements(v.terms) e
        UNION
        SELECT g.process_id, e ->> 'attribute', e ->> 'value'
        FROM tracker.agreement g CROSS JOIN LATERAL jsonb_array_elements(g.terms) e
    ) x
) r ON r.process_id = o.process_id AND r.attribute = t ->> 'attribute' AND r.value = t ->> 'value'
WHERE r.problem IS NOT NULL
ORDER BY 1, 2
$$;
COMMENT ON FUNCTION tracker.check_evidence() IS 'Versions without evidence or order, and terms outside the codebook.';
