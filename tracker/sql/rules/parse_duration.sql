-- P30D is 30 day, P2D/P3D is 2 to 3 day; the source's unit is kept. One unit, the same on both sides; numbers without
-- leading zeros, and no range of one length: there is one way to write each.
CREATE OR REPLACE FUNCTION tracker.parse_duration(value text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
    one constant text := 'P(?:(0|[1-9][0-9]*)([YMWD])|T(0|[1-9][0-9]*)([HM]))';
    part text[] := regexp_match(value, '^' || one || '(?:/' || one || ')?$');
    least_unit text := coalesce(part[2], 'T' || part[4]);
    most_unit text := coalesce(part[6], 'T' || part[8], least_unit);
    low numeric := coalesce(part[1], part[3])::numeric;
    high numeric := coalesce(part[5], part[7])::numeric;
BEGIN
    IF part IS NULL OR least_unit <> most_unit OR high <= low THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object('min', low, 'max', coalesce(high, low), 'unit', CASE least_unit
        WHEN 'Y' THEN 'year' WHEN 'M' THEN 'month' WHEN 'W' THEN 'week' WHEN 'D' THEN 'day' WHEN 'TH' THEN 'hour' WHEN 'TM' THEN 'minute' END);
END $$;
COMMENT ON FUNCTION tracker.parse_duration(text) IS 'The bounds and unit of an ISO 8601 duration or a range of two; null where malformed.';
