-- Built once: `tracker.heard` is a table. What is so since the changeset that is looked at, or for longer, was so then; the
-- rest is worked out as in derived_heard. What is there already is left out before anything is worked out.
CREATE OR REPLACE VIEW known.heard AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h
WHERE (SELECT known.at()) IS NOT NULL AND h.since <= (SELECT known.at())
UNION ALL
SELECT q.process_id, q.party_id, q.topic_id, d.age, d.documents
FROM (
    SELECT DISTINCT q.process_id, q.party_id, q.topic_id FROM known.demand q WHERE NOT EXISTS (
        SELECT FROM tracker.heard h WHERE h.process_id = q.process_id AND h.party_id = q.party_id AND h.topic_id = q.topic_id
            AND h.since <= (SELECT known.at()) OFFSET 0)
) q
CROSS JOIN LATERAL known.documents_heard(q.process_id, q.party_id, q.topic_id) d;
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as known after a changeset.';
