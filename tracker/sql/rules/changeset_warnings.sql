-- What a coder should look at in the demands that a changeset touched, though it can be recorded.
CREATE OR REPLACE FUNCTION tracker.changeset_warnings(number bigint) RETURNS TABLE (what text, warning text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched constant bigint[] := tracker.touched_demands(number);
BEGIN
    -- Most demands have neither a coarse date nor an ending, and to say so is cheaper than to plan what follows.
    IF EXISTS (SELECT FROM tracker.ending e WHERE e.demand_id = ANY (touched))
        OR EXISTS (SELECT FROM tracker.settlement s WHERE s.demand_id = ANY (touched))
        OR EXISTS (SELECT FROM tracker.citation c JOIN tracker.document d ON d.id = c.document_id
            WHERE c.demand_id = ANY (touched) AND c.placed_on IS NULL AND d.issued_precision <> 'day') THEN
        RETURN QUERY SELECT * FROM tracker.demand_warnings(touched);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.changeset_warnings(bigint) IS 'What a coder should look at in the demands that a changeset touched.';

CREATE OR REPLACE FUNCTION tracker.demand_warnings(of_demands bigint[]) RETURNS TABLE (what text, warning text)
LANGUAGE sql STABLE
AS $$
-- By lists, which reach through the views to their indexes as a join does not.
WITH coarse AS MATERIALIZED (
    SELECT c.demand_id, c.version_id, d.slug AS document, d.issued_on AS day, d.issued_precision AS precision
    FROM tracker.document d JOIN tracker.citation c ON c.document_id = d.id AND c.placed_on IS NULL
    WHERE d.issued_precision <> 'day' AND c.demand_id = ANY (of_demands)
    UNION ALL
    SELECT e.demand_id, NULL, d.slug, e.ended_on, e.ended_precision
    FROM tracker.demand_ending e JOIN tracker.document d ON d.id = e.document_id LEFT JOIN tracker.ending o ON o.id = e.ending_id
    WHERE e.ended_precision <> 'day' AND o.placed_on IS NULL AND e.demand_id = ANY (of_demands)
),
dated AS MATERIALIZED (SELECT array_agg(DISTINCT o.demand_id) AS ids FROM coarse o),
beside AS (
    SELECT c.demand_id, c.version_id, d.slug AS document, coalesce(c.placed_on, d.issued_on) AS day
    FROM tracker.citation c JOIN tracker.document d ON d.id = c.document_id
    WHERE c.demand_id = ANY ((SELECT o.ids FROM dated o)::bigint[])
    UNION ALL
    SELECT e.demand_id, NULL, d.slug, coalesce(o.placed_on, e.ended_on)
    FROM tracker.demand_ending e JOIN tracker.document d ON d.id = e.document_id LEFT JOIN tracker.ending o ON o.id = e.ending_id
    WHERE e.demand_id = ANY ((SELECT o.ids FROM dated o)::bigint[])
)
SELECT DISTINCT d.slug, format(CASE a.precision
        WHEN 'by' THEN '%s is dated as not later than %s, and %s of another content lies before that'
        ELSE '%s is dated by its %s only, and %s of another content lies inside it' END || ': placed_on says which came first',
    a.document, CASE a.precision WHEN 'by' THEN a.day::text ELSE a.precision END, b.document)
FROM coarse a
JOIN beside b ON b.demand_id = a.demand_id AND b.version_id IS DISTINCT FROM a.version_id
    AND tracker.lies_in_date(b.day, a.day, a.precision)
JOIN tracker.demand d ON d.id = a.demand_id
UNION ALL
SELECT d.slug, format('it ends (%s) on %s, when nothing was held', e.how, e.ended_on)
FROM tracker.demand_ending e JOIN tracker.demand d ON d.id = e.demand_id
WHERE e.demand_id = ANY (of_demands) AND NOT EXISTS (
    SELECT FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id
    WHERE v.demand_id = e.demand_id AND s.held_from <= e.day AND s.held_to = e.day)
UNION ALL
SELECT d.slug, format('it ends (replaced) on %s, and no link says by what: split-from of those that it was split into, or'
    ' merged-into', e.ended_on)
FROM tracker.demand_ending e JOIN tracker.demand d ON d.id = e.demand_id
WHERE e.demand_id = ANY (of_demands) AND e.how = 'replaced' AND NOT EXISTS (
    SELECT FROM tracker.link l WHERE l.other_demand_id = d.id AND l.relation = 'split-from'
    UNION ALL
    SELECT FROM tracker.link l WHERE l.demand_id = d.id AND l.relation = 'merged-into')
$$;
COMMENT ON FUNCTION tracker.demand_warnings(bigint[]) IS 'What a coder should look at in some demands.';
