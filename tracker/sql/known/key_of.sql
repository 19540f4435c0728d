-- What rows were called at a time, for messages: `version ru.neutrality@2024-06-14`. Slow, and meant for few rows.
CREATE OR REPLACE FUNCTION known.key_of(of_table text, row_id bigint, at bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind record;
    told text;
BEGIN
    IF of_table = 'confirmation' THEN
        SELECT 'of ' || known.key_of('agreement', c.agreement_id, at) INTO told FROM (TABLE tracker.confirmation UNION ALL
            SELECT h.id, h.agreement_id, h.actor_id, h.changeset FROM history.confirmation h) c WHERE c.id = row_id LIMIT 1;
        RETURN of_table || ' ' || coalesce(told, 'of id ' || row_id);
    END IF;
    SELECT c.entity, c.fields, regexp_replace(c.key, '\{(\w+)\}', ''' || coalesce(s.said ->> ''\1'', '''') || ''', 'g') AS key
    INTO kind FROM known.coded() c WHERE c.entity = of_table;
    IF FOUND THEN
        EXECUTE format($q$SELECT '%s' FROM (SELECT jsonb_build_object(%s) AS said FROM (
            SELECT e.*, $2 AS at FROM %s e
            WHERE e.id = $1 AND e.changeset <= $2 AND (e.ended_by > $2 OR e.ended_by IS NULL)) r) s$q$,
            kind.key, known.spelled_out(kind.fields), known.every(of_table))
        INTO told USING row_id, at;
    END IF;
    RETURN of_table || ' ' || coalesce(told, 'of id ' || row_id);
END $$;
COMMENT ON FUNCTION known.key_of(text, bigint, bigint) IS 'What a row was called after a changeset, for messages.';
