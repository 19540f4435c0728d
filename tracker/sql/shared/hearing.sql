-- What is kept ready of those who could have spoken, for what analysts call.
CREATE OR REPLACE VIEW tracker.hearing AS
SELECT h.process_id, h.party_id, h.topic_id, h.age, h.documents FROM tracker.heard h;
COMMENT ON VIEW tracker.hearing IS 'Documents in which a party could have spoken on a topic.';
