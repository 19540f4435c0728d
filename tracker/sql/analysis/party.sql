-- The actors of a process and the part that each has in it.
CREATE OR REPLACE VIEW analysis.party AS
SELECT p.slug AS process, a.slug AS actor, y.role, y.from_date, y.to_date, y.from_precision, y.to_precision
FROM tracker.party y
JOIN tracker.process p ON p.id = y.process_id
JOIN tracker.actor a ON a.id = y.actor_id;

COMMENT ON VIEW analysis.party IS 'One row an actor''s part in a process. Only one with the role party has demands.';
COMMENT ON COLUMN analysis.party.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.party.actor IS 'Slug of the actor.';
COMMENT ON COLUMN analysis.party.role IS 'party, mediator or observer; one with the role party has demands.';
COMMENT ON COLUMN analysis.party.from_date IS 'First day; a coarse date stands as its first day; null where it is not known.';
COMMENT ON COLUMN analysis.party.to_date IS 'Last day; a coarse date stands as its last day; null where it is not known, or goes on.';
COMMENT ON COLUMN analysis.party.from_precision IS 'How exactly from_date is known: day, month, year, or by (not later than); null where that is.';
COMMENT ON COLUMN analysis.party.to_precision IS 'How exactly to_date is known: day, month, year, or by (not later than); null where that is.';
