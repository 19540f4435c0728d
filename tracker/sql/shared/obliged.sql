-- Whom a version obliges, as a word: others (the addressee, or somebody else), party (itself), or both.
CREATE OR REPLACE FUNCTION tracker.obliged(burden integer) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE burden WHEN 1 THEN 'others' WHEN 0 THEN 'both' WHEN -1 THEN 'party' END $$;
COMMENT ON FUNCTION tracker.obliged(integer) IS 'Whom a version obliges: others, party (itself) or both.';
