-- Who is obliged by a version: 1 the addressee (or somebody else), -1 the party itself, 0 both.
-- More of a demand on oneself is the reverse of more of a demand on another; on both it says nothing.
CREATE OR REPLACE FUNCTION tracker.burden(terms jsonb, kind text, party text, addressee text) RETURNS integer
LANGUAGE sql STABLE
AS $$
SELECT CASE
    WHEN kind = 'proposal' AND NOT terms @> '[{"attribute": "obliged"}]' THEN 0
    WHEN NOT terms @> jsonb_build_array(jsonb_build_object('attribute', 'obliged', 'value', party)) THEN 1
    WHEN terms @> jsonb_build_array(jsonb_build_object('attribute', 'obliged', 'value', addressee)) THEN 0
    ELSE -1
END
$$;
COMMENT ON FUNCTION tracker.burden(jsonb, text, text, text) IS
    'Who is obliged: 1 the addressee or another, -1 the party itself, 0 both.';
