-- The last day of a coarse date, of which the first is stored: on it something ends.
CREATE OR REPLACE FUNCTION tracker.last_day(first_day date, known_by text) RETURNS date
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE known_by
    WHEN 'year' THEN (date_trunc('year', first_day::timestamp) + interval '1 year - 1 day')::date
    WHEN 'month' THEN (date_trunc('month', first_day::timestamp) + interval '1 month - 1 day')::date
    ELSE first_day END
$$;
COMMENT ON FUNCTION tracker.last_day(date, text) IS 'The last day of a coarse date that is stored as its first.';
