-- The machine-usable parts of a term's value by the type of its attribute; null where the value is malformed, or is not
-- written in its one canonical form (006, 6.0 and 6/6 are 6): equality of terms is equality of their texts.
-- Purely of the text: whether the codes, places and events named exist is asked elsewhere.
CREATE OR REPLACE FUNCTION tracker.parse_value(type text, value text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    part text[];
    length jsonb;
    number constant text := '((?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?)';
    name constant text := '([A-Za-z0-9][A-Za-z0-9.-]*)';
BEGIN
    CASE type
    WHEN 'code' THEN RETURN '{}';
    WHEN 'place' THEN RETURN jsonb_build_object('place', value);
    WHEN 'actor' THEN RETURN jsonb_build_object('actor', value);
    WHEN 'condition' THEN RETURN '{}';
    WHEN 'duration' THEN RETURN tracker.parse_duration(value);
    WHEN 'timing' THEN
        part := regexp_match(value, '^(?:(?:(P\S+) )?after|before) ' || name || '$');
        length := tracker.parse_duration(part[1]);
        IF part IS NULL OR part[1] IS NOT NULL AND length IS NULL THEN
            RETURN NULL;
        END IF;
        RETURN coalesce(length, '{}') || jsonb_build_object('event', part[2]);
    WHEN 'window' THEN RETURN tracker.parse_window(value);
    WHEN 'quantity' THEN
        part := regexp_match(value, '^(~)?(>=|<=)?' || number || '(?:/' || number || ')? ' || name || '$');
        IF part IS NULL OR part[2] IS NOT NULL AND part[4] IS NOT NULL OR part[4]::numeric <= part[3]::numeric THEN
            RETURN NULL;
        END IF;
        RETURN jsonb_strip_nulls(jsonb_build_object(
            'min', CASE WHEN part[2] IS DISTINCT FROM '<=' THEN part[3]::numeric END,
            'max', CASE WHEN part[2] IS DISTINCT FROM '>=' THEN coalesce(part[4], part[3])::numeric END,
            'unit', part[5], 'approximate', CASE WHEN part[1] IS NOT NULL THEN true END));
    END CASE;
END $$;
COMMENT ON FUNCTION tracker.parse_value(text, text) IS 'The parts of a value: min, max, unit, approximate, from, to, place, actor, event.';

-- Apart from the others: to catch an error costs every call of a function.
CREATE OR REPLACE FUNCTION tracker.parse_window(value text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    part text[] := regexp_match(value, '^([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})$');
BEGIN
    IF part[1]::date <= part[2]::date THEN
        RETURN jsonb_build_object('from', part[1], 'to', part[2]);
    END IF;
    RETURN NULL;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.parse_window(text) IS 'The first and last day of a range of dates; null where malformed.';

-- A value of numbers as it ought to be written: without leading or trailing zeros, and no range of one number.
CREATE OR REPLACE FUNCTION tracker.canonical_value(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
BEGIN
    value := regexp_replace(value, '(^|[^0-9A-Za-z.-]|[PT])0+(?=[0-9])', '\1', 'g');
    value := regexp_replace(value, '(^|[ ~>=<P/])([0-9]+)[.]0+(?=[/ ])', '\1\2', 'g');
    value := regexp_replace(value, '(^|[ ~>=<P/])([0-9]+[.][0-9]*[1-9])0+(?=[/ ])', '\1\2', 'g');
    RETURN regexp_replace(value, '(^|~| )([P0-9][^/ ]*)/\2(?= |$)', '\1\2');
END $$;
COMMENT ON FUNCTION tracker.canonical_value(text) IS 'A value of numbers without leading or trailing zeros, and no range of one number.';
