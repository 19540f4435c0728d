-- What is kept ready of spells, for what analysts call.
CREATE OR REPLACE VIEW tracker.standing AS
SELECT s.spell_id, s.process_id, s.demand_id, s.version_id, s.from_version_id, s.party_id, s.topic_id, s.process,
    s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary, s.terms, s.held_from,
    s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed, s.direction_reason,
    s.said_on, s.said_precision, s.said_by, s.changesets, s.recorded, s.choices, s.chosen_on, s.elsewhere
FROM tracker.shown s;
COMMENT ON VIEW tracker.standing IS 'Spells as the view version shows them, on whatever day they are asked for.';
