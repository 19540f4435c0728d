-- Relations between demands. Opposing is mutual: it is stored once and shown both ways.
CREATE OR REPLACE VIEW analysis.link AS
SELECT p.slug AS process, d.slug AS demand, l.relation, o.slug AS other_demand
FROM tracker.link l
JOIN tracker.process p ON p.id = l.process_id
JOIN tracker.demand d ON d.id = l.demand_id
JOIN tracker.demand o ON o.id = l.other_demand_id
UNION ALL
SELECT p.slug, o.slug, l.relation, d.slug
FROM tracker.link l
JOIN tracker.process p ON p.id = l.process_id
JOIN tracker.demand d ON d.id = l.demand_id
JOIN tracker.demand o ON o.id = l.other_demand_id
WHERE l.relation = 'opposes';

COMMENT ON VIEW analysis.link IS 'One row a relation between two demands: a recorded, reversible judgement. opposes stands both ways.';
COMMENT ON COLUMN analysis.link.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.link.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.link.relation IS 'opposes (both cannot be had), counters (is offered instead), entails, specifies (is a part or detail of), split-from or merged-into.';
COMMENT ON COLUMN analysis.link.other_demand IS 'Slug of the demand to which it relates.';
