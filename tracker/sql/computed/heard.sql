-- Built once: `tracker.heard` is a table. What is so since the changeset that is looked at, or for longer, was so then; the
-- rest is worked out.
CREATE OR REPLACE VIEW known.heard AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h WHERE h.since <= (SELECT known.at())
UNION ALL
SELECT d.* FROM known.derived_heard d WHERE NOT EXISTS (SELECT FROM tracker.heard h
    WHERE h.process_id = d.process_id AND h.party_id = d.party_id AND h.topic_id = d.topic_id AND h.since <= (SELECT known.at()));
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as known after a changeset.';
