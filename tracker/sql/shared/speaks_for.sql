-- Whether an issuer is a party, or was affiliated with it on a date.
CREATE OR REPLACE FUNCTION tracker.speaks_for(issuer bigint, party bigint, on_day date) RETURNS boolean
LANGUAGE sql STABLE
AS $$
SELECT issuer = party OR EXISTS (
    SELECT FROM tracker.affiliation f WHERE f.person_id = issuer AND f.actor_id = party
        AND (f.from_date IS NULL OR f.from_date <= on_day) AND (f.to_date IS NULL OR f.to_date >= on_day))
$$;
COMMENT ON FUNCTION tracker.speaks_for(bigint, bigint, date) IS 'Whether an issuer is a party, or was affiliated with it on a date.';
