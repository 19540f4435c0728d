-- In which documents a demand is passed over in silence after one day and up to another, before it ceased to be held: the
-- newest first. Between two affirmations no document of its own day can speak of it; where any speaks of it on another
-- day (`elsewhere`), the documents are asked one by one. Who could have spoken is kept ready; what of the past is not, is
-- worked out. Always one row: so, in a join, it becomes part of the query.
CREATE OR REPLACE FUNCTION tracker.silent_in(
    in_process bigint, of_party bigint, on_topic bigint, of_demand bigint, elsewhere boolean,
    after_day date, up_to date, before_day date
) RETURNS TABLE (documents text[])
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT CASE WHEN elsewhere THEN tracker.unsaid(h.documents, of_demand) ELSE h.documents END
FROM (SELECT coalesce(
    (SELECT tracker.heard_within(h.age, h.documents, after_day, up_to, before_day)
        FROM tracker.hearing h WHERE h.process_id = in_process AND h.party_id = of_party AND h.topic_id = on_topic),
    (SELECT tracker.heard_within(d.age, d.documents, after_day, up_to, before_day)
        FROM tracker.documents_heard(in_process, of_party, on_topic) d)) AS documents) h
$$;
COMMENT ON FUNCTION tracker.silent_in(bigint, bigint, bigint, bigint, boolean, date, date, date) IS
    'Documents in which a demand is passed over in silence within a period in which it is held, the newest first.';
