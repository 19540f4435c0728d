-- The parties whose documents both are, or an error: what two parties want is no change from one to the other.
CREATE OR REPLACE FUNCTION tracker.compared_party(document_a bigint, document_b bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    common bigint[] := ARRAY(SELECT a.actor_id FROM tracker.parties_of a JOIN tracker.parties_of b ON b.actor_id = a.actor_id
        WHERE a.document_id = compared_party.document_a AND b.document_id = compared_party.document_b);
    whose text;
BEGIN
    IF common <> '{}' THEN
        RETURN common;
    END IF;
    SELECT string_agg(format('%s is of %s', d.slug, coalesce((SELECT string_agg(p.actor, ', ' ORDER BY p.actor COLLATE "C")
        FROM tracker.parties_of p WHERE p.document_id = d.id), 'no party')), ', ' ORDER BY d.id <> document_a)
    INTO whose FROM tracker.document d WHERE d.id IN (document_a, document_b);
    RAISE EXCEPTION 'the documents are not of one party: %', whose
        USING ERRCODE = 'invalid_parameter_value', HINT = 'Where parties stand to each other on a date is shown by gap(on_date), and by tracker matrix.';
END $$;
COMMENT ON FUNCTION tracker.compared_party(bigint, bigint) IS 'The parties whose documents both are, or an error.';
