-- Where exactly one length of an attribute went and one came, what the second is against the first: harder (shorter),
-- softer, equal, or incomparable, being after another event. In other units they are equal unless they differ by more
-- than a tenth. Null where it is not one of each; then each counts by itself.
CREATE OR REPLACE FUNCTION tracker.compare_lengths(from_terms jsonb, to_terms jsonb, of_attribute text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE
    WHEN count(w.t) <> 1 OR count(b.t) <> 1 THEN NULL
    WHEN min(w.t ->> 'event') IS DISTINCT FROM min(b.t ->> 'event') THEN 'incomparable'
    WHEN min(w.t ->> 'unit') <> min(b.t ->> 'unit') AND abs(min(w.days) - min(b.days)) <= 0.1 * greatest(min(w.days), min(b.days)) THEN 'equal'
    WHEN min(w.days) > min(b.days) THEN 'harder' WHEN min(w.days) < min(b.days) THEN 'softer'
    ELSE 'equal' END
FROM (SELECT t, tracker.days_of((t ->> 'max')::numeric, t ->> 'unit') AS days FROM jsonb_array_elements(from_terms) t
      WHERE t ->> 'attribute' = of_attribute AND t ? 'max') w
FULL JOIN (SELECT t, tracker.days_of((t ->> 'max')::numeric, t ->> 'unit') AS days FROM jsonb_array_elements(to_terms) t
      WHERE t ->> 'attribute' = of_attribute AND t ? 'max') b ON b.t ->> 'value' = w.t ->> 'value'
WHERE w.t IS NULL OR b.t IS NULL
$$;
COMMENT ON FUNCTION tracker.compare_lengths(jsonb, jsonb, text) IS
    'What the length that came is against the one that went: harder, softer, equal or incomparable; null where not one went and one came.';
