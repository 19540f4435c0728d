-- The options under which a spell was asked up to a day.
CREATE OR REPLACE FUNCTION tracker.chosen(choices text[], chosen_on date[], up_to date) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
SELECT ARRAY(
    SELECT c.choice FROM unnest(choices, chosen_on) WITH ORDINALITY c (choice, day, nth) WHERE c.day <= up_to ORDER BY c.nth)
$$;
COMMENT ON FUNCTION tracker.chosen(text[], date[], date) IS 'The options under which a spell was asked up to a day.';
