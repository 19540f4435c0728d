-- Stored spells that differ from their derivation, and spells of one demand that overlap. A comparison need not be kept.
CREATE OR REPLACE FUNCTION tracker.check_spells() RETURNS TABLE (what text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
WITH stored AS (
    SELECT demand_id, version_id, ordinal, held_from, held_from_precision, held_to, change, direction, from_version_id
    FROM tracker.spell
),
derived AS (
    SELECT demand_id, version_id, ordinal, held_from, held_from_precision, held_to, change, direction, from_version_id
    FROM tracker.derived_spells(NULL, NULL)
),
difference AS (
    (SELECT s.*, 'is stored and does not follow from the evidence' AS problem FROM stored s
        EXCEPT SELECT d.*, 'is stored and does not follow from the evidence' FROM derived d)
    UNION ALL
    (SELECT d.*, 'follows from the evidence and is not stored' FROM derived d
        EXCEPT SELECT s.*, 'follows from the evidence and is not stored' FROM stored s)
)
SELECT d.slug || '@' || v.name, format('the spell from %s to %s (%s) %s', x.held_from, coalesce(x.held_to::text, 'open'), x.change, x.problem)
FROM difference x JOIN tracker.demand d ON d.id = x.demand_id JOIN tracker.version v ON v.id = x.version_id
UNION ALL
SELECT d.slug || '@' || v.name, format('the spell from %s bears another comparison than its terms have', s.held_from)
FROM tracker.spell s JOIN tracker.derived_spells(NULL, NULL) x ON x.version_id = s.version_id AND x.ordinal = s.ordinal
JOIN tracker.demand d ON d.id = s.demand_id JOIN tracker.version v ON v.id = s.version_id
WHERE s.compared IS NOT NULL AND s.compared IS DISTINCT FROM x.compared
UNION ALL
SELECT d.slug, format('spells overlap: one from %s to %s, the next from %s', s.held_from, coalesce(s.held_to::text, 'open'), s.next)
FROM (SELECT demand_id, held_from, held_to, lead(held_from) OVER (PARTITION BY demand_id ORDER BY ordinal) AS next
      FROM tracker.spell) s
JOIN tracker.demand d ON d.id = s.demand_id
WHERE s.next < coalesce(s.held_to, 'infinity')
ORDER BY 1, 2
$$;
COMMENT ON FUNCTION tracker.check_spells() IS 'Spells that differ from their derivation, or overlap.';
