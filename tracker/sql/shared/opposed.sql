-- Demands that oppose each other, both ways.
CREATE OR REPLACE VIEW tracker.opposed AS
SELECT l.demand_id, l.other_demand_id AS other_id FROM tracker.link l WHERE l.relation = 'opposes'
UNION ALL
SELECT l.other_demand_id, l.demand_id FROM tracker.link l WHERE l.relation = 'opposes';
COMMENT ON VIEW tracker.opposed IS 'Demands that oppose each other, both ways.';
