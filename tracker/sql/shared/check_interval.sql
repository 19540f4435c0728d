-- Refuses an interval that runs backwards, which would answer with nothing or with the reverse of what was meant.
CREATE OR REPLACE FUNCTION tracker.check_interval(first_date date, second_date date) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    IF first_date IS NULL OR second_date IS NULL THEN
        RAISE EXCEPTION 'a date is missing' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give both dates, the earlier first.';
    ELSIF first_date > second_date THEN
        RAISE EXCEPTION 'from_date % is after to_date %', first_date, second_date
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the earlier date first.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION tracker.check_interval(date, date) IS 'True, or an error where the first date is after the second.';
