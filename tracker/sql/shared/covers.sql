-- Whether the coding of a document is complete on the topic of a demand.
CREATE OR REPLACE FUNCTION tracker.covers(of_document bigint, of_demand bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN EXISTS (
        WITH RECURSIVE above AS (
            SELECT q.process_id, q.topic_id AS id FROM tracker.demand q WHERE q.id = of_demand
            UNION
            SELECT above.process_id, t.parent_id FROM above JOIN tracker.topic t ON t.id = above.id WHERE t.parent_id IS NOT NULL
        )
        SELECT FROM above JOIN tracker.coverage k ON k.topic_id = above.id AND k.process_id = above.process_id
        WHERE k.document_id = of_document
    );
END $$;
COMMENT ON FUNCTION tracker.covers(bigint, bigint) IS 'Whether the coding of a document is complete on the topic of a demand.';
