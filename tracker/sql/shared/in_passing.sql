-- The versions of a demand that were said and superseded on one day, after one day up to another: they were held on no date,
-- so that two states do not show them. What says the same as one of the two spells compared is nothing apart.
-- Always one row: so, in a join, it becomes part of the query. The spells are found by their versions: those that lasted no
-- whole day are in no index by the demand.
CREATE OR REPLACE FUNCTION tracker.in_passing(of_demand bigint, from_spell bigint, to_spell bigint, after_day date, up_to date)
RETURNS TABLE (versions text[])
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT ARRAY(SELECT c.version
FROM tracker.content c JOIN tracker.period s ON s.version_id = c.version_id
WHERE c.demand_id = of_demand AND s.held_from > after_day AND s.held_from <= up_to AND s.held_to = s.held_from
    AND NOT EXISTS (SELECT FROM tracker.worded k WHERE k.spell_id = from_spell AND k.digest = c.digest AND k.summary = c.summary)
    AND NOT EXISTS (SELECT FROM tracker.worded k WHERE k.spell_id = to_spell AND k.digest = c.digest AND k.summary = c.summary)
ORDER BY s.held_from, s.ordinal)
$$;
COMMENT ON FUNCTION tracker.in_passing(bigint, bigint, bigint, date, date) IS
    'The versions of a demand that were said and superseded on one day between two.';
