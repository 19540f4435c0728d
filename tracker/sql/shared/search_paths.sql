-- A search path with schema past put before analysis (or first of all), or taken out of it.
CREATE OR REPLACE FUNCTION tracker.path_without_past(path text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT coalesce(string_agg(trim(name), ', ' ORDER BY place), '')
FROM unnest(string_to_array(path, ',')) WITH ORDINALITY part (name, place) WHERE trim(name) NOT IN ('past', '')
$$;
COMMENT ON FUNCTION tracker.path_without_past(text) IS 'A search path without the schema past.';

CREATE OR REPLACE FUNCTION tracker.path_with_past(path text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE WHEN bare ~ '(^|, )analysis(,|$)' THEN regexp_replace(bare, '(^|, )analysis(?=,|$)', '\1past, analysis')
    ELSE concat_ws(', ', 'past', nullif(bare, '')) END
FROM tracker.path_without_past(path) bare
$$;
COMMENT ON FUNCTION tracker.path_with_past(text) IS 'A search path with the schema past before analysis, or first of all.';
