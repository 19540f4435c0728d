-- Built once: `tracker.heard` is a table. What is so since the changeset that is looked at, or for longer, was so then.
CREATE OR REPLACE VIEW known.heard AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h
WHERE (SELECT known.at()) IS NOT NULL AND h.since <= (SELECT known.at());
COMMENT ON VIEW known.heard IS 'Documents in which a party could have spoken, as far as it is so since a changeset or longer.';
