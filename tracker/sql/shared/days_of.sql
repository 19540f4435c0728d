-- The length of a term with a duration, in days, only to compare lengths given in different units.
CREATE OR REPLACE FUNCTION tracker.days_of(amount numeric, unit text) RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$
SELECT amount * CASE unit WHEN 'year' THEN 365.25 WHEN 'month' THEN 30.4375 WHEN 'week' THEN 7
    WHEN 'day' THEN 1 WHEN 'hour' THEN 1.0 / 24 WHEN 'minute' THEN 1.0 / 1440 END
$$;
COMMENT ON FUNCTION tracker.days_of(numeric, text) IS 'A duration in days; null for a unit that is no length of time.';
