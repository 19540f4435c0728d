-- Built once: `tracker.heard` is a table. What is so since the changeset that is looked at, or for longer, was so then; the
-- rest is worked out as in derived_heard: of each party and topic that the table has younger, or had demands on only then.
CREATE OR REPLACE VIEW known.heard AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h
WHERE (SELECT known.at()) IS NOT NULL AND h.since <= (SELECT known.at())
UNION ALL
SELECT q.process_id, q.party_id, q.topic_id, d.age, d.documents
FROM (
    SELECT h.process_id, h.party_id, h.topic_id FROM tracker.heard h WHERE h.since > (SELECT known.at())
    UNION
    SELECT q.process_id, q.party_id, q.topic_id FROM history.demand q
    WHERE q.changeset <= (SELECT known.at()) AND q.ended_by > (SELECT known.at()) AND NOT EXISTS (
        SELECT FROM tracker.heard h WHERE h.process_id = q.process_id AND h.party_id = q.party_id AND h.topic_id = q.topic_id OFFSET 0)
) q
CROSS JOIN LATERAL known.documents_heard(q.process_id, q.party_id, q.topic_id) d;
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as known after a changeset.';
