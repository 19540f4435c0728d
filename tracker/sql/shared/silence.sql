-- Of the documents in which somebody could have spoken (kept ready; null where they are not, and are to be worked out) those
-- in which a demand is passed over after one day and up to another, before it ceased to be held: the newest first. Between two
-- affirmations no document of its own day can speak of it; where any speaks of it on another day (`elsewhere`), the
-- documents are asked one by one. Always one row: so, in a join, it becomes part of the query.
CREATE OR REPLACE FUNCTION tracker.silence(
    ready_age integer[], ready_documents text[], in_process bigint, of_party bigint, on_topic bigint, of_demand bigint,
    elsewhere boolean, after_day date, up_to date, before_day date
) RETURNS TABLE (documents text[])
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT CASE WHEN elsewhere THEN tracker.unsaid(h.documents, of_demand) ELSE h.documents END
FROM (SELECT CASE WHEN ready_age IS NOT NULL THEN tracker.heard_within(ready_age, ready_documents, after_day, up_to, before_day)
    ELSE (SELECT tracker.heard_within(d.age, d.documents, after_day, up_to, before_day)
        FROM tracker.documents_heard(in_process, of_party, on_topic) d) END AS documents) h
$$;
COMMENT ON FUNCTION tracker.silence(integer[], text[], bigint, bigint, bigint, bigint, boolean, date, date, date) IS
    'Of the documents in which somebody could have spoken those in which a demand is passed over within a period.';
