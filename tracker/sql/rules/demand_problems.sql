-- What stands in the way of recording some demands: no evidence, no order within a day, a party that is none,
-- a day given inside a coarse date that does not lie in it.
-- `what` names the row: demand@version, or the demand.
CREATE OR REPLACE FUNCTION tracker.demand_problems(of_demands bigint[])
RETURNS TABLE (demand_id bigint, version_id bigint, what text, problem text)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT v.demand_id, v.id, d.slug || '@' || v.name,
        'the version has no citation: name the document in which the party says it'
    FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id
    WHERE v.demand_id = ANY (of_demands) AND NOT EXISTS (SELECT FROM tracker.citation c WHERE c.version_id = v.id);
    IF EXISTS (
        SELECT FROM tracker.citation c JOIN tracker.document o ON o.id = c.document_id WHERE c.demand_id = ANY (of_demands)
        GROUP BY c.demand_id, coalesce(c.placed_on, o.issued_on) HAVING min(c.version_id) <> max(c.version_id)
    ) THEN
        RETURN QUERY
        WITH cited AS MATERIALIZED (
            SELECT c.demand_id, c.version_id, coalesce(c.placed_on, o.issued_on) AS day, c.ordinal
            FROM tracker.citation c JOIN tracker.document o ON o.id = c.document_id WHERE c.demand_id = ANY (of_demands)
        ),
        on_shared_day AS (
            SELECT DISTINCT c.demand_id, c.version_id, v.name, c.day, c.ordinal
            FROM (SELECT demand_id, day FROM cited GROUP BY demand_id, day HAVING min(version_id) <> max(version_id)) s
            JOIN cited c USING (demand_id, day) JOIN tracker.version v ON v.id = c.version_id
        )
        SELECT a.demand_id, a.version_id, d.slug || '@' || a.name,
            format('versions %s and %s are both cited on %s: give their citations an order (1, 2, …)', a.name, b.name, a.day)
        FROM on_shared_day a
        JOIN on_shared_day b ON b.demand_id = a.demand_id AND b.day = a.day AND b.version_id <> a.version_id
        JOIN tracker.demand d ON d.id = a.demand_id
        WHERE a.ordinal IS NULL AND (b.ordinal IS NOT NULL OR a.name COLLATE "C" < b.name COLLATE "C")
            OR a.ordinal = b.ordinal AND a.name COLLATE "C" < b.name COLLATE "C";
    END IF;
    RETURN QUERY
    SELECT d.id, NULL::bigint, d.slug, format('%s is not a party of the process %s, so it has no demands', a.slug, p.slug)
    FROM tracker.demand d JOIN tracker.actor a ON a.id = d.party_id JOIN tracker.process p ON p.id = d.process_id
    WHERE d.id = ANY (of_demands) AND NOT EXISTS (
        SELECT FROM tracker.party y WHERE y.process_id = d.process_id AND y.actor_id = d.party_id AND y.role = 'party');
    IF EXISTS (SELECT FROM tracker.citation c WHERE c.demand_id = ANY (of_demands) AND c.placed_on IS NOT NULL) THEN
        RETURN QUERY
        SELECT c.demand_id, c.version_id, d.slug || '@' || v.name, format('placed_on %s lies outside the date of %s', c.placed_on, o.slug)
        FROM tracker.citation c
        JOIN tracker.demand d ON d.id = c.demand_id
        JOIN tracker.version v ON v.id = c.version_id
        JOIN tracker.document o ON o.id = c.document_id
        WHERE c.demand_id = ANY (of_demands) AND c.placed_on IS NOT NULL
            AND NOT tracker.lies_in_date(c.placed_on, o.issued_on, o.issued_precision);
    END IF;
    IF EXISTS (SELECT FROM tracker.ending e WHERE e.demand_id = ANY (of_demands) AND e.placed_on IS NOT NULL) THEN
        RETURN QUERY
        SELECT e.demand_id, NULL::bigint, d.slug, format('placed_on %s lies outside the date of its ending in %s', e.placed_on, o.slug)
        FROM tracker.ending e
        JOIN tracker.demand d ON d.id = e.demand_id
        JOIN tracker.document o ON o.id = e.document_id
        WHERE e.demand_id = ANY (of_demands) AND e.placed_on IS NOT NULL
            AND NOT tracker.lies_in_date(e.placed_on, coalesce(e.ended_on, o.issued_on), coalesce(e.ended_precision, o.issued_precision));
    END IF;
END $$;
COMMENT ON FUNCTION tracker.demand_problems(bigint[]) IS 'What stands in the way of recording demands: evidence, order within a day, party, placed_on.';
