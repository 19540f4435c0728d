-- Of a comparison (tracker.compare_terms) what each changed term contributes.
CREATE OR REPLACE FUNCTION tracker.weighed_terms(compared text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
SELECT ARRAY(SELECT substr(t.told, 2) FROM unnest(compared[3:]) WITH ORDINALITY t (told, nth) ORDER BY t.nth)
$$;
COMMENT ON FUNCTION tracker.weighed_terms(text[]) IS 'Of a comparison what each changed term contributes.';
