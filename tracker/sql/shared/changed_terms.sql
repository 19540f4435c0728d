-- A comparison (tracker.compare_terms; null where there is none) taken apart. Always one row: so, in a join, it becomes part
-- of the query, which a function called for a value does not where it asks anything.
CREATE OR REPLACE FUNCTION tracker.changed_terms(compared text[]) RETURNS TABLE (
    added text[], removed text[], moved text[], weighed text[]
)
LANGUAGE sql IMMUTABLE ROWS 1
AS $$
SELECT
    ARRAY(SELECT substr(t.told, strpos(t.told, ': ') + 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth)
        WHERE t.told ^@ '+' ORDER BY t.nth),
    ARRAY(SELECT substr(t.told, strpos(t.told, ': ') + 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth)
        WHERE t.told ^@ '-' ORDER BY t.nth),
    ARRAY(SELECT substr(t.told, strpos(t.told, ': ') + 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth)
        WHERE t.told ^@ '>' ORDER BY t.nth),
    ARRAY(SELECT substr(t.told, 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth) ORDER BY t.nth)
$$;
COMMENT ON FUNCTION tracker.changed_terms(text[]) IS
    'Of a comparison the terms that were added, removed and moved, and what each contributes.';
