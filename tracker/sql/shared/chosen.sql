-- The options under which a spell was asked up to a day. Always one row: so, in a join, it becomes part of the query.
CREATE OR REPLACE FUNCTION tracker.chosen(among text[], chosen_on date[], up_to date) RETURNS TABLE (choices text[])
LANGUAGE sql IMMUTABLE ROWS 1
AS $$
SELECT CASE WHEN among IS NULL THEN '{}' ELSE ARRAY(
    SELECT c.choice FROM unnest(among, chosen_on) WITH ORDINALITY c (choice, day, nth) WHERE c.day <= up_to ORDER BY c.nth) END
$$;
COMMENT ON FUNCTION tracker.chosen(text[], date[], date) IS 'The options under which a spell was asked up to a day.';
