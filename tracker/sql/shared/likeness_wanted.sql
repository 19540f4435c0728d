-- From which likeness on a word is taken for a misspelt other. One letter more or less in a word of six is alike; "person"
-- and "Kherson" are not.
CREATE OR REPLACE FUNCTION tracker.likeness_wanted() RETURNS real LANGUAGE sql IMMUTABLE AS $$ SELECT 0.55::real $$;
COMMENT ON FUNCTION tracker.likeness_wanted() IS 'From which likeness on, from 0 to 1, a word is taken for a misspelt other.';
