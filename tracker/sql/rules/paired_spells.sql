-- Derived spells beside the stored ones that they continue; no ordinal where a stored one is derived no more. The stored ones
-- are found by their versions, one by one (LATERAL, OFFSET 0): the planner would rather read all spells.
CREATE OR REPLACE FUNCTION tracker.paired_spells(of_demands bigint[], written_since bigint)
RETURNS TABLE (stored_id bigint, process_id bigint, demand_id bigint, version_id bigint, ordinal integer, held_from date,
    held_from_precision text, held_to date, change text, direction text, from_version_id bigint,
    compared text[])
LANGUAGE sql STABLE
AS $$
SELECT s.id, d.process_id, d.demand_id, d.version_id, d.ordinal, d.held_from, d.held_from_precision, d.held_to,
    d.change, d.direction, d.from_version_id, d.compared
FROM (
    SELECT x.*, x.held_from IS NOT DISTINCT FROM x.held_to AS empty,
        row_number() OVER (PARTITION BY x.version_id, x.held_from, x.held_from IS NOT DISTINCT FROM x.held_to ORDER BY x.ordinal) AS nth
    FROM tracker.derived_spells(of_demands, written_since) x
) d
FULL JOIN (
    SELECT y.*, y.held_from IS NOT DISTINCT FROM y.held_to AS empty,
        row_number() OVER (PARTITION BY y.version_id, y.held_from, y.held_from IS NOT DISTINCT FROM y.held_to ORDER BY y.ordinal) AS nth
    FROM tracker.version v CROSS JOIN LATERAL (SELECT o.* FROM tracker.spell o WHERE o.version_id = v.id OFFSET 0) y
    WHERE of_demands IS NULL OR v.demand_id = ANY (of_demands)
) s ON s.version_id = d.version_id AND s.held_from = d.held_from AND s.empty = d.empty AND s.nth = d.nth
$$;
COMMENT ON FUNCTION tracker.paired_spells(bigint[], bigint) IS 'Derived spells beside the stored ones that they continue.';
