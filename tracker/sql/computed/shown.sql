-- Built once: `tracker.shown` is a table. What is shown so since the changeset that is looked at, or for longer, was shown
-- so then; the rest is worked out. It is looked up spell by spell (OFFSET 0): the planner would rather read all of them.
CREATE OR REPLACE VIEW known.shown AS
SELECT s.spell_id, s.process_id, s.demand_id, s.version_id, s.from_version_id, s.party_id, s.topic_id, s.process,
    s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary, s.terms, s.held_from,
    s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed, s.direction_reason,
    s.said_on, s.said_precision, s.said_by, s.changesets, s.recorded, s.choices, s.chosen_on, s.elsewhere
FROM tracker.shown s WHERE (SELECT known.at()) IS NOT NULL AND s.since <= (SELECT known.at())
UNION ALL
SELECT d.* FROM known.derived_shown d
WHERE NOT EXISTS (SELECT FROM tracker.shown s WHERE s.spell_id = d.spell_id AND s.since <= (SELECT known.at()) OFFSET 0);
COMMENT ON VIEW known.shown IS 'Spells as the view version shows them, as known after a changeset.';
