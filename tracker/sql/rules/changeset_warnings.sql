-- What a coder should look at in the demands that a changeset touched, though it can be recorded.
CREATE OR REPLACE FUNCTION tracker.changeset_warnings(number bigint) RETURNS TABLE (what text, warning text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
WITH touched AS (SELECT unnest(tracker.touched_demands(number)) AS id),
moment AS (
    SELECT c.demand_id, c.version_id, d.slug AS document, d.issued_on AS day, d.issued_precision AS precision, c.placed_on
    FROM tracker.citation c JOIN touched t ON t.id = c.demand_id JOIN tracker.document d ON d.id = c.document_id
    UNION ALL
    SELECT e.demand_id, NULL, d.slug, e.ended_on, e.ended_precision, nullif(e.day, e.ended_on)
    FROM tracker.demand_ending e JOIN touched t ON t.id = e.demand_id JOIN tracker.document d ON d.id = e.document_id
)
SELECT DISTINCT d.slug, format('%s is dated by its %s only, and %s of another content lies inside it: placed_on says which came first',
    a.document, a.precision, b.document)
FROM moment a
JOIN moment b ON b.demand_id = a.demand_id AND b.version_id IS DISTINCT FROM a.version_id AND a.placed_on IS NULL
    AND date_trunc(a.precision, coalesce(b.placed_on, b.day)) = date_trunc(a.precision, a.day)
JOIN tracker.demand d ON d.id = a.demand_id
WHERE a.precision IN ('month', 'year')
UNION ALL
SELECT d.slug, format('it ends (%s) on %s, when nothing was held', e.how, e.ended_on)
FROM tracker.demand_ending e JOIN touched t ON t.id = e.demand_id JOIN tracker.demand d ON d.id = e.demand_id
WHERE NOT EXISTS (SELECT FROM tracker.spell s WHERE s.demand_id = e.demand_id AND s.held_from <= e.day AND s.held_to = e.day)
$$;
COMMENT ON FUNCTION tracker.changeset_warnings(bigint) IS 'What a coder should look at in the demands that a changeset touched.';
