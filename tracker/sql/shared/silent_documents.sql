-- Documents in which the party passed a demand over in silence: after its last affirmation, up to a day and before the
-- day on which it ceased to be held. The newest first. A document is of a party if its issuer is the party or was
-- affiliated with it on that date. Called row by row, so it is kept out of the caller's plan; what covers the topic is
-- found first, and each document by its id (LATERAL, OFFSET 0).
CREATE OR REPLACE FUNCTION tracker.silent_documents(of_demand bigint, after_day date, up_to date, before_day date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
        WITH RECURSIVE above AS (
            SELECT q.topic_id AS id FROM tracker.demand q WHERE q.id = of_demand
            UNION
            SELECT t.parent_id FROM above JOIN tracker.topic t ON t.id = above.id WHERE t.parent_id IS NOT NULL
        )
        SELECT coalesce(array_agg(d.slug ORDER BY d.issued_on DESC, d.slug COLLATE "C"), '{}')
        FROM tracker.demand q
        CROSS JOIN LATERAL (
            SELECT DISTINCT k.document_id FROM above JOIN tracker.coverage k ON k.topic_id = above.id
            WHERE k.process_id = q.process_id) k
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.document o WHERE o.id = k.document_id OFFSET 0) d
        WHERE q.id = of_demand
            AND d.issued_on > after_day AND d.issued_on <= up_to AND d.issued_on < coalesce(before_day, 'infinity')
            AND EXISTS (SELECT FROM tracker.speaks_for(d.issuer_id, q.party_id, d.issued_on))
            AND NOT EXISTS (SELECT FROM tracker.citation c WHERE c.demand_id = q.id AND c.document_id = d.id)
            AND NOT EXISTS (SELECT FROM tracker.demand_ending e WHERE e.demand_id = q.id AND e.document_id = d.id)
    );
END $$;
COMMENT ON FUNCTION tracker.silent_documents(bigint, date, date, date) IS
    'Documents in which a demand is passed over in silence within a period, the newest first.';
