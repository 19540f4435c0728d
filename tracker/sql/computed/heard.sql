-- Built once: `tracker.heard` is a table. What is so since the changeset that is looked at, or for longer, was so then; the
-- rest is worked out. It is asked for one process, party and topic, and finds each by its id; all of them are very many.
CREATE OR REPLACE VIEW known.heard AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h
WHERE (SELECT known.at()) IS NOT NULL AND h.since <= (SELECT known.at())
UNION ALL
SELECT k.process_id, k.party_id, k.topic_id, d.age, d.documents
FROM (
    SELECT p.id AS process_id, y.id AS party_id, t.id AS topic_id
    FROM known.process p CROSS JOIN known.actor y CROSS JOIN known.topic t
    WHERE NOT EXISTS (SELECT FROM tracker.heard h
        WHERE h.process_id = p.id AND h.party_id = y.id AND h.topic_id = t.id AND h.since <= (SELECT known.at()) OFFSET 0)
) k
CROSS JOIN LATERAL known.documents_heard(k.process_id, k.party_id, k.topic_id) d;
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as known after a changeset.';
