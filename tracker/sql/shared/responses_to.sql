-- How many answers of other parties a spell got up to a day: those to the demand given while the spell ran, and those to
-- a document or passage in or below which a citation of the spell lies. Called row by row;
-- each part is found before the next (LATERAL, OFFSET 0).
CREATE OR REPLACE FUNCTION tracker.responses_to(of_spell bigint, up_to date) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN (
        SELECT count(*)::integer FROM (
            SELECT r.id FROM tracker.spell s
            CROSS JOIN LATERAL (SELECT o.party_id FROM tracker.demand o WHERE o.id = s.demand_id OFFSET 0) q
            CROSS JOIN LATERAL (SELECT o.* FROM tracker.response o WHERE o.demand_id = s.demand_id AND o.party_id <> q.party_id OFFSET 0) r
            CROSS JOIN LATERAL (SELECT o.issued_on FROM tracker.document o WHERE o.id = r.document_id OFFSET 0) d
            WHERE s.id = of_spell AND coalesce(r.responded_on, d.issued_on) BETWEEN s.held_from AND up_to
                AND (s.held_to IS NULL OR s.held_to > coalesce(r.responded_on, d.issued_on))
            UNION
            SELECT r.id FROM (SELECT o.* FROM tracker.affirmation o WHERE o.spell_id = of_spell AND o.day <= up_to OFFSET 0) a
            CROSS JOIN LATERAL (SELECT o.party_id FROM tracker.demand o WHERE o.id = a.demand_id OFFSET 0) q
            CROSS JOIN LATERAL (SELECT o.* FROM tracker.response o WHERE o.on_document_id = a.document_id OFFSET 0) r
            CROSS JOIN LATERAL (SELECT o.issued_on FROM tracker.document o WHERE o.id = r.document_id OFFSET 0) d
            WHERE r.party_id <> q.party_id AND coalesce(r.responded_on, d.issued_on) <= up_to
                AND (r.on_passage_id IS NULL OR r.on_passage_id IN (SELECT above.id FROM tracker.passages_above(a.passage_id) above))
        ) r
    );
END $$;
COMMENT ON FUNCTION tracker.responses_to(bigint, date) IS 'How many answers of other parties a spell got up to a day.';
