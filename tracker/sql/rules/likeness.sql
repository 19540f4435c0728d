-- How alike two names are, from 0 to 1, to name the nearest ones. The extension may stand in another schema than ours
-- where the database had it before.
CREATE OR REPLACE FUNCTION tracker.likeness(one text, other text) RETURNS real
LANGUAGE sql STABLE SET search_path = pg_catalog, extensions, public, pg_temp
AS $$ SELECT similarity(one, other) $$;
COMMENT ON FUNCTION tracker.likeness(text, text) IS 'How alike two names are, from 0 to 1.';
