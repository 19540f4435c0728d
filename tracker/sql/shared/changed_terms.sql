-- Of a comparison (tracker.compare_terms) the terms that were added (+), removed (-) or moved (>).
CREATE OR REPLACE FUNCTION tracker.changed_terms(compared text[], of_side text) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
SELECT ARRAY(SELECT substr(t.told, strpos(t.told, ': ') + 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth)
    WHERE t.told ^@ of_side ORDER BY t.nth)
$$;
COMMENT ON FUNCTION tracker.changed_terms(text[], text) IS 'Of a comparison the terms that were added (+), removed (-) or moved (>).';
