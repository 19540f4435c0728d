-- Running spells that were cited as one option of several after one day and up to another. Found by the documents of the
-- interval that offer a choice (and in them step by step: LATERAL, OFFSET 0), and by the citations placed in it; never by a whole table,
-- of which a third is thought to lie between two days that are not known when it is planned.
CREATE OR REPLACE FUNCTION tracker.asked_as_option(after_day date, up_to date)
RETURNS TABLE (spell_id bigint, process_id bigint, demand_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE option AS (
        SELECT o.id FROM tracker.document d
        CROSS JOIN LATERAL (SELECT i.id FROM tracker.passage i WHERE i.document_id = d.id AND i.combine = 'any' OFFSET 0) p
        CROSS JOIN LATERAL (SELECT i.id FROM tracker.passage i WHERE i.parent_id = p.id OFFSET 0) o
        WHERE d.issued_on > after_day AND d.issued_on <= up_to
        UNION
        SELECT p.id FROM option CROSS JOIN LATERAL (SELECT o.id FROM tracker.passage o WHERE o.parent_id = option.id OFFSET 0) p
    ),
    cited AS (
        SELECT c.version_id FROM option CROSS JOIN LATERAL (
            SELECT o.version_id FROM tracker.citation o WHERE o.passage_id = option.id AND o.placed_on IS NULL OFFSET 0) c
        UNION
        SELECT c.version_id FROM (
            SELECT o.version_id, o.passage_id FROM tracker.citation o WHERE o.placed_on > after_day AND o.placed_on <= up_to OFFSET 0) c
        CROSS JOIN LATERAL tracker.options_of(c.passage_id)
    )
    SELECT s.id, s.process_id, s.demand_id FROM cited c
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.spell o WHERE o.version_id = c.version_id OFFSET 0) s
    WHERE s.held_from <= after_day AND (s.held_to IS NULL OR s.held_to > up_to);
END $$;
COMMENT ON FUNCTION tracker.asked_as_option(date, date) IS
    'Running spells that were cited as one option of several within a period.';
