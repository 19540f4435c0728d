-- The documents of a party whose coding is complete on a topic, the newest first, each with its age: the days from its
-- date to the first of 2000. Called row by row, so it is kept out of the caller's plan.
CREATE OR REPLACE FUNCTION tracker.documents_heard(
    in_process bigint, of_party bigint, on_topic bigint, OUT age integer[], OUT documents text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    WITH RECURSIVE above AS (
        SELECT on_topic AS id
        UNION
        SELECT t.parent_id FROM above JOIN tracker.topic t ON t.id = above.id WHERE t.parent_id IS NOT NULL
    )
    SELECT coalesce(array_agg(date '2000-01-01' - d.issued_on ORDER BY d.issued_on DESC, d.slug COLLATE "C"), '{}'),
        coalesce(array_agg(d.slug ORDER BY d.issued_on DESC, d.slug COLLATE "C"), '{}')
    INTO age, documents
    FROM (SELECT DISTINCT k.document_id FROM above JOIN tracker.coverage k ON k.topic_id = above.id
        WHERE k.process_id = in_process) k
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.document o WHERE o.id = k.document_id OFFSET 0) d
    WHERE EXISTS (SELECT FROM tracker.speaks_for(d.issuer_id, of_party, d.issued_on));
END $$;
COMMENT ON FUNCTION tracker.documents_heard(bigint, bigint, bigint) IS
    'The documents of a party whose coding is complete on a topic, the newest first.';
