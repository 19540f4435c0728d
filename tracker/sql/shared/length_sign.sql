-- Where exactly one length of an attribute went and one came: 1 if the second is harder (shorter), -1 if the first, 0 if
-- neither: after another event they cannot be compared, in other units only if they differ by more than a tenth.
-- Null where it is not one of each; then each counts by itself.
CREATE OR REPLACE FUNCTION tracker.length_sign(from_terms jsonb, to_terms jsonb, of_attribute text) RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE
    WHEN count(w.t) <> 1 OR count(b.t) <> 1 THEN NULL
    WHEN min(w.t ->> 'event') IS DISTINCT FROM min(b.t ->> 'event') THEN 0
    WHEN min(w.t ->> 'unit') <> min(b.t ->> 'unit') AND abs(min(w.days) - min(b.days)) <= 0.1 * greatest(min(w.days), min(b.days)) THEN 0
    ELSE sign(min(w.days) - min(b.days))::integer END
FROM (SELECT t, tracker.days_of((t ->> 'max')::numeric, t ->> 'unit') AS days FROM jsonb_array_elements(from_terms) t
      WHERE t ->> 'attribute' = of_attribute AND t ? 'max') w
FULL JOIN (SELECT t, tracker.days_of((t ->> 'max')::numeric, t ->> 'unit') AS days FROM jsonb_array_elements(to_terms) t
      WHERE t ->> 'attribute' = of_attribute AND t ? 'max') b ON b.t ->> 'value' = w.t ->> 'value'
WHERE w.t IS NULL OR b.t IS NULL
$$;
COMMENT ON FUNCTION tracker.length_sign(jsonb, jsonb, text) IS
    'Which of the two lengths that changed is harder: 1 the second, -1 the first, 0 neither; null where not one went and one came.';
