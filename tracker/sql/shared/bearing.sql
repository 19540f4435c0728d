-- The records whose key, or a slug that they bore before, is just this text.
CREATE OR REPLACE FUNCTION tracker.bearing(wanted text) RETURNS TABLE (entity text, id bigint, process_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT 'demand', d.id, d.process_id FROM tracker.demand d WHERE d.slug = wanted
UNION
SELECT 'demand', d.id, d.process_id FROM tracker.alias a JOIN tracker.demand d ON d.id = a.record_id
WHERE a.entity = 'demand' AND a.alias = wanted
UNION ALL
SELECT 'document', d.id, NULL FROM tracker.document d WHERE d.slug = wanted
UNION
SELECT 'document', d.id, NULL FROM tracker.alias a JOIN tracker.document d ON d.id = a.record_id
WHERE a.entity = 'document' AND a.alias = wanted
UNION ALL
SELECT 'version', v.id, v.process_id FROM tracker.demand d JOIN tracker.version v ON v.demand_id = d.id
WHERE d.slug = split_part(wanted, '@', 1) AND v.name = split_part(wanted, '@', 2)
UNION ALL
SELECT 'passage', p.id, NULL FROM tracker.document d JOIN tracker.passage p ON p.document_id = d.id
WHERE d.slug = split_part(wanted, '#', 1) AND p.label = split_part(wanted, '#', 2)
$$;
COMMENT ON FUNCTION tracker.bearing(text) IS 'The demands, versions, documents and passages that bear this key, or bore it.';
