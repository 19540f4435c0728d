-- What is kept as it is shown, where it is not what follows from the record.
CREATE OR REPLACE FUNCTION tracker.check_shown() RETURNS TABLE (what text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT coalesce(s.demand || '@' || s.version, d.demand || '@' || d.version), format('the spell from %s %s', coalesce(s.held_from, d.held_from),
    CASE WHEN d.spell_id IS NULL THEN 'is shown and does not exist' WHEN s.spell_id IS NULL THEN 'is not shown' ELSE 'is not shown as it is' END)
FROM tracker.shown s FULL JOIN tracker.derived_shown d ON d.spell_id = s.spell_id
WHERE to_jsonb(s) - 'since' IS DISTINCT FROM to_jsonb(d)
UNION ALL
SELECT p.slug, format('documents on %s that could be silent are not those that are', t.slug)
FROM tracker.heard h FULL JOIN tracker.derived_heard d
    ON d.process_id = h.process_id AND d.party_id = h.party_id AND d.topic_id = h.topic_id
LEFT JOIN tracker.process p ON p.id = coalesce(h.process_id, d.process_id)
LEFT JOIN tracker.topic t ON t.id = coalesce(h.topic_id, d.topic_id)
WHERE (h.age, h.documents) IS DISTINCT FROM (d.age, d.documents)
ORDER BY 1, 2
$$;
COMMENT ON FUNCTION tracker.check_shown() IS 'What is kept as it is shown, where it does not follow from the record.';
