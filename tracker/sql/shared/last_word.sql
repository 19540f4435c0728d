-- What was said last of a demand up to a day: when it was affirmed, how exactly that is known, and how it ended after
-- another day, and where. Of endings on one day, the one by agreement comes before those that were entered. The affirmation
-- is looked for where it is not known (null). Always one row.
CREATE OR REPLACE FUNCTION tracker.last_word(
    of_demand bigint, after_day date, up_to date, affirmed_on date, affirmed_precision text
) RETURNS TABLE (last_affirmed_on date, ended text, ended_in text, last_affirmed_precision text)
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT l.day, e.how, e.document, l.precision
FROM (
    SELECT coalesce(affirmed_on, f.day) AS day, CASE WHEN affirmed_on IS NULL THEN f.precision ELSE affirmed_precision END AS precision
    FROM (SELECT WHERE of_demand IS NOT NULL) one
    LEFT JOIN LATERAL (
        SELECT m.day, m.precision FROM tracker.moment m
        WHERE affirmed_on IS NULL AND m.demand_id = of_demand AND m.version_id IS NOT NULL AND m.day <= up_to
        ORDER BY m.day DESC, m.precision <> 'day', m.precision COLLATE "C" LIMIT 1
    ) f ON true OFFSET 0
) l
LEFT JOIN LATERAL (
    SELECT e.how, e.document FROM tracker.demand_ending e
    WHERE e.demand_id = of_demand AND e.day <= up_to AND (after_day IS NULL OR e.day > after_day)
    ORDER BY e.day DESC, e.ordinal DESC NULLS FIRST, e.how = 'agreed', e.document COLLATE "C" DESC LIMIT 1
) e ON true
$$;
COMMENT ON FUNCTION tracker.last_word(bigint, date, date, date, text) IS 'The last affirmation of a demand, and its last ending, up to a day.';
