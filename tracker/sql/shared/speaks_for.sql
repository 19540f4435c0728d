-- One row where an issuer is a party, or was affiliated with it on a date. Ask whether it EXISTS: so it becomes part of
-- the query, which a function called for a value does not where it asks anything.
CREATE OR REPLACE FUNCTION tracker.speaks_for(issuer bigint, party bigint, on_day date) RETURNS SETOF boolean
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT true WHERE issuer = party OR EXISTS (
    SELECT FROM tracker.affiliation f WHERE f.person_id = issuer AND f.actor_id = party
        AND (f.from_date IS NULL OR f.from_date <= on_day) AND (f.to_date IS NULL OR f.to_date >= on_day))
$$;
COMMENT ON FUNCTION tracker.speaks_for(bigint, bigint, date) IS 'One row where an issuer is a party, or was affiliated with it on a date.';
