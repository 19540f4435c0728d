-- In which documents a demand is passed over in silence after one day and up to another, before it ceased to be held. Who
-- could have spoken is looked up. Always one row: so, in a join, it becomes part of the query.
CREATE OR REPLACE FUNCTION tracker.silent_in(
    in_process bigint, of_party bigint, on_topic bigint, of_demand bigint, elsewhere boolean,
    after_day date, up_to date, before_day date
) RETURNS TABLE (documents text[])
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT s.documents
FROM (SELECT WHERE of_demand IS NOT NULL) one
LEFT JOIN tracker.hearing h ON h.process_id = in_process AND h.party_id = of_party AND h.topic_id = on_topic
CROSS JOIN LATERAL tracker.silence(h.age, h.documents, in_process, of_party, on_topic, of_demand, elsewhere, after_day, up_to, before_day) s
$$;
COMMENT ON FUNCTION tracker.silent_in(bigint, bigint, bigint, bigint, boolean, date, date, date) IS
    'Documents in which a demand is passed over in silence within a period in which it is held, the newest first.';
