-- A demand with those that it came from, by splits and mergers, and those that came of it; not its siblings.
CREATE OR REPLACE FUNCTION tracker.lineage_of(of_demand bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp
AS $$
WITH RECURSIVE before AS (
    SELECT of_demand AS id
    UNION
    SELECT l.id FROM before b CROSS JOIN LATERAL (
        SELECT l.other_demand_id AS id FROM tracker.link l WHERE l.demand_id = b.id AND l.relation = 'split-from'
        UNION ALL SELECT l.demand_id FROM tracker.link l WHERE l.other_demand_id = b.id AND l.relation = 'merged-into' OFFSET 0) l
),
after AS (
    SELECT of_demand AS id
    UNION
    SELECT l.id FROM after a CROSS JOIN LATERAL (
        SELECT l.demand_id AS id FROM tracker.link l WHERE l.other_demand_id = a.id AND l.relation = 'split-from'
        UNION ALL SELECT l.other_demand_id FROM tracker.link l WHERE l.demand_id = a.id AND l.relation = 'merged-into' OFFSET 0) l
)
SELECT id FROM before UNION SELECT id FROM after
$$;
COMMENT ON FUNCTION tracker.lineage_of(bigint) IS 'A demand with its predecessors and successors by splits and mergers.';
