-- Values as a bundle writes them.
CREATE OR REPLACE FUNCTION known.written_date(day date, day_precision text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE day_precision WHEN 'year' THEN to_char(day, 'YYYY') WHEN 'month' THEN to_char(day, 'YYYY-MM')
    WHEN 'by' THEN to_char(day, '".."YYYY-MM-DD') ELSE to_char(day, 'YYYY-MM-DD') END
$$;
COMMENT ON FUNCTION known.written_date(date, text) IS 'A date as it was entered: 2022, 2022-02, 2022-02-24 or ..2022-02-24.';

-- The reverse of tracker.terms: {"territory": ["UA-09", "UA-14"], "timing": {"value": "P30D after …", "in": [… ]}}
CREATE OR REPLACE FUNCTION known.written_terms(terms jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
SELECT coalesce(jsonb_object_agg(a.attribute, CASE jsonb_array_length(a.items) WHEN 1 THEN a.items -> 0 ELSE a.items END), '{}')
FROM (
    SELECT t ->> 'attribute' AS attribute, jsonb_agg(
        CASE q.qualifiers WHEN '{}' THEN t -> 'value' ELSE jsonb_build_object('value', t -> 'value') || q.qualifiers END
        ORDER BY place) AS items
    FROM jsonb_array_elements(terms) WITH ORDINALITY x (t, place)
    CROSS JOIN LATERAL (
        SELECT t - '{attribute,value,min,max,unit,approximate,from,to,place,actor,event,demand}'::text[] AS qualifiers) q
    GROUP BY t ->> 'attribute'
) a
$$;
COMMENT ON FUNCTION known.written_terms(jsonb) IS 'Terms as a bundle writes them, from terms as they are stored.';
