-- The demands whose spells a changeset may move: those whose evidence it wrote, those cited in documents that it
-- dated anew, and all where it changed what the codebook says of existing terms.
CREATE OR REPLACE FUNCTION tracker.touched_demands(number bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    written constant text[] := tracker.written_tables(number);
    documents bigint[] := '{}';
    passages_of bigint[] := '{}';
    touched bigint[] := '{}';
    query text;
BEGIN
    SELECT string_agg(format('SELECT %I FROM %s WHERE %I = $1', CASE kind WHEN 'demand' THEN 'id' ELSE 'demand_id' END,
        CASE WHEN name ^@ 'history.' THEN name ELSE 'tracker.' || name END,
        CASE WHEN name ^@ 'history.' THEN 'ended_by' ELSE 'changeset' END), ' UNION ALL ')
    INTO query
    FROM (SELECT w AS name, replace(w, 'history.', '') AS kind FROM unnest(written) w) w
    WHERE kind = ANY ('{demand,version,citation,ending,spell,settlement}');
    IF query IS NOT NULL THEN
        EXECUTE format('SELECT coalesce(array_agg(DISTINCT x.id), ''{}'') FROM (%s) x (id)', query) INTO touched USING number;
    END IF;
    IF written && '{agreement}' THEN
        touched := touched || ARRAY(SELECT s.demand_id FROM tracker.settlement s
            JOIN tracker.agreement a ON a.id = s.agreement_id WHERE a.changeset = number);
    END IF;
    IF written && '{history.document}' THEN
        documents := ARRAY(SELECT h.id FROM history.document h JOIN tracker.document d ON d.id = h.id
            WHERE h.ended_by = number AND (d.issued_on, d.issued_precision) <> (h.issued_on, h.issued_precision));
    END IF;
    IF written && '{passage}' THEN
        passages_of := ARRAY(SELECT h.document_id FROM history.passage h WHERE h.ended_by = number
            UNION SELECT p.document_id FROM tracker.passage p WHERE p.changeset = number);
    END IF;
    IF documents || passages_of <> '{}' THEN
        touched := touched || ARRAY(SELECT c.demand_id FROM tracker.citation c WHERE c.document_id = ANY (documents || passages_of));
    END IF;
    IF documents <> '{}' THEN
        touched := touched || ARRAY(SELECT e.demand_id FROM tracker.ending e WHERE e.document_id = ANY (documents)
            UNION SELECT s.demand_id FROM tracker.settlement s JOIN tracker.agreement a ON a.id = s.agreement_id
            WHERE a.document_id = ANY (documents));
    END IF;
    IF written && '{party}' THEN
        touched := touched || ARRAY(SELECT d.id FROM (
            SELECT y.process_id, y.actor_id FROM tracker.party y WHERE y.changeset = number
            UNION SELECT y.process_id, y.actor_id FROM history.party y WHERE y.ended_by = number) y
            JOIN tracker.demand d ON d.process_id = y.process_id AND d.party_id = y.actor_id);
    END IF;
    IF written && '{history.attribute,history.code,history.place}' AND EXISTS (
            SELECT FROM history.attribute WHERE ended_by = number UNION ALL SELECT FROM history.code WHERE ended_by = number
            UNION ALL SELECT FROM history.place WHERE ended_by = number) THEN
        touched := touched || ARRAY(SELECT DISTINCT s.demand_id FROM tracker.spell s WHERE s.ordinal > 1);
    END IF;
    RETURN ARRAY(SELECT d.id FROM (SELECT DISTINCT unnest(touched) AS id) t JOIN tracker.demand d USING (id));
END $$;
COMMENT ON FUNCTION tracker.touched_demands(bigint) IS 'The demands whose spells a changeset may move.';
