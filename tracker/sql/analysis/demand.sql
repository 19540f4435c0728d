-- Demands, and how each stands today (in `past`: on the day of the changeset that is looked at).
CREATE OR REPLACE VIEW analysis.demand AS
SELECT p.slug AS process, y.slug AS party, a.slug AS addressee, d.slug AS demand, d.kind, t.slug AS topic, d.title,
    (SELECT min(s.held_from) FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id WHERE v.demand_id = d.id) AS first_stated_on,
    w.last_affirmed_on,
    (SELECT count(*)::integer FROM tracker.version v WHERE v.demand_id = d.id) AS versions,
    (SELECT count(*)::integer FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id WHERE v.demand_id = d.id) AS spells,
    CASE WHEN h.version IS NOT NULL THEN 'held' ELSE w.ended END AS status,
    h.version AS current_version,
    (SELECT s.held_from_precision FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id WHERE v.demand_id = d.id
        ORDER BY s.held_from, s.ordinal LIMIT 1) AS first_stated_precision,
    w.last_affirmed_precision
FROM tracker.demand d
JOIN tracker.process p ON p.id = d.process_id
JOIN tracker.actor y ON y.id = d.party_id
JOIN tracker.actor a ON a.id = d.addressee_id
JOIN tracker.topic t ON t.id = d.topic_id
CROSS JOIN tracker.today k
LEFT JOIN LATERAL tracker.last_word(d.id, NULL, k.day, NULL, NULL) w ON true
LEFT JOIN LATERAL (
    SELECT max(v.name) AS version FROM tracker.version v JOIN tracker.spell s ON s.version_id = v.id
    WHERE v.demand_id = d.id AND s.held_from <= k.day AND (s.held_to IS NULL OR s.held_to > k.day)
) h ON true;

COMMENT ON VIEW analysis.demand IS 'One row a demand: one thing that one party asks of, or offers to, another.';
COMMENT ON COLUMN analysis.demand.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.demand.party IS 'Slug of the party that demands or proposes.';
COMMENT ON COLUMN analysis.demand.addressee IS 'Slug of the actor of whom it is asked.';
COMMENT ON COLUMN analysis.demand.demand IS 'Slug of the demand: what it is called in every view, function and command.';
COMMENT ON COLUMN analysis.demand.kind IS 'demand (the addressee alone must act) or proposal (the party binds itself as well).';
COMMENT ON COLUMN analysis.demand.topic IS 'Slug of the topic.';
COMMENT ON COLUMN analysis.demand.title IS 'Title of the demand.';
COMMENT ON COLUMN analysis.demand.first_stated_on IS 'Day of its first citation.';
COMMENT ON COLUMN analysis.demand.last_affirmed_on IS 'Day of its last citation up to today.';
COMMENT ON COLUMN analysis.demand.versions IS 'Number of contents that it has had.';
COMMENT ON COLUMN analysis.demand.spells IS 'Number of periods in which one of them was held; see the view version.';
COMMENT ON COLUMN analysis.demand.status IS 'held, or how it ended last: withdrawn, agreed, met, lapsed or replaced.';
COMMENT ON COLUMN analysis.demand.current_version IS 'Name of the version that is held today; null where none is.';
COMMENT ON COLUMN analysis.demand.first_stated_precision IS 'How exactly first_stated_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.demand.last_affirmed_precision IS 'How exactly last_affirmed_on is known: day, month, year, or by (not later than).';
