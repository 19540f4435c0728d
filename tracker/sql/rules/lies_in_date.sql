-- Whether a day lies in a date that may be known only by its month or year, or as `not later than`.
CREATE OR REPLACE FUNCTION tracker.lies_in_date(day date, around date, around_precision text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE around_precision WHEN 'by' THEN day <= around
    ELSE date_trunc(around_precision, day) = date_trunc(around_precision, around) END
$$;
COMMENT ON FUNCTION tracker.lies_in_date(date, date, text) IS 'Whether a day lies in a coarse date.';
