-- In which documents a party could have spoken on a topic: those of the party, or of somebody affiliated with it on that
-- date, whose coding is complete on the topic, the newest first. Of live rows the table heard holds the same ready.
CREATE OR REPLACE VIEW tracker.derived_heard AS
SELECT q.process_id, q.party_id, q.topic_id, d.age, d.documents
FROM (SELECT DISTINCT q.process_id, q.party_id, q.topic_id FROM tracker.demand q) q
CROSS JOIN LATERAL tracker.documents_heard(q.process_id, q.party_id, q.topic_id) d;
COMMENT ON VIEW tracker.derived_heard IS 'Documents in which a party could have spoken on a topic.';
