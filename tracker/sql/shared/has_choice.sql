-- Whether a version is cited, between two places in time (a day and a place within it; the second excluded), as one
-- option of several.
CREATE OR REPLACE FUNCTION tracker.has_choice(of_version bigint, since date, since_place integer, until date, until_place integer)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
SELECT EXISTS (
    SELECT FROM tracker.moment m CROSS JOIN LATERAL tracker.options_of(m.passage_id)
    WHERE m.demand_id = (SELECT v.demand_id FROM tracker.version v WHERE v.id = of_version) AND m.version_id = of_version
        AND m.passage_id IS NOT NULL AND (m.day, m.place) >= (since, since_place) AND (m.day, m.place) < (until, until_place)
)
$$;
COMMENT ON FUNCTION tracker.has_choice(bigint, date, integer, date, integer) IS
    'Whether a version is cited within a period as one option of several.';
