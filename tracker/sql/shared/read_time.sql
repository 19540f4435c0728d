-- Reads a time of recording: a changeset's number, or the moment up to which changesets count.
-- A date means the end of that day in UTC, today's means now. Only ISO forms are read, whatever the session's
-- DateStyle and zone: the same words mean the same changeset to everybody.
CREATE OR REPLACE FUNCTION tracker.read_time(written text, OUT number bigint, OUT until timestamptz)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    word constant text := trim(written);
    day constant text := '\d{4}-\d{2}-\d{2}';
    clock constant text := '\d{2}:\d{2}(:\d{2}([.]\d+)?)?';
    zone text;
BEGIN
    zone := (regexp_match(word, '^' || day || '[T ]' || clock || ' *(.*)$'))[3];
    IF word ~* '^changeset +\d{1,18}$' THEN
        number := regexp_replace(word, '\D', '', 'g')::bigint;
    ELSIF word ~ ('^' || day || '$') THEN
        until := least((word::date + 1)::timestamp AT TIME ZONE 'UTC' - interval '1 microsecond',
            CASE word::date WHEN (clock_timestamp() AT TIME ZONE 'UTC')::date THEN clock_timestamp() END);
    ELSIF zone IS NOT NULL THEN
        until := CASE WHEN zone = '' THEN word || ' UTC' ELSE word END::timestamptz;
    END IF;
    IF number IS NULL AND until IS NULL THEN
        RAISE invalid_datetime_format;
    END IF;
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_parameter_value THEN
    RAISE EXCEPTION '% is no time of recording', coalesce(quote_literal(written), 'null')
        USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Expected: changeset 42, a date (2025-06-02: its end in UTC) or a timestamp (2025-06-02 12:00, 2025-06-02T12:00+03:00).';
END $$;
COMMENT ON FUNCTION tracker.read_time(text) IS
    'A time of recording as it is written: a changeset''s number, or the moment up to which changesets count.';
