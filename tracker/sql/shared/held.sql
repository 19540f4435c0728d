-- A spell with its demand and version in the words of people: what does not depend on the day of asking.
-- An analyst's direction stands before the computed one wherever these two versions are compared.
-- Slugs but the process's are looked up and not joined: a join of eight tables costs more to plan than the answer, and
-- over the unions of the past its estimates lead astray.
-- Of a demand the versions are found by index, and the spells by their versions: hence the second condition.
CREATE OR REPLACE VIEW tracker.held AS
SELECT s.id AS spell_id, s.process_id, s.demand_id, s.version_id, s.from_version_id, d.party_id, d.topic_id,
    p.slug AS process, (SELECT a.slug FROM tracker.actor a WHERE a.id = d.party_id) AS party,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = d.addressee_id) AS addressee, d.slug AS demand, d.kind,
    (SELECT t.slug FROM tracker.topic t WHERE t.id = d.topic_id) AS topic, d.title, v.name AS version, s.ordinal AS spell, v.summary,
    v.terms AS content, v.digest, s.held_from, s.held_from_precision, s.held_to, s.change,
    coalesce((SELECT o.direction FROM tracker.direction o
              WHERE o.version_id = s.version_id AND o.from_version_id = s.from_version_id), s.direction) AS direction,
    s.direction AS direction_computed,
    (SELECT o.reason FROM tracker.direction o
     WHERE o.version_id = s.version_id AND o.from_version_id = s.from_version_id) AS direction_reason,
    greatest(s.changeset, v.changeset, d.changeset, (SELECT o.changeset FROM tracker.direction o
        WHERE o.version_id = s.version_id AND o.from_version_id = s.from_version_id)) AS changeset
FROM tracker.spell s
JOIN tracker.demand d ON d.id = s.demand_id
JOIN tracker.version v ON v.id = s.version_id AND v.demand_id = d.id
JOIN tracker.process p ON p.id = s.process_id;
COMMENT ON VIEW tracker.held IS 'Spells with their demand and version, in slugs.';
