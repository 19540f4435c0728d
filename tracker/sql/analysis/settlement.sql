-- Which demands an agreement settles.
CREATE OR REPLACE VIEW analysis.settlement AS
SELECT p.slug AS process, g.slug AS agreement, d.slug AS demand, s.extent
FROM tracker.settlement s
JOIN tracker.process p ON p.id = s.process_id
JOIN tracker.agreement g ON g.id = s.agreement_id
JOIN tracker.demand d ON d.id = s.demand_id;

COMMENT ON VIEW analysis.settlement IS 'One row a demand that an agreement settles. Settled fully, it ends as agreed; settled partly, it stays held.';
COMMENT ON COLUMN analysis.settlement.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.settlement.agreement IS 'Slug of the agreement.';
COMMENT ON COLUMN analysis.settlement.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.settlement.extent IS 'fully (the demand ends as agreed) or partly (it stays held).';
