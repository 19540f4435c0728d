-- Spells as they are stored, for what analysts call.
CREATE OR REPLACE VIEW tracker.period AS
SELECT s.id AS spell_id, s.process_id, s.demand_id, s.version_id, s.ordinal, s.held_from, s.held_to,
    s.from_version_id, s.compared
FROM tracker.spell s;
COMMENT ON VIEW tracker.period IS 'Spells as they are stored.';
