-- Demands in the words of people. Slugs are looked up and not joined: it is asked demand by demand.
CREATE OR REPLACE VIEW tracker.named_demand AS
SELECT d.id AS demand_id, d.process_id, d.party_id, d.topic_id,
    (SELECT p.slug FROM tracker.process p WHERE p.id = d.process_id) AS process,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = d.party_id) AS party,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = d.addressee_id) AS addressee,
    d.slug AS demand, d.kind, (SELECT t.slug FROM tracker.topic t WHERE t.id = d.topic_id) AS topic, d.title
FROM tracker.demand d;
COMMENT ON VIEW tracker.named_demand IS 'Demands in slugs.';
